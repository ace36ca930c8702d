"""Everybody is told once, in the way they chose, whoever does the telling and however often."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from beds.access import Role
from stepdown.celery import app
from stepdown.notices import actions, telling
from stepdown.notices.audience import Audience, Wanted
from stepdown.notices.kinds import BY_KEY, KINDS
from stepdown.notices.kinds.base import Kind, News
from stepdown.notices.models import Notice, NoticeChoice
from stepdown.notices.tasks import remove_old, tell_everybody
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def house() -> Any:
    """A house in which somebody has reached night 42."""
    bed = make.make_contracted_bed()
    make.make_placement(bed, admitted_on=TODAY() - dt.timedelta(days=42))
    return bed.service


def test_a_second_run_tells_nobody_again(house):
    worker = make.make_worker(house.provider)
    assert telling.tell_everybody(today=TODAY()) == 1
    assert telling.tell_everybody(today=TODAY()) == 0
    tell_everybody()
    call_command("notices")
    assert Notice.objects.filter(user=worker).count() == 1
    Notice.objects.update(read_at=timezone.now())
    assert telling.tell_everybody(today=TODAY()) == 0


def test_a_run_that_dies_halfway_is_made_up_for(house, monkeypatch):
    make.make_worker(house.provider)

    class Killed(BaseException):
        """The worker is gone."""

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    monkeypatch.setattr(Notice.objects, "bulk_create", die)
    with pytest.raises(Killed):
        telling.tell_everybody(today=TODAY())
    monkeypatch.undo()
    assert telling.tell_everybody(today=TODAY()) == 1


def test_somebody_who_joins_is_told_of_what_is_still_news(house):
    telling.tell_everybody(today=TODAY())
    worker = make.make_worker(house.provider)
    telling.tell_everybody(today=TODAY())
    assert Notice.objects.filter(user=worker).count() == 1


def test_a_kind_that_fails_keeps_no_other_from_being_told(house):
    def broken(today: dt.date) -> Iterator[News]:
        raise ZeroDivisionError

    make.make_worker(house.provider)
    kinds = (Kind("broken", "Broken", "", broken), BY_KEY["limit"])
    with pytest.raises(ExceptionGroup) as raised:
        telling.tell_everybody(today=TODAY(), kinds=kinds)
    assert Notice.objects.count() == 1
    assert raised.value.exceptions[0].__notes__ == ["while telling of 'Broken'"]


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        (Wanted(in_app=False, by_email=False), []),
        (Wanted(in_app=True, by_email=False), [(True, False)]),
        (Wanted(in_app=False, by_email=True), [(False, True)]),
    ],
)
def test_a_choice_decides_whether_and_how(house, wanted, made):
    worker = make.make_worker(house.provider)
    actions.choose(by=worker, wanted={"limit": wanted})
    telling.tell_everybody(today=TODAY())
    assert list(Notice.objects.filter(user=worker).values_list("in_app", "by_email")) == made
    assert Notice.objects.of(worker).count() == sum(in_app for in_app, _ in made)


def test_a_role_that_is_not_told_by_itself_may_ask(house):
    viewer = make.make_worker(house.provider, role=Role.PROVIDER_VIEWER)
    telling.tell_everybody(today=TODAY())
    assert not Notice.objects.filter(user=viewer).exists()
    # the second kind is not for a viewer, who may choose nothing about it
    actions.choose(by=viewer, wanted=dict.fromkeys(("limit", "extension_asked"), Wanted(in_app=True, by_email=False)))
    telling.tell_everybody(today=TODAY())
    assert [notice.kind for notice in Notice.objects.filter(user=viewer)] == ["limit"]
    assert list(NoticeChoice.objects.filter(user=viewer).values_list("kind", flat=True)) == ["limit"]


def test_a_long_text_is_cut_not_lost(house):
    def long(today: dt.date) -> Iterator[News]:
        yield News("long", "x" * 400, "", provider_ids=frozenset({house.provider.pk}))

    make.make_worker(house.provider)
    telling.tell_everybody(today=TODAY(), kinds=(Kind("long", "Long", "", long, tells=frozenset(Role)),))
    assert len(Notice.objects.get().text) == 300


def test_the_audience_is_read_in_four_queries(house, django_assert_num_queries):
    for _ in range(3):
        make.make_worker(house.provider, make.make_provider())
    with django_assert_num_queries(4):
        Audience.now()


def test_everything_is_told_in_few_queries(house, django_assert_max_num_queries):
    for _ in range(5):
        make.make_worker(house.provider)
    # for each kind: a savepoint and its release, what there is to tell, what was told, and at most one write
    with django_assert_max_num_queries(4 + 6 * len(KINDS)):
        telling.tell_everybody(today=TODAY())


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_person_once(house, monkeypatch):
    for _ in range(5):
        make.make_worker(house.provider)
    both_have_looked = threading.Barrier(2)
    errors: list[BaseException] = []
    write = Notice.objects.bulk_create

    def write_together(notices: list[Notice], **options: Any) -> list[Notice]:
        if notices:
            both_have_looked.wait(timeout=30)
        return write(notices, **options)

    monkeypatch.setattr(Notice.objects, "bulk_create", write_together)

    def work() -> None:
        try:
            telling.tell_everybody(today=TODAY())
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not errors
    assert Notice.objects.count() == 5


# Forgetting --------------------------------------------------------------------------------------------------------


def test_what_was_read_a_year_ago_is_removed_and_nothing_else(capsys):
    now = timezone.now()
    old, young = now - dt.timedelta(days=366), now - dt.timedelta(days=364)
    user = make.make_user()

    def note(key: str, **facts: Any) -> None:
        facts = {"in_app": True, "by_email": True, "created_at": old} | facts
        Notice.objects.create(user=user, kind="limit", key=key, text="x", **facts)

    note("read long ago", read_at=old)
    note("read lately", read_at=young)
    note("never read")
    note("only in a letter", in_app=False)
    note("only in a letter, lately", in_app=False, created_at=young)
    remove_old()
    left = {"read lately", "never read", "only in a letter, lately"}
    assert set(Notice.objects.values_list("key", flat=True)) == left
    note("read long ago", read_at=old)
    call_command("notices", "--remove-old")
    assert "1 old notices removed" in capsys.readouterr().out
    assert set(Notice.objects.values_list("key", flat=True)) == left


def test_the_schedule_removes_them_once_a_day():
    (entry,) = [each for each in app.conf.beat_schedule.values() if each["task"] == remove_old.name]
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {20})
