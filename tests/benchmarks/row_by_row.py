"""How the figures would be computed without SQL that works on sets: objects, loops and a save for each row."""

from __future__ import annotations

import datetime as dt
import time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import transaction

from beds.nights import band, overstay_nights
from reporting.models import PlacementFigures, ServiceNight
from residents.models import BedStay, Placement

PENNY = Decimal("0.01")
DAY = dt.timedelta(days=1)


def figures_one_by_one(today: dt.date, *, sample: int) -> float:
    """Seconds a placement, over a sample: a careful loop that fetches what belongs to each placement once."""
    started = time.perf_counter()
    placements = (
        Placement.objects.in_force()
        .select_related("contract")
        .prefetch_related("extensions", "bed_stays__bed__contract_beds__contract__rates")
        .order_by("?")[:sample]
    )
    for placement in placements:
        with transaction.atomic():
            PlacementFigures.objects.filter(pk=placement.pk).update(**columns(placement, today))
    return (time.perf_counter() - started) / sample


def columns(placement: Placement, today: dt.date) -> dict:
    limit = placement.contract.stay_limit_nights
    due_on = placement.move_on_due
    spot = block = overstay_spot = overstay_block = unpriced = 0
    cost = overstay_cost = Fraction(0)
    for stay in placement.bed_stays.all():
        night = stay.from_date
        while night < min(stay.until_date or today, today):
            price = price_of(stay, night)
            if price is None:
                unpriced += 1
            elif price == 0:
                block += 1
                overstay_block += night >= due_on
            else:
                spot += 1
                cost += price
                if night >= due_on:
                    overstay_spot += 1
                    overstay_cost += price
            night += DAY
    los = placement.los_nights(today)
    return {
        "los_nights": los,
        "overstay_nights": overstay_nights(los, limit),
        "spot_nights": spot,
        "block_nights": block,
        "unpriced_nights": unpriced,
        "overstay_spot_nights": overstay_spot,
        "overstay_block_nights": overstay_block,
        "cost": in_pounds(cost) if spot else None,
        "overstay_cost": in_pounds(overstay_cost) if overstay_spot else None,
        "band": band(los, limit),
    }


def price_of(stay: BedStay, night: dt.date) -> Fraction | None:
    """Pounds for the night; 0 when block funded, None without a contract or rate."""
    for link in stay.bed.contract_beds.all():
        if night in link.period:
            if link.contract.is_block:
                return Fraction(0)
            for rate in link.contract.rates.all():
                if rate.from_date <= night and (rate.until_date is None or night < rate.until_date):
                    return Fraction(rate.amount) / (7 if rate.unit == "week" else 1)
    return None


def in_pounds(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(PENNY, ROUND_HALF_UP)


def nights_one_by_one(*, sample: int) -> float:
    """Seconds a service night, over a sample: one query for its stays, one for its row."""
    rows = list(ServiceNight.objects.order_by("?")[:sample])
    started = time.perf_counter()
    for row in rows:
        with transaction.atomic():
            stays = (
                BedStay.objects.in_force()
                .on(row.night)
                .filter(
                    bed__service=row.service_id,
                    bed__contract_beds__contract=row.contract_id,
                    bed__contract_beds__from_date__lte=row.night,
                    bed__contract_beds__until_date__gt=row.night,
                )
            )
            ServiceNight.objects.filter(pk=row.pk).update(occupied=stays.count())
    return (time.perf_counter() - started) / sample
