"""Many draft the same pack, and several sign it: one pack, one version, one signature."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import pytest

from beds.access import SYSTEM
from beds.refusal import Refusal
from reporting.models import PackFile, PackVersion, ReviewPack
from reporting.packs import Subject, actions
from reporting.periods import month_of
from tests import factories as make
from tests.concurrency.test_races import all_at_once
from tests.reporting.made_packs import small_content
from tests.reporting.small_house import AS_AT, make_small_house, october

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_many_drafts_and_signatures_there_is_one(monkeypatch):
    monkeypatch.setattr(actions, "content_of", lambda version: small_content(version.as_at))
    house = make_small_house()
    known: dict[str, Any] = {"scope": SYSTEM, "today": AS_AT}
    subject = Subject(house.council.pk, house.contract.pk)
    draft = functools.partial(actions.draft_pack, by=None, subject=subject, month=month_of(october(1)), **known)
    packs = all_at_once([draft] * 10)
    assert {type(each) for each in packs} == {ReviewPack}, packs
    assert (ReviewPack.objects.count(), PackVersion.objects.count()) == (1, 1)

    actions.send_for_review(by=None, pack=packs[0], **known)
    people = [make.make_official(house.council) for _ in range(5)]
    results = all_at_once([functools.partial(actions.sign_off, by=each, pack=packs[0], **known) for each in people])
    assert Counter(type(each) for each in results) == {PackVersion: 1, Refusal: 4}, results
    assert PackFile.objects.count() == 8
