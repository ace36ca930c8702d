"""A weekly meeting clicked through in Chromium, from the agenda to the minutes: desk, phone, and without scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from residents.actions import agreed, meetings, notes
from residents.actions.agreed import Agreed
from residents.models import Action, Note
from tests import factories as make
from tests.residents.test_journeys import DONE, browser_context_args, fits

__all__ = ["browser_context_args"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def council(live_server: Any) -> Any:
    """A council with an overstayer, somebody near the limit, and what was agreed last week."""
    today = timezone.localdate()
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    placements = [
        make.make_placement(
            make.make_contracted_bed(label, service=service, contract=contract),
            admitted_on=today - dt.timedelta(days=nights),
            resident=make.make_resident(name=name),
        )
        for label, nights, name in (("Room 1", 50, "Ann Lee"), ("Room 2", 35, "Bo Fox"))
    ]
    official = make.make_official(contract.commissioner, first_name="Casey", last_name="Hall")
    make.make_worker(service.provider, first_name="Wren", last_name="Moss")
    week_ago = today - dt.timedelta(days=7)
    known: dict[str, Any] = {"by": official, "scope": official.scope(), "today": week_ago}
    last = meetings.start_meeting(commissioner=contract.commissioner, held_on=week_ago, **known)
    about: dict[str, Any] = {"referral": placements[0].referral, "meeting": last, **known}
    notes.add_note(text="The boiler is broken", **about)
    agreed.add_action(agreed=Agreed("Ring the housing office", today, official), **about)
    return official


def done_button(page: Page) -> Any:
    """The button that ticks what was agreed last week."""
    return page.get_by_role("button", name=re.compile("Done.*Ring the housing office"))


def start(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/meetings/")
    page.get_by_role("button", name="Start a meeting").click()
    page.get_by_role("button", name="Start the meeting").click()
    expect(page.locator(DONE)).to_contain_text("The agenda of")


def test_a_meeting_from_the_agenda_to_the_minutes(
    council: Any, live_server: Any, page: Page, sign_in: Callable[[Any], None]
) -> None:
    sign_in(council)
    start(page, live_server)
    fits(page)
    expect(page.get_by_role("heading", name="Overstaying")).to_be_visible()
    expect(page.get_by_role("heading", name="Approaching the limit")).to_be_visible()
    page.get_by_role("button", name="Go through the cases").click()

    expect(page.locator("main")).to_contain_text("case 1 of 2")
    expect(page.locator("main")).to_contain_text("The boiler is broken")
    fits(page)
    page.get_by_label("Note", exact=True).fill("Half a sentence")
    done_button(page).click()
    expect(page.locator(DONE)).to_contain_text("Done: Ring the housing office. What you have typed is not saved yet.")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Half a sentence")
    page.locator(DONE).get_by_role("link", name="Say what came of it").click()
    page.get_by_label("What came of it").fill("They come on Monday")
    page.get_by_role("button", name="It is done").click()
    expect(page.locator(".sd-case__before")).to_contain_text("They come on Monday")

    page.get_by_label("Note", exact=True).fill("Repairs are booked")
    page.get_by_label("What is to be done").fill("Give access to the repairs team")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Select who does it, or enter a name")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Repairs are booked")
    page.get_by_label("Who does it").select_option(label="Wren Moss")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(DONE)).to_contain_text("Saved: the note, and the action for Wren Moss")
    expect(page.locator(".sd-case__now")).to_contain_text("Give access to the repairs team")

    page.locator(".sd-note", has_text="Repairs are booked").get_by_role("link", name="Correct").click()
    page.get_by_label("Note", exact=True).fill("Repairs are booked for Monday")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".sd-case__now")).to_contain_text("Repairs are booked for Monday")

    page.get_by_role("button", name="Save and go to the next case").click()
    expect(page.locator("main")).to_contain_text("case 2 of 2")
    page.get_by_label("Note", exact=True).fill("Will move in time")
    page.get_by_role("button", name="Save and go to the agenda").click()
    expect(page.locator("main")).to_contain_text("2 of 2 cases discussed")

    page.get_by_text("Speak of somebody else").click()
    page.get_by_label("Reference").fill("R-NOBODY")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("alert").first).to_contain_text("has the reference “R-NOBODY”")
    fits(page)
    page.get_by_label("Reference").fill(Action.objects.values_list("referral__resident__reference", flat=True)[0])
    page.get_by_role("button", name="Open the case").click()
    expect(page.locator("main")).to_contain_text("case 1 of 2")
    page.get_by_role("link", name="Agenda").click()

    page.get_by_role("button", name="General notes").click()
    page.get_by_label("Note", exact=True).fill("Next week at ten")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Agenda").click()
    page.get_by_role("button", name="Close the meeting").click()
    page.get_by_label("Who was there").fill("Casey Hall, council\nWren Moss, Elm House")
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Minutes of the step-down meeting")
    for words in ("Wren Moss, Elm House", "Next week at ten", "Repairs are booked for Monday", "Will move in time"):
        expect(page.locator("main")).to_contain_text(words)
    fits(page)
    assert Note.objects.count() == 4
    assert Action.objects.open().count() == 1


def test_a_worker_finds_their_action_and_ticks_it(
    council: Any, live_server: Any, page: Page, sign_in: Callable[[Any], None]
) -> None:
    sign_in(council)
    page.goto(f"{live_server.url}/my-work/")
    fits(page)
    page.get_by_role("link", name="Ring the housing office").click()
    expect(page.get_by_role("heading", level=2, name="Open actions")).to_be_visible()
    fits(page)
    page.goto(f"{live_server.url}/my-work/")
    done_button(page).click()
    expect(page.locator(DONE)).to_contain_text("Done: Ring the housing office")
    expect(page.locator("main")).to_contain_text("Nothing waits for you")
    page.locator(DONE).get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="It is not done").click()
    expect(done_button(page)).to_be_visible()


def test_axe_finds_nothing(
    council: Any,
    live_server: Any,
    page: Page,
    sign_in: Callable[[Any], None],
    accessible: Callable[[Page], None],
    request: Any,
) -> None:
    if "no script" in request.node.name:
        pytest.skip("axe is a script")
    sign_in(council)
    start(page, live_server)
    agenda = page.url
    accessible(page)
    page.get_by_role("button", name="Go through the cases").click()
    accessible(page)
    page.get_by_label("Note", exact=True).fill("Said")
    page.get_by_role("button", name="Save", exact=True).click()
    accessible(page)
    action = Action.objects.get()
    case = f"{live_server.url}/referrals/{action.referral_id}/notes/"
    for address in (
        f"{live_server.url}/meetings/",
        f"{agenda}?reference=R-NOBODY",
        f"{live_server.url}/actions/{action.pk}/undo/",
        f"{agenda}minutes/",
        f"{agenda}general/",
        f"{agenda}close/",
        case,
        f"{live_server.url}/actions/{action.pk}/done/",
        f"{live_server.url}/actions/{action.pk}/correct/",
        f"{live_server.url}/my-work/",
    ):
        page.goto(address)
        accessible(page)
