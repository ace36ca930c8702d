"""The way out, clicked through in Chromium from the first plan to the move: by a worker and the council together."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beds.access import Role
from residents.models import HomeTrack, MoveOnApplication, MoveOnStep
from tests import factories as make
from tests.residents.ways import Way, ago, in_a_bed

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
def way() -> Way:
    return in_a_bed(36, timezone.localdate(), resident=make.make_resident("R-AAAAAA", name="Ann Lee"))


@pytest.fixture
def checked(page: Page, accessible: Callable[[Page], None], request: Any) -> Callable[[], None]:
    """Asserts that the page fits the screen and that axe, which is a script, finds nothing."""

    def checked() -> None:
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.locator("body").bounding_box()["width"] <= width  # type: ignore[index]
        if "no script" not in request.node.name:
            accessible(page)

    return checked


def fill_date(page: Page, day: Any) -> None:
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part).fill(str(value))


def test_from_the_plan_to_the_move(
    live_server: Any, page: Page, way: Way, sign_in: Callable[[Any], None], checked: Callable[[], None]
) -> None:
    worker = make.make_worker(way.referral.provider)
    officer = make.make_official(way.referral.commissioner, role=Role.HOUSING_OFFICER)
    address = f"{live_server.url}/referrals/{way.referral.pk}/move-on/"
    sign_in(worker)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ann Lee")
    expect(page.locator(".sd-next")).to_contain_text("Set the goal and steps of the move-on plan")
    expect(page.get_by_text("No way out is open.")).to_be_visible()
    checked()

    page.get_by_role("button", name="Make the plan").click()
    checked()
    page.get_by_role("button", name="Save the plan").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Where they are to live").select_option(label="Supported living, low")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(DONE)).to_contain_text("is saved")

    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("What is to be done").fill("Get proof of identity")
    page.get_by_label("Whose move it is").select_option(label="Resident")
    page.get_by_role("button", name="Add the step").click()
    expect(page.locator(".sd-next")).to_contain_text("Get proof of identity")
    page.get_by_role("link", name=re.compile(r"^Done\s“Get proof of identity”")).click()
    page.get_by_role("button", name="It is done").click()
    page.locator(DONE).get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="It is not done").click()
    page.get_by_role("link", name=re.compile(r"^Done\s“Get proof of identity”")).click()
    page.get_by_role("button", name="It is done").click()
    assert MoveOnStep.objects.get().done_on == way.today

    page.get_by_role("button", name="Add an application").click()
    page.get_by_label("Kind of home").select_option(label="Supported living, low")
    page.get_by_label("Housing provider", exact=True).fill("Hestia")
    fill_date(page, ago(9, way.today))
    checked()
    page.get_by_role("button", name="Add the application").click()
    expect(page.locator(".sd-next")).to_contain_text("Assessment by Hestia")
    expect(page.get_by_text("9 days, expected 7 to 14")).to_be_visible()

    page.get_by_role("button", name="Record: Assessment").click()
    page.get_by_role("button", name="Record “Assessment”").click()
    page.get_by_role("link", name="Rejected by provider").click()
    page.get_by_label("The reason they gave").select_option(label="Rent arrears or past tenancy")
    page.get_by_label("Why the council should challenge it").fill("Cleared in 2021")
    page.get_by_role("button", name="Record the rejection").click()
    expect(page.locator(".sd-next")).to_contain_text("Challenge the rejection by Hestia")
    checked()

    sign_in(officer)
    page.goto(f"{live_server.url}/housing/")
    expect(page.get_by_role("heading", name="1 rejection waiting for the council")).to_be_visible()
    expect(page.get_by_text("Cleared in 2021")).to_be_visible()
    checked()
    page.get_by_role("button", name="Challenge the rejection of R-AAAAAA by Hestia").click()
    page.get_by_label("Why the reason they gave is not valid").fill("The arrears were cleared")
    page.get_by_role("button", name="Record the challenge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\s*R-AAAAAA\s+Approaching\s*$"))  # no name
    page.get_by_role("button", name="Record the result").click()
    page.get_by_label("Won: the application goes on").check()
    page.get_by_role("button", name="Record the result").click()
    expect(page.locator(DONE)).to_contain_text("is at “Assessment”")

    sign_in(worker)
    page.goto(address)
    for stage in ("Vacancy matched", "Interview"):
        page.get_by_role("button", name=f"Record: {stage}").click()
        page.get_by_role("button", name=f"Record “{stage}”").click()
    page.get_by_role("link", name="Take back the last stage").click()
    page.get_by_label("No longer needed").check()
    page.get_by_label("In your own words").fill("The interview was put off")
    page.get_by_role("button", name="Take the stage back").click()
    expect(page.locator(DONE)).to_contain_text("at “Vacancy matched” again")
    expect(page.get_by_text(re.compile("will overstay by 15 nights, costing £2,035.65"))).to_be_visible()
    for stage in ("Interview", "Offer", "Accepted and moved"):
        page.get_by_role("button", name=f"Record: {stage}").click()
        page.get_by_role("button", name=f"Record “{stage}”").click()
    expect(page.locator(".sd-next")).to_contain_text("Record the departure")
    assert MoveOnApplication.objects.get().stage == MoveOnApplication.Stage.MOVED
    checked()


def test_repairs_are_followed_until_the_person_can_go_home(
    live_server: Any, page: Page, way: Way, sign_in: Callable[[Any], None], checked: Callable[[], None]
) -> None:
    sign_in(make.make_official(way.referral.commissioner, role=Role.HOUSING_OFFICER))
    page.goto(f"{live_server.url}/referrals/{way.referral.pk}/move-on/")
    page.get_by_role("button", name="Add repairs or a tenancy").click()
    checked()
    page.get_by_label("Repairs to own home").check()
    page.get_by_label("Housing officer (optional)").fill("Jo Reed")
    page.get_by_role("button", name="Follow this").click()
    page.get_by_role("button", name="Agreed").click()
    page.get_by_role("button", name="It is agreed").click()
    page.get_by_role("button", name="Enter housing’s date").click()
    fill_date(page, ago(-6, way.today))
    page.get_by_role("button", name="Save the date").click()
    expect(page.get_by_text(re.compile("just by night 42"))).to_be_visible()
    page.locator(DONE).get_by_role("link", name="Change it").click()
    checked()
    booked = page.get_by_role("group", name="To be finished by")
    booked.get_by_label("Day").fill(str(ago(-8, way.today).day))
    booked.get_by_label("Month").fill(str(ago(-8, way.today).month))
    booked.get_by_label("Year").fill(str(ago(-8, way.today).year))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("will overstay by 2 nights, costing £271.42"))).to_be_visible()

    page.goto(f"{live_server.url}/housing/")
    page.get_by_label("Way out").select_option(label="Own home")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="R-AAAAAA").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="It is done").click()
    expect(page.locator(".sd-next")).to_contain_text("Plan the return home: the repairs are done")
    assert HomeTrack.objects.get().state == HomeTrack.State.DONE
    checked()
