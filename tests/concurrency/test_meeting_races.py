"""Many people typing into one case at once: each has their words, and a form sent twice is one record."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from beds.access import SYSTEM
from beds.refusal import Refusal
from residents.actions import agreed, meetings, notes
from residents.actions.agreed import Agreed
from residents.models import Action, Meeting, Note
from tests import factories as make
from tests.concurrency.test_races import all_at_once
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


def test_ten_people_type_ten_notes_and_one_of_them_sends_hers_ten_times():
    referral = make.make_referral()
    meeting = meetings.start_meeting(commissioner=referral.commissioner, held_on=TODAY, **KNOWN)
    about = {"referral": referral, "meeting": meeting, **KNOWN}
    typed = [f"Note {number}" for number in range(10)] + ["Sent again"] * 10
    results = all_at_once([partial(notes.add_note, text=text, **about) for text in typed])
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(set(typed))


def test_an_action_and_a_meeting_sent_at_once_are_one():
    referral = make.make_referral()
    start = partial(meetings.start_meeting, commissioner=referral.commissioner, held_on=TODAY, **KNOWN)
    assert len({meeting.pk for meeting in all_at_once([start] * 8)}) == Meeting.objects.count() == 1
    said = Agreed("Ring housing", TODAY + dt.timedelta(days=7), owner_name="Ms Hill")
    act = partial(agreed.add_action, agreed=said, referral=referral, **KNOWN)
    assert len({action.pk for action in all_at_once([act] * 8)}) == Action.objects.count() == 1


def test_a_note_that_meets_the_closing_is_in_the_minutes_or_refused():
    referral = make.make_referral()
    meeting = meetings.start_meeting(commissioner=referral.commissioner, held_on=TODAY, **KNOWN)
    close = partial(meetings.close_meeting, meeting=meeting, present="All", **KNOWN)
    about = {"referral": referral, "meeting": meeting, **KNOWN}
    write = [partial(notes.add_note, text=f"Note {number}", **about) for number in range(9)]
    closed, *written = all_at_once([close, *write])
    assert isinstance(closed, Meeting)
    kept = [result for result in written if isinstance(result, Note)]
    assert len(kept) == Note.objects.count()
    refused = [result for result in written if not isinstance(result, Note)]
    assert all(isinstance(result, Refusal) and "its minutes stand" in result.message for result in refused)
    assert len(kept) + len(refused) == 9
