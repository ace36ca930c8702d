"""An overstay reason passes from one owner to the next: since when it holds stays, and who had it before is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from beds.refusal import Refusal
from residents import actions
from residents.models import OverstayReason, Placement
from residents.queries.events import Event
from residents.queries.timeline import timeline
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.histories import KNOWN
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import text

pytestmark = pytest.mark.django_db
SINCE = day("2026-11-12")


@pytest.fixture
def reason(placement: Placement) -> OverstayReason:
    facts: dict[str, Any] = {"code": "repairs", "owner": "provider", "since": SINCE, "note": "Boiler", **KNOWN}
    return actions.add_overstay_reason(placement=placement, **facts)


def pass_on(reason: OverstayReason, owner: str, note: str = "Boiler", **facts: Any) -> OverstayReason:
    return actions.change_overstay_reason(overstay_reason=reason, owner=owner, note=note, **(KNOWN | facts))


def told(reason: OverstayReason) -> list[Event]:
    placement = Placement.objects.select_related("referral__ward", "resident").get()
    return [event for event in timeline(placement, KNOWN["scope"]) if event.kind == "reason"]


def test_a_reason_gets_another_owner_and_holds_since_when_it_held(placement, reason):
    writer = make.make_user(email="kim@example.org")
    changed = pass_on(reason, "housing", by=writer, version=reason.updated_at)
    assert (changed.pk, changed.code, changed.since, changed.owner) == (reason.pk, "repairs", SINCE, "housing")
    assert not changed.resolved_on
    events = [(event.date, event.title, event.detail, event.by) for event in told(reason)]
    assert events == [
        (SINCE, "Cannot move on: Repairs to own home", "Step-down provider to act. Boiler", ""),
        (TODAY, "Owner changed: Repairs to own home", "From step-down provider to council housing", "kim@example.org"),
    ]


def test_who_had_it_when_is_told_of_each_owner(reason):
    pass_on(reason, "housing")
    pass_on(reason, "resident", note="Wants another flat", today=TODAY + dt.timedelta(days=1))
    assert [(event.date - TODAY).days for event in told(reason)] == [-8, 0, 1]
    assert [event.detail for event in told(reason)][1:] == [
        "From step-down provider to council housing",
        "From council housing to resident. Wants another flat",
    ]


def test_another_note_is_no_other_owner(reason):
    changed = pass_on(reason, "provider", note="Roof")
    assert (changed.owner, changed.note) == ("provider", "Roof")
    assert [(event.title, event.detail) for event in told(reason)] == [
        ("Cannot move on: Repairs to own home", "Step-down provider to act. Boiler"),
        ("Note changed: Repairs to own home", "Roof"),
    ]
    pass_on(reason, "provider", note="")
    assert told(reason)[-1].detail == "The note was taken out"


def test_passing_on_sent_twice_is_one(reason):
    seen = reason.updated_at
    first = pass_on(reason, "housing", version=seen)
    assert pass_on(reason, "housing", version=seen).updated_at == first.updated_at
    assert reason.earlier.count() == 1
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        pass_on(reason, "resident", version=seen)


def test_a_reason_passes_to_an_owner_of_the_list(reason):
    with pytest.raises(Refusal) as refused:
        pass_on(reason, "nobody")
    assert refused.value.field == "owner"


def test_a_resolved_reason_stays_as_it_was(reason):
    actions.resolve_overstay_reason(overstay_reason=reason, resolved_on=TODAY, **KNOWN)
    with pytest.raises(Refusal, match="resolved on 20 November 2026"):
        pass_on(reason, "housing")


def test_provider_and_commissioner_pass_a_reason_on_and_nobody_else(placement, reason):
    pass_on(reason, "housing", scope=make.make_worker(placement.service.provider).scope())
    pass_on(reason, "resident", scope=make.make_official(placement.contract.commissioner).scope())
    with pytest.raises(PermissionDenied):
        pass_on(reason, "housing", scope=make.make_official(make.make_commissioner()).scope())


def test_the_way_from_the_same_reason_entered_again_is_named(placement, reason):
    facts: dict[str, Any] = {"code": "repairs", "owner": "housing", "since": SINCE, **KNOWN}
    with pytest.raises(Refusal, match=r"not resolved\. Change whose move that one is"):
        actions.add_overstay_reason(placement=placement, **facts)


def test_from_the_page_of_the_person_to_another_owner_and_back(house, worker):
    person = reverse("reporting:placement", args=[house.placement.pk])
    address = reverse("residents:reason_change", args=[house.reason.pk])
    assert f'href="{address}"' in text(worker.get(person))
    form = worker.get(address).context["form"]
    sent = {name: form[name].value() for name in ("owner", "note", "version")} | {"owner": "clinical"}
    response = worker.post(address, sent)
    assert response["Location"] == person
    page = text(worker.get(person))
    assert f"“{house.reason.get_code_display()}”: Clinical team to act." in page
    house.reason.refresh_from_db()
    assert house.reason.owner == "clinical"
    worker.post(address, sent)
    assert "Nothing was changed." in text(worker.get(person))
    resolve = reverse("residents:reason_resolve", args=[house.reason.pk])
    assert signed_in(make.make_worker(house.provider)).post(resolve, date_of("resolved_on", house.today))
    assert f'href="{address}"' not in text(worker.get(person))
    assert "It was resolved on" in text(worker.get(address, follow=True))
