"""The record of the figures' runs, to look up."""

from __future__ import annotations

from django.contrib import admin

from beds.administration import ReadOnlyAdmin
from reporting.models import NightlyRun


@admin.register(NightlyRun)
class NightlyRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "kind", "status", "night", "placements", "service_nights", "finished_at")
    list_filter = ("status", "kind")
    date_hierarchy = "started_at"
