"""From the waiting list to a bed, and from the departure to what follows it, clicked through in Chromium."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from residents.models import Booking, Discharge, Placement, Readmission
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

DONE = ".govuk-notification-banner--success"
WAYS = {
    "desk": (1280, 900, True),
    "phone": (375, 700, True),
    "desk, no script": (1280, 900, False),
    "phone, no script": (375, 700, False),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], way: str) -> dict[str, Any]:
    """The same journey four times."""
    width, height, script = WAYS[way]
    return browser_context_args | {"viewport": {"width": width, "height": height}, "java_script_enabled": script}


@pytest.fixture
def sound(way: str, accessible: Callable[[Page], None]) -> Callable[[Page], None]:
    """Asserts that a page is no wider than the screen and, where scripts run, that axe finds nothing wrong."""

    def sound(page: Page) -> None:
        width, _, script = WAYS[way]
        body = page.locator("body").bounding_box()
        assert body
        assert body["width"] <= width
        if script:
            accessible(page)

    return sound


def test_from_the_waiting_list_into_a_bed_before_there_is_a_worker(page, live_server, sign_in, sound):
    today = timezone.localdate()
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    for label, step_free in (("Room 1", False), ("Room 2", True)):
        make.make_contracted_bed(label, service=service, contract=contract, step_free=step_free)
    person = make.make_referral(
        resident=make.make_resident("R-WAITS2"),
        provider=service.provider,
        commissioner=contract.commissioner,
        received_on=today - dt.timedelta(days=9),
        clinically_ready_on=today - dt.timedelta(days=4),
        allocated_worker="",
        needs_step_free=True,
    )
    sign_in(make.make_worker(service.provider))

    page.goto(f"{live_server.url}{reverse('residents:matching')}")
    expect(page.get_by_text("2 beds free now")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="R-WAITS2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A bed for R-WAITS2")
    expect(page.get_by_text("1 of 2 free beds fits.")).to_be_visible()
    expect(page.get_by_text("No step-free access")).to_be_visible()
    sound(page)
    page.get_by_role("link", name=re.compile("Book this bed.*Room 2, Elm House")).click()
    sound(page)
    page.get_by_role("button", name="Book the bed").click()
    expect(page.locator(DONE)).to_contain_text("Room 2, Elm House is booked for R-WAITS2")

    page.goto(f"{live_server.url}{reverse('residents:matching')}?referral={person.pk}")
    sound(page)
    page.get_by_role("link", name="They have arrived: admit them").click()
    expect(page.get_by_label("Bed", exact=True)).to_have_value(str(Booking.objects.get().bed_id))
    page.get_by_role("button", name="Admit").click()
    expect(page.get_by_role("alert").first).to_contain_text("Enter the allocated worker")
    page.get_by_label("Why this admission cannot wait").select_option(label="Ward closing or full")
    sound(page)
    page.get_by_role("button", name="Admit").click()
    expect(page.locator(DONE)).to_contain_text("R-WAITS2 was admitted to Room 2, Elm House")
    assert Placement.objects.get().override_code == "ward_closing"
    assert Booking.objects.get().arrived

    sign_in(make.make_official(contract.commissioner))
    page.goto(f"{live_server.url}{reverse('residents:overrides')}")
    expect(page.get_by_text("No allocated worker")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="R-WAITS2").click()
    expect(page.get_by_text("Ward closing or full").first).to_be_visible()


def test_from_the_departure_to_a_readmission_that_was_none(page, live_server, sign_in, sound):
    today = timezone.localdate()
    bed = make.make_contracted_bed("Room 1", service=make.make_service("Elm House"))
    make.make_placement(bed, admitted_on=today - dt.timedelta(days=20), resident=make.make_resident("R-LEAVES"))
    sign_in(make.make_worker(bed.service.provider))

    page.goto(f"{live_server.url}{reverse('residents:my_beds')}")
    page.get_by_role("button", name="Discharge").click()
    page.get_by_label("Where they went").select_option(label="Supported living, low")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Do they still need adult social care?").select_option(label="No")
    sound(page)
    page.get_by_role("button", name="Record the departure").click()
    page.locator(DONE).get_by_role("link", name="Say how they left").click()
    sound(page)
    page.get_by_role("group", name="Improvement during the stay").get_by_label("None").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select why there was no improvement")
    page.get_by_label("Why there was no improvement").select_option(label="Lack of engagement")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("None: lack of engagement")).to_be_visible()
    expect(page.get_by_text("counts as supported living")).to_be_visible()
    assert Discharge.objects.get().social_care_need == "no"
    sound(page)

    page.get_by_role("button", name="Log a contact").click()
    page.get_by_label("Phone call").check()
    page.get_by_label("Yes").check()
    sound(page)
    page.get_by_role("button", name="Log the contact").click()
    expect(page.get_by_text("Still lives there")).to_be_visible()

    page.get_by_role("button", name="Record a readmission").click()
    sound(page)
    page.get_by_role("button", name="Record the readmission").click()
    expect(page.get_by_text("On the day of leaving, within 30 days")).to_be_visible()
    page.get_by_role("link", name="Cancel the readmission").click()
    sound(page)
    page.get_by_role("button", name="Cancel the readmission").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select why")
    page.get_by_label("Wrong person or record").check()
    page.get_by_role("button", name="Cancel the readmission").click()
    expect(page.get_by_text("No readmission is recorded.")).to_be_visible()
    assert Readmission.objects.get().cancelled_code == "wrong_record"
