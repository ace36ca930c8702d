"""A referral from the ward to the decision, clicked through in Chromium: at a desk, on a phone, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from residents.models import Referral
from tests.residents.test_journeys import DONE, browser_context_args, fits
from tests.residents.ward import Pathway, make_place

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["browser_context_args"]


@pytest.fixture
def checked(page: Page, accessible: Callable[[Page], None], request: Any) -> Callable[[], None]:
    """Asserts that the page fits the screen, and that axe finds nothing, where scripts run."""

    def checked() -> None:
        fits(page)
        if "no script" not in request.node.name:
            accessible(page)

    return checked


def test_refer_put_aside_send_assess_and_accept(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], pathway: Pathway, checked: Callable[[], None]
) -> None:
    sign_in(pathway.nurse)
    page.goto(f"{live_server.url}/referrals/")
    expect(page.locator("main")).to_contain_text("Nobody waits for an assessment, a decision or a bed.")
    checked()
    page.get_by_role("button", name="Refer somebody").click()
    checked()
    page.get_by_label("NHS number (optional)").fill("943 476")
    page.get_by_label("Support needs (optional)").fill("Help with cooking")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.locator(DONE)).to_contain_text("The draft is kept for your ward")
    checked()

    page.get_by_role("link", name=re.compile("^Continue")).click()
    expect(page.get_by_label("Support needs (optional)")).to_have_value("Help with cooking")
    page.get_by_role("button", name="Send the referral").click()
    expect(page).to_have_title(re.compile("^Error: "))
    checked()
    page.get_by_role("link", name="Enter the name of the person").click()
    page.get_by_label("Name", exact=True).fill("Ann Lee")
    page.get_by_label("NHS number (optional)").fill("943 476 5919")
    born = page.get_by_role("group", name="Date of birth (optional)")
    for part, text in (("Day", "27"), ("Month", "March"), ("Year", "1984")):
        born.get_by_label(part).fill(text)
    page.get_by_label("Move-on plan").fill("Council flat")
    page.get_by_label("Allocated worker").fill("Jo May")
    page.get_by_label("Proof of identity").check()
    page.get_by_role("button", name="Send the referral").click()
    expect(page.locator(DONE)).to_contain_text("is referred to Elm House Trust")
    expect(page.locator("main")).not_to_contain_text("Not sent yet")
    checked()
    reference = Referral.objects.get().resident.reference

    sign_in(pathway.worker)
    page.goto(f"{live_server.url}/referrals/?who=Ann")
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ann Lee")
    checked()
    page.get_by_role("button", name="Take into assessment").click()
    checked()
    page.get_by_role("button", name="Take into assessment").click()
    page.locator(DONE).get_by_role("link", name="Record the assessment").click()
    checked()
    page.get_by_label("Assessed by").fill("Kim Ray")
    page.get_by_label("Suitable with conditions").check()
    page.get_by_label("Medium").check()
    page.get_by_role("button", name="Record the assessment").click()
    expect(page.locator(DONE)).to_contain_text("is assessed: suitable with conditions")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Accept the referral").click()
    expect(page.locator(DONE)).to_contain_text("is accepted, and waits for a bed")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accepted")
    checked()
    assert Referral.objects.get().status == "accepted"


def test_decline_open_again_send_on_and_withdraw(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], pathway: Pathway, checked: Callable[[], None]
) -> None:
    make_place("Oak Trust", pathway.commissioner)
    referral = pathway.refer()
    reference = referral.resident.reference
    sign_in(pathway.worker)
    page.goto(f"{live_server.url}/referrals/{referral.pk}/")
    page.get_by_role("button", name="Decline").click()
    checked()
    page.get_by_role("button", name="Decline the referral").click()
    page.get_by_role("link", name="Select why the referral is declined").click()
    page.get_by_label("No vacancy in time").check()
    page.get_by_role("button", name="Decline the referral").click()
    expect(page.locator(DONE)).to_contain_text("is declined: no vacancy in time")

    page.get_by_role("button", name="Open again").click()
    checked()
    page.get_by_label("Why is it opened again?").fill("A room is free")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator(DONE)).to_contain_text("is open again")

    page.get_by_role("button", name="Send on").click()
    checked()
    page.get_by_label("Another provider here").select_option(label="Oak Trust")
    page.get_by_label("Why do they fit better?").fill("Nearer to the family")
    page.get_by_role("button", name="Send on").click()
    expect(page.locator(DONE)).to_contain_text(f"{reference} is sent on to Oak Trust")

    sign_in(pathway.nurse)
    page.goto(f"{live_server.url}/referrals/{referral.pk}/")
    page.get_by_role("link", name="See the referral there").click()
    page.get_by_role("button", name="Correct or complete").click()
    checked()
    page.get_by_label("Risks to and from others (optional)").fill("Falls at night")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Falls at night")
    page.get_by_role("button", name="Withdraw").click()
    checked()
    page.get_by_label("Went home from the ward").check()
    page.get_by_role("button", name="Withdraw the referral").click()
    expect(page.locator(DONE)).to_contain_text("is withdrawn: went home from the ward")
    assert Referral.objects.get(redirected_from=referral).status == "withdrawn"
