"""What the data feed says to a parameter or an address that it does not know."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories as make
from tests.reporting.test_feed import ADDRESSES, ask, token_of

pytestmark = pytest.mark.django_db


def test_what_an_address_does_not_know_is_refused_and_not_passed_over():
    secret = token_of(make.make_official(make.make_commissioner()))
    for name, asked in ADDRESSES.items():
        got = ask(secret, name, {**asked, "commissioner": "2"})
        assert (got.status_code, "“commissioner”" in got.json()["error"]) == (422, True), name
        assert "limit, cursor, format" in got.json()["what_to_do"]
        assert all(key in got.json()["what_to_do"] for key in asked)


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/moon", "/api/v1/readings/", "/api/v1/contracts/5?limit=1"])
def test_an_address_that_is_none_is_said_so_in_json(address):
    for got in (Client().get(address), Client().post(address)):
        assert (got.status_code, got["Content-Type"]) == (404, "application/json; charset=utf-8")
        assert "openapi.json" in got.json()["what_to_do"]
