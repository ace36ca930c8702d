"""The stored figures: one row a placement, one row a contract, night and service.

Both tables are computed from the records and can be computed again at any time, so they carry no foreign key in the
database: a correction takes away what no longer has a source, and a full recompute can swap the whole table.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F

from beds.access import Scope
from beds.models import Contract, Service
from beds.nights import Band
from residents.models import Placement


class PlacementFiguresQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The figures of the placements this person may see."""
        return self if scope.everything else self.filter(placement__in=Placement.objects.within(scope))


class PlacementFigures(models.Model):
    """What the nights of one placement add up to on the morning of `as_at`.

    `as_at` is the discharge date once that has come: such a row is final until a correction touches it, and holds for
    every later morning. For an open placement it is the morning after the last computed night. Costs are pounds,
    rounded once; they are the cost of spot nights, and empty where the placement has none. No column but the key is
    indexed, so that the rows of open placements can be rewritten in place each night.
    """

    placement = models.OneToOneField(
        Placement, models.DO_NOTHING, primary_key=True, related_name="figures", db_constraint=False
    )
    as_at = models.DateField()
    los_nights = models.IntegerField(help_text="From admission to discharge, or to the morning of `as_at`.")
    overstay_nights = models.IntegerField(help_text="Beyond the stay limit of the contract of admission.")
    authorised_nights = models.IntegerField(help_text="Overstay nights before an extension's date.")
    spot_nights = models.IntegerField(help_text="Nights priced at a spot rate.")
    block_nights = models.IntegerField(help_text="Nights in block-funded beds.")
    unpriced_nights = models.IntegerField(
        help_text="Nights in a bed with no contract or no rate in force: an error in the records."
    )
    overstay_spot_nights = models.IntegerField()
    overstay_block_nights = models.IntegerField()
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    overstay_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    band = models.CharField(max_length=12, choices=[(band.value, band.label) for band in Band])

    objects = PlacementFiguresQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "placement figures"

    def __str__(self) -> str:
        return f"Figures of placement {self.pk} as at {self.as_at:%-d %B %Y}"


class ServiceNightQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The nights under the contracts this person may see."""
        return self if scope.everything else self.filter(contract__in=Contract.objects.within(scope))


class ServiceNight(models.Model):
    """The bed-nights of one service under one contract on one night.

    Each contracted bed is void, occupied, held or vacant, so the four add up to `contracted`. Beds bought for one
    placement only count on the nights on which they have somebody, and are given again as `placement_only`. There is
    a row for each night on which the contract has a bed of the service, be it reserved or on call.

    The key serves the reads of the pages, a span of nights under the contracts of a scope; there is no other index.
    """

    pk = models.CompositePrimaryKey("contract_id", "night", "service_id")
    contract = models.ForeignKey(Contract, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    night = models.DateField()
    service = models.ForeignKey(Service, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    contracted = models.SmallIntegerField()
    void = models.SmallIntegerField()
    occupied = models.SmallIntegerField()
    held = models.SmallIntegerField()
    overstay = models.SmallIntegerField(help_text="Occupied or held by somebody past the stay limit.")
    placement_only = models.SmallIntegerField(help_text="Occupied or held in a bed bought for one placement only.")
    available = models.GeneratedField(
        expression=F("contracted") - F("void"), output_field=models.SmallIntegerField(), db_persist=True
    )
    vacant = models.GeneratedField(
        expression=F("contracted") - F("void") - F("occupied") - F("held"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects = ServiceNightQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Service {self.service_id} under contract {self.contract_id} on {self.night:%-d %B %Y}"
