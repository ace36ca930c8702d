"""The stored figures: one row a placement, one row a contract, service and night."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from beds.access import Scope
from beds.models import Contract, Service
from residents.models import Placement


class PlacementFiguresQuerySet(models.QuerySet):
    def within(self, scope: Scope):
        """The figures of the placements this person may see."""
        return self if scope.everything else self.filter(placement__in=Placement.objects.within(scope))


class PlacementFigures(models.Model):
    """What the nights of one placement add up to on the morning of `as_at`.

    A discharged placement's row is final until a correction touches it, and holds for every later morning. Costs are
    pounds, rounded once; they are the cost of spot nights, and empty where the placement has none.
    """

    placement = models.OneToOneField(Placement, models.DO_NOTHING, primary_key=True, related_name="figures")
    as_at = models.DateField()
    los_nights = models.IntegerField()
    overstay_nights = models.IntegerField()
    authorised_nights = models.IntegerField(help_text="Overstay nights before an extension's date.")
    spot_nights = models.IntegerField(help_text="Nights priced at a spot rate.")
    block_nights = models.IntegerField(help_text="Nights in block-funded beds.")
    unpriced_nights = models.IntegerField(help_text="Nights in a bed with no contract or no rate in force: an error in the records.")
    overstay_spot_nights = models.IntegerField()
    overstay_block_nights = models.IntegerField()
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    overstay_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    band = models.CharField(max_length=12)

    objects = PlacementFiguresQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "placement figures"


class ServiceNightQuerySet(models.QuerySet):
    def within(self, scope: Scope):
        """The nights under the contracts this person may see."""
        return self if scope.everything else self.filter(contract__in=Contract.objects.within(scope))


class ServiceNight(models.Model):
    """The bed-nights of one service under one contract on one night.

    Each contracted bed is void, occupied, held or vacant, so the four add up to `contracted`. Beds bought for one
    placement only count on the nights on which they have somebody, and are given again as `placement_only`.
    """

    pk = models.CompositePrimaryKey("contract_id", "service_id", "night")
    contract = models.ForeignKey(Contract, models.DO_NOTHING, related_name="+")
    service = models.ForeignKey(Service, models.DO_NOTHING, related_name="+")
    night = models.DateField()
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

    class Meta:
        indexes = [
            # the dashboard reads a span of nights over all the services of a commissioner
            models.Index(name="reporting_servicenight_night", fields=["night"]),
        ]
