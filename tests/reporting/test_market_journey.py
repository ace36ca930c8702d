"""In a browser: a commissioner writes and publishes the market statement, then sets a baseline and sees its working."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from reporting.runs import recompute_all
from tests.factories import make_official
from tests.reporting.small_house import make_small_house

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_a_statement_is_written_published_and_downloaded_and_a_baseline_set(page, live_server, sign_in, accessible):
    house = make_small_house()
    recompute_all(today=timezone.localdate())
    sign_in(make_official(house.council, first_name="Ada", last_name="Lane"))
    page.goto(f"{live_server.url}{reverse('reporting:more')}")
    page.get_by_role("link", name="Market statement").click()
    page.get_by_role("link", name="2024/25").click()
    page.get_by_role("button", name="Write the statement").click()
    page.get_by_label("Market risks (optional)").fill("Recruitment of staff is challenging.")
    page.get_by_role("button", name="Save the words").click()
    expect(page.get_by_text("Recruitment of staff is challenging.")).to_be_visible()
    accessible(page)
    assert fits(page, 375)
    assert fits(page, 1280)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish the statement").click()
    expect(page.get_by_role("heading", name="About this statement")).to_be_visible()
    expect(page.get_by_text("Version 1, published on").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.endswith("2025-04-01.pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF")

    page.goto(f"{live_server.url}{reverse('reporting:benefits')}")
    expect(page.get_by_text("no baseline has been set").first).to_be_visible()
    page.get_by_role("button", name="Set a baseline").click()
    page.get_by_label("Which baseline").select_option("Cost of a night on a ward")
    page.get_by_label("The value").fill("450")
    page.get_by_label("Where it comes from").fill("The trust's return of 2023")
    for part, value in [("Day", "1"), ("Month", "4"), ("Year", "2024")]:
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Set the baseline").click()
    page.get_by_label("Period", exact=True).select_option("2024/25")
    page.get_by_role("button", name="Show this period").click()
    avoided = page.get_by_role("row").filter(has_text="Spend avoided: c − d")
    expect(avoided).to_contain_text(re.compile(r"£[\d,]+\.\d\d"))
    accessible(page)
    assert fits(page, 375)
    page.get_by_role("row").filter(has_text="Nights on which a resident was in a step-down bed").get_by_role(
        "link"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Occupied bed-nights")
