"""A provider worker's day, clicked through in Chromium: on a desk, on a phone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from residents.models import Placement
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

DONE = ".govuk-notification-banner--success"


@pytest.fixture(params=["desk", "phone", "no script"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """The same journey three times."""
    sizes = {"desk": (1280, 900), "phone": (375, 700), "no script": (1280, 900)}
    width, height = sizes[request.param]
    return browser_context_args | {
        "viewport": {"width": width, "height": height},
        "java_script_enabled": request.param != "no script",
    }


@pytest.fixture
def at_work(live_server: Any, page: Page, sign_in: Callable[[Any], None]) -> Page:
    """A worker of a house with two free rooms has opened their beds."""
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    for label in ("Room 1", "Room 2"):
        make.make_contracted_bed(label, service=service, contract=contract)
    make.make_ward("Goshawk Ward").commissioners.add(contract.commissioner)
    sign_in(make.make_worker(service.provider))
    page.goto(f"{live_server.url}/my-beds/")
    return page


def bed(page: Page, label: str) -> Any:
    """One bed of the list."""
    return page.locator(".sd-bed", has=page.get_by_role("heading", name=re.compile(label)))


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    if page.viewport_size:
        assert page.locator("body").bounding_box()["width"] <= page.viewport_size["width"]  # type: ignore[index]


def test_admit_move_away_return_discharge_and_undo(at_work: Page) -> None:
    page = at_work
    bed(page, "Room 1").get_by_role("button", name="Admit here").click()
    page.get_by_label("Ward they come from").select_option(label="Goshawk Ward, St Cuthbert's")
    page.get_by_label("Allocated worker").fill("Sam Okoro")
    page.get_by_label("Move-on plan").fill("Council flat")
    page.get_by_label("Name (optional)").fill("Ann Lee")
    fits(page)
    page.get_by_role("button", name="Admit").click()
    expect(page.locator(DONE)).to_contain_text("was admitted to Room 1, Elm House")
    fits(page)
    reference = Placement.objects.get().resident.reference

    bed(page, "Room 1").get_by_role("button", name="Move").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Move {reference}")
    page.get_by_role("button", name="Record the move").click()
    expect(page.locator(DONE)).to_contain_text("moved to Room 2, Elm House")

    bed(page, "Room 2").get_by_role("button", name="Away").click()
    page.get_by_label("Hospital").check()
    page.get_by_role("button", name="Record the absence").click()
    expect(bed(page, "Room 2")).to_contain_text("Away since")

    bed(page, "Room 2").get_by_role("button", name="Returned").click()
    page.get_by_role("button", name="Record the return").click()
    expect(page.get_by_role("alert").first).to_contain_text("The return must be after that day")
    page.get_by_role("link", name="Do nothing and go back").click()

    bed(page, "Room 2").get_by_role("button", name="Discharge").click()
    page.get_by_label("Where they went").select_option(label="Home")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Record the departure").click()
    expect(page.locator(DONE)).to_contain_text("left on")
    expect(bed(page, "Room 2")).to_contain_text("Vacant")

    page.locator(DONE).get_by_role("link", name="Undo").click()
    page.get_by_label("Entered by mistake").check()
    page.get_by_role("button", name="They did not leave").click()
    expect(page.locator(DONE)).to_contain_text("the departure is undone")
    expect(bed(page, "Room 2")).to_contain_text("Ann Lee")
    placement = Placement.objects.get()
    assert placement.discharged_on is None
    assert placement.absences.get().until_date is None


def test_a_room_goes_out_of_service_and_comes_back(at_work: Page) -> None:
    page = at_work
    bed(page, "Room 1").get_by_role("button", name="Out of service").click()
    page.get_by_label("Repair").check()
    page.get_by_role("button", name="Take it out of service").click()
    expect(bed(page, "Room 1")).to_contain_text("Repair since")
    bed(page, "Room 1").get_by_role("button", name="Back in service").click()
    page.get_by_role("link", name="cancel it").click()
    page.get_by_label("Wrong person or record").check()
    page.get_by_role("button", name="Cancel the record").click()
    expect(bed(page, "Room 1")).to_contain_text("Vacant")


def test_nothing_typed_is_lost_when_something_is_missing(at_work: Page) -> None:
    page = at_work
    page.get_by_role("button", name="Log an admission").click()
    page.get_by_label("Move-on plan").fill("Council flat")
    page.get_by_role("button", name="Admit").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Select the ward they come from").click()
    expect(page.get_by_label("Ward they come from")).to_be_focused()
    expect(page.get_by_label("Move-on plan")).to_have_value("Council flat")
    expect(page.get_by_label("Year").first).to_have_value(str(timezone.localdate().year))


def test_axe_finds_nothing(at_work: Page, accessible: Callable[[Page], None], request: Any) -> None:
    if "no script" in request.node.name:
        pytest.skip("axe is a script")
    page = at_work
    accessible(page)
    page.get_by_role("button", name="Log an admission").click()
    accessible(page)
    page.get_by_role("button", name="Admit").click()
    accessible(page)
