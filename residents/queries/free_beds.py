"""The beds that somebody could be put in, as far as the records say."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Bed, Void
from beds.models.services import BedQuerySet
from residents.models import BedStay, Booking
from residents.queries.my_beds import own_beds


def free_beds(scope: Scope, today: dt.date, *, keep: Bed | None = None, booked_for: int | None = None) -> list[Bed]:
    """Beds of the person's own organisation that nobody has, that are in service and not booked for somebody else.

    `keep` is listed whatever its state; `booked_for` is the referral whose own booking does not count. Only a guide
    for a list to choose from: the actions check again, with the bed locked.
    """
    mine = _usable(scope, today)
    booked = Booking.objects.waiting().exclude(referral=booked_for).filter(bed=OuterRef("pk"))
    free = _empty(mine, today).filter(~Exists(booked))
    wanted = mine.filter(Q(pk__in=free.values("pk")) | Q(pk=keep.pk if keep else None))
    return list(wanted.select_related("service").order_by("service__name", "label"))


def keeping_a_bed(scope: Scope, today: dt.date, *, booked_for: int | None = None) -> list[Booking]:
    """The bookings for somebody else that alone keep a bed of the person's own organisation from being free."""
    waiting = Booking.objects.within(scope).waiting().exclude(referral=booked_for)
    waiting = waiting.filter(bed__in=_empty(_usable(scope, today), today).values("pk"))
    rows = waiting.select_related("bed__service", "referral__resident")
    return list(rows.order_by("bed__service__name", "bed__label"))


def _usable(scope: Scope, today: dt.date) -> BedQuerySet:
    """The beds that the person may put somebody in, whoever has them now."""
    mine = own_beds(scope).filter(pk__in=_writable(scope))
    return mine.filter(Q(until_date__isnull=True) | Q(until_date__gt=today))


def _empty(beds: BedQuerySet, today: dt.date) -> BedQuerySet:
    """Those that nobody has and that are in service, booked or not."""
    on_bed = {"bed": OuterRef("pk")}
    return beds.filter(
        ~Exists(BedStay.objects.in_force().filter(Q(until_date__isnull=True) | Q(until_date__gt=today), **on_bed)),
        ~Exists(Void.objects.in_force().filter(until_date=None, **on_bed)),
    )


def _writable(scope: Scope) -> object:
    beds = Bed.objects.within(scope)
    return (beds if scope.everything else beds.filter(service__provider__in=scope.writes_for)).values("pk")
