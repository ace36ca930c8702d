"""From a tick and a tap to what somebody says of the stay: on a desk, on a phone, and without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from residents.models import Feedback, OutcomeScore, Placement, SupportRecord
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

DONE = ".govuk-notification-banner--success"
WIDTHS = {"desk": 1280, "phone": 375, "phone, no script": 375}


@pytest.fixture(params=list(WIDTHS))
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """The same journey three times."""
    return browser_context_args | {
        "viewport": {"width": WIDTHS[request.param], "height": 800},
        "java_script_enabled": "no script" not in request.param,
    }


@pytest.fixture
def ann(live_server: Any, page: Page, sign_in: Callable[[Any], None]) -> Placement:
    """Ann and Bea live in Elm House, and their worker has opened the list of pages."""
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    since = timezone.localdate() - dt.timedelta(days=20)
    ann, _bea = (
        make.make_placement(
            make.make_contracted_bed(f"Room {name}", service=service, contract=contract),
            admitted_on=since,
            resident=make.make_resident(name=name),
        )
        for name in ("Ann Lee", "Bea Fox")
    )
    sign_in(make.make_worker(service.provider))
    page.goto(f"{live_server.url}/more/")
    return ann


@pytest.fixture
def check(accessible: Callable[[Page], None], request: Any) -> Callable[[Page], None]:
    """Nothing is wider than the screen, and axe finds nothing where it can run."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        width = page.evaluate("document.documentElement.scrollWidth") if "no script" not in request.node.name else 0
        assert page.viewport_size is not None
        assert width <= page.viewport_size["width"]
        if width:
            accessible(page)

    return check


def test_log_score_ask_and_answer(
    ann: Placement, page: Page, browser: Browser, browser_context_args: dict[str, Any], check: Callable[[Page], None]
) -> None:
    page.get_by_role("link", name="Support today").click()
    check(page)

    # two taps: who, and what
    page.get_by_label("Ann Lee").check()
    page.get_by_role("button", name="Foodbank").click()
    expect(page.locator(DONE)).to_contain_text(f"Foodbank is logged for {ann.resident}")
    expect(page.locator(".sd-sheet__person", has_text="Ann Lee")).to_contain_text("Today: Foodbank. 1 this week.")
    check(page)

    # a group, with a note; Enter logs nothing
    page.get_by_role("button", name="Tick all 2").click()
    page.locator("summary", has_text="Another day").click()
    page.get_by_label("Minutes (optional)").fill("90")
    page.get_by_label("Minutes (optional)").press("Enter")
    page.get_by_label("Note (optional)").fill("Walked round the park")
    assert SupportRecord.objects.count() == 1
    page.get_by_role("button", name="Group activity").click()
    expect(page.locator(DONE)).to_contain_text("Correct R-")
    assert SupportRecord.objects.filter(kind="group", minutes=90).count() == 2

    # nobody ticked
    page.get_by_role("button", name="Grants").click()
    page.get_by_role("link", name="Select who it was for").click()
    expect(page.get_by_label("Ann Lee")).to_be_focused()
    check(page)

    # asked for, and given later
    page.get_by_label("Ann Lee").check()
    page.locator("summary", has_text="Another day").click()
    page.get_by_label("Commissioned, not delivered yet").check()
    check(page)
    page.get_by_role("button", name="GP, dentist, optician").click()
    expect(page.locator(DONE)).to_contain_text("GP, dentist, optician is asked for")
    page.get_by_role("link", name=re.compile("^Delivered")).click()
    check(page)
    page.get_by_role("button", name="It is delivered").click()
    expect(page.locator(DONE)).to_contain_text("is delivered")

    # one person: put right, score, change
    page.get_by_role("link", name=f"See support of {ann.resident}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ann Lee")
    check(page)
    page.get_by_role("link", name=re.compile("^Correct foodbank")).click()
    page.get_by_label("Note (optional)").fill("Tins and bread")
    check(page)
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".sd-week").first).to_contain_text("Tins and bread")
    page.get_by_role("link", name=re.compile("^Cancel group")).click()
    page.get_by_label("No longer needed").check()
    page.get_by_label("In your own words").fill("She stayed in")
    page.get_by_role("button", name="Cancel the record").click()
    expect(page.locator(DONE)).to_contain_text("is cancelled")
    for total, when, day in (("15", "At entry", ann.admitted_on), ("21", "On leaving", timezone.localdate())):
        page.get_by_role("button", name="Record a score").click()
        page.get_by_label("ReQoL-10").check()
        page.get_by_label("Total", exact=True).fill(total)
        page.get_by_label(when).check()
        page.get_by_label("Day").fill(str(day.day))
        page.get_by_label("Month").fill(str(day.month))
        page.get_by_label("Year").fill(str(day.year))
        check(page)
        page.get_by_role("button", name="Record the score").click()
    expect(page.locator(".sd-scores")).to_contain_text("15 to 21, a difference of +6.")
    expect(page.locator(".sd-scores")).to_contain_text("Reliable improvement")
    assert OutcomeScore.objects.count() == 2
    check(page)

    # asked for feedback, by a link that a visitor opens without a session
    page.get_by_role("button", name="Ask for feedback").click()
    page.get_by_label("Carer or family").check()
    check(page)
    page.get_by_role("button", name="Make the link").click()
    address = page.locator("#address").inner_text()
    check(page)
    page.get_by_role("link", name="I have passed it on").click()
    expect(page.get_by_text("Carer or family: link made on")).to_be_visible()

    visitor = browser.new_context(**browser_context_args).new_page()
    visitor.goto(address)
    check(visitor)
    visitor.get_by_label("What was good about the experience?").fill("They had time for him")
    visitor.get_by_role("button", name="Send").click()
    visitor.get_by_role("link", name="Select how the experience was").click()
    check(visitor)
    visitor.get_by_label("Good", exact=True).check()
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Thank you")
    check(visitor)
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This link cannot be used.")
    check(visitor)
    visitor.context.close()

    # and read
    page.reload()
    expect(page.locator(".sd-voice")).to_contain_text("They had time for him")
    page.get_by_role("button", name="Enter feedback from paper").click()
    page.get_by_label("Resident", exact=True).check()
    page.get_by_label("Poor").check()
    page.get_by_label("What could be better?").fill("The heating")
    check(page)
    page.get_by_role("button", name="Enter the feedback").click()
    expect(page.locator(DONE)).to_contain_text("is entered")
    page.goto(page.url.split("/placements")[0] + "/feedback/")
    expect(page.locator(".sd-totals")).to_contain_text(re.compile(r"All\s*2\s*Good\s*1\s*Mixed\s*0\s*Poor\s*1"))
    expect(page.get_by_role("table")).to_contain_text("The heating")
    check(page)
    assert Feedback.objects.count() == 2
