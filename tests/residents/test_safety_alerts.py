"""Risk alerts: who must read which wording, and what that says of whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string

from beds.access import SYSTEM, Role, Scope
from beds.refusal import Refusal
from residents.actions import alerts
from residents.models import AlertAcknowledgement, Placement, RiskAlert
from residents.queries.alerts import (
    Choice,
    StandingAlerts,
    standing_alerts,
    to_acknowledge,
    unacknowledged_count,
    with_readers,
)
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.factories import TODAY
from tests.residents.safe_house import make_alert, make_read, make_referrer

pytestmark = pytest.mark.django_db

ALERT: dict[str, Any] = {
    "level": "high",
    "text": "Has threatened staff.",
    "precautions": "Two of you.",
    "source": "The ward",
}


@pytest.fixture
def placement() -> Placement:
    return make.make_placement()


@pytest.fixture
def worker(placement: Placement) -> Any:
    return make.make_worker(placement.service.provider, email="kim@example.org")


def by(user: Any) -> dict[str, Any]:
    """What every action takes, for this user."""
    return {"by": user, "scope": user.scope(), "today": TODAY}


def seen(alert: RiskAlert, user: Any) -> Any:
    fresh = RiskAlert.objects.within(user.scope()).get(pk=alert.pk)
    return with_readers([fresh], user, user.scope())[0]


# Raising ----------------------------------------------------------------------------------------------------------


def test_an_alert_is_raised_by_those_whom_the_resident_concerns(placement, worker):
    commissioner = placement.contract.commissioner
    people = [
        worker,
        make.make_official(commissioner),
        make.make_official(commissioner, role=Role.HOUSING_OFFICER),
        make_referrer(placement.referral.ward),
    ]
    for number, user in enumerate(people):
        alert = alerts.raise_alert(placement=placement, **(ALERT | {"text": f"Risk {number}"}), **by(user))
        assert (alert.raised_on, alert.created_by, alert.edition) == (TODAY, user, 1)
    others = [
        make.make_worker(placement.service.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(commissioner, role=Role.CONTRACT_MANAGER),
        make_referrer(make.make_ward()),
        make.make_worker(make.make_provider()),
    ]
    for user in others:
        for verb, facts in (
            (alerts.raise_alert, {"placement": placement, **ALERT}),
            (alerts.correct_alert, {"alert": alert, **ALERT}),
            (alerts.end_alert, {"alert": alert, "reason": "Over"}),
            (alerts.cancel_alert, {"alert": alert, "reason": "Over"}),
            (alerts.acknowledge, {"alert": alert}),
        ):
            with pytest.raises(PermissionDenied):
                verb(**facts, **by(user))


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"level": "low"}, "level", "Select how high"),
        ({"text": " "}, "text", "Say what the risk is"),
        ({"precautions": ""}, "precautions", "Say what to do"),
        ({"text": "x" * 2001}, "text", "2000 characters or fewer"),
        ({"source": "x" * 121}, "source", "120 characters or fewer"),
    ],
)
def test_an_alert_is_refused_in_words(placement, worker, changed, field, said):
    for verb, about in (
        (alerts.raise_alert, {"placement": placement}),
        (alerts.correct_alert, {"alert": make_alert(placement)}),
    ):
        with pytest.raises(Refusal, match=said) as refused:
            verb(**about, **(ALERT | changed), **by(worker))
        assert refused.value.field == field


def test_an_alert_sent_twice_is_one_and_in_other_words_is_named(placement, worker):
    first = alerts.raise_alert(placement=placement, **ALERT, **by(worker))
    assert alerts.raise_alert(placement=placement, **ALERT, **by(worker)) == first
    with pytest.raises(Refusal, match="stands already"):
        alerts.raise_alert(placement=placement, **(ALERT | {"precautions": "Run."}), **by(worker))
    alerts.end_alert(alert=first, reason="Over", **by(worker))
    assert alerts.raise_alert(placement=placement, **ALERT, **by(worker)) != first


def test_no_alert_is_raised_about_somebody_who_has_left(worker):
    left = make.make_placement(discharged_on=TODAY)
    with pytest.raises(Refusal, match="left on 20 November 2026"):
        alerts.raise_alert(placement=left, **ALERT, by=worker, scope=SYSTEM, today=TODAY)


def test_an_import_raises_one_that_nobody_has_read(placement, worker):
    alert = alerts.raise_alert(placement=placement, **ALERT, by=None, scope=SYSTEM, today=TODAY)
    assert seen(alert, worker).missing == ["kim@example.org"]


# Ending -----------------------------------------------------------------------------------------------------------


def test_an_alert_that_ended_stands_no_more(placement, worker):
    alert = make_alert(placement)
    with pytest.raises(Refusal, match="Say why the alert ends"):
        alerts.end_alert(alert=alert, reason=" ", **by(worker))
    ended = alerts.end_alert(alert=alert, reason="Moved away", **by(worker))
    assert (ended.ended_on, ended.ended_why) == (TODAY, "Moved away")
    assert alerts.end_alert(alert=alert, reason="Moved away", **by(worker)) == ended
    for verb, facts in (
        (alerts.end_alert, {"reason": "Another"}),
        (alerts.correct_alert, ALERT),
        (alerts.acknowledge, {}),
    ):
        with pytest.raises(Refusal, match=r"ended on 20 November 2026: “Moved away”. If the risk is there again"):
            verb(alert=alert, **facts, **by(worker))
    assert not to_acknowledge(worker, worker.scope())
    assert alerts.cancel_alert(alert=alert, reason="Wrong person", **by(worker)).cancelled_at
    with pytest.raises(Refusal, match=r"was cancelled by .*: Wrong person"):
        alerts.acknowledge(alert=alert, **by(worker))


# Reading ----------------------------------------------------------------------------------------------------------


def test_each_worker_of_the_provider_must_read_it(placement, worker):
    provider = placement.service.provider
    other = make.make_worker(provider, email="lou@example.org")
    provider.lead = make.make_provider()
    provider.save()
    lead = make.make_worker(provider.lead)
    viewer = make.make_worker(provider, role=Role.PROVIDER_VIEWER)
    make.make_worker(provider, email="left@example.org", is_active=False)
    make.make_worker(make.make_provider())
    alert = make_alert(placement)
    alerts.acknowledge(alert=alert, edition=1, **by(worker))
    for user in (worker, other, lead, viewer):
        shown = seen(alert, user)
        assert (shown.read, shown.required, shown.missing) == (1, 2, ["lou@example.org"])
    assert [unacknowledged_count(user, user.scope()) for user in (worker, other, lead, viewer)] == [0, 1, 0, 0]
    assert to_acknowledge(other, other.scope()) == [alert]
    assert (seen(alert, other).to_read, seen(alert, lead).to_read) == (True, False)
    # a lead provider's worker may say so as well, and is not counted
    assert seen(alert, lead).may_read
    alerts.acknowledge(alert=alert, edition=1, **by(lead))
    assert (seen(alert, other).read, len(seen(alert, other).readings)) == (1, 2)
    assert not seen(alert, lead).may_read
    assert not seen(alert, viewer).may_read


def test_somebody_of_two_providers_reads_where_they_work(placement, worker):
    other = make.make_placement()
    Membership.objects.create(user=worker, provider=other.service.provider, role=Role.PROVIDER_VIEWER)
    here, there = make_alert(placement), make_alert(other)
    assert to_acknowledge(worker, worker.scope()) == [here]
    assert seen(there, worker).required == 0
    Membership.objects.filter(provider=other.service.provider).update(role=Role.PROVIDER_WORKER)
    assert unacknowledged_count(worker, worker.scope()) == 2
    assert (seen(here, worker).required, seen(there, worker).required) == (1, 1)


def test_reading_it_twice_is_noted_once(placement, worker):
    alert = make_alert(placement)
    first = alerts.acknowledge(alert=alert, edition=1, **by(worker))
    assert alerts.acknowledge(alert=alert, edition=1, **by(worker)) == first
    assert AlertAcknowledgement.objects.count() == 1


def test_another_wording_is_to_be_read_anew_and_the_old_one_is_kept(placement, worker):
    alert = make_alert(placement, text="Shouts.", level="medium")
    other = make.make_worker(placement.service.provider)
    make_read(alert, worker, other)
    changed = alerts.correct_alert(alert=alert, version=alert.updated_at, **ALERT, **by(worker))
    assert changed.edition == 2
    shown = with_readers([changed], other, SYSTEM, earlier=True)[0]
    # whoever wrote the new wording has read it
    assert (shown.read, shown.missing, shown.to_read) == (1, [str(other)], True)
    earlier = shown.earlier[0]
    assert (earlier.wording.text, earlier.wording.level, earlier.wording.replaced_by) == ("Shouts.", "medium", worker)
    assert {reading.worker for reading in earlier.readings} == {str(worker), str(other)}
    with pytest.raises(Refusal, match="was changed while you were reading"):
        alerts.acknowledge(alert=alert, edition=1, **by(other))
    assert to_acknowledge(other, other.scope()) == [alert]
    assert [row.alert for row in StandingAlerts(other, other.scope(), Choice(read="no"))] == [alert]
    alerts.acknowledge(alert=alert, edition=2, **by(other))
    assert not seen(alert, other).missing
    assert not to_acknowledge(other, other.scope())
    assert not StandingAlerts(other, other.scope(), Choice(read="no"))
    assert AlertAcknowledgement.objects.count() == 4


@pytest.mark.parametrize("changed", [{"level": "medium"}, {"text": "Spits."}, {"precautions": "Three of you."}])
def test_what_makes_another_wording(placement, worker, changed):
    alert = alerts.raise_alert(placement=placement, **ALERT, **by(worker))
    assert alerts.correct_alert(alert=alert, **(ALERT | changed), **by(worker)).edition == 2


def test_another_source_is_no_reason_to_read_it_again(placement, worker):
    alert = make_alert(placement, **ALERT)
    make_read(alert, worker)
    done = alerts.correct_alert(alert=alert, **(ALERT | {"source": "The police"}), **by(worker))
    assert (done.edition, done.source) == (1, "The police")
    assert not to_acknowledge(worker, worker.scope())


def test_a_stale_correction_is_refused_and_the_same_one_sent_twice_is_not(placement, worker):
    alert = make_alert(placement)
    version = alert.updated_at
    assert alerts.correct_alert(alert=alert, version=version, **ALERT, **by(worker)).edition == 2
    assert alerts.correct_alert(alert=alert, version=version, **ALERT, **by(worker)).edition == 2
    with pytest.raises(Refusal, match=r"kim@example.org changed this record"):
        alerts.correct_alert(alert=alert, version=version, **(ALERT | {"text": "Spits."}), **by(worker))


def test_after_a_move_the_workers_of_the_new_provider_must_read_it(placement, worker):
    alert = make_alert(placement)
    make_read(alert, worker)
    bed = make.make_contracted_bed()
    Placement.objects.filter(pk=placement.pk).update(service=bed.service)
    present = make.make_worker(bed.service.provider)
    assert to_acknowledge(present, present.scope()) == [alert]
    assert (seen(alert, present).read, seen(alert, present).required) == (0, 1)
    assert not RiskAlert.objects.within(worker.scope()).exists()
    assert not to_acknowledge(worker, worker.scope())
    with pytest.raises(PermissionDenied):
        alerts.acknowledge(alert=alert, **by(worker))


def test_nobody_must_read_about_somebody_who_left_or_never_came(placement, worker):
    alert = make_alert(placement)
    assert unacknowledged_count(worker, worker.scope()) == 1
    Placement.objects.filter(pk=placement.pk).update(discharged_on=TODAY)
    assert not to_acknowledge(worker, worker.scope())
    assert seen(alert, worker).required == 0
    assert not seen(alert, worker).may_read
    assert not StandingAlerts(worker, worker.scope())


def test_high_risks_are_read_first(placement, worker):
    medium = make_alert(placement, level="medium")
    high = make_alert(placement)
    assert to_acknowledge(worker, worker.scope()) == [high, medium]


def test_those_not_read_by_all_are_found(placement, worker):
    unread, read = make_alert(placement, text="One"), make_alert(placement, text="Two")
    make_read(read, worker)
    nobody = make_alert(make.make_placement(), text="Three")  # no worker there yet

    def found(choice: str) -> list[RiskAlert]:
        return sorted((row.alert for row in StandingAlerts(worker, SYSTEM, Choice(read=choice))), key=lambda a: a.pk)

    assert found("no") == [unread]
    assert found("yes") == [read, nobody]
    assert found("") == [unread, read, nobody]


# Elsewhere --------------------------------------------------------------------------------------------------------


def test_the_banner_is_for_those_concerned(placement, worker):
    make_alert(placement, text="Has threatened <b>staff</b>.")
    official = make.make_official(placement.contract.commissioner)
    for user in (worker, official, make_referrer(placement.referral.ward)):
        shown = standing_alerts(placement, user.scope())
        page = render_to_string("residents/safety/alert_banner.html", {"alerts": shown})
        assert "Has threatened &lt;b&gt;staff&lt;/b&gt;." in page
        assert "No lone working by women." in page
    for scope in (make.make_worker(make.make_provider()).scope(), make_referrer(make.make_ward()).scope(), Scope()):
        assert standing_alerts(placement, scope) == []
    assert not render_to_string("residents/safety/alert_banner.html", {"alerts": []}).strip()


def test_what_the_home_page_asks_is_one_query(placement, worker, django_assert_num_queries):
    for number in range(4):
        make_alert(placement, text=f"Risk {number}")
    scope = worker.scope()
    with django_assert_num_queries(1):
        rows = to_acknowledge(worker, scope)
        assert {f"{row.placement.resident} {row.placement.service.provider}" for row in rows}
    with django_assert_num_queries(1):
        assert unacknowledged_count(worker, scope) == 4
