"""Explore in a browser: choose, save, come back, open a number, take a file; at both widths nothing is in the way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import make_official
from tests.reporting.small_house import AS_AT, make_small_house

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_question_to_a_file(page, live_server, sign_in, accessible):
    house = make_small_house()
    sign_in(make_official(house.council))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}{reverse('reporting:explore')}?as_at={AS_AT}")
    accessible(page)

    page.get_by_label("Measure", exact=True).select_option("Occupied bed-nights")
    page.get_by_label("Compare").select_option("By service")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", name="Occupied bed-nights by service", exact=True).is_visible()
    assert "as_at=2024-11-20" in page.url
    accessible(page)

    page.get_by_role("button", name="Save this view").click()
    page.get_by_label("Name of the view").fill("Nights in use")
    page.get_by_role("button", name="Save the view").click()
    page.goto(f"{live_server.url}{reverse('reporting:explore')}")
    page.get_by_role("link", name="Nights in use", exact=True).click()

    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "occupied-bed-nights-by-service-2024-11-20.xlsx"

    page.get_by_role("link", name="27 , Lantern House, Nov 2024: open the rows").click()
    assert page.get_by_role("heading", name="Occupied bed-nights").is_visible()
    accessible(page)
    page.set_viewport_size({"width": 375, "height": 900})
    for way in ("", "go back"):
        if way:
            page.go_back()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        accessible(page)
