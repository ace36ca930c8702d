"""Being told, choosing what to be told of, and the registers, clicked through in Chromium."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from stepdown.notices.telling import tell_everybody
from tests import factories as make
from tests.residents.test_journeys import DONE, browser_context_args, fits

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["browser_context_args"]


@pytest.fixture
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether this browser runs scripts; axe is one."""
    return "no script" not in request.node.name


@pytest.fixture
def look(accessible: Callable[[Page], None], scripts: bool) -> Callable[[Page], None]:
    """Asserts that a page fits the screen and that axe finds nothing wrong."""

    def look(page: Page) -> None:
        fits(page)
        if scripts:
            accessible(page)

    return look


@pytest.fixture
def service() -> Any:
    """A house in which somebody has reached the limit of their stay."""
    service = make.make_service("Elm House")
    bed = make.make_contracted_bed("Room 1", service=service)
    make.make_placement(bed, admitted_on=timezone.localdate() - dt.timedelta(days=42))
    return service


def test_a_worker_is_told_reads_and_chooses(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], look: Callable[[Page], None], service: Any
) -> None:
    worker = make.make_worker(service.provider)
    sign_in(worker)
    page.goto(f"{live_server.url}/notices/")
    expect(page.locator("main")).to_contain_text("There is nothing to tell you yet")
    look(page)
    tell_everybody(today=timezone.localdate())
    page.reload()
    expect(page.locator(".sd-notice")).to_contain_text("night 42 of 42 in Elm House")
    expect(page.locator("main")).to_contain_text("1 unread")
    look(page)

    page.get_by_role("button", name="Open").click()
    expect(page).to_have_url(re.compile("/placements/"))
    page.goto(f"{live_server.url}/notices/")
    expect(page.locator("main")).to_contain_text("Nothing unread")
    page.get_by_label("Show").select_option(label="Unread only")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("No notice is like this")

    page.goto(f"{live_server.url}/notices/")
    page.get_by_role("link", name="Choose what you are told of").click()
    look(page)
    expect(page.get_by_label("By e-mail: The stay limit is reached")).to_be_checked()
    page.get_by_label("By e-mail: The stay limit is reached").uncheck()
    page.get_by_label("In the app: Contract, agreement or post ending").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(DONE)).to_contain_text("Your choices are saved")
    page.get_by_role("link", name="Choose what you are told of").click()
    expect(page.get_by_label("By e-mail: The stay limit is reached")).not_to_be_checked()
    expect(page.get_by_label("In the app: Contract, agreement or post ending")).to_be_checked()


def test_the_commissioner_keeps_the_registers(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], look: Callable[[Page], None], service: Any
) -> None:
    council = service.provider.contracts.get().commissioner
    sign_in(make.make_official(council))
    page.goto(f"{live_server.url}/more/")
    page.get_by_role("link", name="Registers").click()
    expect(page.locator("main")).to_contain_text("No post is registered yet")
    look(page)

    page.get_by_role("button", name="Add a post").click()
    look(page)
    page.get_by_role("button", name="Add the post").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the employer")
    page.get_by_label("Employer").fill("Elm Trust")
    page.get_by_label("Role").fill("Support worker")
    page.get_by_label("Kind of contract").select_option(label="Fixed or short-term contract")
    page.get_by_label("Service (optional)").select_option(label=f"Elm House, {service.provider}")
    today = timezone.localdate()
    fill_date(page, "Paid for from", today - dt.timedelta(days=100))
    page.get_by_role("button", name="Add the post").click()
    expect(page.locator(DONE)).to_contain_text("Support worker, Elm Trust is in the register")

    for link, button, said in (
        ("It is vacant", "It is vacant", "is vacant since"),
        ("It is filled", "Somebody is in the post", "is filled"),
    ):
        page.get_by_role("link", name="Support worker", exact=True).click()
        page.get_by_role("link", name=link).click()
        look(page)
        page.get_by_role("button", name=button).click()
        expect(page.locator(DONE)).to_contain_text(said)
    page.get_by_role("link", name="Support worker", exact=True).click()
    look(page)
    page.get_by_role("link", name="It ends").click()
    fill_date(page, "Paid for until", today + dt.timedelta(days=20))
    page.get_by_role("button", name="Record the end").click()
    expect(page.locator("main")).to_contain_text("Ends in 20 days")
    look(page)

    page.get_by_role("link", name="Agreements", exact=True).click()
    look(page)
    page.get_by_role("button", name="Add an agreement").click()
    page.get_by_label("Kind of agreement").select_option(label="Data-sharing agreement")
    page.get_by_label("Title").fill("Sharing of step-down records")
    fill_date(page, "In force from", today)
    page.get_by_role("button", name="Add the agreement").click()
    expect(page.locator("main")).to_contain_text("No end agreed")

    page.get_by_role("link", name="Responsibilities", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nobody is named for 8 of 8")
    look(page)
    page.get_by_role("link", name="Name somebody for building and repairs at Elm House").click()
    look(page)
    page.get_by_label("Post or team").fill("Council repairs team")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(DONE)).to_contain_text("Building and repairs at Elm House: Council repairs team")
    expect(page.get_by_role("heading", level=1)).to_have_text("Elm House")
    expect(page.locator("main")).to_contain_text("Nobody is named for 7 of 8 areas")
    expect(page.locator("main")).to_contain_text("Sharing of step-down records")
    look(page)

    page.get_by_role("link", name="Registers").click()
    page.get_by_role("link", name="Lead providers").click()
    expect(page.locator("main")).to_contain_text(str(service.provider))
    look(page)


def fill_date(page: Page, legend: str, day: dt.date) -> None:
    """Type a date into its three boxes."""
    boxes = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(number))
