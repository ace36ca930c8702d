"""What keeps people safe, clicked through in Chromium: on a desk, on a phone, and without JavaScript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from residents.models import Placement
from tests import factories as make
from tests.residents.test_journeys import DONE, fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["desk", "phone", "no script"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """The same journey three times."""
    sizes = {"desk": (1280, 900), "phone": (375, 700), "no script": (1280, 900)}
    width, height = sizes[request.param]
    return browser_context_args | {
        "viewport": {"width": width, "height": height},
        "java_script_enabled": request.param != "no script",
    }


@dataclass
class Round:
    """A browser that looks at one resident's safety, signed in as one person after another."""

    page: Page
    placement: Placement
    sign_in: Callable[[Any], None]
    url: str
    check: Callable[[Page], None]

    def become(self, user: Any, address: str = "") -> None:
        self.sign_in(user)
        self.page.goto(self.url + (address or f"/placements/{self.placement.pk}/safety/"))
        self.look()

    def look(self) -> None:
        fits(self.page)
        self.check(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def done(self, text: str) -> None:
        expect(self.page.locator(DONE)).to_contain_text(text)
        self.look()


@pytest.fixture
def made_rounds(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], accessible: Callable[[Page], None], request: Any
) -> Round:
    """A resident of Elm House, and nothing recorded yet."""
    ago = timezone.localdate() - dt.timedelta(days=10)
    placement = make.make_placement(admitted_on=ago, resident=make.make_resident("R-100001", name="Ann Lee"))
    script = "no script" not in request.node.name
    return Round(page, placement, sign_in, live_server.url, accessible if script else lambda page: None)


def test_a_risk_is_told_read_changed_and_read_again(made_rounds: Round) -> None:
    on = made_rounds
    page, provider = on.page, on.placement.service.provider
    kim = make.make_worker(provider, email="kim@example.org")
    official = make.make_official(on.placement.contract.commissioner)
    make.make_worker(provider, email="lou@example.org")

    on.become(official)
    on.press("Raise an alert")
    on.look()
    on.press("Raise the alert")
    expect(page.get_by_role("alert").first).to_contain_text("Say what the risk is")
    on.look()
    page.get_by_label("High").check()
    page.get_by_label("What the risk is").fill("On the sex offenders register.")
    page.get_by_label("What to do about it").fill("No lone working by women.")
    page.get_by_label("Who told you").fill("The care coordinator")
    on.press("Raise the alert")
    on.done("Each worker of the provider is asked to read it")
    expect(page.get_by_role("article")).to_contain_text("0 of 2 workers have read it")
    expect(page.get_by_role("article")).to_contain_text("Not yet: kim@example.org, lou@example.org")

    on.become(kim, "/alerts/")
    expect(page.get_by_role("heading", name="To acknowledge: 1")).to_be_visible()
    on.press("I have read this")
    on.done("It is noted that you have read the alert about R-100001")
    expect(page.get_by_role("table")).to_contain_text("1 of 2")
    page.get_by_role("link", name="R-100001").click()
    page.get_by_role("link", name="Change the alert").click()
    expect(page.get_by_label("What the risk is")).to_have_value("On the sex offenders register.")
    page.get_by_label("What to do about it").fill("Always work in pairs.")
    on.press("Save the alert")
    on.done("asked to read it again")
    expect(page.get_by_role("article")).to_contain_text("1 of 2 workers have read it")
    page.get_by_text("Who has read it, and how it read before").click()
    expect(page.get_by_text("What to do: No lone working by women.")).to_be_visible()
    on.look()
    page.get_by_role("link", name="End the alert").click()
    on.look()
    page.get_by_label("Why is the risk no longer there?").fill("Wrong person: put right by the police")
    on.press("End the alert")
    on.done("The alert is ended")
    expect(page.get_by_text("1 alert that ended")).to_be_visible()


def test_an_incident_is_recorded_closed_and_opened_again(made_rounds: Round) -> None:
    on = made_rounds
    page = on.page
    on.become(make.make_worker(on.placement.service.provider))
    on.press("Record an incident")
    on.look()
    page.get_by_label("Kind of incident").select_option(label="Missing")
    page.get_by_label("Serious").check()
    page.get_by_label("What happened").fill("Not back by midnight.")
    page.get_by_label("Yes").check()
    on.press("Record the incident")
    on.done("is recorded")
    page.get_by_role("link", name="Close the incident").click()
    page.get_by_label("What came of it").fill("Found at the station.")
    on.press("Close the incident")
    on.done("is closed")
    page.get_by_role("article").get_by_role("link", name="Open again").click()
    on.look()
    on.press("Open it again")
    on.done("is open again")
    expect(page.get_by_role("article")).to_contain_text("Opened again. Before that: Found at the station.")

    on.become(make.make_official(on.placement.contract.commissioner), "/incidents/")
    expect(page.get_by_text("1 incident of 1 person: 1 open, 1 raised with safeguarding.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Ann Lee")
    page.get_by_label("Open or closed").select_option(label="Closed")
    on.press("Show")
    expect(page.get_by_text("No incident matches these filters.")).to_be_visible()
    on.look()


def test_a_review_is_planned_and_held_and_the_provider_is_not_forgotten(made_rounds: Round) -> None:
    on = made_rounds
    page = on.page
    on.become(make.make_official(on.placement.contract.commissioner))
    on.press("Plan a review")
    on.look()
    page.get_by_label("Kind of review").select_option(label="Safeguarding meeting")
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    expect(page.get_by_label("Step-down provider invited")).to_be_checked()
    page.get_by_label("Step-down provider invited").uncheck()
    page.get_by_label("Clinical team invited").check()
    on.press("Plan the review")
    expect(page.get_by_role("alert").first).to_contain_text("The step-down provider is left out")
    on.look()
    page.get_by_label("Yes, the provider is left out on purpose").check()
    on.press("Plan the review")
    on.done("is planned")
    expect(page.get_by_role("article")).to_contain_text("Provider not invited")

    page.get_by_role("article").get_by_role("link", name="It was held").click()
    on.look()
    page.get_by_label("Step-down provider invited").check()
    page.get_by_label("Step-down provider came").check()
    page.get_by_label("What was agreed").fill("Review again in a week.")
    on.press("Save")
    on.done("is recorded as held")
    article = page.get_by_role("article")
    expect(article).to_contain_text("Came: step-down provider.")
    expect(article).to_contain_text("Did not come: clinical team.")
    expect(article).not_to_contain_text("Provider not invited")

    on.press("Discharged to the GP")
    on.look()
    page.get_by_label("GP practice").fill("Elm Surgery")
    on.press("Record it")
    on.done("The discharge of R-100001 to Elm Surgery is recorded")
    expect(page.get_by_role("region", name="Discharged to the GP")).to_contain_text("No first appointment is known yet")
