"""Experience, support, housing and quality, counted by hand in a small house."""

from __future__ import annotations

from typing import Any

import pytest

from beds.access import Scope
from reporting.measures import MEASURES
from reporting.periods import Span
from reporting.readings import Part, read_measures, rows_of
from residents.models import (
    AlertAcknowledgement,
    AlertWording,
    ApplicationStage,
    EarlierOwner,
    Feedback,
    Incident,
    MoveOnApplication,
    Placement,
    Review,
    ReviewParty,
    RiskAlert,
    SupportRecord,
)
from tests import factories as make
from tests.factories import day
from tests.reporting.place import LATER, NOVEMBER, OCTOBER, Place

pytestmark = pytest.mark.django_db

CANCELLED = {"cancelled_at": "2024-11-20T12:00Z", "cancelled_reason": "x", "cancelled_code": "other"}


@pytest.fixture
def place() -> Place:
    return Place()


def test_feedback_counts_on_the_day_it_came_also_after_the_stay(place):
    left, here = place.stay("2024-08-01", "2024-08-20"), place.stay("2024-10-01")
    for stay, on, giver, verdict, facts in (
        (left, "2024-10-05", "carer", "positive", {"was_good": "Kind staff"}),
        (here, "2024-10-31", "resident", "negative", {"could_be_better": "Noise", "anything_else": "Thanks"}),
        (here, "2024-11-01", "resident", "positive", {}),
        (here, "2024-10-06", "resident", "mixed", CANCELLED),
    ):
        said: dict[str, Any] = {"giver": giver, "verdict": verdict, **facts}
        Feedback.objects.create(placement=stay, received_on=day(on), **said)

    keys = [key for key in MEASURES if key.startswith("feedback_")]
    found, verdicts = place.read(*keys), place.read("feedback_count", split="verdict")

    assert keys == [
        f"feedback_{end}" for end in ["count", "positive", "carers", "was_good", "could_be_better", "anything_else"]
    ]
    assert [found.value(key, OCTOBER) for key in keys] == [2, 50, 1, 1, 1, 1]
    assert [found.value(key, NOVEMBER) for key in keys] == [1, 100, 0, 0, 0, 0]
    assert verdicts.value("feedback_count", OCTOBER, code="negative") == 1
    other = read_measures(["feedback_count"], Scope(providers=frozenset({make.make_provider().pk})), [OCTOBER], LATER)
    assert other.value("feedback_count", OCTOBER) == 0


def test_support_by_kind_and_who_was_in_an_activity(place):
    busy, quiet = place.stay("2024-10-01"), place.stay("2024-10-01", "2024-10-20")
    for stay, on, kind, status, facts in (
        (busy, "2024-10-02", "group", "delivered", {}),
        (busy, "2024-10-09", "group", "delivered", {}),
        (quiet, "2024-10-03", "group", "commissioned", {}),
        (quiet, "2024-10-04", "gp", "delivered", {"nature": "clinical"}),
        (quiet, "2024-10-04", "group", "delivered", CANCELLED),
    ):
        SupportRecord.objects.create(
            placement=stay, on=day(on), kind=kind, status=status, **{"nature": "social", **facts}
        )

    keys = ("residents_in_activity", "residents_in_activity_rate", "interventions")
    found = place.read(*keys)
    split = {by: place.read("interventions", split=by) for by in ("kind", "nature", "status")}

    assert [found.value(key, OCTOBER) for key in keys] == [1, 50, 4]
    assert [found.value(key, NOVEMBER) for key in keys] == [0, 0, 0]
    for by, code, count in (("kind", "group", 3), ("nature", "clinical", 1), ("status", "commissioned", 1)):
        assert split[by].value("interventions", OCTOBER, code=code) == count


def test_nights_of_delay_are_overstay_nights_on_which_it_was_for_housing(place):
    # due 12 October; with council housing until 20 October, then social care, then council housing again from the 25th
    passed_on = make.make_overstay_reason(place.stay("2024-08-31"), day("2024-10-01"), resolved_on=day("2024-11-03"))
    for owner, until in (("housing", "2024-10-20"), ("social_care", "2024-10-25")):
        EarlierOwner.objects.create(overstay_reason=passed_on, owner=owner, until_date=day(until))
    # due 30 October, left on 5 November: both from 1 November, the council alone before
    both = place.stay("2024-09-18", "2024-11-05")
    make.make_overstay_reason(both, day("2024-10-29"), code="repairs")
    make.make_overstay_reason(both, day("2024-11-01"), owner="supported_housing")
    make.make_overstay_reason(place.stay("2024-08-01"), day("2024-10-01"), owner="clinical")
    make.make_overstay_reason(place.stay("2024-08-01"), day("2024-10-01"), **CANCELLED)

    keys = ("housing_delays", "housing_delay_nights")
    found, owners = place.read(*keys), place.read(*keys, split="owner")

    assert [found.value(key, OCTOBER) for key in keys] == [2, 8 + 7 + 2]
    assert [found.value(key, NOVEMBER) for key in keys] == [2, 2 + 4]
    assert owners.value("housing_delay_nights", NOVEMBER, code="both") == 4
    assert place.read(*keys, as_at=day("2024-10-15")).value("housing_delay_nights", OCTOBER) == 3
    rows = rows_of(MEASURES[keys[1]], place.scope, NOVEMBER, day("2024-12-01"))
    assert sorted(row.nights for row in rows) == [2, 4]


def application(referral: Any, *steps: tuple[str, str, dict[str, Any]], **facts: Any) -> MoveOnApplication:
    """An application and the steps it took; it stands at the last."""
    made = MoveOnApplication.objects.create(
        referral=referral, **{"kind": "social", "housing_provider": "Homes", "owner": "housing", **facts}
    )
    for stage, on, more in steps:
        ApplicationStage.objects.create(application=made, stage=stage, on=day(on), **more)
    return made


def test_applications_stand_where_they_stood_on_the_morning(place):
    here = place.stay("2024-10-01").referral
    rejected = {"reject_reason": "risk"}
    won = application(
        here,
        ("made", "2024-10-02", {}),
        ("assessment", "2024-10-12", {}),
        ("rejected", "2024-10-20", rejected),
        ("challenged", "2024-10-25", {}),
        ("assessment", "2024-11-02", {"challenge_won": True}),
        ("offer", "2024-11-10", {}),
    )
    mistake = won.history.last()
    ApplicationStage.objects.create(application=won, stage="assessment", on=day("2024-11-11"), undoes=mistake)
    application(
        here,
        ("made", "2024-10-12", {}),
        ("rejected", "2024-10-28", {"reject_reason": "arrears"}),
        ("rejected", "2024-11-04", {"reject_reason": "arrears"}),  # the council lets it stand
    )
    application(place.stay("2024-10-01", "2024-10-31").referral, ("made", "2024-10-02", {}))
    application(place.referral("2024-10-30"), ("made", "2024-10-22", {}))
    application(here, ("made", "2024-10-02", {}), **CANCELLED)

    keys = ("applications", "applications_age", "rejections", "challenges_won")
    found, stages = place.read(*keys), place.read("applications", split="stage")
    reasons = place.read("rejections", split="reason")

    assert [found.value(key, OCTOBER) for key in keys] == [2, 20, 2, 0]  # 30 and 10 days old on 1 November
    assert [found.value(key, NOVEMBER) for key in keys] == [2, 50, 0, 1]
    assert stages.codes("applications") == ["made", "assessment", "challenged"]
    assert stages.value("applications", NOVEMBER, code="assessment") == 1
    assert reasons.value("rejections", OCTOBER, code="arrears") == 1
    assert found.value("applications", Span(day("2024-10-01"), day("2024-10-21"))) == 0  # was not asked for


def test_incidents_and_times_missing(place):
    stay = place.stay("2024-10-01")
    for kind, on, severity, facts in (
        ("missing", "2024-10-10", "serious", {"safeguarding": True}),
        ("safeguarding", "2024-10-11", "low", {}),
        ("medication", "2024-10-31", "low", {}),
        ("damage", "2024-10-31", "low", CANCELLED),
    ):
        Incident.objects.create(placement=stay, kind=kind, happened_on=day(on), severity=severity, account="x", **facts)
    make.make_absence(stay, day("2024-10-10"), day("2024-10-12"), kind="missing")
    make.make_absence(stay, day("2024-11-10"), kind="missing")

    keys = ("incidents", "safeguarding", "missing")
    found = place.read(*keys)

    assert [found.value(key, OCTOBER) for key in keys] == [3, 2, 1]
    assert [found.value(key, NOVEMBER) for key in keys] == [0, 0, 1]
    assert place.read("incidents", split="severity").value("incidents", OCTOBER, code="low") == 2
    assert place.read("incidents", part=Part.of(service=place.service.pk + 1)).value("incidents", OCTOBER) == 0


def test_reviews_to_which_the_provider_came(place):
    stay = place.stay("2024-10-01")
    for on, held, came in (("2024-10-10", True, True), ("2024-10-11", True, False), ("2024-10-12", False, None)):
        review = Review.objects.create(placement=stay, kind="care", held_on=day(on), held=held)
        ReviewParty.objects.create(review=review, party="provider", attended=came)
        ReviewParty.objects.create(review=review, party="clinical", attended=True)
    Review.objects.create(placement=stay, kind="risk", held_on=day("2024-10-13"), held=True)

    found = place.read("reviews", "reviews_with_provider")

    assert found.value("reviews", OCTOBER) == 3
    assert (found.of("reviews_with_provider", OCTOBER).top, found.of("reviews_with_provider", OCTOBER).bottom) == (1, 3)


def test_an_alert_is_unread_until_each_worker_has_read_it_as_it_reads(place):
    stay, gone = place.stay("2024-10-01"), place.stay("2024-10-01", "2024-10-30")
    workers = [make.make_worker(place.service.provider) for _ in range(2)]
    make.make_worker(place.service.provider, is_active=False)
    alert = raise_alert(stay, edition=2)
    for worker, on, edition in ((0, "2024-10-11", 1), (1, "2024-11-01", 1), (0, "2024-11-21", 2), (1, "2024-11-21", 2)):
        AlertAcknowledgement.objects.create(
            alert=alert, user=workers[worker], edition=edition, acknowledged_at=f"{on}T12:00Z"
        )
    said = {"level": "high", "text": "x", "precautions": "y"}
    AlertWording.objects.create(alert=alert, edition=1, replaced_at="2024-11-20T12:00Z", **said)
    raise_alert(gone)
    raise_alert(stay, ended_on=day("2024-10-31"), ended_why="Over")

    mornings = ("2024-10-20", "2024-11-10", "2024-11-20", "2024-11-21")
    periods = [Span(day("2024-10-01"), day(morning)) for morning in mornings]
    found = read_measures(["alerts_unacknowledged"], place.scope, periods, day("2024-12-01"))

    assert [found.value("alerts_unacknowledged", period) for period in periods] == [3, 0, 1, 0]


def raise_alert(stay: Placement, **facts: Any) -> RiskAlert:
    said: dict[str, Any] = {"level": "high", "text": "x", "precautions": "y", **facts}
    return RiskAlert.objects.create(placement=stay, raised_on=day("2024-10-10"), **said)
