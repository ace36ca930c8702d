"""A database of an earlier version is brought along with all that it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
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
def empty(django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database with nothing in it, beside the one of the tests."""
    name = f"before_{os.getpid()}"
    server = connection.get_connection_params() | {"dbname": "postgres"}
    with django_db_blocker.unblock(), psycopg.connect(**server, autocommit=True) as outside:
        outside.execute(f"CREATE DATABASE {name}")
        connections.databases["before"] = connection.settings_dict | {"NAME": name}
        yield connections["before"]
        connections["before"].close()
        del connections["before"], connections.databases["before"]
        outside.execute(f"DROP DATABASE {name}")


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


BEFORE_DUE_DATES_IN_KEYS = [("accounts", "0003_pathway"), ("notices", "0001_initial")]


def notices_before(apps: Any) -> dict[str, str]:
    """What somebody had been told of stay limits: the key that each notice has afterwards, by its key of before."""
    user = apps.get_model("accounts", "User").objects.using("before").create(email="kim@example.org")
    texts = {
        "limit:placement:17": "R-ABC has come to night 42 of 42 in Elm House, and is due to move on by 3 October 2026.",
        "one_week:placement:17": "R-ABC has come to night 35 of 42 in Elm, and is due to move on by 30 June 2026.",
        "two_weeks:placement:9": "R-ABC has come to night 28 of 42 in a house with a name that is cut",
        "alert:3": "There is a risk alert about R-ABC, due by 3 October 2026.",
    }
    for key, text in texts.items():
        apps.get_model("notices", "Notice").objects.using("before").create(
            user=user, kind=key.partition(":")[0], key=key, text=text, in_app=True, by_email=False
        )
    return {
        "limit:placement:17": "limit:placement:17:2026-10-03",
        "one_week:placement:17": "one_week:placement:17:2026-06-30",
        "two_weeks:placement:9": "two_weeks:placement:9",
        "alert:3": "alert:3",
    }


def test_what_earlier_versions_recorded_is_kept(empty: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(empty)
    referrals_before(executor.migrate(BEFORE_THE_PATHWAY).apps)
    executor = MigrationExecutor(empty)
    keys = notices_before(executor.migrate(BEFORE_DUE_DATES_IN_KEYS).apps)
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

    # nobody is told again of what they were told of
    notices = apps.get_model("notices", "Notice").objects.using("before")
    assert set(notices.values_list("key", flat=True)) == set(keys.values())
    executor = MigrationExecutor(empty)
    apps = executor.migrate([("notices", "0001_initial")]).apps
    notices = apps.get_model("notices", "Notice").objects.using("before")
    assert set(notices.values_list("key", flat=True)) == set(keys)
