"""The way from ward to home, as the demonstrations tell it: by the rules, nothing from the future, all to be seen."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import attrgetter

import pytest
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beds.access import SYSTEM
from beds.models import Agreement, Post, Responsibility, Service
from residents.demo import DEMONSTRATIONS, load
from residents.models import (
    Action,
    AftercareContact,
    ApplicationStage,
    Assessment,
    Discharge,
    ExtensionRequest,
    Feedback,
    FeedbackLink,
    GpHandover,
    HomeTrack,
    Incident,
    Meeting,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Note,
    OutcomeScore,
    Placement,
    Readmission,
    Referral,
    ReferralStep,
    Resident,
    Review,
    ReviewParty,
    RiskAlert,
    SupportRecord,
    Ward,
)
from residents.queries.glance import glance

# one worker loads the demonstrations for all of these tests
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstrations")]
TODAY = dt.date(2026, 11, 20)
THEN = dt.date(2023, 4, 1)
Status, Stage = Referral.Status, MoveOnApplication.Stage
COUNTY = "county"


@pytest.fixture(scope="module")
def demonstrations(django_db_setup, django_db_blocker):
    """All three, loaded once for the tests of this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        for slug in DEMONSTRATIONS:
            load(slug, today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _loaded(demonstrations, db):
    """Each test looks at what was loaded."""


# By the rules ---------------------------------------------------------------------------------------------------

WAYS = {
    (Status.RECEIVED,),
    (Status.RECEIVED, Status.ASSESSING),
    (Status.RECEIVED, Status.ASSESSING, Status.ACCEPTED),
    (Status.RECEIVED, Status.ASSESSING, Status.ACCEPTED, Status.PLACED),
    (Status.RECEIVED, Status.ASSESSING, Status.DECLINED),
    (Status.RECEIVED, Status.ASSESSING, Status.WITHDRAWN),
    (Status.RECEIVED, Status.ASSESSING, Status.REDIRECTED),
}


def test_each_referral_came_step_by_step_to_where_it_stands() -> None:
    for referral in Referral.objects.prefetch_related("steps", "placements"):
        steps = list(referral.steps.all())
        assert tuple(step.status for step in steps) in WAYS
        assert steps[-1].status == referral.status
        assert steps[0].on == referral.received_on
        for placement in referral.placements.all():
            assert steps[-1].on == placement.admitted_on


def test_assessments_come_before_the_decision_and_fit_it() -> None:
    decided = ReferralStep.objects.filter(status__in=[Status.ACCEPTED, Status.DECLINED])
    on = {step.referral_id: step.on for step in decided}
    assessments = Assessment.objects.select_related("referral")
    assert all(one.referral.received_on <= one.assessed_on <= on[one.referral_id] for one in assessments)
    unsuitable = Assessment.objects.filter(suitability="not_suitable")
    assert unsuitable.exists()
    assert not unsuitable.exclude(referral__status=Status.DECLINED).exists()


def test_applications_go_through_their_stages_in_order_and_stand_where_the_last_one_says() -> None:
    rank = {stage: number for number, stage in enumerate(Stage.values)}
    rows = ApplicationStage.objects.select_related("application").order_by("application", "on", "pk")
    for _, history in groupby(rows, key=attrgetter("application_id")):
        stages = list(history)
        application = stages[0].application
        assert stages[0].stage == Stage.MADE
        assert stages[-1].stage == application.stage
        before = stages[0]
        for row in stages[1:]:
            if before.stage == Stage.CHALLENGED:
                assert row.challenge_won is (row.stage != Stage.REJECTED)
                assert row.stage in (Stage.REJECTED, *Stage.values[1:4])
            elif row.stage == Stage.CHALLENGED:
                assert before.stage == Stage.REJECTED
            else:
                assert rank[row.stage] > rank[before.stage]
                assert row.challenge_won is None
            before = row
        reasons = [row.reject_reason for row in stages if row.stage == Stage.REJECTED]
        assert all(reasons)
        turned_down = application.stage in (Stage.REJECTED, Stage.CHALLENGED)
        assert application.reject_reason == (reasons[-1] if turned_down else "")
        lost = [row.stage for row in stages[-2:]] == [Stage.CHALLENGED, Stage.REJECTED]
        assert application.rejection_stands is lost


def test_whoever_moved_by_an_application_went_to_such_a_home() -> None:
    moved = MoveOnApplication.objects.filter(stage=Stage.MOVED).select_related("referral")
    assert moved.exists()
    kinds = {"social": "independent_social", "private": "independent_private"}
    for application in moved:
        placement = application.referral.placements.get()
        assert placement.discharge.destination == kinds.get(application.kind, application.kind)


@pytest.mark.parametrize(
    ("model", "day"),
    [
        (Incident, "happened_on"),
        (RiskAlert, "raised_on"),
        (Review, "held_on"),
        (GpHandover, "handed_over_on"),
        (SupportRecord, "on"),
        (OutcomeScore, "taken_on"),
    ],
    ids=str,
)
def test_what_happened_in_a_stay_lies_within_it(model: type[models.Model], day: str) -> None:
    rows = model._default_manager.all()
    assert rows.exists()
    outside = Q(**{f"{day}__lt": F("placement__admitted_on")}) | Q(**{f"{day}__gt": F("placement__discharged_on")})
    assert not rows.filter(outside).exists()


def test_what_happened_after_a_stay_lies_after_it() -> None:
    assert not AftercareContact.objects.filter(on__lte=F("placement__discharged_on")).exists()
    assert not Readmission.objects.filter(readmitted_on__lte=F("placement__discharged_on")).exists()
    assert not Readmission.objects.filter(placement__discharged_on=None).exists()
    for readmission in Readmission.objects.select_related("placement"):
        later = Placement.objects.filter(
            resident=readmission.placement.resident_id, admitted_on__gte=readmission.placement.discharged_on
        ).exclude(pk=readmission.placement_id)
        assert not later.filter(admitted_on__lte=readmission.readmitted_on).exists()


def test_extension_requests_go_beyond_the_limit_and_lead_to_their_extension() -> None:
    for request in ExtensionRequest.objects.select_related("placement__contract", "extension"):
        assert request.until_date > request.placement.move_on_due
        assert (request.decision == "pending") == (request.decided_at is None)
        assert (request.extension is not None) == (request.decision == "granted")
        if request.extension is not None:
            assert request.extension.until_date == request.until_date
            assert request.created_at <= request.extension.created_at
    assert not ExtensionRequest.objects.filter(decision="pending", placement__discharged_on__isnull=False).exists()


DATES: dict[type[models.Model], tuple[str, ...]] = {
    ReferralStep: ("on",),
    Assessment: ("assessed_on",),
    MoveOnStep: ("done_on",),
    ApplicationStage: ("on",),
    HomeTrack: ("reported_on", "agreed_on", "done_on"),
    Incident: ("happened_on", "closed_on"),
    RiskAlert: ("raised_on", "ended_on"),
    GpHandover: ("handed_over_on",),
    SupportRecord: ("on",),
    OutcomeScore: ("taken_on",),
    Feedback: ("received_on",),
    AftercareContact: ("on",),
    Readmission: ("readmitted_on",),
    Meeting: ("held_on",),
    Action: ("done_on",),
}


def test_nothing_has_happened_that_is_still_to_come() -> None:
    for model, names in DATES.items():
        for name in names:
            assert not model._default_manager.filter(**{f"{name}__gt": TODAY}).exists(), (model, name)
    assert not Review.objects.filter(held=True, held_on__gt=TODAY).exists()
    assert not Review.objects.filter(held=False, held_on__lte=TODAY).exists()
    written: tuple[type[models.Model], ...] = (
        *DATES,
        MoveOnPlan,
        MoveOnApplication,
        ExtensionRequest,
        Review,
        Note,
        FeedbackLink,
        Agreement,
        Post,
    )
    for model in written:
        assert not model._default_manager.filter(created_at__date__gt=TODAY).exists(), model
    taken_back: tuple[type[models.Model], ...] = (MoveOnStep, HomeTrack, Action, ExtensionRequest)
    for model in taken_back:
        assert not model._default_manager.filter(cancelled_at__date__gt=TODAY).exists()
        assert not model._default_manager.filter(cancelled_at__lt=F("created_at")).exists()


# All to be seen -------------------------------------------------------------------------------------------------


def test_wards_know_whose_beds_they_refer_to() -> None:
    assert not Ward.objects.filter(commissioners=None).exists()
    for ward in Ward.objects.all():
        assert set(ward.referrals.values_list("commissioner", flat=True)) == {ward.commissioners.get().pk}


def test_the_county_has_something_on_every_page_today() -> None:
    here = Q(placement__contract__commissioner__slug=COUNTY, placement__discharged_on=None)
    applications = MoveOnApplication.objects.filter(referral__commissioner__slug=COUNTY)
    assert set(applications.values_list("stage", flat=True)) == set(Stage.values)
    assert {True, False} <= set(ApplicationStage.objects.values_list("challenge_won", flat=True))
    tracks = HomeTrack.objects.in_force().filter(referral__commissioner__slug=COUNTY)
    assert tracks.filter(done_on=None).exists()
    assert tracks.filter(state="done").exists()
    assert Incident.objects.filter(here, closed_on=None).exists()
    assert RiskAlert.objects.filter(here, raised_on__gte=TODAY - dt.timedelta(days=3)).count() >= 3
    assert Review.objects.filter(here, held=False).exists()
    assert ReviewParty.objects.filter(party="provider", invited=False).exists()
    assert GpHandover.objects.filter(here).exists()
    assert SupportRecord.objects.filter(here, status="commissioned").exists()
    assert set(OutcomeScore.objects.values_list("point", flat=True)) == {"entry", "review", "exit"}
    assert set(Feedback.objects.values_list("giver", flat=True)) == {"resident", "carer"}
    assert FeedbackLink.objects.filter(used_at=None).exists()
    requests = ExtensionRequest.objects.filter(placement__contract__commissioner__slug=COUNTY)
    assert requests.in_force().filter(decision="pending").count() >= 3
    assert {"granted", "refused"} <= set(requests.values_list("decision", flat=True))
    assert Readmission.objects.exists()
    assert AftercareContact.objects.filter(how="no_answer").exists()
    open_actions = Action.objects.open().filter(meeting__commissioner__slug=COUNTY)
    assert open_actions.filter(due_on__lt=TODAY).exists()
    assert open_actions.filter(due_on__gte=TODAY).exists()
    assert Discharge.objects.filter(improvement="none").exists()


def test_the_county_registers_have_what_wants_attention() -> None:
    soon = TODAY + dt.timedelta(days=90)
    assert Post.objects.filter(vacant_since__isnull=False).exists()
    assert Post.objects.filter(until_date__gt=TODAY, until_date__lte=soon).exists()
    assert Agreement.objects.filter(until_date__gt=TODAY, until_date__lte=soon).exists()
    named = Responsibility.objects.filter(service__in=Service.objects.filter(provider__name="Tidewell Living"))
    assert named.filter(area="oversight").count() == 3


def test_nobody_leaves_somerset_in_need_of_adult_social_care() -> None:
    leavers = Discharge.objects.filter(placement__contract__commissioner__slug="somerset")
    assert set(leavers.values_list("social_care_need", flat=True)) == {"no"}


# The review of 2023 ---------------------------------------------------------------------------------------------


def test_the_posts_are_those_of_the_published_table() -> None:
    posts = Post.objects.filter(commissioner__slug="hammersmith-fulham")
    ends = [
        (post.employer, post.role.split(",")[0], post.until_date, post.has_ended(THEN)) for post in posts.order_by("pk")
    ]
    assert ends == [
        ("SHP", "Private Rented Sector Worker", THEN, True),
        ("SHP", "Stepdown staff", dt.date(2023, 7, 1), False),
        ("SHP", "Stepdown staff", dt.date(2023, 10, 1), False),
        ("SHP", "Stepdown staff", THEN, True),
        ("LBHF", "Social Worker", dt.date(2023, 10, 1), False),
        ("LBHF", "Senior Social Worker", dt.date(2023, 5, 1), False),
        ("LBHF", "Programme Lead", dt.date(2023, 7, 1), False),
        ("LBHF", "Mental Health Housing Officer", dt.date(2025, 2, 1), False),
        ("Hestia", "MH specialist floating support worker", THEN, True),
        ("Turning Point", "Get connected programme: paid staff", dt.date(2024, 5, 1), False),
        ("Turning Point", "Get connected programme: volunteer with lived experience", dt.date(2024, 5, 1), False),
        ("Turning Point", "Get connected programme: volunteer with lived experience", dt.date(2024, 5, 1), False),
    ]
    assert all("section 2.5" in post.note for post in posts)


def stay(reference: str) -> Placement:
    return Resident.objects.get(reference=reference).placements.get()


def test_the_case_studies_stand_on_1_april_2023_as_the_review_left_them() -> None:
    y, z, w = stay("R-HF12"), stay("R-HF06"), stay("R-HF01")
    early = glance(y, dt.date(2022, 12, 10), [], SYSTEM, TODAY).plan
    assert early is not None
    assert (early.goal, early.wishes) == ("other", "Suitable accommodation within 6 weeks, as agreed.")
    assert MoveOnPlan.objects.get(referral=y.referral).goal == "supported_high"
    assert y.referral.notes.get(said_on=dt.date(2023, 3, 9)).text.startswith("Does not wish to stop using drugs")
    for tells in (z, w):
        finished = tells.referral.home_tracks.get()
        assert finished.booked_for == finished.done_on
    assert y.referral.accommodation_before == "temporary"
    assert y.reviews.get(kind="medical").held_on < THEN
    assert y.reviews.get(kind="joint").held_on > THEN
    assert y.support_records.filter(kind="substance", note__contains="Turning Point", on__lt=THEN).exists()
    assert not z.referral.needs_women_only, "the house is mixed: it is the long-term home that is to be female only"
    assert "female only" in z.referral.move_on_plan
    waiting = z.referral.applications.get().history.filter(on__lte=THEN).last()
    assert waiting is not None
    assert waiting.stage == Stage.ASSESSMENT
    assert z.incidents.get().safeguarding
    repairs = w.referral.home_tracks.get()
    assert [timezone.localtime(row.created_at).date() > THEN for row in repairs.dates.all()] == [True]
    assert w.referral.home_tracks.filter(agreed_on__lt=THEN, done_on__gt=THEN).exists()
    assert w.referral.actions.filter(due_on__lt=THEN, done_on__gt=THEN).exists()
    meeting = Meeting.objects.get(commissioner__slug="hammersmith-fulham")
    assert meeting.held_on == dt.date(2023, 3, 9)
    assert meeting.notes.filter(referral__in=[y.referral, z.referral, w.referral]).count() == 3
