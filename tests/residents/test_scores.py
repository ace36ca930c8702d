"""Outcome totals: what each measure may be, which change counts, and how a score is recorded, mended and cancelled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from beds.access import SYSTEM, Scope
from beds.refusal import Refusal
from residents.actions import scores as actions
from residents.models import OutcomeScore
from residents.outcomes import DIALOG, GBO, REQOL_10, SCALES, Verdict, change_of
from residents.queries.support import series_of
from tests import factories as make
from tests.factories import TODAY
from tests.residents.support_house import make_score

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


# The arithmetic ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "good", "bad"),
    [
        (REQOL_10, ["0", "25", "40", "40.0"], ["-1", "41", "20.5"]),
        (DIALOG, ["1", "4.63", "7"], ["0.99", "7.01", "4.625"]),
        (GBO, ["0", "0.5", "10"], ["-0.5", "10.5", "3.2"]),
    ],
)
def test_each_measure_takes_its_own_totals(scale, good, bad):
    assert all(scale.takes(Decimal(total)) for total in good)
    assert not any(scale.takes(Decimal(total)) for total in [*bad, "NaN", "Infinity", "1E+30"])


@pytest.mark.parametrize(
    ("scale", "totals", "verdict"),
    [
        (REQOL_10, "20 25", Verdict.IMPROVED),
        (REQOL_10, "20 24", Verdict.NO_RELIABLE_CHANGE),
        (REQOL_10, "20 16", Verdict.NO_RELIABLE_CHANGE),
        (REQOL_10, "20 15", Verdict.DETERIORATED),
        (REQOL_10, "20 40 21", Verdict.NO_RELIABLE_CHANGE),
        (GBO, "3 5", Verdict.NO_RELIABLE_CHANGE),
        (GBO, "3 5.5", Verdict.IMPROVED),
        (GBO, "5.5 3", Verdict.DETERIORATED),
        (DIALOG, "1 7", Verdict.NO_THRESHOLD),
    ],
)
def test_a_change_is_reliable_from_its_published_threshold_on(scale, totals, verdict):
    numbers = [Decimal(total) for total in totals.split()]
    change = change_of(scale, numbers)
    assert change is not None
    assert change.verdict == verdict
    assert change.difference == numbers[-1] - numbers[0]


def test_one_score_is_no_change():
    assert change_of(REQOL_10, [Decimal(20)]) is None
    assert change_of(REQOL_10, []) is None


def test_every_measure_of_the_model_has_a_scale_and_a_source():
    assert set(SCALES) == set(OutcomeScore.Measure.values)
    assert all(scale.source for scale in SCALES.values())
    assert {verdict.label for verdict in Verdict} >= {"Reliable improvement", "No published threshold"}


# Recording --------------------------------------------------------------------------------------------------------


@pytest.fixture
def ann(db):
    placement = make.make_placement(admitted_on=ago(20), resident=make.make_resident("R-ANN"))
    placement.referral.received_on = ago(25)
    placement.referral.save()
    return placement


@pytest.fixture
def gone(db):
    return make.make_placement(admitted_on=ago(20), discharged_on=ago(5), resident=make.make_resident("R-GONE"))


def record(placement, **facts):
    facts = {"measure": "reqol_10", "point": "entry", "taken_on": ago(20), "score": Decimal(20)} | facts
    return actions.record_score(placement=placement, **(KNOWN | facts))


def test_a_total_is_recorded_once_however_often_it_is_sent(ann):
    assert record(ann) == record(ann)
    assert OutcomeScore.objects.count() == 1


def test_two_totals_of_one_day_are_refused(ann):
    record(ann)
    with pytest.raises(Refusal, match=r"ReQoL-10 has a score of 31 October 2026 already: 20, at entry") as refused:
        record(ann, score=Decimal(21))
    assert refused.value.field == "taken_on"
    assert record(ann, measure="dialog", score=Decimal("4.63")).plain == "4.63"


def test_each_goal_has_scores_of_its_own(ann):
    goal = {"measure": "gbo", "score": Decimal(3)}
    record(ann, goal="  Cook   for myself ", **goal)
    record(ann, goal="See my sister", **goal)
    with pytest.raises(Refusal, match="goal “Cook for myself”"):
        record(ann, measure="gbo", goal="cook for myself", score=Decimal(5))
    with pytest.raises(Refusal, match="Enter the goal"):
        record(ann, goal=" ", **goal)
    assert record(ann, goal="no goal in this one").goal == ""
    record(ann, goal="COOK for myself", taken_on=TODAY, measure="gbo", score=Decimal(6))
    series = series_of(list(ann.outcome_scores.all()))
    assert [(one.scale.key, one.goal, len(one.scores)) for one in series] == [
        ("reqol_10", "", 1),
        ("gbo", "Cook for myself", 2),
        ("gbo", "See my sister", 1),
    ]
    assert series[1].difference_in_words == "+3"
    assert series[1].change is not None
    assert series[1].change.verdict == Verdict.IMPROVED


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"measure": "phq_9"}, "measure", "Select the measure"),
        ({"point": "later"}, "point", "Select when it was taken"),
        ({"score": Decimal(41)}, "score", "ReQoL-10 must be the total of the ten items, 0 to 40"),
        ({"score": Decimal("NaN")}, "score", "ReQoL-10 must be"),
        ({"taken_on": TODAY + dt.timedelta(days=1)}, "taken_on", "must be today"),
        ({"taken_on": ago(26)}, "taken_on", "was referred on 26 October 2026"),
        ({"taken_on": ago(21), "point": "review"}, "taken_on", "was admitted on 31 October 2026"),
        ({"measure": "gbo", "score": Decimal(3), "goal": "x" * 121}, "goal", "120 characters or fewer"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_input(ann, facts, field, words):
    with pytest.raises(Refusal, match=words) as refused:
        record(ann, **facts)
    assert refused.value.field == field


def test_an_entry_score_may_come_from_the_ward_and_an_exit_score_after_leaving(ann, gone):
    assert record(ann, taken_on=ago(25)).pk
    assert record(gone, point="exit", taken_on=ago(2)).pk
    with pytest.raises(Refusal, match="R-GONE left on 15 November 2026"):
        record(gone, point="review", taken_on=ago(2))


def test_the_database_holds_one_score_a_day(ann):
    make_score(ann, TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_score(ann, TODAY)


def test_a_score_is_put_right_unless_somebody_was_quicker(ann):
    score = record(ann)
    facts = {"point": "review", "taken_on": ago(3), "score": Decimal(22), "goal": "", "version": score.updated_at}
    done = actions.correct_score(record=score, **facts, **KNOWN)
    assert (done.point, done.taken_on, done.score) == ("review", ago(3), Decimal(22))
    assert actions.correct_score(record=score, **facts, **KNOWN) == done
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        actions.correct_score(record=score, **(facts | {"score": Decimal(23)}), **KNOWN)
    other = record(ann)
    with pytest.raises(Refusal, match="has a score of 17 November 2026 already"):
        actions.correct_score(record=other, **(facts | {"version": None}), **KNOWN)


def test_cancelling_needs_a_reason_happens_once_and_makes_room(ann):
    score = record(ann)
    with pytest.raises(Refusal, match="Say why the score is cancelled"):
        actions.cancel_score(record=score, reason="", **KNOWN)
    actions.cancel_score(record=score, reason="Wrong person", **KNOWN)
    assert actions.cancel_score(record=score, reason="Wrong person", **KNOWN) == score
    with pytest.raises(Refusal, match=r"was cancelled on .*: Wrong person"):
        actions.cancel_score(record=score, reason="Again", **KNOWN)
    assert record(ann, score=Decimal(30)).pk != score.pk


def test_only_the_provider_writes(ann):
    score = record(ann)
    known = KNOWN | {"scope": Scope(decides_for=frozenset({ann.contract.commissioner_id}))}
    for attempt in (
        lambda: record(ann, taken_on=TODAY, **known),
        lambda: actions.correct_score(record=score, point="exit", taken_on=TODAY, score=Decimal(1), **known),
        lambda: actions.cancel_score(record=score, reason="x", **known),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
