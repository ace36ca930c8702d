"""People to sign in as, one for each role, in the demonstrations that are loaded.

They share one password, made at random for each installation and kept beside its other local files: a password in
the source would open every copy of the service that anybody can reach over a network. Production has none of them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from beds.access import Role
from beds.models import Commissioner, Provider
from residents.models import AlertAcknowledgement, RiskAlert, Ward
from stepdown.accounts.models import Membership, User

WORDS = (
    "acorn", "amber", "apple", "basket", "beacon", "bramble", "bridge", "candle", "canvas", "cedar",
    "cherry", "cobalt", "copper", "coral", "cotton", "falcon", "forest", "garden", "ginger", "granite", "harbour",
    "hazel", "heather", "heron", "island", "ivory", "jasmine", "juniper", "kettle", "lantern", "lemon", "linen",
    "marble", "meadow", "mellow", "mill", "orchard", "otter", "paper", "pebble", "pepper", "plum", "pocket", "quartz",
    "river", "saffron", "silver", "sparrow", "spring", "summer", "tangle", "thimble", "timber", "tulip", "valley",
    "velvet", "walnut", "willow", "window", "winter", "yellow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as: `place` is a commissioner's slug, a provider's name, or a ward with its hospital."""

    email: str
    name: str
    role: Role
    place: str
    sees: str
    first_page: str = "/"
    runs_site: bool = False
    unread_alerts: int = 1
    """How many of the newest alerts of their provider a worker has still to acknowledge."""


def _of_commissioner(slug: str, ward: str, first_page: str = "/") -> tuple[Person, ...]:
    """Its commissioner, contract manager, administrator, housing officer and analyst, and who refers from a ward."""
    at = f"@{slug}.example"
    return (
        Person(f"commissioner{at}", "Casey Commissioner", Role.COMMISSIONER, slug,
               "everything; approves extensions", first_page),
        Person(f"contracts{at}", "Marlow Manager", Role.CONTRACT_MANAGER, slug,
               "everything; signs off review packs", first_page),
        Person(f"admin{at}", "Addison Administrator", Role.ADMINISTRATOR, slug,
               "everything, and the administration site", "/admin/", runs_site=True),
        Person(f"housing{at}", "Hollis Housing", Role.HOUSING_OFFICER, slug,
               "everything; keeps applications and repairs up to date", "/housing/"),
        Person(f"analyst{at}", "Ainsley Analyst", Role.ANALYST, slug,
               "the data feed alone, with small numbers hidden", "/data-feed/"),
        Person(f"referrer{at}", "Rowan Referrer", Role.REFERRER, ward, "the referrals of its ward"),
    )  # fmt: skip


def _worker(provider: str, sees: str = "its own services") -> Person:
    return Person(f"worker@{_domain(provider)}", "Wren Worker", Role.PROVIDER_WORKER, provider, sees, "/my-beds/")


def _domain(provider: str) -> str:
    return f"{provider.split(maxsplit=1)[0].lower()}.example"


PEOPLE = (
    *_of_commissioner("hammersmith-fulham", "Avocet Ward, Demonstration Hospital, west London", "/?as_at=2023-04-01"),
    *(map(_worker, ("Lanternside Homes", "Copperleaf Support", "Quillgate Care", "Thornwick Housing"))),
    *_of_commissioner("somerset", "Curlew Ward, Demonstration Hospital, Somerset"),
    _worker("Saltmarrow Support"),
    *_of_commissioner("county", "Dunnock Ward, Demonstration Infirmary"),
    _worker("Tidewell Living", "its own services and its two partners'"),
    *(map(_worker, ("Amberlock Rooms", "Ferrydown Homes", "Pinemarten Support", "Oxlip Housing", "Northlight Care"))),
    Person("viewer@pinemarten.example", "Vesper Viewer", Role.PROVIDER_VIEWER, "Pinemarten Support",
           "its own services; read only", "/my-beds/"),
    Person("second.worker@pinemarten.example", "Linnet Worker", Role.PROVIDER_WORKER, "Pinemarten Support",
           "its own services; has acknowledged every alert", "/my-beds/", unread_alerts=0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person who can sign in now, and whether the demonstration's password still opens the door."""

    person: Person
    password_works: bool


@transaction.atomic
def make_people(password: str) -> list[SignIn]:
    """Make whoever is missing in the demonstrations that are loaded, and list everybody.

    Those who are there already keep their password and their memberships, whatever was done to them.
    """
    users = {user.email: user for user in User.objects.filter(email__in=[person.email for person in PEOPLE])}
    hashed = ""
    known: dict[str, bool] = {}
    sign_ins = []
    for person, place in _loaded():
        user = users.get(person.email)
        if user is None:
            hashed = hashed or make_password(password)
            user = _make(person, place, hashed)
            known[hashed] = True
        if user.password not in known:
            known[user.password] = check_password(password, user.password)
        sign_ins.append(SignIn(person, user.is_active and known[user.password]))
    return sign_ins


Place = Commissioner | Provider | Ward


def _loaded() -> Iterator[tuple[Person, Place]]:
    """The people whose commissioner, provider or ward is in the database."""
    commissioners = {commissioner.slug: commissioner for commissioner in Commissioner.objects.all()}
    providers = {provider.name: provider for provider in Provider.objects.all()}
    wards = {str(ward): ward for ward in Ward.objects.all()}
    for person in PEOPLE:
        place = commissioners.get(person.place) or providers.get(person.place) or wards.get(person.place)
        if place is not None:
            yield person, place


def _make(person: Person, place: Place, hashed: str) -> User:
    first, last = person.name.split()
    user = User(email=person.email, first_name=first, last_name=last, password=hashed)
    user.is_staff = user.is_superuser = person.runs_site
    user.save()
    membership = Membership(user=user, role=person.role)
    if isinstance(place, Commissioner):
        membership.commissioner = place
    elif isinstance(place, Ward):
        membership.ward = place
    else:
        membership.provider = place
    membership.save()
    if isinstance(place, Provider) and person.role == Role.PROVIDER_WORKER:
        _has_read_the_older_alerts(user, place, person.unread_alerts)
    return user


def _has_read_the_older_alerts(user: User, provider: Provider, unread: int) -> None:
    """All but the newest alerts of their provider as they are worded now, each by the day after it was raised."""
    alerts = RiskAlert.objects.standing().filter(placement__service__provider=provider).order_by("-raised_on", "-pk")
    AlertAcknowledgement.objects.bulk_create(
        AlertAcknowledgement(
            alert=alert,
            user=user,
            edition=alert.edition,
            acknowledged_at=min(alert.created_at + dt.timedelta(days=1), timezone.now()),
        )
        for alert in alerts[unread:]
    )


def installation_password(folder: Path) -> str:
    """The password of this installation's demonstration people, made when first asked for."""
    file = folder / "demonstration-password"
    if not file.exists():
        folder.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text("-".join([*(secrets.choice(WORDS) for _ in range(4)), str(secrets.randbelow(90) + 10)]))
    return file.read_text().strip()
