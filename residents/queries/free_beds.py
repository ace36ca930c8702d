"""The beds that somebody could be put in, as far as the records say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Bed, ContractBed, Void
from beds.models.services import BedQuerySet
from residents.models import BedStay, Booking, Referral
from residents.queries.fitting import Needs, Place, fit
from residents.queries.my_beds import own_beds

Groups = list[tuple[str, list[tuple[int, str]]]]
"""Options of a list in groups, each with its heading."""


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


def choices_of(beds: Iterable[Bed], said: Callable[[Bed], str] = lambda bed: bed.label) -> Groups:
    """The beds as the options of a list, by service."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for bed in beds:
        groups.setdefault(bed.service.name, []).append((bed.pk, said(bed)))
    return list(groups.items())


def choices_for(beds: Collection[Bed], referral: Referral, today: dt.date) -> Groups:
    """The beds as options for one person: those that fit first, then the others with what does not fit.

    A women-only house is no option for a man. At most two queries.
    """
    needs = Needs.of(referral, today)
    links: defaultdict[int, list[ContractBed]] = defaultdict(list)
    bought = ContractBed.objects.filter(bed__in=beds, contract__commissioner=referral.commissioner_id)
    for link in bought.select_related("contract"):
        links[link.bed_id].append(link)
    judged = [(bed, fit(needs, Place.of(bed, max(needs.wanted_on, bed.from_date), links[bed.pk]))) for bed in beds]
    found = {bed.pk: judgement for bed, judgement in judged if not judgement.barred}
    fitting = [bed for bed, judgement in judged if judgement.fits]
    others = [bed for bed, judgement in judged if bed.pk in found and not judgement.fits]
    misfits = choices_of(others, lambda bed: f"{bed.label} ({', '.join(found[bed.pk].misfits)})")
    return choices_of(fitting) + [(f"{service}: does not fit", options) for service, options in misfits]


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
