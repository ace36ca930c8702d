"""A worker asks for a longer stay, the commissioner decides, both read the story: on a desk, a phone, no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from residents.models import ExtensionRequest, Placement
from tests import factories as make
from tests.residents.test_journeys import DONE, browser_context_args, fits

__all__ = ["browser_context_args"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Placement:
    """Somebody on night 52 of 42."""
    return make.make_placement(
        make.make_contracted_bed("Room 1", service=make.make_service("Elm House")),
        admitted_on=timezone.localdate() - dt.timedelta(days=51),
    )


def enter(page: Page, question: str, day: dt.date) -> None:
    group: Locator = page.get_by_role("group", name=question)
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize()).fill(str(getattr(day, part)))


def test_ask_withdraw_ask_again_grant_and_refuse(
    live_server: Any,
    page: Page,
    sign_in: Callable[[Any], None],
    accessible: Callable[[Page], None],
    stay: Placement,
    request: pytest.FixtureRequest,
) -> None:
    scripted = "no script" not in request.node.name
    today = timezone.localdate()
    worker = make.make_worker(stay.service.provider)
    official = make.make_official(stay.contract.commissioner)

    def looks_right() -> None:
        fits(page)
        if scripted:
            accessible(page)

    def ask(until: dt.date, why: str) -> None:
        page.goto(f"{live_server.url}/placements/{stay.pk}/")
        page.get_by_role("button", name="Ask for an extension").click()
        enter(page, "Ask for the stay until", until)
        page.get_by_label("Why they need to stay longer").fill(why)
        page.get_by_role("button", name="Ask the commissioner").click()

    sign_in(worker)
    ask(today, "Keys on Monday")
    expect(page.get_by_role("alert").first).to_contain_text("Ask until a day to come")
    expect(page.get_by_label("Why they need to stay longer")).to_have_value("Keys on Monday")
    looks_right()
    enter(page, "Ask for the stay until", today + dt.timedelta(days=20))
    page.get_by_role("button", name="Ask the commissioner").click()
    expect(page.locator(DONE)).to_contain_text("The commissioner is asked")
    expect(page.locator(".sd-glance")).to_contain_text("Decide on the extension that is asked for")
    looks_right()

    page.locator(DONE).get_by_role("link", name="Withdraw the request").click()
    page.get_by_label("No longer needed").check()
    page.get_by_label("In your own words").fill("A flat is ready sooner")
    looks_right()
    page.get_by_role("button", name="Withdraw the request").click()
    expect(page.locator(DONE)).to_contain_text("is withdrawn")
    ask(today + dt.timedelta(days=10), "Flat ready next week")
    page.goto(f"{live_server.url}/extensions/")
    expect(page.locator(".sd-request")).to_contain_text("Flat ready next week")

    sign_in(official)
    page.goto(f"{live_server.url}/extensions/")
    looks_right()
    page.get_by_role("button", name="Decide").click()
    looks_right()
    page.get_by_label("Grant the extension").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    looks_right()
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(DONE)).to_contain_text("is authorised until")
    expect(page.locator(".sd-table")).to_contain_text("Granted")

    sign_in(worker)
    ask(today + dt.timedelta(days=30), "The flat has no heating yet")
    sign_in(official)
    page.goto(f"{live_server.url}/placements/{stay.pk}/")
    page.get_by_role("link", name="Decide on this request").click()
    page.get_by_label("Refuse it").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say why it is refused")
    page.get_by_label("Note to the provider").fill("Use the heaters; move on Friday.")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(DONE)).to_contain_text("is refused")
    assert list(ExtensionRequest.objects.order_by("pk").values_list("decision", flat=True)) == [
        "pending", "granted", "refused",
    ]  # fmt: skip

    page.locator(DONE).get_by_role("link", name="Open the placement").click()
    page.get_by_role("link", name="Overstay (").click()
    expect(page.locator(".sd-timeline__event").first).to_contain_text("Extension asked for")
    expect(page.locator(".sd-timeline")).not_to_contain_text("Admitted to")
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator(".sd-timeline__event").last).to_contain_text("Extension asked for")
    expect(page.locator(".sd-timeline")).to_contain_text("Use the heaters")
    looks_right()


def test_a_reason_is_entered_passed_on_and_resolved(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], stay: Placement
) -> None:
    sign_in(make.make_worker(stay.service.provider))
    page.goto(f"{live_server.url}/my-beds/")
    page.get_by_role("link", name=str(stay.resident)).first.click()
    page.get_by_role("button", name="Add a reason").click()
    page.get_by_role("button", name="Add the reason").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select")
    page.get_by_label("What keeps them from moving on").select_option(label="Repairs to own home")
    page.get_by_label("Whose move it is").select_option(label="Council housing")
    enter(page, "Since", timezone.localdate() - dt.timedelta(days=9))
    page.get_by_label("Note (optional)").fill("The boiler")
    page.get_by_role("button", name="Add the reason").click()
    reasons = page.locator("table", has_text="Repairs to own home")
    expect(reasons).to_contain_text("The boiler")
    fits(page)

    reasons.get_by_role("link", name="Change who owns it").click()
    page.get_by_label("Whose move it is").select_option(label="Step-down provider")
    page.get_by_role("button", name="Save").click()
    expect(reasons).to_contain_text("Step-down provider")
    expect(page.locator("body")).to_contain_text("Owner changed")

    reasons.get_by_role("link", name="Resolve").click()
    enter(page, "Resolved on", timezone.localdate())
    page.get_by_role("button", name="It is resolved").click()
    expect(page.locator(DONE)).to_contain_text("“Repairs to own home” is resolved")
    fits(page)
