"""The people to sign in as: one for each role, one password an installation, none in production."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from beds.access import Role
from beds.models import Commissioner, Provider
from residents.demo import load
from residents.demo.county import PROVIDERS
from residents.models import RiskAlert, Ward
from stepdown.accounts.demonstration import PEOPLE, installation_password
from stepdown.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.LOCAL_DIR = tmp_path / "local"
    return settings.LOCAL_DIR


def sign_ins() -> str:
    out = StringIO()
    call_command("sign_ins", stdout=out, no_color=True)
    return out.getvalue()


def names_in_place() -> None:
    """Commissioners and providers of the county, by name alone: quicker than their whole history."""
    Commissioner.objects.create(name="Westshire", slug="county")
    for name, _, lead in PROVIDERS.values():
        Provider.objects.create(name=name, lead=Provider.objects.filter(name=lead and PROVIDERS[lead][0]).first())


def test_the_people_of_what_is_loaded_are_made_and_listed_with_their_first_page() -> None:
    load("hammersmith-fulham", today=dt.date(2026, 11, 20))
    printed = sign_ins()
    officials = ("commissioner", "contracts", "admin", "housing", "analyst", "referrer")
    providers = ("lanternside", "copperleaf", "quillgate", "thornwick")
    assert set(User.objects.values_list("email", flat=True)) == {
        *(f"{who}@hammersmith-fulham.example" for who in officials),
        *(f"worker@{provider}.example" for provider in providers),
    }
    assert "/?as_at=2023-04-01" in printed
    assert "somerset" not in printed


def test_the_printed_password_opens_the_door(client, folder: Path) -> None:
    names_in_place()
    printed = sign_ins()
    password = (folder / "demonstration-password").read_text()
    assert f"Password for all of them: {password}" in printed
    assert client.login(email="worker@tidewell.example", password=password)


def test_each_person_has_the_role_that_they_stand_for() -> None:
    names_in_place()
    sign_ins()
    for person in PEOPLE:
        if user := User.objects.filter(email=person.email).first():
            assert [membership.role for membership in user.memberships.all()] == [person.role]
            assert user.is_staff == user.is_superuser == (person.role == Role.ADMINISTRATOR)
    lead = User.objects.get(email="worker@tidewell.example")
    assert len(lead.scope().writes_for) == 3
    assert not User.objects.get(email="viewer@pinemarten.example").scope().writes_for


def test_a_referrer_belongs_to_a_ward_and_a_housing_officer_houses() -> None:
    load("somerset", today=dt.date(2026, 11, 20))
    sign_ins()
    referrer = User.objects.get(email="referrer@somerset.example").scope()
    assert Ward.objects.within(referrer).get().name == "Curlew Ward"
    assert not referrer.sees_figures
    housing = User.objects.get(email="housing@somerset.example").scope()
    assert housing.may_house_for(Commissioner.objects.get().pk)
    assert not housing.decides_for


def test_a_worker_has_read_all_alerts_but_the_newest_which_one_of_two_has_read() -> None:
    load("county", today=dt.date(2026, 11, 20))
    RiskAlert.objects.update(edition=2)
    sign_ins()
    alerts = RiskAlert.objects.standing().filter(placement__service__provider__name="Pinemarten Support")
    newest = alerts.order_by("-raised_on", "-pk")[0]
    assert alerts.count() > 1
    worker = User.objects.get(email="worker@pinemarten.example")
    assert alerts.exclude(acknowledgements__user=worker).get() == newest
    readers = [(each.user.email, each.edition) for each in newest.acknowledgements.all()]
    assert readers == [("second.worker@pinemarten.example", 2)]


def test_running_it_again_changes_nothing_and_marks_a_password_of_ones_own() -> None:
    names_in_place()
    first = sign_ins()
    assert sign_ins() == first
    user = User.objects.get(email="commissioner@county.example")
    user.set_password("something else entirely")
    user.save()
    again = sign_ins()
    assert "commissioner@county.example *" in again
    assert "* has a password of their own" in again
    assert User.objects.get(pk=user.pk).check_password("something else entirely")


def test_every_installation_has_a_password_of_its_own_that_only_its_owner_reads(tmp_path: Path) -> None:
    one, other = installation_password(tmp_path / "one"), installation_password(tmp_path / "other")
    assert one != other
    assert installation_password(tmp_path / "one") == one
    assert len(one) >= 12
    assert (tmp_path / "one" / "demonstration-password").stat().st_mode & 0o077 == 0


def test_without_a_demonstration_there_is_nobody_to_sign_in_as() -> None:
    assert "No demonstration is loaded" in sign_ins()
    assert not User.objects.exists()


def test_production_refuses(settings) -> None:
    settings.PRODUCTION = True
    names_in_place()
    with pytest.raises(CommandError, match="createsuperuser"):
        sign_ins()
    assert not User.objects.exists()
