"""Meetings are called, closed, reopened and cancelled; what is said and agreed in them keeps its rules."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from beds.access import Role
from beds.refusal import Refusal
from residents.actions import agreed, meetings, notes
from residents.actions.speaking import may_take_part
from residents.models import Action, Meeting, Note
from tests import factories as make
from tests.residents.meeting_house import make_referrer

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def close(met, **facts):
    facts = {"present": "Casey, council", "meeting": met.meeting} | facts
    return meetings.close_meeting(**facts, **met.known(met.official))


# Meetings ---------------------------------------------------------------------------------------------------------


def test_a_meeting_started_twice_is_one(met):
    again = meetings.start_meeting(commissioner=met.council, held_on=met.today, **met.known(met.official))
    assert again == met.meeting
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize("days", [-32, 15])
def test_a_meeting_is_today_or_in_the_next_two_weeks_or_of_the_last_month(met, days):
    with pytest.raises(Refusal, match="must be today") as caught:
        meetings.start_meeting(commissioner=met.council, held_on=met.today + days * DAY, **met.known(met.official))
    assert caught.value.field == "held_on"


def test_a_meeting_in_a_fortnight_can_be_called(met):
    held_on = met.today + 14 * DAY
    called = meetings.start_meeting(commissioner=met.council, held_on=held_on, **met.known(met.official))
    assert called.held_on == held_on


def test_only_who_decides_leads(met):
    housing = make.make_official(met.council, role=Role.HOUSING_OFFICER)
    manager = make.make_official(met.council, role=Role.CONTRACT_MANAGER)
    for user in (met.worker, housing, manager, make.make_official(make.make_commissioner())):
        known = met.known(user)
        with pytest.raises(PermissionDenied):
            meetings.start_meeting(commissioner=met.council, held_on=met.today + DAY, **known)
        with pytest.raises(PermissionDenied):
            meetings.close_meeting(meeting=met.meeting, present="x", **known)
        with pytest.raises(PermissionDenied):
            meetings.reopen_meeting(meeting=met.meeting, **known)
        with pytest.raises(PermissionDenied):
            meetings.cancel_meeting(meeting=met.meeting, reason="x", **known)


def test_a_meeting_is_closed_with_who_was_there_and_twice_is_once(met):
    closed = close(met)
    assert closed.is_closed
    version = met.meeting.updated_at  # that of the page, before it was closed
    assert close(met, version=version).closed_at == closed.closed_at
    with pytest.raises(Refusal, match="closed already"):
        close(met, present="Somebody else")


def test_closing_needs_who_was_there_and_the_day(met):
    with pytest.raises(Refusal, match="Enter who was there"):
        close(met, present=" ")
    ahead = meetings.start_meeting(commissioner=met.council, held_on=met.today + 7 * DAY, **met.known(met.official))
    with pytest.raises(Refusal, match="on that day or later"):
        close(met, meeting=ahead)


def test_a_stale_closing_is_refused(met):
    seen = met.meeting.updated_at
    close(met)
    meetings.reopen_meeting(meeting=met.meeting, **met.known(met.official))
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        close(met, version=seen)


def test_a_meeting_is_reopened_until_a_later_one_is_closed(met):
    close(met, meeting=met.last)
    assert not meetings.reopen_meeting(meeting=met.last, **met.known(met.official)).is_closed
    assert not meetings.reopen_meeting(meeting=met.last, **met.known(met.official)).is_closed
    close(met, meeting=met.last)
    close(met)
    with pytest.raises(Refusal, match="came after it and is closed"):
        meetings.reopen_meeting(meeting=met.last, **met.known(met.official))


def test_a_meeting_in_which_something_was_said_is_not_cancelled(met):
    note = met.note()
    cancel = {"meeting": met.meeting, "reason": "Bank holiday", **met.known(met.official)}
    with pytest.raises(Refusal, match="Take them back first"):
        meetings.cancel_meeting(**cancel)
    notes.cancel_note(note=note, reason="Wrong", **met.known(met.official))
    with pytest.raises(Refusal, match="Say why"):
        meetings.cancel_meeting(**cancel | {"reason": ""})
    assert meetings.cancel_meeting(**cancel).cancelled_reason == "Bank holiday"
    with pytest.raises(Refusal, match=r"^Meeting of .*: this was cancelled by casey@council.example .*: Bank holiday"):
        met.note()
    new = meetings.start_meeting(commissioner=met.council, held_on=met.today, **met.known(met.official))
    assert new != met.meeting


def test_a_closed_meeting_is_not_cancelled(met):
    close(met)
    with pytest.raises(Refusal, match="it took place"):
        meetings.cancel_meeting(meeting=met.meeting, reason="x", **met.known(met.official))


# Notes ------------------------------------------------------------------------------------------------------------


def test_two_people_typing_at_once_both_have_their_words(met):
    met.note("Repairs are booked", met.official)
    met.note("Repairs are booked", met.worker)
    met.note("The tenancy is kept", met.worker)
    assert Note.objects.count() == 3


def test_a_note_sent_twice_is_one_but_next_week_it_is_another(met):
    assert met.note() == met.note(" Repairs are booked ")
    met.note(meeting=met.last, referral=met.referral)
    alone = {"referral": met.referral}
    assert met.note(**alone) == met.note(**alone)
    tomorrow = met.known(met.official) | {"today": met.today + DAY}
    notes.add_note(text="Repairs are booked", **alone, **tomorrow)
    assert Note.objects.count() == 4


def test_a_note_of_a_meeting_has_its_day_or_that_of_writing(met):
    ahead = meetings.start_meeting(commissioner=met.council, held_on=met.today + 7 * DAY, **met.known(met.official))
    assert met.note(meeting=ahead, referral=met.referral).said_on == met.today
    assert met.note(meeting=met.last, referral=met.referral).said_on == met.last.held_on


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_a_note_has_words_and_not_too_many(met, text):
    with pytest.raises(Refusal) as caught:
        met.note(text)
    assert caught.value.field == "text"


def test_who_works_on_the_case_writes_and_nobody_else(met):
    housing = make.make_official(met.council, role=Role.HOUSING_OFFICER)
    for user in (met.official, met.worker, housing, make_referrer(met.referral)):
        assert met.note("Seen today", user, referral=met.referral)
    manager = make.make_official(met.council, role=Role.CONTRACT_MANAGER)
    viewer = make.make_worker(met.house.provider, role=Role.PROVIDER_VIEWER)
    others = (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner()))
    for user in (manager, viewer, *others):
        with pytest.raises(PermissionDenied):
            met.note("Seen today", user, referral=met.referral)
        with pytest.raises(PermissionDenied):
            met.note("Seen today", user, meeting=met.meeting)


def test_a_ward_does_not_write_in_a_meeting(met):
    with pytest.raises(PermissionDenied):
        met.note("Seen", make_referrer(met.referral))


def test_a_worker_of_a_partner_provider_writes_of_nobody_in_particular_but_not_of_others_people(met):
    partner = make.make_worker(make.make_contract(commissioner=met.council).provider)
    assert may_take_part(met.meeting, partner.scope())
    assert met.note("Two rooms are free", partner, meeting=met.meeting)
    with pytest.raises(PermissionDenied):
        met.note("Seen", partner)


def test_a_meeting_speaks_only_of_its_own_commissioners_cases(met):
    other = make.make_referral()
    user = make.make_official(met.council, other.commissioner)
    with pytest.raises(PermissionDenied):
        met.note("Seen", user, referral=other, meeting=met.meeting)


def test_ones_own_note_is_corrected_and_nobody_elses(met):
    note = met.note(user=met.worker)
    seen = note.updated_at
    changed = notes.correct_note(note=note, text="Booked for Monday", version=seen, **met.known(met.worker))
    assert changed.text == "Booked for Monday"
    # sent once more from the same page: no change by somebody else
    assert notes.correct_note(note=note, text="Booked for Monday", version=seen, **met.known(met.worker)) == note
    with pytest.raises(Refusal, match="while you were typing"):
        notes.correct_note(note=note, text="Booked for Tuesday", version=seen, **met.known(met.worker))
    with pytest.raises(PermissionDenied):
        notes.correct_note(note=note, text="No", **met.known(met.official))


def test_a_note_is_taken_back_by_who_wrote_it_or_by_the_commissioner(met):
    note = met.note(user=met.worker)
    colleague = make.make_worker(met.house.provider)
    with pytest.raises(PermissionDenied):
        notes.cancel_note(note=note, reason="Wrong person", **met.known(colleague))
    with pytest.raises(Refusal, match="Say why"):
        notes.cancel_note(note=note, reason=" ", **met.known(met.official))
    notes.cancel_note(note=note, reason="Wrong person", **met.known(met.official))
    with pytest.raises(Refusal, match=r"was cancelled by casey@council.example on .*: Wrong person"):
        notes.cancel_note(note=note, reason="Wrong person", **met.known(met.worker))


def test_a_note_and_an_action_are_saved_together_or_not_at_all(met):
    with pytest.raises(Refusal, match="within a year"):
        notes.say(
            text="Repairs",
            agreed=met.agreed(due_on=met.today - DAY),
            referral=met.referral,
            **met.known(met.official),
        )
    assert not Note.objects.exists()
    note, action = notes.say(text="Repairs", agreed=met.agreed(), referral=met.referral, **met.known(met.official))
    assert note is not None
    assert action is not None
    with pytest.raises(Refusal, match="Enter a note or an action"):
        notes.say(referral=met.referral, **met.known(met.official))


# Actions ----------------------------------------------------------------------------------------------------------


def test_an_action_sent_twice_is_one_and_another_day_is_refused(met):
    action = met.action()
    assert met.action() == action
    with pytest.raises(Refusal, match="Correct that action instead"):
        met.action(due_on=met.today + 8 * DAY)
    met.action(owner=met.official)
    assert Action.objects.count() == 2


def test_an_action_has_somebody_who_does_it(met):
    assert met.action(owner_name=" Ms Hill, housing ").who == "Ms Hill, housing"
    with pytest.raises(Refusal, match="Select who does it") as caught:
        met.action(owner_name=" ")
    assert caught.value.field == "owner"
    with pytest.raises(Refusal, match="not both"):
        met.action(owner=met.worker, owner_name="Ms Hill")


@pytest.mark.parametrize("text", ["", " ", "x" * 301])
def test_an_action_says_what_is_to_be_done(met, text):
    with pytest.raises(Refusal) as caught:
        met.action(text)
    assert caught.value.field == "action_text"


def test_the_owner_is_somebody_who_may_see_the_case(met):
    met.house.provider.lead = make.make_provider()
    met.house.provider.save()
    manager = make.make_official(met.council, role=Role.CONTRACT_MANAGER)
    lead = make.make_worker(met.house.provider.lead)
    for user in (met.official, met.worker, manager, lead, make_referrer(met.referral)):
        assert met.action(owner=user).owner == user
    gone = make.make_worker(met.house.provider, is_active=False)
    for user in (make.make_user(), gone, make.make_worker(make.make_provider())):
        with pytest.raises(Refusal, match="cannot see this case"):
            met.action(owner=user)
    partner = make.make_worker(make.make_contract(commissioner=met.council).provider)
    with pytest.raises(Refusal, match="cannot see this case"):
        met.action(owner=partner)
    assert met.action(owner=partner, meeting=met.meeting).owner == partner


def test_an_action_is_done_once_and_its_outcome_can_follow(met):
    action = met.action()
    known = met.known(met.worker)
    assert agreed.complete_action(act=action, **known).done_on == met.today
    assert agreed.complete_action(act=action, outcome="Monday", **known).outcome == "Monday"
    assert agreed.complete_action(act=action, **known).outcome == "Monday"
    with pytest.raises(Refusal, match="already recorded as done"):
        agreed.complete_action(act=action, outcome="Tuesday", **known)
    undone = agreed.undo_action(act=action, **known)
    assert (undone.done_on, undone.outcome) == (None, "Monday")
    assert agreed.undo_action(act=action, **known).done_on is None


def test_an_action_is_done_between_its_agreement_and_today(met):
    action = met.action()
    with pytest.raises(Refusal, match="must be today"):
        agreed.complete_action(act=action, done_on=met.today + DAY, **met.known(met.worker))
    with pytest.raises(Refusal, match="It was agreed on"):
        agreed.complete_action(act=action, done_on=met.today - DAY, **met.known(met.worker))


def test_who_reads_only_ticks_their_own_actions_and_no_others(met):
    manager = make.make_official(met.council, role=Role.CONTRACT_MANAGER)
    own, other = met.action(owner=manager), met.action()
    assert agreed.complete_action(act=own, **met.known(manager)).done_on
    for act in (agreed.complete_action, agreed.undo_action):
        with pytest.raises(PermissionDenied):
            act(act=other, **met.known(manager))
    with pytest.raises(PermissionDenied):
        agreed.correct_action(act=own, agreed=met.agreed("Other"), **met.known(manager))


def test_an_owner_who_no_longer_sees_the_case_ticks_nothing(met):
    action = met.action()
    met.worker.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        agreed.complete_action(act=action, **met.known(met.worker))


def test_an_action_is_corrected_while_it_is_open(met):
    action = met.action()
    seen = action.updated_at
    better = met.agreed("Ask Ms Hill for a date", owner_name="Ms Hill")
    changed = agreed.correct_action(act=action, agreed=better, version=seen, **met.known(met.worker))
    assert (changed.text, changed.who) == ("Ask Ms Hill for a date", "Ms Hill")
    assert agreed.correct_action(act=action, agreed=better, version=seen, **met.known(met.worker)) == action
    with pytest.raises(Refusal, match="while you were typing"):
        agreed.correct_action(act=action, agreed=met.agreed("Third"), version=seen, **met.known(met.worker))
    agreed.complete_action(act=action, **met.known(met.worker))
    with pytest.raises(Refusal, match="undo it first"):
        agreed.correct_action(act=action, agreed=met.agreed("Third"), **met.known(met.worker))
    with pytest.raises(Refusal, match="undo it first"):
        agreed.cancel_action(act=action, reason="x", **met.known(met.worker))


def test_an_owner_who_has_left_stays_the_owner_of_a_corrected_action(met):
    action = met.action()
    met.worker.is_active = False
    met.worker.save()
    changed = agreed.correct_action(act=action, agreed=met.agreed("Ask again"), **met.known(met.official))
    assert changed.owner == met.worker


def test_an_overdue_action_is_corrected_without_a_new_day(met):
    action = met.action()
    later = met.known(met.official) | {"today": met.today + 30 * DAY}
    assert agreed.correct_action(act=action, agreed=met.agreed("Ask again"), **later).text == "Ask again"
    with pytest.raises(Refusal, match="within a year"):
        agreed.correct_action(act=action, agreed=met.agreed("Ask", due_on=met.today), **later)


def test_an_action_is_cancelled_with_a_reason(met):
    action = met.action()
    with pytest.raises(Refusal, match="Say why"):
        agreed.cancel_action(act=action, reason="", **met.known(met.worker))
    agreed.cancel_action(act=action, reason="Not needed", **met.known(met.worker))
    for again in (agreed.complete_action, agreed.undo_action):
        with pytest.raises(Refusal, match=r"was cancelled by wren@elm.example on .*: Not needed"):
            again(act=action, **met.known(met.worker))


def test_the_minutes_of_a_closed_meeting_stand_but_for_what_became_of_an_action(met):
    note, action = met.note(), met.action()
    close(met)
    known = met.known(met.official)
    for change in (
        lambda: met.note("More"),
        lambda: met.action("More"),
        lambda: notes.correct_note(note=note, text="Other", **known),
        lambda: notes.cancel_note(note=note, reason="x", **known),
        lambda: agreed.correct_action(act=action, agreed=met.agreed("Other"), **known),
        lambda: agreed.cancel_action(act=action, reason="x", **known),
    ):
        with pytest.raises(Refusal, match="its minutes stand"):
            change()
    assert agreed.complete_action(act=action, outcome="Booked", **known).outcome == "Booked"
    assert agreed.undo_action(act=action, **known).is_open


def test_the_database_refuses_what_slips_past(met):
    for record in (Note(text="About nothing", said_on=met.today), Meeting(commissioner=met.council, held_on=met.today)):
        with pytest.raises(IntegrityError), transaction.atomic():
            record.save()
    facts = {"referral": met.referral, "text": "x", "agreed_on": met.today, "due_on": met.today}
    for wrong in ({}, {"owner_name": "Jo", "done_on": met.today - DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.create(**facts, **wrong)
