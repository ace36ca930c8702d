"""The two addresses a supervisor asks."""

import pytest
from django.core.cache import cache
from django.test import Client


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    # Without the database mark a query would fail the test.
    assert client.get("/health/live").json() == {"live": True}


@pytest.mark.django_db
def test_ready_when_every_part_is_there(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "broker": True})


@pytest.mark.django_db
def test_not_ready_without_the_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "set", refuse)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "broker": False})


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_only_asked_never_told(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
