"""The administration of wards, and a place to look up the rest.

Who somebody is by name is not here: names are for the providers that have, or are asked to have, the person.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from beds.administration import ReadOnlyAdmin, RecordAdmin
from residents.models import Assessment, BedStay, Placement, Referral, ReferralStep, Resident, Ward


@admin.register(Ward)
class WardAdmin(RecordAdmin):
    list_display = ("name", "hospital", "out_of_area", "refers_to")
    list_filter = ("hospital", "out_of_area", "commissioners")
    search_fields = ("name", "hospital")
    filter_horizontal = ("commissioners",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("commissioners")

    @admin.display(description="refers to")
    def refers_to(self, ward: Ward) -> str:
        """The commissioners whose beds the ward may ask for."""
        return ", ".join(commissioner.name for commissioner in ward.commissioners.all())


@admin.register(Resident)
class ResidentAdmin(ReadOnlyAdmin):
    list_display = ("reference", "age_band", "gender", "ethnicity")
    list_filter = ("age_band", "gender", "ethnicity")
    search_fields = ("reference",)


class LookUpInline(admin.TabularInline):
    """Rows under a record to look up; they are written by the pages of the service."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False


class StepInline(LookUpInline):
    model = ReferralStep
    fields = ("status", "on", "reason", "note", "created_by")
    readonly_fields = fields


class AssessmentInline(LookUpInline):
    model = Assessment
    fields = ("assessed_on", "assessor", "suitability", "needs_level", "cancelled_reason")
    readonly_fields = fields


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    list_display = ("resident", "status", "received_on", "ward", "provider", "commissioner")
    list_filter = ("status", "commissioner", "provider", "ward")
    list_select_related = ("resident", "ward", "provider", "commissioner")
    search_fields = ("resident__reference",)
    date_hierarchy = "received_on"
    inlines = (StepInline, AssessmentInline)

    def view_on_site(self, referral: Referral) -> str:
        """The referral's page, where it is decided."""
        return reverse("residents:referral", args=[referral.pk])


class BedStayInline(LookUpInline):
    model = BedStay
    fields = ("bed", "from_date", "until_date", "cancelled_reason")
    readonly_fields = fields


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
