"""The agenda says of each person once why they are on it, as at its day, to those who may know."""

from __future__ import annotations

import datetime as dt

import pytest

from beds.access import SYSTEM
from residents.actions import agreed, meetings
from residents.actions.applications import let_rejection_stand, undo_stage
from residents.models import (
    ApplicationStage,
    HomeTrack,
    MoveOnApplication,
    Placement,
    Referral,
    ReferralStep,
)
from residents.queries.agenda import Section, agenda
from residents.queries.coming_free import Free
from residents.queries.meetings import meeting_page
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Stage = MoveOnApplication.Stage


def drawn(met, user=None, meeting=None):
    return agenda(meeting or met.meeting, user.scope() if user else SYSTEM)


def line_of(found, referral):
    return next((line for line in found.lines if line.referral.pk == referral.pk), None)


def newcomer(met, days: int, **facts) -> Placement:
    """Somebody who has been in a room of the house for so many nights."""
    service, contract = met.house.beds[0].service, met.house.placement.contract
    bed = make.make_contracted_bed(service=service, contract=contract)
    return make.make_placement(bed, admitted_on=met.today - days * DAY, **facts)


def applied(met, referral: Referral, *history: tuple[str, int], **facts) -> MoveOnApplication:
    """An application with its stages, each so many days ago; it stands at the last."""
    application = MoveOnApplication.objects.create(
        referral=referral,
        kind="supported_low",
        housing_provider="Harbour Homes",
        stage=history[-1][0],
        owner="supported_housing",
        reject_reason="risk" if history[-1][0] in (Stage.REJECTED, Stage.CHALLENGED) else "",
        **facts,
    )
    for stage, days in history:
        ApplicationStage.objects.create(application=application, stage=stage, on=met.today - days * DAY)
    return application


@pytest.mark.parametrize(
    ("nights", "section", "also"),
    [
        (0, Section.NEW, ()),
        (7, Section.NEW, ()),
        (8, None, ()),
        (28, None, ()),
        (29, Section.APPROACHING, ()),
        (42, Section.APPROACHING, ()),
        (43, Section.OVERSTAYING, ()),
        (60, Section.OVERSTAYING, ()),
        (61, Section.BLOCKED, (Section.OVERSTAYING,)),
        (91, Section.BLOCKED, (Section.OVERSTAYING,)),
    ],
)
def test_the_nights_put_somebody_on_the_agenda(met, nights, section, also):
    placement = newcomer(met, nights)
    line = line_of(drawn(met), placement.referral)
    if section is None:
        assert line is None
    else:
        assert (line.section, line.also, line.nights, line.limit) == (section, also, nights, 42)


def test_an_overstayer_has_reason_owner_and_extension(met):
    line = line_of(drawn(met), met.referral)
    assert line.section == Section.OVERSTAYING
    assert [reason.get_owner_display() for reason in line.reasons] == ["Council housing"]
    assert line.authorised_until == met.today + 30 * DAY
    assert line.where == "Room 1, Elm House"


@pytest.mark.parametrize(("days", "blocked"), [(13, False), (14, True)])
def test_a_reason_whose_owner_has_not_moved_for_two_weeks_blocks(met, days, blocked):
    met.house.reason.since = met.today - days * DAY
    met.house.reason.save()
    line = line_of(drawn(met), met.referral)
    assert (line.section == Section.BLOCKED) is blocked
    assert line.why_blocked == ((f"Council housing has not moved for {days} days",) if blocked else ())
    assert line.also == ((Section.OVERSTAYING,) if blocked else ())


def test_a_rejection_blocks_until_it_is_challenged_or_another_way_is_tried(met):
    rejected = applied(met, met.referral, (Stage.MADE, 20), (Stage.REJECTED, 3))
    assert line_of(drawn(met), met.referral).why_blocked == ("Rejected by Harbour Homes: not challenged yet",)
    last = line_of(drawn(met, meeting=met.last), met.referral)
    assert not last.why_blocked  # a week ago it was not rejected yet
    another = applied(met, met.referral, (Stage.MADE, 1))
    assert not line_of(drawn(met), met.referral).why_blocked
    another.history.all().delete()
    another.delete()
    ApplicationStage.objects.create(application=rejected, stage=Stage.CHALLENGED, on=met.today - DAY)
    assert not line_of(drawn(met), met.referral).why_blocked


def test_a_lost_challenge_waits_for_nobody(met):
    application = applied(met, met.referral, (Stage.REJECTED, 9))
    assert line_of(drawn(met), met.referral).why_blocked
    for stage, days in ((Stage.CHALLENGED, 8), (Stage.REJECTED, 2)):
        ApplicationStage.objects.create(application=application, stage=stage, on=met.today - days * DAY)
    assert not line_of(drawn(met), met.referral).why_blocked


def test_a_rejection_that_the_council_lets_stand_blocks_until_that_day(met):
    application = applied(met, met.referral, (Stage.ASSESSMENT, 12), (Stage.REJECTED, 9))
    let_rejection_stand(application=application, reason="Valid", **met.known(met.official))
    assert not line_of(drawn(met), met.referral).why_blocked
    last = line_of(drawn(met, meeting=met.last), met.referral)
    assert last.why_blocked == ("Rejected by Harbour Homes: not challenged yet",)


def test_a_rejection_that_was_taken_back_blocked_nobody(met):
    application = applied(met, met.referral, (Stage.ASSESSMENT, 12), (Stage.REJECTED, 9))
    assert line_of(drawn(met, meeting=met.last), met.referral).why_blocked
    rejected = application.steps_taken[-1]
    undo_stage(application=application, stage=rejected, reason="Wrong person", **met.known(met.official))
    assert not line_of(drawn(met), met.referral).why_blocked
    assert not line_of(drawn(met, meeting=met.last), met.referral).why_blocked


@pytest.mark.parametrize(
    ("days", "facts", "blocked"),
    [
        (7, {}, True),
        (6, {}, False),
        (20, {"booked_for": dt.date(2040, 1, 1)}, False),
        (20, {"state": HomeTrack.State.DONE, "done_on": dt.date(2020, 1, 1)}, False),
    ],
)
def test_work_on_a_home_without_a_date_blocks_after_a_week(met, days, facts, blocked):
    HomeTrack.objects.create(referral=met.referral, kind="repairs", reported_on=met.today - days * DAY, **facts)
    why = line_of(drawn(met), met.referral).why_blocked
    assert bool(why) is blocked
    if blocked:
        assert why == ("Repairs to own home: no date yet from council housing",)


def test_who_waits_is_told_by_waiting_time_and_not_once_booked(met):
    longer = make.make_referral(provider=met.house.provider, commissioner=met.council, received_on=met.today - 30 * DAY)
    waiting = [line for line in drawn(met).lines if line.section == Section.WAITING]
    assert [(line.referral, line.waiting_days) for line in waiting] == [(longer, 30), (met.house.waiting, 8)]
    make.make_booking(met.house.beds[1], met.today, referral=longer)
    assert line_of(drawn(met), longer) is None


def test_the_agenda_of_last_week_is_as_it_was(met):
    day = met.last.held_on
    came_since = newcomer(met, 3)
    left_since = met.house.left  # three days ago
    placed_since = came_since.referral
    placed_since.received_on = met.today - 20 * DAY
    placed_since.save()
    withdrawn = make.make_referral(
        provider=met.house.provider,
        commissioner=met.council,
        received_on=met.today - 20 * DAY,
        status=Referral.Status.WITHDRAWN,
        withdraw_reason="went_home",
    )
    for status, days in (("accepted", 15), ("withdrawn", 2)):
        ReferralStep.objects.create(referral=withdrawn, status=status, on=met.today - days * DAY)
    accepted_since = make.make_referral(
        provider=met.house.provider, commissioner=met.council, received_on=met.today - 20 * DAY
    )
    ReferralStep.objects.create(referral=accepted_since, status="accepted", on=met.today - DAY)

    before = drawn(met, meeting=met.last)
    assert line_of(before, met.referral).nights == 53
    assert line_of(before, left_since.referral) is None  # on course: 23 nights
    assert line_of(before, placed_since).section == Section.WAITING
    assert line_of(before, withdrawn).section == Section.WAITING
    assert line_of(before, accepted_since) is None
    now = drawn(met)
    assert line_of(now, placed_since).section == Section.NEW
    assert line_of(now, withdrawn) is None
    assert line_of(now, accepted_since).section == Section.WAITING
    assert day == before.meeting.held_on


def test_empty_beds_are_vacant_booked_or_out_of_service_never_expected(met):
    met.house.placement.referral.move_on_plan = "Leaves tomorrow"
    states = {one.bed: one.state for one in drawn(met).beds}
    beds = met.house.beds
    assert states == {beds[1]: Free.VACANT, beds[3]: Free.VACANT, beds[5]: Free.BOOKED, beds[2]: Free.VOID}
    assert [one.state for one in drawn(met).beds] == sorted(states.values(), key=list(Free).index)


def test_a_bed_of_another_commissioner_is_not_on_the_agenda(met):
    make.make_contracted_bed("Attic", service=met.house.beds[0].service)
    assert "Attic" not in {one.bed.label for one in drawn(met).beds}


def test_a_provider_sees_its_own_people_with_names_and_the_commissioner_all_without(met):
    partner = make.make_contracted_bed("Attic", commissioner=met.council)
    other = make.make_placement(partner, admitted_on=met.today - 50 * DAY, resident=make.make_resident(name="Bo Fox"))
    everything = drawn(met, met.official)
    assert {line.name for line in everything.lines} == {""}
    assert line_of(everything, other.referral)
    own = drawn(met, met.worker)
    assert line_of(own, met.referral).name == "Ann Lee"
    assert line_of(own, other.referral) is None
    theirs = drawn(met, make.make_worker(partner.service.provider))
    assert [line.name for line in theirs.lines] == ["Bo Fox"]
    assert theirs.beds == []


def test_open_actions_are_counted_and_the_discussed_are_marked(met):
    met.action()
    done = met.action("Other", meeting=met.last, referral=met.referral)
    agreed.complete_action(act=done, **met.known(met.official))
    line = line_of(drawn(met), met.referral)
    assert (line.open_actions, line.discussed) == (1, True)
    met.note(meeting=met.last, referral=met.house.waiting)
    assert not line_of(drawn(met), met.house.waiting).discussed
    met.note(meeting=met.meeting, referral=met.house.waiting)
    assert line_of(drawn(met), met.house.waiting).discussed
    assert drawn(met).discussed == 2


def test_the_place_of_a_case_has_its_neighbours(met):
    found = drawn(met)
    first, last = found.lines[0], found.lines[-1]
    assert found.place(first.referral).previous is None
    assert found.place(first.referral).next == found.lines[1]
    assert found.place(last.referral).is_last
    off = found.place(met.house.away.placement.referral)
    assert (off.number, off.next) == (0, first)


def test_open_actions_of_those_not_on_the_agenda_are_not_forgotten(met):
    off = met.house.away.placement.referral
    forgotten = met.action("Find his papers", referral=off)
    general = met.action("Ask for two more beds", meeting=met.last)
    met.action("On the agenda")
    met.action("Said today", meeting=met.meeting)
    page = meeting_page(met.meeting, met.official, met.official.scope(), met.today)
    assert {one.action for one in page.others} == {forgotten, general}
    worker_page = meeting_page(met.meeting, met.worker, met.worker.scope(), met.today)
    assert {one.action for one in worker_page.others} == {forgotten, general}


def test_a_meeting_to_come_is_drawn_as_if_nobody_left(met):
    ahead = meetings.start_meeting(commissioner=met.council, held_on=met.today + 7 * DAY, **met.known(met.official))
    page = meeting_page(ahead, met.official, met.official.scope(), met.today)
    assert page.is_projected
    assert line_of(page.agenda, met.referral).nights == 67


def crowd(met, *days: int) -> None:
    """For each number of days somebody here, with all that an agenda reads, and somebody who waits."""
    for number in days:
        placement = newcomer(met, number)
        make.make_overstay_reason(placement, met.today - DAY)
        applied(met, placement.referral, (Stage.MADE, 1))
        met.action(f"Call {number}", referral=placement.referral)
        met.note(referral=placement.referral, meeting=met.meeting)
        waiting = make.make_referral(provider=met.house.provider, commissioner=met.council)
        ReferralStep.objects.create(referral=waiting, status="accepted", on=met.today - number * DAY)
        met.action(f"General {number}", meeting=met.last)


def test_the_agenda_asks_as_often_for_few_as_for_many(met, django_assert_num_queries):
    scope = met.official.scope()
    crowd(met, 2)
    with django_assert_num_queries(30):
        meeting_page(met.meeting, met.official, scope, met.today)
    crowd(met, 30, 45, 70, 95)
    with django_assert_num_queries(30):
        meeting_page(met.meeting, met.official, scope, met.today)
