"""Two commissioners decide on one request, and two workers ask for one person: the first is heard."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from beds.refusal import Refusal
from residents.actions.extension_requests import decide_extension_request, request_extension
from residents.models import Extension, ExtensionRequest, Placement
from tests import factories as make
from tests.concurrency.test_races import KNOWN, all_at_once
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def stay() -> Placement:
    return make.make_placement(admitted_on=TODAY - dt.timedelta(days=50))


def test_a_request_is_decided_once_whoever_decides_at_that_moment(stay):
    request = ExtensionRequest.objects.create(placement=stay, until_date=TODAY + dt.timedelta(days=9), reason="Keys")
    decide = partial(decide_extension_request, request=request, **KNOWN)
    attempts: list[Callable[[], Any]] = [
        partial(decide, decision="granted", until_date=TODAY + dt.timedelta(days=day)) for day in range(1, 11)
    ]
    attempts += [partial(decide, decision="refused", note=f"No {number}") for number in range(10)]
    results = all_at_once(attempts)
    kinds = Counter(type(result) for result in results)
    assert kinds == {ExtensionRequest: 1, Refusal: 19}, results
    request.refresh_from_db()
    assert Extension.objects.count() == (1 if request.decision == "granted" else 0)


def test_of_many_requests_one_waits(stay):
    ask = partial(request_extension, placement=stay, reason="Keys", **KNOWN)
    results = all_at_once([partial(ask, until_date=TODAY + dt.timedelta(days=day)) for day in range(1, 11)])
    assert Counter(type(result) for result in results) == {ExtensionRequest: 1, Refusal: 9}
    assert ExtensionRequest.objects.count() == 1
