"""Support logged, delivered, put right and cancelled: every rule, and what is said when one stands in the way."""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from beds.access import SYSTEM, Scope
from beds.refusal import Refusal
from residents.actions import support as actions
from residents.models import Placement, SupportRecord
from residents.queries.support import support_of, support_today
from residents.queries.support_events import support_events
from tests import factories as make
from tests.factories import TODAY
from tests.residents.support_house import make_feedback, make_score, make_support

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def ann():
    return make.make_placement(admitted_on=ago(20), resident=make.make_resident("R-ANN"))


@pytest.fixture
def gone():
    return make.make_placement(admitted_on=ago(20), discharged_on=ago(5), resident=make.make_resident("R-GONE"))


def log(*placements: Placement, **facts: Any) -> list[SupportRecord]:
    known: dict[str, Any] = KNOWN | {"kind": "foodbank", "on": TODAY} | facts
    return actions.log_support(placements=placements, **known)


# Logging ----------------------------------------------------------------------------------------------------------


def test_a_group_activity_makes_one_record_a_person(ann):
    bea = make.make_placement(admitted_on=ago(3))
    records = log(ann, bea, kind="group", minutes=90, note=" Park ")
    assert {record.placement_id for record in records} == {ann.pk, bea.pk}
    assert SupportRecord.objects.count() == 2
    record = records[0]
    assert (record.kind, record.nature, record.status, record.minutes, record.note) == (
        "group",
        "social",
        "delivered",
        90,
        "Park",
    )
    assert record.commissioned_on is None


@pytest.mark.parametrize(
    ("kind", "nature"), [("group", "social"), ("medication", "clinical"), ("psychosocial", "clinical")]
)
def test_the_nature_follows_the_kind_unless_it_is_said(ann, kind, nature):
    assert log(ann, kind=kind)[0].nature == nature
    assert log(ann, kind=kind, nature="social")[0].nature == "social"


def test_every_kind_has_a_usual_nature():
    assert {SupportRecord.usual_nature(kind) for kind in SupportRecord.Kind} == {"social", "clinical"}
    assert set(SupportRecord.Kind) >= SupportRecord.USUALLY_CLINICAL


def test_what_is_asked_for_remembers_when(ann):
    record = log(ann, status="commissioned", on=ago(4))[0]
    assert record.is_waiting
    assert record.commissioned_on == ago(4)


def test_the_same_form_sent_twice_makes_one_set_and_adds_who_is_new(ann):
    form, bea = uuid.uuid4(), make.make_placement(admitted_on=ago(3))
    first = log(ann, form=form)
    again = log(ann, bea, form=form)
    assert first[0] in again
    assert SupportRecord.objects.count() == 2


def test_the_same_form_with_other_facts_and_another_form_with_the_same_log_again(ann):
    form = uuid.uuid4()
    log(ann, form=form)
    log(ann, form=form, kind="group")
    log(ann, form=uuid.uuid4())
    log(ann)
    assert SupportRecord.objects.count() == 4


def test_a_form_whose_record_was_cancelled_does_not_log_it_again(ann):
    form = uuid.uuid4()
    record = log(ann, form=form)[0]
    actions.cancel_support(record=record, reason="Wrong person", **KNOWN)
    with pytest.raises(Refusal, match=r"R-ANN and then cancelled: Wrong person"):
        log(ann, form=form)


def test_the_database_refuses_the_same_form_twice(ann):
    key = uuid.uuid4()
    make_support(ann, TODAY, form_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_support(ann, TODAY, form_key=key)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_six_times_at_once_makes_one_set_whatever_the_order():
    form, people = uuid.uuid4(), [make.make_placement(admitted_on=ago(9)) for _ in range(3)]
    together = Barrier(6)

    def attempt(number: int) -> int:
        together.wait()
        try:
            return len(log(*(people if number % 2 else reversed(people)), form=form))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(attempt, range(6))) == [3] * 6
    assert SupportRecord.objects.count() == 3


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"kind": ""}, "kind", "Select what it was"),
        ({"kind": "juggling"}, "kind", "Select what it was"),
        ({"nature": "odd"}, "nature", "social or clinical"),
        ({"status": "lost"}, "status", "has been delivered"),
        ({"minutes": 0}, "minutes", "between 1 and 1,440"),
        ({"minutes": 1441}, "minutes", "between 1 and 1,440"),
        ({"on": TODAY + dt.timedelta(days=1)}, "on", "must be today, 20 November 2026, or in the past"),
        ({"on": TODAY - dt.timedelta(days=21)}, "on", "R-ANN was admitted on 31 October 2026"),
        ({"note": "x" * 301}, "note", "300 characters or fewer"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_input(ann, facts, field, words):
    with pytest.raises(Refusal, match=words) as refused:
        log(ann, **facts)
    assert refused.value.field == field
    assert not SupportRecord.objects.exists()


def test_nobody_ticked_is_refused():
    with pytest.raises(Refusal, match="Select who it was for"):
        log()


def test_one_who_was_not_here_that_day_stops_the_whole_group(ann, gone):
    with pytest.raises(Refusal, match=r"R-GONE left on 15 November 2026"):
        log(ann, gone)
    assert not SupportRecord.objects.exists()
    assert len(log(ann, gone, on=ago(5))) == 2


def test_nothing_is_logged_for_a_cancelled_placement(ann):
    ann.cancelled_at, ann.cancelled_reason = "2026-11-19T10:00Z", "Wrong person"
    ann.save()
    with pytest.raises(Refusal, match="was cancelled: Wrong person"):
        log(ann)


def test_only_the_provider_writes(ann):
    record = make_support(ann, TODAY)
    for scope in (
        Scope(providers=frozenset({ann.service.provider_id})),
        Scope(writes_for=frozenset({ann.service.provider_id + 1})),
        Scope(commissioners=frozenset({ann.contract.commissioner_id})),
    ):
        known = KNOWN | {"scope": scope}
        with pytest.raises(PermissionDenied):
            actions.log_support(placements=[ann], kind="group", on=TODAY, **known)
        with pytest.raises(PermissionDenied):
            actions.cancel_support(record=record, reason="x", **known)
        with pytest.raises(PermissionDenied):
            actions.deliver_support(record=record, delivered_on=TODAY, **known)
        with pytest.raises(PermissionDenied):
            correct(record, **known)


# Delivering -------------------------------------------------------------------------------------------------------


def test_what_was_asked_for_is_delivered_later_and_both_days_stay(ann):
    record = log(ann, status="commissioned", on=ago(4))[0]
    done = actions.deliver_support(record=record, delivered_on=ago(1), minutes=30, **KNOWN)
    assert (done.status, done.on, done.commissioned_on, done.minutes) == ("delivered", ago(1), ago(4), 30)
    assert actions.deliver_support(record=record, delivered_on=ago(1), **KNOWN) == done
    with pytest.raises(Refusal, match="already recorded as delivered on 19 November 2026"):
        actions.deliver_support(record=record, delivered_on=TODAY, **KNOWN)


@pytest.mark.parametrize(
    ("day", "words"),
    [(ago(5), "asked for on 16 November 2026"), (TODAY + dt.timedelta(days=1), "must be today")],
)
def test_it_is_delivered_between_asking_and_today(ann, day, words):
    record = log(ann, status="commissioned", on=ago(4))[0]
    with pytest.raises(Refusal, match=words) as refused:
        actions.deliver_support(record=record, delivered_on=day, **KNOWN)
    assert refused.value.field == "delivered_on"


def test_it_is_not_delivered_after_they_left(gone):
    record = make_support(gone, ago(9), status="commissioned")
    with pytest.raises(Refusal, match=r"R-GONE left on 15 November 2026"):
        actions.deliver_support(record=record, delivered_on=TODAY, **KNOWN)


# Putting right, and cancelling -------------------------------------------------------------------------------------


def correct(record, **facts):
    facts = {"kind": "gp", "nature": "clinical", "status": "delivered", "on": ago(1)} | facts
    return actions.correct_support(record=record, **(KNOWN | facts))


def test_a_record_is_put_right(ann):
    done = correct(make_support(ann, TODAY, minutes=5), note="Dentist")
    assert (done.kind, done.nature, done.on, done.minutes, done.note) == ("gp", "clinical", ago(1), None, "Dentist")


def test_a_stale_correction_is_refused(ann):
    record = make_support(ann, TODAY)
    seen = record.updated_at
    done = correct(record, version=seen)
    assert correct(record, version=seen).updated_at == done.updated_at  # the form sent twice
    with pytest.raises(Refusal, match="changed this record while you were typing") as refused:
        correct(record, version=seen, note="Another")
    assert refused.value.field == "version"


def test_what_took_another_time_is_no_repeat(ann):
    record = make_support(ann, ago(4), status="commissioned", minutes=20)
    actions.deliver_support(record=record, delivered_on=TODAY, minutes=30, **KNOWN)
    assert actions.deliver_support(record=record, delivered_on=TODAY, minutes=30, **KNOWN).minutes == 30
    with pytest.raises(Refusal, match=r"delivered on 20 November 2026, 30 minutes\. .*correct the record") as refused:
        actions.deliver_support(record=record, delivered_on=TODAY, minutes=90, **KNOWN)
    assert refused.value.field == "minutes"


def test_what_was_not_given_after_all_was_asked_for_when_it_was(ann):
    record = log(ann, status="commissioned", on=ago(4))[0]
    actions.deliver_support(record=record, delivered_on=TODAY, **KNOWN)
    done = correct(record, status="commissioned", on=TODAY)
    assert (done.is_waiting, done.on, done.commissioned_on) == (True, ago(4), ago(4))


def test_a_wrong_delivery_goes_back_to_asked_for(ann):
    record = log(ann, status="commissioned", on=ago(4))[0]
    actions.deliver_support(record=record, delivered_on=TODAY, **KNOWN)
    done = correct(record, status="commissioned", on=ago(3))
    assert done.is_waiting
    assert done.commissioned_on == ago(3)
    actions.deliver_support(record=record, delivered_on=ago(2), **KNOWN)
    with pytest.raises(Refusal, match="asked for on 17 November 2026"):
        correct(record, on=ago(4))


def test_a_correction_keeps_to_the_stay(gone):
    with pytest.raises(Refusal, match="left on"):
        correct(make_support(gone, ago(9)))


def test_cancelling_needs_a_reason_and_happens_once(ann):
    record = make_support(ann, TODAY)
    with pytest.raises(Refusal, match="Say why this is cancelled"):
        actions.cancel_support(record=record, reason=" ", **KNOWN)
    assert actions.cancel_support(record=record, reason="Twice", **KNOWN).cancelled_at
    assert actions.cancel_support(record=record, reason="Twice", **KNOWN) == record
    for again in (
        lambda: actions.cancel_support(record=record, reason="Another", **KNOWN),
        lambda: correct(record),
        lambda: actions.deliver_support(record=record, delivered_on=TODAY, **KNOWN),
    ):
        with pytest.raises(Refusal, match=r"was cancelled on .*: Twice. It cannot be changed any more"):
            again()


# Reading ----------------------------------------------------------------------------------------------------------


def test_the_sheet_counts_today_and_the_week(ann, gone):
    monday = ago(4)  # 20 November 2026 is a Friday
    for on, facts in (
        (TODAY, {}),
        (TODAY, {"status": "commissioned"}),
        (monday, {}),
        (monday - dt.timedelta(days=1), {}),
        (monday - dt.timedelta(days=2), {"status": "commissioned"}),
    ):
        make_support(ann, on, **facts)
    actions.cancel_support(record=make_support(ann, TODAY), reason="Wrong", **KNOWN)
    sheet = support_today(SYSTEM, TODAY)
    (person,) = sheet.services[0].people
    assert person.reference == "R-ANN"
    assert len(person.today) == 2
    assert person.week == 2
    assert [one.record.on for one in sheet.awaited] == [ago(6), TODAY]


def test_one_person_is_told_by_week_with_the_latest_first(ann):
    for days in (0, 1, 4, 5):
        make_support(ann, ago(days))
    make_support(ann, ago(5), kind="gp", nature="clinical", minutes=45)
    page = support_of(ann, SYSTEM, TODAY)
    assert [(week.monday, week.tally.delivered) for week in page.weeks] == [(ago(4), 3), (ago(11), 2)]
    assert (page.tally.social, page.tally.clinical, page.tally.minutes) == (4, 1, 45)
    assert page.tally.by_kind == [("Foodbank", 4), ("GP, dentist, optician", 1)]


def test_the_story_has_a_line_a_week_a_score_and_a_voice(ann):
    for days in (0, 1):
        make_support(ann, ago(days))
    make_support(ann, ago(1), kind="gp", nature="clinical")
    make_support(ann, ago(9), status="commissioned")
    make_score(ann, ago(18), "21")
    make_feedback(ann, ago(2), was_good="The garden")
    events = {event.kind: event for event in support_events(ann)}
    told = [(event.kind, event.title, event.detail) for event in support_events(ann)]
    assert (
        "support",
        "Supported 3 times in the week from 16 November 2026",
        "Foodbank (2); GP, dentist, optician",
    ) in told
    assert ("support", "Support asked for in the week from 9 November 2026", "Asked for and not given yet") in told
    assert ("score", "ReQoL-10: 21", "At entry") in told
    assert ("feedback", "Feedback: good", "Resident, entered by staff") in told
    assert events["score"].recorded_late
    assert not any("garden" in event.detail for event in support_events(ann))


def test_the_story_asks_three_times_however_long_it_is(ann, django_assert_num_queries):
    for days in range(15):
        make_support(ann, ago(days))
        make_score(ann, ago(days))
        make_feedback(ann, ago(days))
    with django_assert_num_queries(3):
        list(support_events(ann))
