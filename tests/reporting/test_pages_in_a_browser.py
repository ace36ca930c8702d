"""The dashboard, a placement, a contract and rows in a browser: nothing that axe finds wrong, nothing too wide."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import make_official
from tests.reporting.small_house import AS_AT, make_small_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_are_accessible_and_fit(page, live_server, sign_in, accessible, width):
    house = make_small_house()
    sign_in(make_official(house.council))
    page.set_viewport_size({"width": width, "height": 900})
    addresses = [
        reverse("reporting:dashboard"),
        reverse("reporting:contracts"),
        reverse("reporting:contract", args=[house.contract.pk]),
        reverse("reporting:placement", args=[house.one.pk]),
        reverse("reporting:beds"),
        reverse("reporting:nights"),
        reverse("reporting:overstay_nights"),
        reverse("reporting:data_quality"),
        reverse("reporting:data_quality_check", args=["gender"]),
        reverse("reporting:definitions"),
        reverse("reporting:runs"),
    ]
    for address in addresses:
        page.goto(f"{live_server.url}{address}?as_at={AS_AT}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
