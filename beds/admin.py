"""The administration of what is bought and from whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from beds.access import SYSTEM
from beds.actions import save_bed, save_contract, save_contract_bed, save_rate
from beds.administration import ReadOnlyAdmin, RecordAdmin, RowInline
from beds.models import Bed, Commissioner, Contract, ContractBed, Provider, Rate, Service, Void


@admin.register(Commissioner)
class CommissionerAdmin(RecordAdmin):
    list_display = ("name", "kind", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Only at first: addresses and commands go on using the short name."""
        return {} if obj else super().get_prepopulated_fields(request, obj)


@admin.register(Provider)
class ProviderAdmin(RecordAdmin):
    list_display = ("name", "legal_form", "lead", "ods_code")
    list_filter = ("legal_form", ("lead", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("lead",)
    search_fields = ("name", "ods_code")
    autocomplete_fields = ("lead",)


@admin.register(Service)
class ServiceAdmin(RecordAdmin):
    list_display = ("name", "provider", "locality", "kind", "needs_level", "women_only", "bed_count")
    list_filter = ("kind", "needs_level", "women_only", "provider")
    list_select_related = ("provider",)
    search_fields = ("name", "locality", "postcode", "provider__name")
    autocomplete_fields = ("provider",)
    fixed_fields = ("provider",)
    fieldsets = (
        (None, {"fields": ("provider", "name", "kind")}),
        ("Place", {"fields": ("locality", "postcode")}),
        ("Support", {"fields": ("support_hours", "needs_level", "women_only")}),
        ("Market", {"fields": ("market_quality", "market_supply")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        return super().get_queryset(request).annotate(bed_count=Count("beds"))

    @admin.display(description="beds", ordering="bed_count")
    def bed_count(self, service: Any) -> int:
        return int(service.bed_count)


@admin.register(Bed)
class BedAdmin(RecordAdmin):
    list_display = ("label", "service", "provider", "step_free", "self_contained", "from_date", "until_date")
    list_filter = ("step_free", "self_contained", "service__provider", "service")
    list_select_related = ("service__provider",)
    search_fields = ("label", "service__name", "service__provider__name")
    autocomplete_fields = ("service",)
    fixed_fields = ("service",)
    ordering = ("service__name", "label")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bed]:
        # the choices of an autocomplete box show the service too
        return super().get_queryset(request).select_related("service__provider")

    def save(self, request: HttpRequest, record: Bed) -> None:
        save_bed(by=request.user, scope=SYSTEM, today=timezone.localdate(), bed=record)

    @admin.display(ordering="service__provider__name")
    def provider(self, bed: Bed) -> Provider:
        return bed.service.provider


@admin.register(Void)
class VoidAdmin(ReadOnlyAdmin):
    list_display = ("bed", "from_date", "until_date", "reason", "payer", "cancelled_reason")
    list_filter = ("reason", "payer", "bed__service")
    list_select_related = ("bed__service",)
    search_fields = ("bed__label", "bed__service__name", "note")
    date_hierarchy = "from_date"


class ContractBedInline(RowInline):
    model = ContractBed
    autocomplete_fields = ("bed",)
    fields = ("bed", "basis", "from_date", "until_date")
    ordering = ("bed__service__name", "bed__label", "from_date")
    verbose_name_plural = "beds: to take one out, give it an end"


class RateInline(RowInline):
    model = Rate
    fields = ("from_date", "until_date", "amount", "unit")
    ordering = ("from_date",)
    verbose_name_plural = "rates: none for a block contract"


class RunningFilter(admin.SimpleListFilter):
    """Contracts that run, have ended, or are yet to start."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("running", "Running"), ("soon", "Ends within 90 days"), ("ended", "Ended"), ("coming", "Not started")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contract]) -> QuerySet[Contract]:
        today = timezone.localdate()
        running = Q(from_date__lte=today, until_date__gt=today)
        wanted = {
            "running": running,
            "soon": running & Q(until_date__lte=today + dt.timedelta(days=90)),
            "ended": Q(until_date__lte=today),
            "coming": Q(from_date__gt=today),
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


@admin.register(Contract)
class ContractAdmin(RecordAdmin):
    list_display = ("reference", "provider", "funding", "until_date", "annual_value", "bed_count", "commissioner")
    list_filter = (RunningFilter, "funding", "commissioner", "provider")
    list_select_related = ("commissioner", "provider")
    search_fields = ("reference", "provider__name", "commissioner__name")
    autocomplete_fields = ("commissioner", "provider")
    fixed_fields = ("commissioner", "provider")
    inlines = (ContractBedInline, RateInline)
    fieldsets = (
        (None, {"fields": ("reference", "commissioner", "provider")}),
        ("Terms", {"fields": ("funding", "from_date", "until_date", "annual_value")}),
        ("Targets", {"fields": ("stay_limit_nights", "occupancy_target")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        return super().get_queryset(request).annotate(bed_count=Count("contract_beds__bed", distinct=True))

    @admin.display(description="beds", ordering="bed_count")
    def bed_count(self, contract: Any) -> int:
        return int(contract.bed_count)

    def save(self, request: HttpRequest, record: Contract | ContractBed | Rate) -> None:
        """The contract and each of its rows have an action of their own."""
        say: dict[str, Any] = {"by": request.user, "scope": SYSTEM, "today": timezone.localdate()}
        if isinstance(record, ContractBed):
            save_contract_bed(contract_bed=record, **say)
        elif isinstance(record, Rate):
            save_rate(rate=record, **say)
        else:
            save_contract(contract=record, **say)
