"""Records for tests, made straight in the database: each function fills in what the test does not care about.

Nothing here checks a rule (the actions do, and the database), so a test can also lay out a situation that no action
would allow. Each made thing is distinct: two calls of `make_service()` give two services of two providers.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.text import slugify

from beds.access import Role
from beds.models import Bed, Commissioner, Contract, ContractBed, Provider, Rate, Service, Void
from residents.models import (
    Absence,
    BedStay,
    Booking,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    Referral,
    Resident,
    ResidentIdentity,
    Ward,
)
from stepdown.accounts.models import AccessToken, Membership, User

TODAY = dt.date(2026, 11, 20)
"""A day for tests to stand on; nothing reads the clock."""
START = dt.date(2020, 1, 1)
END = dt.date(2040, 1, 1)
PASSWORD = "correct horse battery staple"

_number = itertools.count(1)


def day(text: str) -> dt.date:
    """A date from `2026-11-20`."""
    return dt.date.fromisoformat(text)


# Supply ------------------------------------------------------------------------------------------------------


def make_commissioner(name: str = "", **facts: Any) -> Commissioner:
    name = name or f"Council {next(_number)}"
    return Commissioner.objects.create(name=name, slug=facts.pop("slug", slugify(name)), **facts)


def make_provider(name: str = "", *, lead: Provider | None = None, **facts: Any) -> Provider:
    return Provider.objects.create(name=name or f"Provider {next(_number)}", lead=lead, **facts)


def make_service(name: str = "", *, provider: Provider | None = None, **facts: Any) -> Service:
    facts.setdefault("locality", "Wells")
    return Service.objects.create(name=name or f"House {next(_number)}", provider=provider or make_provider(), **facts)


def make_bed(label: str = "", *, service: Service | None = None, from_date: dt.date = START, **facts: Any) -> Bed:
    return Bed.objects.create(
        label=label or f"Room {next(_number)}",
        service=service or make_service(),
        from_date=from_date,
        **facts,
    )


def make_contract(
    *,
    commissioner: Commissioner | None = None,
    provider: Provider | None = None,
    funding: str = Contract.Funding.SPOT,
    from_date: dt.date = START,
    until_date: dt.date = END,
    **facts: Any,
) -> Contract:
    """A contract without beds or rates; a block contract is worth £520,000 a year unless said otherwise."""
    if funding == Contract.Funding.BLOCK:
        facts.setdefault("annual_value", Decimal(520000))
    return Contract.objects.create(
        reference=facts.pop("reference", f"C-{next(_number)}"),
        commissioner=commissioner or make_commissioner(),
        provider=provider or make_provider(),
        funding=funding,
        from_date=from_date,
        until_date=until_date,
        **facts,
    )


def make_contract_bed(
    contract: Contract,
    bed: Bed,
    *,
    from_date: dt.date | None = None,
    until_date: dt.date | None = None,
    **facts: Any,
) -> ContractBed:
    """The bed joins the contract, for the whole of its period unless said otherwise."""
    return ContractBed.objects.create(
        contract=contract,
        bed=bed,
        from_date=from_date or contract.from_date,
        until_date=until_date or contract.until_date,
        **facts,
    )


def make_rate(
    contract: Contract,
    amount: str = "135.71",
    unit: str = Rate.RateUnit.NIGHT,
    *,
    from_date: dt.date | None = None,
    until_date: dt.date | None = None,
) -> Rate:
    """A rate from the contract's start on, unless said otherwise."""
    return Rate.objects.create(
        contract=contract,
        amount=Decimal(amount),
        unit=unit,
        from_date=from_date or contract.from_date,
        until_date=until_date,
    )


def make_contracted_bed(
    label: str = "",
    *,
    service: Service | None = None,
    commissioner: Commissioner | None = None,
    contract: Contract | None = None,
    rate: str | None = "135.71",
    **facts: Any,
) -> Bed:
    """A bed that can be admitted to: in `contract`, or in one of its own with a nightly rate. `facts` are the bed's."""
    bed = make_bed(label, service=service, **facts)
    if contract is None:
        contract = make_contract(commissioner=commissioner, provider=bed.service.provider)
        if rate:
            make_rate(contract, rate)
    make_contract_bed(contract, bed)
    return bed


def make_void(bed: Bed, from_date: dt.date, until_date: dt.date | None = None, **facts: Any) -> Void:
    facts.setdefault("reason", Void.Reason.REPAIR)
    return Void.objects.create(bed=bed, from_date=from_date, until_date=until_date, **facts)


# Demand ------------------------------------------------------------------------------------------------------


def make_ward(name: str = "", *, hospital: str = "St Cuthbert's", **facts: Any) -> Ward:
    return Ward.objects.create(name=name or f"Ward {next(_number)}", hospital=hospital, **facts)


def make_resident(reference: str = "", *, name: str = "", **facts: Any) -> Resident:
    """A resident; with `name`, also the record of who they are."""
    if reference:
        facts["reference"] = reference
    resident = Resident.objects.create(**facts)
    if name:
        ResidentIdentity.objects.create(resident=resident, name=name)
    return resident


def make_referral(
    *,
    commissioner: Commissioner | None = None,
    provider: Provider | None = None,
    resident: Resident | None = None,
    ward: Ward | None = None,
    **facts: Any,
) -> Referral:
    """An accepted referral with a worker and a plan."""
    facts.setdefault("status", Referral.Status.ACCEPTED)
    facts.setdefault("received_on", START)
    facts.setdefault("allocated_worker", "Sam Okoro")
    facts.setdefault("move_on_plan", "Supported living, low. Application with the council.")
    return Referral.objects.create(
        resident=resident or make_resident(),
        ward=ward or make_ward(),
        commissioner=commissioner or make_commissioner(),
        provider=provider or make_provider(),
        **facts,
    )


def contract_of(bed: Bed, night: dt.date) -> Contract:
    """The contract that has the bed that night, or any that ever had it."""
    links = bed.contract_beds.select_related("contract")
    link = links.on(night).first() or links.first()
    if link is None:
        return make_contract(provider=bed.service.provider)
    return link.contract


def make_placement(
    bed: Bed | None = None,
    *,
    admitted_on: dt.date = TODAY - dt.timedelta(days=10),
    discharged_on: dt.date | None = None,
    moves: Sequence[tuple[dt.date, Bed]] = (),
    resident: Resident | None = None,
    contract: Contract | None = None,
    destination: str = Discharge.Destination.HOME,
    **facts: Any,
) -> Placement:
    """A placement with its bed stays: in `bed` from the admission, then in the beds of `moves` from their dates.

    The contract is that of the first bed on the day of admission, unless given; the service that of the last bed.
    A discharged one gets its `Discharge`.
    """
    bed = bed or make_contracted_bed()
    contract = contract or contract_of(bed, admitted_on)
    resident = resident or make_resident()
    beds = [bed, *(to for _, to in moves)]
    starts = [admitted_on, *(on for on, _ in moves)]
    referral = facts.pop("referral", None) or make_referral(
        resident=resident,
        commissioner=contract.commissioner,
        provider=beds[-1].service.provider,
        status=Referral.Status.PLACED,
        received_on=admitted_on,
    )
    placement = Placement.objects.create(
        referral=referral,
        resident=resident,
        contract=contract,
        service=beds[-1].service,
        admitted_on=admitted_on,
        discharged_on=discharged_on,
        **facts,
    )
    for stay_bed, start, end in zip(beds, starts, [*starts[1:], discharged_on], strict=True):
        make_bed_stay(placement, stay_bed, start, end)
    if discharged_on is not None:
        Discharge.objects.create(placement=placement, destination=destination)
    return placement


def make_bed_stay(placement: Placement, bed: Bed, from_date: dt.date, until_date: dt.date | None = None) -> BedStay:
    return BedStay.objects.create(
        placement=placement, resident=placement.resident, bed=bed, from_date=from_date, until_date=until_date
    )


def make_absence(placement: Placement, from_date: dt.date, until_date: dt.date | None = None, **facts: Any) -> Absence:
    """An absence with the bed kept; with `bed_held=False` the test lays out the bed stays itself."""
    facts.setdefault("kind", Absence.Kind.HOSPITAL)
    return Absence.objects.create(placement=placement, from_date=from_date, until_date=until_date, **facts)


def make_booking(bed: Bed, arriving_on: dt.date, *, referral: Referral | None = None, **facts: Any) -> Booking:
    referral = referral or make_referral(
        provider=bed.service.provider, commissioner=contract_of(bed, arriving_on).commissioner
    )
    return Booking.objects.create(bed=bed, arriving_on=arriving_on, referral=referral, **facts)


def make_extension(placement: Placement, until_date: dt.date, **facts: Any) -> Extension:
    facts.setdefault("reason", "Flat ready soon")
    return Extension.objects.create(placement=placement, until_date=until_date, **facts)


def make_overstay_reason(placement: Placement, since: dt.date, **facts: Any) -> OverstayReason:
    facts.setdefault("code", OverstayReason.Code.WAITING_LIST)
    facts.setdefault("owner", OverstayReason.Owner.HOUSING)
    return OverstayReason.objects.create(placement=placement, since=since, **facts)


# People who sign in ------------------------------------------------------------------------------------------


def make_user(email: str = "", **facts: Any) -> User:
    """Somebody who can sign in with `PASSWORD` and belongs to nothing."""
    return User.objects.create(email=email or f"person{next(_number)}@example.org", password=_hashed(), **facts)


@functools.cache
def _hashed() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return make_password(PASSWORD)


def make_token(user: User, **facts: Any) -> AccessToken:
    """A token of this person for the data feed, good for a month; nobody knows its secret."""
    now = timezone.now()
    known = {
        "name": "Excel",
        "digest": f"{next(_number)}",
        "created_at": now,
        "expires_at": now + dt.timedelta(days=30),
    }
    return AccessToken.objects.create(user=user, **known | facts)


def make_worker(*providers: Provider, role: str = Role.PROVIDER_WORKER, **facts: Any) -> User:
    """A user who works for these providers; with `role=Role.PROVIDER_VIEWER` one who only reads."""
    user = make_user(**facts)
    for provider in providers:
        Membership.objects.create(user=user, provider=provider, role=role)
    return user


def make_official(*commissioners: Commissioner, role: str = Role.COMMISSIONER, **facts: Any) -> User:
    """A user who belongs to these commissioners."""
    user = make_user(**facts)
    for commissioner in commissioners:
        Membership.objects.create(user=user, commissioner=commissioner, role=role)
    return user
