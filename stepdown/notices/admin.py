"""The administration looks letters up, for those that may not have arrived."""

from __future__ import annotations

from django.contrib import admin

from beds.administration import ReadOnlyAdmin
from stepdown.notices.models import Digest


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("day", "user", "state", "sent_at", "error")
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("user__email", "message_id")
    date_hierarchy = "day"
