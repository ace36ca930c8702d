"""A database of an earlier version is brought along with all that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from tests.factories import TODAY

BEFORE_THE_PATHWAY = [
    ("beds", "0001_initial"),
    ("residents", "0004_discharged_index"),
    ("reporting", "0002_note_changes"),
    ("accounts", "0002_initial"),
]
"""What stood before referrals had reasons, places they were sent on to, and wards their commissioners."""


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database with nothing in it, beside the one of the tests."""
    with django_db_blocker.unblock():
        yield from another_database()


def another_database() -> Iterator[BaseDatabaseWrapper]:
    name = f"{connection.settings_dict['NAME']}_before"
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
        cursor.execute(f"CREATE DATABASE {quoted}")
    connections.databases["before"] = connection.settings_dict | {"NAME": name}
    yield connections["before"]
    connections["before"].close()
    del connections["before"], connections.databases["before"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {quoted}")


def referrals_before(apps: Any) -> None:
    """A ward with a referral in every state, as they were recorded then."""
    council = apps.get_model("beds", "Commissioner").objects.using("before").create(name="Council", slug="council")
    provider = apps.get_model("beds", "Provider").objects.using("before").create(name="Provider")
    ward = apps.get_model("residents", "Ward").objects.using("before").create(name="Elm", hospital="St Ann's")
    for status in ("received", "assessing", "accepted", "declined", "withdrawn", "redirected"):
        resident = apps.get_model("residents", "Resident").objects.using("before").create(reference=f"R-{status}")
        apps.get_model("residents", "Referral").objects.using("before").create(
            resident=resident,
            ward=ward,
            commissioner=council,
            provider=provider,
            received_on=TODAY,
            status=status,
            decline_reason="risk" if status == "declined" else "",
        )


def test_referrals_of_before_the_pathway_are_kept(empty: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(empty)
    referrals_before(executor.migrate(BEFORE_THE_PATHWAY).apps)

    executor = MigrationExecutor(empty)
    apps = executor.migrate(executor.loader.graph.leaf_nodes()).apps

    referrals = apps.get_model("residents", "Referral").objects.using("before")
    told = {one.status: (one.withdraw_reason, one.redirected_to) for one in referrals.all()}
    assert told == {
        "received": ("", ""),
        "assessing": ("", ""),
        "accepted": ("", ""),
        "declined": ("", ""),
        "withdrawn": ("other", ""),
        "redirected": ("", "Not recorded"),
    }
    ward = apps.get_model("residents", "Ward").objects.using("before").get()
    assert [council.slug for council in ward.commissioners.all()] == ["council"]
