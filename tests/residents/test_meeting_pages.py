"""Every page of the meetings, notes and actions: who opens it, who is turned away, and what it says back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from residents.actions import agreed, meetings, notes
from residents.models import Action, Meeting, Note
from residents.queries.meeting_events import meeting_events
from tests import factories as make
from tests.residents.house import date_of, signed_in, why
from tests.residents.meeting_house import MeetingHouse, make_referrer

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def said(met: MeetingHouse) -> dict[str, Any]:
    due = date_of("due_on", met.today + 7 * DAY)
    return {"text": "Repairs booked", "action_text": "Ring housing", "owner": str(met.worker.pk), **due}


def seen(record: Any) -> str:
    return str(record.updated_at.isoformat())


WRITES: dict[str, Any] = {
    "start": lambda m: (reverse("residents:meeting_new"), date_of("held_on", m.today + DAY)),
    "case in a meeting": lambda m: (
        reverse("residents:meeting_case", args=[m.meeting.pk, m.referral.pk]),
        said(m),
    ),
    "general": lambda m: (reverse("residents:meeting_general", args=[m.meeting.pk]), said(m)),
    "close": lambda m: (
        reverse("residents:meeting_close", args=[m.meeting.pk]),
        {"present": "Casey\nWren", "version": seen(m.meeting)},
    ),
    "reopen": lambda m: (reverse("residents:meeting_reopen", args=[m.last.pk]), {}),
    "cancel": lambda m: (reverse("residents:meeting_cancel", args=[m.last.pk]), why("Bank holiday")),
    "case": lambda m: (reverse("residents:case", args=[m.referral.pk]), said(m)),
    "note correct": lambda m: (
        reverse("residents:note_correct", args=[m.mine.pk]),
        {"text": "Booked for Monday", "version": seen(m.mine)},
    ),
    "note cancel": lambda m: (reverse("residents:note_cancel", args=[m.mine.pk]), why("Wrong person")),
    "action done": lambda m: (reverse("residents:action_done", args=[m.task.pk]), {}),
    "action undo": lambda m: (reverse("residents:action_undo", args=[m.task.pk]), {"version": seen(m.task)}),
    "action correct": lambda m: (
        reverse("residents:action_correct", args=[m.task.pk]),
        {"action_text": "Write to housing", "owner": "", "owner_name": "Ms Hill"}
        | date_of("due_on", m.today + 3 * DAY)
        | {"version": seen(m.task)},
    ),
    "action cancel": lambda m: (reverse("residents:action_cancel", args=[m.task.pk]), why("Moved")),
}
READS: dict[str, Any] = {
    "meetings": lambda m: reverse("residents:meetings"),
    "meeting": lambda m: reverse("residents:meeting", args=[m.meeting.pk]),
    "minutes": lambda m: reverse("residents:minutes", args=[m.meeting.pk]),
    "csv": lambda m: reverse("residents:minutes_download", args=[m.meeting.pk, "csv"]),
    "xlsx": lambda m: reverse("residents:minutes_download", args=[m.meeting.pk, "xlsx"]),
    "my work": lambda m: reverse("residents:my_work"),
}
LEADS = ("start", "close", "reopen", "cancel")
OPEN_TO_READERS = ("case in a meeting", "general", "case")
FOR_ALL = ("meetings", "my work")


@pytest.fixture
def written(met: MeetingHouse) -> MeetingHouse:
    """The commissioner has written a note, and given the worker something to do."""
    met.mine = met.note("Repairs are awaited")  # type: ignore[attr-defined]
    met.task = met.action()  # type: ignore[attr-defined]
    return met


@pytest.mark.parametrize("name", WRITES)
def test_the_commissioner_gets_it_done(written, name):
    client = signed_in(written.official)
    address, answers = WRITES[name](written)
    assert client.get(address).status_code == 200
    response = client.post(address, answers)
    assert response.status_code == 302, response.context["form"].errors
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert "govuk-notification-banner--success" in page.content.decode()


@pytest.mark.parametrize("name", WRITES)
def test_the_same_form_twice_makes_one_record(written, name):
    client = signed_in(written.official)
    address, answers = WRITES[name](written)
    client.post(address, answers)
    counts = (Meeting.objects.count(), Note.objects.count(), Action.objects.count())
    again = client.post(address, answers)
    assert again.status_code == 302
    assert (Meeting.objects.count(), Note.objects.count(), Action.objects.count()) == counts


@pytest.mark.parametrize("name", READS)
def test_pages_that_only_show(written, name):
    address = READS[name](written)
    manager = make.make_official(written.council, role=Role.CONTRACT_MANAGER)
    viewer = make.make_worker(written.house.provider, role=Role.PROVIDER_VIEWER)
    for user in (written.official, written.worker, manager, viewer):
        assert signed_in(user).get(address).status_code == 200, user
    assert signed_in(written.official).post(address).status_code == 405
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


# Nothing is written below, so that each role tries every page in one go.


def test_others_find_none_of_it(written):
    outsiders = (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner()))
    for client in map(signed_in, outsiders):
        for name, page in WRITES.items():
            if name == "start":  # about no record yet
                continue
            address, answers = page(written)
            assert client.get(address).status_code == 404, name
            assert client.post(address, answers).status_code == 404, name
        for name, read in READS.items():
            assert client.get(read(written)).status_code == (200 if name in FOR_ALL else 404), name


def test_who_only_reads_is_turned_away(written):
    manager = make.make_official(written.council, role=Role.CONTRACT_MANAGER)
    viewer = make.make_worker(written.house.provider, role=Role.PROVIDER_VIEWER)
    for client in map(signed_in, (manager, viewer)):
        for name, page in WRITES.items():
            address, answers = page(written)
            assert client.get(address).status_code == (200 if name in OPEN_TO_READERS else 403), name
            assert client.post(address, answers).status_code == 403, name
        for name in OPEN_TO_READERS:
            assert 'id="form"' not in client.get(WRITES[name](written)[0]).content.decode(), name


def test_a_worker_writes_of_their_people_but_does_not_lead(written):
    client = signed_in(written.worker)
    for name in (*LEADS, "note correct", "note cancel"):
        assert client.get(WRITES[name](written)[0]).status_code == 403, name
    for name in ("case in a meeting", "general", "case", "action done", "action undo", "action correct"):
        address, answers = WRITES[name](written)
        assert client.get(address).status_code == 200, name
        assert client.post(address, answers | {"version": ""}).status_code in (200, 302), name


def test_a_ward_reads_its_cases_and_no_meeting(written):
    client = signed_in(make_referrer(written.referral))
    assert client.get(reverse("residents:meetings")).status_code == 403
    assert client.get(READS["meeting"](written)).status_code == 404
    assert client.get(WRITES["case in a meeting"](written)[0]).status_code == 404
    address, answers = WRITES["case"](written)
    assert client.post(address, answers).status_code == 302
    assert "Ann Lee" in client.get(address).content.decode()


def test_other_methods_are_refused(written):
    client = signed_in(written.official)
    for name, page in WRITES.items():
        assert client.put(page(written)[0]).status_code == 405, name
        assert client.delete(page(written)[0]).status_code == 405, name


def test_somebody_signed_out_is_asked_to_sign_in(written):
    for name, page in WRITES.items():
        address, answers = page(written)
        response = Client().post(address, answers)
        assert response["Location"].startswith(reverse("account_login")), name


# What the pages say -----------------------------------------------------------------------------------------------


def text_of(client, address) -> str:
    return client.get(address).content.decode()


def test_somebody_of_two_commissioners_chooses_whose_meeting(met):
    other = make.make_commissioner("Somerset")
    client = signed_in(make.make_official(met.council, other))
    address = reverse("residents:meeting_new")
    answers = date_of("held_on", met.today)
    assert "Select whose meeting it is" in client.post(address, answers).content.decode()
    assert client.post(address, answers | {"commissioner": other.pk}).status_code == 302
    assert other.meetings.count() == 1
    stranger = make.make_commissioner()
    assert client.post(address, answers | {"commissioner": stranger.pk}).status_code == 200
    assert not stranger.meetings.exists()


def test_a_date_too_far_off_is_refused_beside_its_input(met):
    page = signed_in(met.official).post(reverse("residents:meeting_new"), date_of("held_on", met.today + 15 * DAY))
    assert "The meeting must be today" in page.content.decode()
    assert 'href="#id_held_on_0"' in page.content.decode()


def test_names_are_for_the_provider_alone(written):
    for address in (READS["meeting"](written), WRITES["case in a meeting"](written)[0], WRITES["case"](written)[0]):
        assert "Ann Lee" in text_of(signed_in(written.worker), address)
        page = text_of(signed_in(written.official), address)
        assert "Ann Lee" not in page
        assert written.referral.resident.reference in page
    for name in ("minutes", "csv"):
        response = signed_in(written.worker).get(READS[name](written))
        content = response.getvalue() if response.streaming else response.content
        assert "Ann Lee" not in content.decode()


def test_last_weeks_words_and_actions_stand_beside_the_form(written):
    old = {"meeting": written.last, "referral": written.referral}
    written.note("The flat is damp", **old)
    done = written.action("Ask for the survey", **old)
    agreed.complete_action(act=done, outcome="Survey on Friday", **written.known(written.official))
    written.action("Ring the landlord", **old)
    page = text_of(signed_in(written.official), WRITES["case in a meeting"](written)[0])
    for words in ("The flat is damp", "Survey on Friday", "Ring the landlord", "Repairs are awaited", "Not done"):
        assert words in page, words


def test_an_action_ticked_in_the_meeting_leads_back_to_it(written):
    client = signed_in(written.worker)
    case = WRITES["case in a meeting"](written)[0]
    address = f"{reverse('residents:action_done', args=[written.task.pk])}?next={case}"
    response = client.post(address)
    assert response["Location"] == case
    written.task.refresh_from_db()
    assert written.task.done_on == written.today
    assert "Say what came of it" in client.get(case).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"])
def test_nobody_is_led_elsewhere(written, elsewhere):
    address = f"{reverse('residents:action_done', args=[written.task.pk])}?next={elsewhere}"
    response = signed_in(written.worker).post(address)
    assert response["Location"] == reverse("residents:case", args=[written.referral.pk])


def test_save_and_next_saves_what_was_typed_and_an_empty_form_just_goes_on(written):
    client = signed_in(written.official)
    page = client.get(READS["meeting"](written)).context["page"]
    first, second = page.agenda.lines[0].referral, page.agenda.lines[1].referral
    address = reverse("residents:meeting_case", args=[written.meeting.pk, first.pk])
    following = reverse("residents:meeting_case", args=[written.meeting.pk, second.pk])
    count = Note.objects.count()
    due = date_of("due_on", written.today)
    assert client.post(address, {"next": "yes", **due})["Location"] == following
    assert Note.objects.count() == count
    assert client.post(address, {"next": "yes", "text": "Spoken of", **due})["Location"] == following
    assert Note.objects.count() == count + 1
    last = page.agenda.lines[-1].referral
    address = reverse("residents:meeting_case", args=[written.meeting.pk, last.pk])
    assert client.post(address, {"next": "yes", **due})["Location"] == READS["meeting"](written)


def test_an_empty_form_and_half_an_action_say_what_is_missing_and_lose_nothing(written):
    client = signed_in(written.official)
    address = WRITES["case"](written)[0]
    assert "Enter a note or an action" in client.post(address, date_of("due_on", written.today)).content.decode()
    page = client.post(address, {"text": "Said today", "action_text": "Ring"}).content.decode()
    assert "Select who does it, or enter a name" in page
    assert "Enter the day by which it is to be done" in page
    assert "Said today" in page
    page = client.post(address, {"text": "", "owner_name": "Ms Hill"}).content.decode()
    assert "Enter what is to be done" in page


def test_a_stale_correction_is_refused_keeps_what_was_typed_and_can_be_sent_again(written):
    address, answers = WRITES["action correct"](written)
    signed_in(written.worker).post(address, answers)
    client = signed_in(written.official)
    page = client.post(address, answers | {"action_text": "Visit housing"})
    text = page.content.decode()
    assert "wren@elm.example changed this record while you were typing" in text
    assert "Visit housing" in text
    again = answers | {"action_text": "Visit housing", "version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    written.task.refresh_from_db()
    assert written.task.text == "Visit housing"


def test_a_closed_meeting_shows_no_form_and_keeps_what_was_typed_meanwhile(written):
    meetings.close_meeting(meeting=written.meeting, present="Casey", **written.known(written.official))
    client = signed_in(written.worker)
    address, answers = WRITES["case in a meeting"](written)
    page = text_of(client, address)
    assert "its minutes stand" in page
    assert 'id="form"' not in page
    late = client.post(address, answers)
    assert "its minutes stand" in late.content.decode()
    assert "Repairs booked" in late.content.decode()
    assert client.get(WRITES["reopen"](written)[0]).status_code == 403


def test_a_note_taken_back_is_still_told_with_its_reason(written):
    notes.cancel_note(note=written.mine, reason="Wrong person", **written.known(written.official))
    page = text_of(signed_in(written.official), WRITES["case"](written)[0])
    assert "Repairs are awaited" in page
    assert "Taken back: Wrong person" in page
    assert "Repairs are awaited" not in text_of(signed_in(written.official), READS["minutes"](written))


def test_the_minutes_tell_of_each_case_to_those_who_may_know(written):
    written.note("Two rooms are painted", meeting=written.meeting)
    partner = make.make_contracted_bed(commissioner=written.council)
    other = make.make_placement(partner, admitted_on=written.today - 50 * DAY).referral
    written.note("Waits for a hostel", referral=other, meeting=written.meeting)
    meetings.close_meeting(
        meeting=written.meeting, present="Casey, council\n\n Wren, Elm ", **written.known(written.official)
    )
    page = text_of(signed_in(written.official), READS["minutes"](written))
    for words in ("Casey, council", "Wren, Elm", "Two rooms are painted", "Repairs are awaited", "Waits for a hostel"):
        assert words in page, words
    own = text_of(signed_in(written.worker), READS["minutes"](written))
    assert "Repairs are awaited" in own
    assert "Waits for a hostel" not in own


def test_the_files_hold_the_minutes_and_no_formula(written):
    written.note("=HYPERLINK(1)", referral=written.referral, meeting=written.meeting)
    client = signed_in(written.official)
    response = client.get(READS["csv"](written))
    assert response["Content-Disposition"].endswith(f'-{written.today.isoformat()}.csv"')
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    reference = written.referral.resident.reference
    assert rows[0] == ["kind", "about", "text", "who", "due", "done", "outcome"]
    assert ["note", reference, "'=HYPERLINK(1)", str(written.official), "", "", ""] in rows
    due = (written.today + 7 * DAY).isoformat()
    assert ["action", reference, "Ask housing for a date", str(written.worker), due, "", ""] in rows
    book = openpyxl.load_workbook(io.BytesIO(client.get(READS["xlsx"](written)).getvalue()))
    assert book.sheetnames == ["Actions", "Notes", "Meeting"]
    cells = [cell for row in book["Notes"].iter_rows() for cell in row]
    assert any(cell.value == "=HYPERLINK(1)" and cell.data_type == "s" for cell in cells)
    assert book["Actions"]["D2"].value.date() == written.today + 7 * DAY
    assert client.get(reverse("residents:minutes_download", args=[written.meeting.pk, "pdf"])).status_code == 404


def test_the_list_of_meetings_counts_and_is_paged(written, django_assert_max_num_queries):
    agreed.complete_action(act=written.action("Other"), **written.known(written.official))
    written.action("Ring", referral=written.house.away.placement.referral, meeting=written.meeting)
    row = signed_in(written.official).get(READS["meetings"](written)).context["table"].rows[0].record
    assert (row.state, row.cases, row.actions, row.actions_open) == ("Open", 2, 3, 2)
    for week in range(2, 40):
        Meeting.objects.create(commissioner=written.council, held_on=written.today - week * 7 * DAY)
    client = signed_in(written.official)
    with django_assert_max_num_queries(8):
        page = client.get(READS["meetings"](written))
    assert len(page.context["table"].page.object_list) == 26
    assert client.get(READS["meetings"](written) + "?page=2").status_code == 200
    assert client.get(READS["meetings"](written) + "?sort=-actions_open").status_code == 200


def test_the_case_pages_ask_as_often_for_few_as_for_many(written, django_assert_num_queries):
    client = signed_in(written.official)
    counts = {"case": 19, "case in a meeting": 41}
    written.action("Action before", meeting=written.last, referral=written.referral)
    written.note("Note before", meeting=written.last, referral=written.referral)
    for name, count in counts.items():
        with django_assert_num_queries(count):
            client.get(WRITES[name](written)[0])
    for number in range(30):
        for about in ({"referral": written.referral}, {"referral": written.referral, "meeting": written.last}):
            written.note(f"Note {number}", written.worker, **about)
            written.action(f"Action {number}", written.worker, **about)
    for name, count in counts.items():
        with django_assert_num_queries(count):
            page = client.get(WRITES[name](written)[0])
    assert "Note 0" not in page.content.decode()
    assert "Page 2 of 4" in text_of(client, WRITES["case"](written)[0])


def test_what_was_said_and_agreed_is_told_as_events(written):
    agreed.complete_action(act=written.task, outcome="Monday", **written.known(written.worker))
    taken_back = written.note("Wrong")
    notes.cancel_note(note=taken_back, reason="x", **written.known(written.official))
    events = [(event.kind, event.title, event.detail, event.date) for event in meeting_events(written.referral)]
    due = written.today + 7 * DAY
    assert events == [
        ("note", "Note in the step-down meeting", "Repairs are awaited", written.today),
        (
            "action",
            "Action agreed in the step-down meeting",
            f"Ask housing for a date. wren@elm.example, by {due:%-d %B %Y}",
            written.today,
        ),
        ("action", "Action done", "Ask housing for a date. Monday", written.today),
    ]
