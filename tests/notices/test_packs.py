"""Who is told of a review pack on its way."""

from __future__ import annotations

from typing import Any

import pytest

from beds.access import SYSTEM
from reporting.packs import actions
from tests.notices.place import any_notice, place, today, told
from tests.reporting.made_packs import make_pack

__all__ = ["place", "today"]

pytestmark = pytest.mark.django_db
PROVIDER = {"worker", "lead"}


def test_each_side_is_told_of_what_the_other_did(place, today):
    pack = make_pack(place.contract, today)
    known: dict[str, Any] = {"scope": SYSTEM, "today": today, "pack": pack}
    assert told(place, "pack_drafted", today) == {*PROVIDER, "manager"}
    actions.comment_on_pack(by=place.people["worker"], side="provider", text="Why", **known)
    assert told(place, "pack_commented", today) == {"lead", "manager"}
    assert not told(place, "pack_sent", today)
    actions.send_for_review(by=place.people["worker"], **known)
    assert told(place, "pack_sent", today) == {"manager"}
    actions.sign_off(by=place.people["manager"], **known)
    assert told(place, "pack_signed", today) == PROVIDER
    assert any_notice().link == f"/packs/{pack.pk}/"
    assert not told(place, "pack_sent", today)
    assert not told(place, "pack_drafted", today)


def test_the_commissioner_is_told_once_a_month_however_many_packs(place, today):
    make_pack(place.contract, today)
    place.contract.pk = None
    place.contract.reference = "C-SECOND"
    place.contract.save()
    make_pack(place.contract, today)
    assert told(place, "pack_drafted", today) == {*PROVIDER, "manager"}
    texts = set(place.people["manager"].notices.values_list("text", flat=True))
    assert len(texts) == 1
    assert place.people["worker"].notices.count() == 2
