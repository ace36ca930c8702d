"""Forms that are sent twice at the same moment, and a placement that is cancelled while somebody speaks of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from beds.access import SYSTEM
from beds.models import Agreement, Post
from beds.refusal import Refusal
from beds.registers import actions as registers
from beds.registers.actions import AgreementFacts, PostFacts
from residents import actions
from residents.actions import alerts, feedback, incidents
from residents.actions import referrals as referring
from residents.actions.feedback import Said
from residents.models import AlertAcknowledgement, Feedback, Incident, Placement, Referral
from tests import factories as make
from tests.concurrency.test_races import all_at_once
from tests.factories import TODAY
from tests.residents.safe_house import make_alert
from tests.residents.support_house import SECRET, make_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


def test_a_post_and_an_agreement_sent_at_once_are_one():
    council = make.make_commissioner()
    post = PostFacts(
        commissioner=council,
        provider=None,
        service=None,
        employer="Trust",
        role="Cook",
        contract_type="agency",
        from_date=TODAY,
    )
    agreement = AgreementFacts(commissioner=council, provider=None, kind="mou", title="MoU", from_date=TODAY)
    all_at_once([partial(registers.add_post, facts=post, **KNOWN)] * 8)
    all_at_once([partial(registers.add_agreement, facts=agreement, **KNOWN)] * 8)
    assert (Post.objects.count(), Agreement.objects.count()) == (1, 1)


def test_an_incident_and_an_acknowledgement_sent_at_once_are_one():
    placement = make.make_placement()
    facts: dict[str, Any] = {
        "happened_on": TODAY,
        "kind": "missing",
        "severity": "low",
        "account": "Late",
        "safeguarding": False,
    }
    all_at_once([partial(incidents.record_incident, placement=placement, **facts, **KNOWN)] * 8)
    assert Incident.objects.count() == 1
    worker = make.make_worker(placement.service.provider)
    alert = make_alert(placement)
    known: dict[str, Any] = {"by": worker, "scope": worker.scope(), "today": TODAY}
    read = partial(alerts.acknowledge, alert=alert, edition=alert.edition, **known)
    assert not [one for one in all_at_once([read] * 8) if isinstance(one, Exception)]
    assert AlertAcknowledgement.objects.count() == 1


def test_a_referral_accepted_and_declined_at_once_is_one_of_the_two():
    referral = make.make_referral(status=Referral.Status.ASSESSING, received_on=TODAY)
    referral.assessments.create(assessed_on=TODAY, assessor="Kim", suitability="suitable", needs_level="low")
    accept = partial(referring.accept, referral=referral, **KNOWN)
    away = partial(referring.withdraw, referral=referral, withdraw_reason="went_home", **KNOWN)
    results = all_at_once([accept, away] * 4)
    assert all(isinstance(one, Referral | Refusal) for one in results)
    referral.refresh_from_db()
    steps = list(referral.steps.values_list("status", flat=True))
    # who withdraws may do so of an accepted one as well; nobody accepts a withdrawn one
    assert steps in (["accepted", "withdrawn"], ["withdrawn"])
    assert referral.status == "withdrawn"


def test_what_is_said_while_the_stay_is_cancelled_is_kept_and_stops_it_or_is_refused():
    placement = make.make_placement()
    make_link(placement, TODAY)
    give = partial(feedback.give_feedback, today=TODAY, secret=SECRET, said=Said(verdict="mixed"))
    cancel = partial(actions.cancel_placement, placement=placement, reason="Wrong person", **KNOWN)
    said, done = all_at_once([give, cancel])
    assert isinstance(said, Feedback) != isinstance(done, Placement)
    assert Feedback.objects.in_force().filter(placement__cancelled_at__isnull=False).count() == 0
