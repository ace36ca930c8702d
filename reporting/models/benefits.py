"""What a benefit is measured against: set by a person, with its source, and never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from beds.access import Scope
from beds.models import Commissioner
from beds.models.base import by_whom
from beds.wording import long_date
from beds.written import Kind as Written
from beds.written import written


class BenefitBaselineQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The baselines of the commissioners that this person belongs to."""
        return self if scope.everything else self.filter(commissioner__in=scope.commissioners)


class BenefitBaseline(models.Model):
    """How something stood without step-down, or before it. It holds from a day on, until a later one takes its place.

    Append-only: of several that hold from the same day the one set last counts, and all can be read. One without a
    value takes back what was set from that day. A trigger refuses a change.
    """

    class Kind(models.TextChoices):
        WARD_NIGHT = "ward_night", "Cost of a night on a ward"
        MEAN_STAY = "mean_stay", "Mean stay of those who left, before"
        AREA_NIGHT = "area_night", "Cost of a night on a ward out of area"
        AREA_NIGHTS = "area_nights", "Nights on wards out of area in a year, before"
        AREA_NIGHTS_NOW = "area_nights_now", "Nights on wards out of area in a year, as counted since"

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="benefit_baselines")
    kind = models.CharField("what it is", max_length=20, choices=Kind)
    value = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal("0.00"))]
    )
    source = models.CharField("where it comes from", max_length=300, help_text="Or why it is taken back.")
    from_date = models.DateField("holds from")
    set_at = models.DateTimeField(db_default=Now(), editable=False)
    set_by = by_whom()

    objects = BenefitBaselineQuerySet.as_manager()

    class Meta:
        # the one that counts first
        ordering = ("commissioner", "kind", "-from_date", "-pk")
        constraints = [
            models.CheckConstraint(
                name="reporting_benefitbaseline_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="A baseline is not less than 0.",
            ),
            models.CheckConstraint(
                name="reporting_benefitbaseline_has_source",
                condition=~Q(source=""),
                violation_error_message="Say where the baseline comes from.",
            ),
        ]

    def __str__(self) -> str:
        told = "taken back" if self.value is None else written(self.value, self.shown_as)
        return f"{self.get_kind_display()}: {told}, from {long_date(self.from_date)}"

    @property
    def shown_as(self) -> Written:
        """What kind of number the value is."""
        return SHOWN_AS[self.Kind(self.kind)]


def counting(baselines: Iterable[BenefitBaseline]) -> list[BenefitBaseline]:
    """Of each kind and day the one set last, unless it takes back what was set; from those of one commissioner."""
    newest: dict[tuple[str, dt.date], BenefitBaseline] = {}
    for each in baselines:  # the one set last comes first
        newest.setdefault((each.kind, each.from_date), each)
    return [each for each in newest.values() if each.value is not None]


SHOWN_AS = {
    BenefitBaseline.Kind.WARD_NIGHT: Written.POUNDS,
    BenefitBaseline.Kind.MEAN_STAY: Written.DECIMAL,
    BenefitBaseline.Kind.AREA_NIGHT: Written.POUNDS,
    BenefitBaseline.Kind.AREA_NIGHTS: Written.COUNT,
    BenefitBaseline.Kind.AREA_NIGHTS_NOW: Written.COUNT,
}
"""Its decimals are also those that a value may have, so that a working can be followed from what is shown."""
