"""The beds that somebody could be put in, as far as the records say."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Bed, Void
from residents.models import BedStay, Booking
from residents.queries.my_beds import own_beds


def free_beds(scope: Scope, today: dt.date, *, keep: Bed | None = None, booked_for: int | None = None) -> list[Bed]:
    """Beds of the person's own organisation that nobody has, that are in service and not booked for somebody else.

    `keep` is listed whatever its state; `booked_for` is the referral whose own booking does not count. Only a guide
    for a list to choose from: the actions check again, with the bed locked.
    """
    mine = own_beds(scope).filter(pk__in=_writable(scope)).filter(Q(until_date__isnull=True) | Q(until_date__gt=today))
    on_bed = {"bed": OuterRef("pk")}
    free = mine.filter(
        ~Exists(BedStay.objects.in_force().filter(Q(until_date__isnull=True) | Q(until_date__gt=today), **on_bed)),
        ~Exists(Void.objects.in_force().filter(until_date=None, **on_bed)),
        ~Exists(Booking.objects.waiting().exclude(referral=booked_for).filter(**on_bed)),
    )
    wanted = mine.filter(Q(pk__in=free.values("pk")) | Q(pk=keep.pk if keep else None))
    return list(wanted.select_related("service").order_by("service__name", "label"))


def _writable(scope: Scope) -> object:
    beds = Bed.objects.within(scope)
    return (beds if scope.everything else beds.filter(service__provider__in=scope.writes_for)).values("pk")
