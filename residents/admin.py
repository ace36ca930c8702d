"""The administration of wards, and a place to look up the rest.

Who somebody is by name is not here: names are for the providers that have, or are asked to have, the person.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse

from beds.administration import ReadOnlyAdmin, RecordAdmin
from residents.models import BedStay, Placement, Referral, Resident, Ward


@admin.register(Ward)
class WardAdmin(RecordAdmin):
    list_display = ("name", "hospital")
    list_filter = ("hospital",)
    search_fields = ("name", "hospital")


@admin.register(Resident)
class ResidentAdmin(ReadOnlyAdmin):
    list_display = ("reference", "age_band", "gender", "ethnicity")
    list_filter = ("age_band", "gender", "ethnicity")
    search_fields = ("reference",)


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    list_display = ("resident", "status", "received_on", "ward", "provider", "commissioner")
    list_filter = ("status", "commissioner", "provider", "ward")
    list_select_related = ("resident", "ward", "provider", "commissioner")
    search_fields = ("resident__reference",)
    date_hierarchy = "received_on"


class BedStayInline(admin.TabularInline):
    model = BedStay
    fields = ("bed", "from_date", "until_date", "cancelled_reason")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    list_display = ("resident", "service", "admitted_on", "discharged_on", "contract", "cancelled_reason")
    list_filter = ("contract__commissioner", "service__provider", "service")
    list_select_related = ("resident", "service", "contract")
    search_fields = ("resident__reference", "contract__reference", "service__name")
    date_hierarchy = "admitted_on"
    inlines = (BedStayInline,)

    def view_on_site(self, placement: Placement) -> str:
        """The placement's page, where it can be corrected."""
        return reverse("reporting:placement", args=[placement.pk])
