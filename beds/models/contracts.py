"""What is bought, for how long, and at what price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from beds.access import Scope
from beds.models.base import PeriodQuerySet, Recorded, until_not_before_from
from beds.models.organisations import Commissioner, Provider
from beds.models.services import Bed, nights_range
from beds.money import Unit
from beds.nights import SIX_WEEKS, Period


class ContractQuerySet(PeriodQuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's contracts, and a provider's own."""
        if scope.everything:
            return self
        return self.filter(Q(commissioner__in=scope.commissioners) | Q(provider__in=scope.providers))


class Contract(Recorded):
    """An agreement between one commissioner and one provider to pay for beds, as a block or spot."""

    class Funding(models.TextChoices):
        BLOCK = "block", "Block"
        SPOT = "spot", "Spot"

    reference = models.CharField(max_length=40, unique=True)
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="contracts")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="contracts")
    funding = models.CharField(max_length=10, choices=Funding)
    from_date = models.DateField("starts on")
    until_date = models.DateField("ends before", help_text="The first night that is not in the contract.")
    annual_value = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0"))],
        help_text="Pounds a year: the price of a block contract, the budget of a spot contract.",
    )
    stay_limit_nights = models.PositiveSmallIntegerField(
        default=SIX_WEEKS, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    occupancy_target = models.DecimalField(
        max_digits=4, decimal_places=1, default=Decimal("85.0"), help_text="Per cent of available bed-nights."
    )

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        constraints = [
            until_not_before_from("beds_contract_ends_after_start", "The contract must end after the day it starts."),
            models.CheckConstraint(
                name="beds_contract_stay_limit_positive",
                condition=Q(stay_limit_nights__gte=1),
                violation_error_message="The stay limit must be at least 1 night.",
            ),
            models.CheckConstraint(
                name="beds_contract_block_has_value",
                condition=~Q(funding="block") | Q(annual_value__isnull=False),
                violation_error_message="A block contract needs its annual value.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.until_date)

    @property
    def is_block(self) -> bool:
        return self.funding == self.Funding.BLOCK

    def days_left(self, as_at: dt.date) -> int:
        """Nights of the contract still to come on the morning of `as_at`; 0 once it has ended."""
        return max(0, (self.until_date - as_at).days)


class ContractBedQuerySet(PeriodQuerySet):
    def within(self, scope: Scope) -> Self:
        """The beds of the contracts this person may see."""
        return self if scope.everything else self.filter(contract__in=Contract.objects.within(scope))


class ContractBed(Recorded):
    """Which bed a contract buys, and on which nights.

    A reserved bed is bought for every night of the period. A bed bought for one placement only is on call in the
    period, and in the contract for the nights on which a placement has it: these follow from the bed stays.
    """

    class Basis(models.TextChoices):
        RESERVED = "reserved", "Reserved every night"
        PLACEMENT = "placement", "Bought for one placement at a time"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="contract_beds")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="contract_beds")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.RESERVED)
    from_date = models.DateField("in the contract from")
    until_date = models.DateField("in the contract until")

    objects = ContractBedQuerySet.as_manager()

    class Meta:
        ordering = ("contract", "bed")
        constraints = [
            until_not_before_from(
                "beds_contractbed_ends_after_start", "The bed must leave the contract after it joins."
            ),
            ExclusionConstraint(
                name="beds_contractbed_one_contract_a_night",
                expressions=[("bed", RangeOperators.EQUAL), (nights_range(), RangeOperators.OVERLAPS)],
                violation_error_message="This bed is already in a contract in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bed} in {self.contract}"

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.until_date)


class RateQuerySet(PeriodQuerySet):
    def within(self, scope: Scope) -> Self:
        """The rates of the contracts this person may see."""
        return self if scope.everything else self.filter(contract__in=Contract.objects.within(scope))


class Rate(Recorded):
    """What a night costs under a contract in a period, per night or per week, exactly as contracted."""

    class RateUnit(models.TextChoices):
        NIGHT = Unit.NIGHT.value, "a night"
        WEEK = Unit.WEEK.value, "a week"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="rates")
    from_date = models.DateField("in force from")
    until_date = models.DateField("in force until", null=True, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    unit = models.CharField(max_length=10, choices=RateUnit)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ("contract", "from_date")
        constraints = [
            until_not_before_from("beds_rate_ends_after_start", "The rate must end after the day it starts."),
            models.CheckConstraint(
                name="beds_rate_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="The rate must be more than £0.",
            ),
            ExclusionConstraint(
                name="beds_rate_one_a_night",
                expressions=[("contract", RangeOperators.EQUAL), (nights_range(), RangeOperators.OVERLAPS)],
                violation_error_message="This contract already has a rate in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"£{self.amount:,.2f} {self.get_unit_display()}"
