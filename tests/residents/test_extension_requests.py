"""Asking for a longer stay, withdrawing it, and the commissioner's one decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role
from beds.refusal import Refusal
from residents.actions.extension_requests import (
    decide_extension_request,
    request_extension,
    withdraw_extension_request,
)
from residents.actions.overstays import grant_extension
from residents.models import Extension, ExtensionRequest, Placement
from residents.queries.extension_requests import answered_requests, waiting_requests
from residents.queries.timeline import timeline
from tests import factories as make
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Decision = ExtensionRequest.Decision
KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}
DUE = TODAY - dt.timedelta(days=8)


def later(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def stay() -> Placement:
    """Somebody who is on night 51 of 42."""
    return make.make_placement(admitted_on=TODAY - dt.timedelta(days=50))


def ask(stay: Placement, days: int = 14, reason: str = "Keys on Monday", **known: Any) -> ExtensionRequest:
    known = KNOWN | known
    return request_extension(placement=stay, until_date=later(days), reason=reason, **known)


def decide(request: ExtensionRequest, decision: str, **answers: Any) -> ExtensionRequest:
    return decide_extension_request(request=request, decision=decision, **KNOWN | answers)


# Asking ---------------------------------------------------------------------------------------------------------


def test_a_request_waits_and_authorises_nothing(stay):
    worker = make.make_worker(stay.service.provider)
    request = ask(stay, by=worker, scope=worker.scope())
    assert (request.outcome, request.until_date, request.created_by) == ("waiting", later(14), worker)
    assert not Extension.objects.exists()


def test_sent_twice_it_is_one_request(stay):
    assert ask(stay) == ask(stay, reason=" Keys on Monday ")
    assert ExtensionRequest.objects.count() == 1


def test_one_waits_at_a_time(stay):
    ask(stay)
    with pytest.raises(Refusal, match=r"waiting for the commissioner: “Keys on Monday”.*withdraw"):
        ask(stay, 21)


@pytest.mark.parametrize(
    ("days", "message"),
    [(-8, "may stay until 12 November 2026 as it is"), (-1, "a day to come"), (0, "a day to come")],
)
def test_it_goes_beyond_the_limit_and_today(stay, days, message):
    with pytest.raises(Refusal, match=message) as refused:
        ask(stay, days)
    assert refused.value.field == "until_date"
    assert ask(stay, 1)


def test_it_goes_beyond_what_is_authorised(stay):
    make.make_extension(stay, later(14))
    with pytest.raises(Refusal, match="authorised until 4 December 2026 already"):
        ask(stay, 14)
    assert ask(stay, 15)


def test_it_needs_a_reason_and_somebody_who_is_still_here(stay):
    with pytest.raises(Refusal, match="Say why they need to stay longer"):
        ask(stay, reason="  ")
    left = make.make_placement(admitted_on=TODAY - dt.timedelta(days=50), discharged_on=TODAY)
    with pytest.raises(Refusal, match="left on 20 November 2026"):
        ask(left)


def test_only_the_provider_asks(stay):
    provider, council = stay.service.provider, stay.contract.commissioner
    for user in (
        make.make_worker(provider, role=Role.PROVIDER_VIEWER),
        make.make_official(council),
        make.make_worker(make.make_provider()),
    ):
        with pytest.raises(PermissionDenied):
            ask(stay, scope=user.scope())


def test_what_was_refused_is_not_asked_again_in_the_same_words(stay):
    decide(ask(stay), Decision.REFUSED, note="No plan yet.")
    with pytest.raises(Refusal, match=r"refused before: No plan yet\. Ask for another day"):
        ask(stay)
    assert ask(stay, reason="The plan is made now").outcome == "waiting"


# Withdrawing ----------------------------------------------------------------------------------------------------


def test_a_request_is_withdrawn_with_a_reason_and_another_may_follow(stay):
    request = ask(stay)
    with pytest.raises(Refusal, match="Say why"):
        withdraw_extension_request(request=request, reason=" ", **KNOWN)
    withdrawn = withdraw_extension_request(request=request, reason="Moves on Monday", **KNOWN)
    assert withdrawn.outcome == "withdrawn"
    assert withdraw_extension_request(request=request, reason="Moves on Monday", **KNOWN) == withdrawn
    assert ask(stay, 21)


def test_what_is_decided_is_not_withdrawn(stay):
    request = ask(stay)
    decide(request, Decision.REFUSED, note="No plan yet.")
    with pytest.raises(Refusal, match=r"The commissioner refused this request on .*: No plan yet"):
        withdraw_extension_request(request=request, reason="Mistake", **KNOWN)


def test_only_the_provider_withdraws(stay):
    request = ask(stay)
    official = make.make_official(stay.contract.commissioner)
    with pytest.raises(PermissionDenied):
        withdraw_extension_request(request=request, reason="No", **KNOWN | {"scope": official.scope()})


# Deciding -------------------------------------------------------------------------------------------------------


def test_granting_makes_the_extension_and_links_it(stay):
    official = make.make_official(stay.contract.commissioner)
    request = decide(ask(stay), Decision.GRANTED, by=official, scope=official.scope())
    assert request.extension == Extension.objects.get()
    assert (request.extension.until_date, request.extension.reason) == (later(14), "Keys on Monday")
    assert (request.outcome, request.decided_by) == ("granted", official)
    assert request.decided_at is not None


def test_it_may_be_granted_until_another_day(stay):
    request = decide(ask(stay), Decision.GRANTED, until_date=later(7), note="A week is enough.")
    assert request.extension is not None
    assert request.extension.until_date == later(7)
    assert request.until_date == later(14)


def test_it_is_refused_with_words_only(stay):
    request = ask(stay)
    with pytest.raises(Refusal, match="Say why it is refused") as refused:
        decide(request, Decision.REFUSED, note=" ")
    assert refused.value.field == "note"
    assert decide(request, Decision.REFUSED, note="No plan yet.").outcome == "refused"
    assert not Extension.objects.exists()


@pytest.mark.parametrize("decision", ["", "pending", "maybe"])
def test_nothing_else_is_a_decision(stay, decision):
    with pytest.raises(Refusal, match="Select whether you grant it"):
        decide(ask(stay), decision)


def test_it_is_decided_once(stay):
    request = ask(stay)
    granted = decide(request, Decision.GRANTED)
    assert decide(request, Decision.GRANTED) == granted
    with pytest.raises(Refusal, match=r"granted this request on .*, until 4 December 2026"):
        decide(request, Decision.REFUSED, note="No plan yet.")
    with pytest.raises(Refusal, match="waits for no decision any more"):
        decide(request, Decision.GRANTED, until_date=later(30))
    assert Extension.objects.count() == 1


def test_what_was_withdrawn_is_not_decided(stay):
    request = ask(stay)
    withdraw_extension_request(request=request, reason="Moves on Monday", **KNOWN)
    with pytest.raises(Refusal, match="withdrawn: Moves on Monday"):
        decide(request, Decision.GRANTED)


def test_the_rules_of_an_extension_hold_for_a_granted_request(stay):
    with pytest.raises(Refusal, match="is due to move on by 12 November 2026") as refused:
        decide(ask(stay), Decision.GRANTED, until_date=DUE)
    assert refused.value.field == "until_date"


def test_an_extension_granted_meanwhile_is_linked_and_a_longer_one_stands_in_the_way(stay):
    request = ask(stay)
    meanwhile = grant_extension(placement=stay, until_date=later(14), reason="Other words", **KNOWN)
    assert decide(request, Decision.GRANTED).extension == meanwhile
    second = ask(stay, 21)
    with pytest.raises(Refusal, match="An earlier request gave the stay until 4 December 2026"):
        decide(second, Decision.GRANTED, until_date=later(14))
    grant_extension(placement=stay, until_date=later(40), reason="Other words", **KNOWN)
    with pytest.raises(Refusal, match="authorised until 30 December 2026 already"):
        decide(second, Decision.GRANTED)


def test_an_extension_until_an_earlier_day_than_asked_is_told_with_both(stay):
    decided = decide(ask(stay, 21), Decision.GRANTED, until_date=later(14))
    assert decided.less_or_more == later(14)
    titles = [event.title for event in timeline(stay, SYSTEM)]
    assert titles[-2:] == ["Extension asked for until 11 December 2026", "Extension granted until 4 December 2026"]


def test_only_the_commissioner_decides(stay):
    request = ask(stay)
    council = stay.contract.commissioner
    for user in (
        make.make_worker(stay.service.provider),
        make.make_official(council, role=Role.CONTRACT_MANAGER),
        make.make_official(council, role=Role.HOUSING_OFFICER),
        make.make_official(make.make_commissioner()),
    ):
        with pytest.raises(PermissionDenied):
            decide(request, Decision.GRANTED, scope=user.scope())


# The lists ------------------------------------------------------------------------------------------------------


def test_those_that_wait_come_with_what_is_needed_to_decide(stay):
    make.make_extension(stay, later(3))
    make.make_overstay_reason(stay, DUE)
    ask(stay)
    official = make.make_official(stay.contract.commissioner)
    (row,) = waiting_requests(official.scope(), TODAY)
    assert (row.nights, row.limit, row.due, row.authorised_until) == (50, 42, DUE, later(3))
    assert [reason.owner for reason in row.reasons] == ["housing"]
    assert (row.may_decide, row.may_withdraw) == (True, False)
    (theirs,) = waiting_requests(make.make_worker(stay.service.provider).scope(), TODAY)
    assert (theirs.may_decide, theirs.may_withdraw) == (False, True)
    assert waiting_requests(make.make_official(make.make_commissioner()).scope(), TODAY) == []


def test_an_answer_takes_it_to_the_other_list(stay):
    decide(ask(stay), Decision.REFUSED, note="No plan yet.")
    withdraw_extension_request(request=ask(stay, 21), reason="Mistake", **KNOWN)
    decide(ask(stay, 22), Decision.GRANTED)
    ask(stay, 30)
    scope = make.make_official(stay.contract.commissioner).scope()
    assert len(waiting_requests(scope, TODAY)) == 1
    assert answered_requests(scope, "").count() == 3
    for outcome in ("granted", "refused", "withdrawn"):
        assert [request.outcome for request in answered_requests(scope, outcome)] == [outcome]


def test_the_queries_of_those_that_wait_do_not_grow(django_assert_num_queries):
    council = make.make_commissioner()
    for _ in range(5):
        placement = make.make_placement(
            make.make_contracted_bed(commissioner=council), admitted_on=TODAY - dt.timedelta(days=50)
        )
        make.make_extension(placement, later(3))
        make.make_overstay_reason(placement, DUE)
        ask(placement)
    scope = make.make_official(council).scope()
    with django_assert_num_queries(3):
        assert len(waiting_requests(scope, TODAY)) == 5
