"""Incidents and the discharge to the GP: what is refused, in which words, and what is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role, Scope
from beds.refusal import Refusal
from beds.taking_back import take_back
from residents.actions import handovers, incidents
from residents.models import GpHandover, Incident, Placement
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.safe_house import make_handover, make_incident

pytestmark = pytest.mark.django_db

ADMITTED = TODAY - dt.timedelta(days=10)


@pytest.fixture
def placement() -> Placement:
    return make.make_placement(admitted_on=ADMITTED)


@pytest.fixture
def known(placement: Placement) -> dict[str, Any]:
    """What every action takes, for a worker of the provider."""
    user = make.make_worker(placement.service.provider)
    return {"by": user, "scope": user.scope(), "today": TODAY}


INCIDENT: dict[str, Any] = {
    "happened_on": TODAY,
    "kind": "missing",
    "severity": "low",
    "account": "Not back by midnight.",
}
HANDOVER: dict[str, Any] = {"handed_over_on": TODAY, "practice": "Elm Surgery"}


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


# Incidents --------------------------------------------------------------------------------------------------------


def test_an_incident_says_who_wrote_it(placement, known):
    incident = incidents.record_incident(placement=placement, **INCIDENT, action_taken=" Police told ", **known)
    assert (incident.created_by, incident.action_taken, incident.safeguarding) == (known["by"], "Police told", False)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"happened_on": TODAY + dt.timedelta(days=1)}, "happened_on", "must be today"),
        ({"happened_on": ago(11)}, "happened_on", "was admitted on 10 November 2026"),
        ({"kind": "weather"}, "kind", "Select what kind"),
        ({"severity": ""}, "severity", "Select how serious"),
        ({"account": "  "}, "account", "Say what happened"),
        ({"account": "x" * 4001}, "account", "4000 characters or fewer"),
        ({"action_taken": "x" * 2001}, "action_taken", "2000 characters or fewer"),
    ],
)
def test_an_incident_is_refused_in_words(placement, known, changed, field, said):
    for verb, about in (
        (incidents.record_incident, {"placement": placement}),
        (incidents.correct_incident, {"incident": make_incident(placement, ago(3), account="Another")}),
    ):
        with pytest.raises(Refusal, match=said) as refused:
            verb(**about, **(INCIDENT | changed), **known)
        assert refused.value.field == field


def test_an_incident_belongs_to_the_stay(known):
    placement = make.make_placement(admitted_on=ADMITTED, discharged_on=ago(3))
    known |= {"scope": SYSTEM}
    with pytest.raises(Refusal, match="left on 17 November 2026"):
        incidents.record_incident(placement=placement, **INCIDENT, **known)
    for on in (ago(3), ADMITTED):
        assert incidents.record_incident(placement=placement, **(INCIDENT | {"happened_on": on}), **known)


def test_an_incident_sent_twice_is_one_and_in_other_words_is_named(placement, known):
    first = incidents.record_incident(placement=placement, **INCIDENT, **known)
    assert incidents.record_incident(placement=placement, **INCIDENT, **known) == first
    with pytest.raises(Refusal, match="recorded already"):
        incidents.record_incident(placement=placement, **(INCIDENT | {"severity": "serious"}), **known)
    other = incidents.record_incident(placement=placement, **(INCIDENT | {"account": "A fall."}), **known)
    assert other != first


def test_an_incident_taken_back_can_be_entered_anew(placement, known):
    first = incidents.record_incident(placement=placement, **INCIDENT, **known)
    cancelled = incidents.cancel_incident(incident=first, reason="Wrong day", **known)
    assert incidents.record_incident(placement=placement, **INCIDENT, **known) != first
    with pytest.raises(Refusal, match=r"was cancelled by .*: Wrong day"):
        incidents.correct_incident(incident=first, **INCIDENT, **known)
    again = incidents.cancel_incident(incident=first, reason="Wrong day", **known)
    assert again.updated_at == cancelled.updated_at


def test_a_correction_of_a_closed_incident_stays_before_its_closing(placement, known):
    incident = make_incident(placement, ago(5), closed_on=ago(4), outcome="Found")
    with pytest.raises(Refusal, match="was closed on 16 November 2026"):
        incidents.correct_incident(incident=incident, **INCIDENT, **known)
    done = incidents.correct_incident(incident=incident, **(INCIDENT | {"happened_on": ago(4)}), **known)
    assert (done.closed_on, done.outcome, done.account) == (ago(4), "Found", INCIDENT["account"])


def test_a_stale_correction_is_refused_and_the_same_one_sent_twice_is_not(placement, known):
    incident = make_incident(placement, ago(5))
    seen = incident.updated_at
    incidents.correct_incident(incident=incident, **INCIDENT, version=seen, **known)
    assert incidents.correct_incident(incident=incident, **INCIDENT, version=seen, **known)
    with pytest.raises(Refusal, match="while you were typing"):
        incidents.correct_incident(incident=incident, **(INCIDENT | {"account": "No."}), version=seen, **known)


def test_an_incident_is_closed_opened_again_and_closed(placement, known):
    incident = make_incident(placement, ago(5))
    with pytest.raises(Refusal, match="This incident is open"):
        incidents.reopen_incident(incident=incident, **known)
    close: dict[str, Any] = {"closed_on": TODAY, "outcome": "Found"}
    for refused, said in (
        ({"closed_on": ago(6)}, "It happened on"),
        ({"closed_on": TODAY + dt.timedelta(days=1)}, "must be today"),
        ({"outcome": " "}, "Say what came of it"),
    ):
        with pytest.raises(Refusal, match=said):
            incidents.close_incident(incident=incident, **(close | refused), **known)
    closed = incidents.close_incident(incident=incident, closed_on=TODAY, outcome="Found", **known)
    assert incidents.close_incident(incident=incident, closed_on=TODAY, outcome="Found", **known) == closed
    with pytest.raises(Refusal, match=r"was closed on 20 November 2026: “Found”. Open it again"):
        incidents.close_incident(incident=incident, closed_on=TODAY, outcome="Never found", **known)
    again = incidents.reopen_incident(incident=incident, **known)
    assert (again.closed_on, again.outcome) == (None, "Found")
    assert incidents.reopen_incident(incident=incident, **known) == again
    assert incidents.close_incident(incident=incident, closed_on=TODAY, outcome="At home", **known).outcome == "At home"


def test_only_the_provider_writes_incidents(placement, known):
    incident = make_incident(placement, ago(5))
    official = make.make_official(placement.contract.commissioner)
    for scope in (official.scope(), Scope(wards=frozenset([placement.referral.ward_id])), Scope()):
        for verb, facts in (
            (incidents.record_incident, {"placement": placement, **INCIDENT}),
            (incidents.correct_incident, {"incident": incident, **INCIDENT}),
            (incidents.close_incident, {"incident": incident, "closed_on": TODAY, "outcome": "Found"}),
            (incidents.reopen_incident, {"incident": incident}),
            (incidents.cancel_incident, {"incident": incident, "reason": "Wrong"}),
        ):
            with pytest.raises(PermissionDenied):
                verb(**facts, **(known | {"scope": scope}))


def test_nothing_is_entered_about_a_cancelled_placement(placement, known):
    incident = make_incident(placement, ago(5))
    take_back(placement, "Wrong person", by=None)
    for verb, facts in (
        (incidents.record_incident, {"placement": placement, **INCIDENT}),
        (incidents.correct_incident, {"incident": incident, **INCIDENT}),
        (handovers.record_handover, {"placement": placement, **HANDOVER}),
    ):
        with pytest.raises(Refusal, match="was cancelled: Wrong person"):
            verb(**facts, **known)


# The discharge to the GP ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"handed_over_on": TODAY + dt.timedelta(days=1)}, "handed_over_on", "must be today"),
        ({"handed_over_on": day("2019-12-31")}, "handed_over_on", "was referred on"),
        ({"practice": " "}, "practice", "Enter the GP practice"),
        ({"practice": "x" * 121}, "practice", "120 characters or fewer"),
        ({"appointment_on": ago(1)}, "appointment_on", "must be on 20 November 2026"),
    ],
)
def test_a_handover_is_refused_in_words(placement, known, changed, field, said):
    for verb, about in (
        (handovers.record_handover, {"placement": placement}),
        (handovers.correct_handover, {"handover": make_handover(placement, ago(3))}),
    ):
        with pytest.raises(Refusal, match=said) as refused:
            verb(**about, **(HANDOVER | changed), **known)
        assert refused.value.field == field


def test_a_handover_sent_twice_is_one(placement, known):
    first = handovers.record_handover(placement=placement, **HANDOVER, **known)
    assert handovers.record_handover(placement=placement, **HANDOVER, **known) == first
    with pytest.raises(Refusal, match="A discharge to Elm Surgery on that day is recorded already"):
        handovers.record_handover(placement=placement, **(HANDOVER | {"practice": "Oak Surgery"}), **known)
    assert GpHandover.objects.count() == 1


def test_the_first_appointment_is_added_later(placement, known):
    handover = handovers.record_handover(placement=placement, **HANDOVER, **known)
    seen, later = handover.updated_at, TODAY + dt.timedelta(days=14)
    added = HANDOVER | {"appointment_on": later}
    assert handovers.correct_handover(handover=handover, **added, version=seen, **known).appointment_on == later
    assert handovers.correct_handover(handover=handover, **added, version=seen, **known)
    with pytest.raises(Refusal, match="while you were typing"):
        handovers.correct_handover(handover=handover, **HANDOVER, version=seen, **known)


def test_two_handovers_are_not_moved_to_one_day(placement, known):
    make_handover(placement, ago(3))
    second = make_handover(placement, TODAY)
    with pytest.raises(Refusal, match="Enter another day"):
        handovers.correct_handover(handover=second, **(HANDOVER | {"handed_over_on": ago(3)}), **known)


def test_who_writes_of_a_handover(placement, known):
    handover = make_handover(placement, ago(3))
    commissioner = placement.contract.commissioner
    ward = Scope(wards=frozenset([placement.referral.ward_id]))
    for scope in (make.make_official(commissioner).scope(), ward, known["scope"]):
        assert handovers.record_handover(placement=placement, **HANDOVER, **(known | {"scope": scope}))
    for scope in (make.make_official(commissioner, role=Role.HOUSING_OFFICER).scope(), Scope(wards=frozenset([0]))):
        for verb, facts in (
            (handovers.record_handover, {"placement": placement, **HANDOVER}),
            (handovers.correct_handover, {"handover": handover, **HANDOVER}),
            (handovers.cancel_handover, {"handover": handover, "reason": "Wrong"}),
        ):
            with pytest.raises(PermissionDenied):
                verb(**facts, **(known | {"scope": scope}))
    assert Incident.objects.count() == 0
