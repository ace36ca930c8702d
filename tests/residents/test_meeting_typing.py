"""What is typed of a case is kept, whatever else is pressed on its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from residents.actions import agreed, meetings
from residents.models import Action, Note
from tests.residents.house import date_of, signed_in
from tests.residents.meeting_house import MeetingHouse

pytestmark = pytest.mark.django_db

PAGES: dict[str, Any] = {
    "case in a meeting": lambda m: reverse("residents:meeting_case", args=[m.meeting.pk, m.referral.pk]),
    "case": lambda m: reverse("residents:case", args=[m.referral.pk]),
    "general": lambda m: reverse("residents:meeting_general", args=[m.meeting.pk]),
}
BUTTON = '<button type="submit" form="form" name="done" value="{}"'


def untouched(met: MeetingHouse, address: str, client: Any) -> dict[str, Any]:
    """The form as it is shown, and sent when nothing was typed."""
    due = client.get(address).context["form"]["due_on"].value()
    return {"text": "", "action_text": "", "owner": "", "owner_name": ""} | date_of("due_on", due)


def task(met: MeetingHouse, name: str) -> Action:
    about: dict[str, Any] = {"meeting": met.meeting} if name == "general" else {"referral": met.referral}
    return met.action(**about)


@pytest.mark.parametrize("name", PAGES)
def test_done_beside_a_typed_note_loses_none_of_it(met, name):
    client, address, action = signed_in(met.official), PAGES[name](met), task(met, name)
    assert BUTTON.format(action.pk) in client.get(address).content.decode()
    typed = {"text": "Repairs are booked", "action_text": "Ring", "owner": str(met.worker.pk)}
    sent = untouched(met, address, client) | typed | date_of("due_on", met.today) | {"done": action.pk}
    for _ in range(2):
        page = client.post(address, sent)
        text = page.content.decode()
        assert f"Done: {action.text}. What you have typed is not saved yet." in text
        assert "There is a problem" not in text
        form = page.context["form"]
        assert {field: form[field].value() for field in ("text", "action_text", "owner")} == {
            field: typed[field] for field in ("text", "action_text", "owner")
        }
        assert [str(part) for part in form["due_on"].value()] == list(date_of("due_on", met.today).values())
        assert name != "case" or '<details class="govuk-details" open' in text
    action.refresh_from_db()
    assert action.done_on == met.today
    assert (Note.objects.count(), Action.objects.count()) == (0, 1)


@pytest.mark.parametrize("name", PAGES)
def test_done_beside_an_empty_form_comes_back_to_the_page(met, name):
    client, address, action = signed_in(met.official), PAGES[name](met), task(met, name)
    assert client.post(address, untouched(met, address, client) | {"done": action.pk})["Location"] == address
    page = client.get(address).content.decode()
    assert f"Done: {action.text}" in page
    assert f"{reverse('residents:action_undo', args=[action.pk])}?next={address.replace('/', '%2F')}" in page
    assert "is not saved yet" not in page


def test_done_of_a_cancelled_action_says_so_and_keeps_the_note(met):
    client, address, action = signed_in(met.official), PAGES["case"](met), task(met, "case")
    agreed.cancel_action(act=action, reason="Moved", **met.known(met.official))
    page = client.post(address, {"text": "Said today", "done": action.pk}).content.decode()
    assert "There is a problem" in page
    assert "Said today" in page


@pytest.mark.parametrize("wrong", ["", "x", "999999", "of another case"])
def test_done_of_what_is_not_on_the_page_says_so_and_keeps_the_note(met, wrong):
    other = met.action(referral=met.house.away.placement.referral)
    sent = {"text": "Said today", "done": str(other.pk) if wrong == "of another case" else wrong}
    page = signed_in(met.official).post(PAGES["case"](met), sent).content.decode()
    assert "That action is not listed here" in page
    assert "Said today" in page
    other.refresh_from_db()
    assert other.done_on is None


def test_who_writes_nothing_ticks_without_the_form(met):
    met.action()
    case = PAGES["case in a meeting"](met)
    meetings.close_meeting(meeting=met.meeting, present="Casey", **met.known(met.official))
    page = signed_in(met.worker).get(case).content.decode()
    assert 'name="done"' not in page
    assert 'class="sd-tick"' in page


def test_next_and_previous_save_what_was_typed_on_the_way(met):
    client = signed_in(met.official)
    lines = client.get(reverse("residents:meeting", args=[met.meeting.pk])).context["page"].agenda.lines
    first, second = (reverse("residents:meeting_case", args=[met.meeting.pk, line.referral.pk]) for line in lines[:2])
    assert 'name="next" value="yes" class="govuk-link sd-link-button"' in client.get(first).content.decode()
    sent = untouched(met, second, client)
    assert client.post(second, sent | {"previous": "yes"})["Location"] == first
    assert not Note.objects.exists()
    assert client.post(first, sent | {"text": "Spoken of", "next": "yes"})["Location"] == second
    assert Note.objects.get().referral == lines[0].referral
    assert client.post(first, sent | {"text": "More", "action_text": "Ring", "previous": "yes"}).status_code == 200


@pytest.mark.parametrize("name", ["case in a meeting", "general"])
def test_enter_saves_and_ticks_nothing(met, name):
    task(met, name)
    page = signed_in(met.official).get(PAGES[name](met)).content.decode()
    assert page.index('<button type="submit" form="form" hidden>') < page.index('form="form" name=')


def test_the_title_says_once_that_something_is_wrong(met):
    page = signed_in(met.official).get(reverse("residents:meeting", args=[met.meeting.pk]) + "?reference=")
    assert "<title>Error: Meeting of" in page.content.decode()
