"""The same entry sent twice is one; other words are never swallowed as a repeat."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from beds.access import SYSTEM
from beds.models import Bed
from beds.refusal import Refusal
from residents import actions
from residents.models import Discharge, Placement
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.histories import KNOWN, away, back, leave
from tests.residents.house import date_of

pytestmark = pytest.mark.django_db


# Admissions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def bed() -> Bed:
    return make.make_contracted_bed("Room 3", service=make.make_service("Elm House"))


@pytest.fixture
def unnamed(bed: Bed) -> dict[str, Any]:
    """An admission of somebody whose name was not entered."""
    details = actions.Details(
        ward=make.make_ward(), received_on=TODAY, allocated_worker="Sam Okoro", move_on_plan="Council flat"
    )
    worker = make.make_worker(bed.service.provider)
    return {"bed": bed, "admitted_on": TODAY, "details": details, "by": worker, "scope": SYSTEM, "today": TODAY}


def changed(facts: dict[str, Any], **words: Any) -> dict[str, Any]:
    said = {name: getattr(facts["details"], name) for name in facts["details"].__dataclass_fields__}
    return facts | {"details": actions.Details(**(said | words))}


def test_a_second_unnamed_person_after_the_first_left_is_admitted(unnamed):
    first = actions.admit(**unnamed)
    assert actions.admit(**unnamed) == first
    leave(first, str(TODAY))
    second = actions.admit(**unnamed)
    assert second != first
    assert second.discharged_on is None


@pytest.mark.parametrize(
    "words", [{"allocated_worker": "Kim"}, {"move_on_plan": "Family"}, {"clinically_ready_on": TODAY}, {"name": "Ann"}]
)
def test_an_admission_in_other_words_is_no_repeat(unnamed, words):
    actions.admit(**unnamed)
    with pytest.raises(Refusal, match="Room 3, Elm House is taken by"):
        actions.admit(**changed(unnamed, **words))


def test_an_unnamed_person_is_not_taken_for_a_named_one(unnamed):
    actions.admit(**changed(unnamed, name="Ann"))
    with pytest.raises(Refusal, match="is taken by"):
        actions.admit(**unnamed)


def test_another_reason_for_an_emergency_is_no_repeat(unnamed):
    emergency = changed(unnamed, move_on_plan="")
    first = actions.admit(**emergency, override_reason="Ward closed")
    assert actions.admit(**emergency, override_reason="Ward closed ") == first
    with pytest.raises(Refusal, match="is taken by"):
        actions.admit(**emergency, override_reason="Flood")


def test_a_referral_admitted_again_in_other_words_is_refused(bed, unnamed):
    commissioner = make.contract_of(bed, TODAY).commissioner
    referred = unnamed | {"referral": make.make_referral(provider=bed.service.provider, commissioner=commissioner)}
    first = actions.admit(**referred)
    assert actions.admit(**referred) == first
    with pytest.raises(Refusal, match="is placed, not waiting for a bed"):
        actions.admit(**changed(referred, move_on_plan="Family"))
    assert Placement.objects.get().referral.move_on_plan == "Council flat"


# Departures, absences, what is said of an overstay ---------------------------------------------------------------


def test_a_departure_that_was_not_planned_is_no_repeat(placement):
    leave(placement)
    with pytest.raises(Refusal, match=r"already recorded as having left on 10 November 2026.*correct the departure"):
        leave(placement, planned=False)
    assert Discharge.objects.get().planned


def test_an_absence_with_another_return_is_no_repeat(placement):
    away(placement, until_date=day("2026-11-09"))
    assert away(placement, until_date=day("2026-11-09")) == placement.absences.get()
    with pytest.raises(Refusal, match="already recorded as away from 5 November 2026 to 9 November 2026"):
        away(placement, until_date=day("2026-11-12"))


def test_an_absence_that_leaving_ended_is_entered_again_without_harm(placement):
    leave(placement)
    assert away(placement) == away(placement)


def test_a_return_to_another_bed_is_no_repeat(rooms, placement):
    away(placement, bed_held=False)
    back(placement, bed=rooms[1])
    assert back(placement, bed=rooms[1]) == placement
    with pytest.raises(Refusal, match="already recorded as back on 9 November 2026, in Room 2") as refused:
        back(placement, bed=rooms[2])
    assert refused.value.field == "bed"


def test_the_page_of_a_return_does_not_drop_another_bed_unheard(house, worker):
    address = reverse("residents:return", args=[house.away.placement_id])
    house.away.bed_held = False
    house.away.save()
    house.away.placement.bed_stays.update(until_date=house.away.from_date)
    answers = date_of("returned_on", house.today)
    for _ in range(2):
        assert worker.post(address, answers | {"bed": house.beds[4].pk}).status_code == 302
    page = worker.post(address, answers | {"bed": house.beds[1].pk}).content.decode()
    assert "already recorded as back" in page


def test_an_extension_for_another_reason_is_no_repeat(placement):
    facts: dict[str, Any] = {"placement": placement, "until_date": day("2026-12-01"), **KNOWN}
    first = actions.grant_extension(reason="Flat ready soon", **facts)
    assert actions.grant_extension(reason=" Flat ready soon", **facts) == first
    with pytest.raises(Refusal, match="until 1 December 2026 is granted already: “Flat ready soon”"):
        actions.grant_extension(reason="Hospital", **facts)


def test_an_overstay_reason_with_another_note_is_no_repeat(placement):
    facts: dict[str, Any] = {
        "placement": placement,
        "code": "repairs",
        "owner": "housing",
        "since": day("2026-11-12"),
        **KNOWN,
    }
    assert actions.add_overstay_reason(note="Boiler", **facts) == actions.add_overstay_reason(note=" Boiler ", **facts)
    with pytest.raises(Refusal, match="already recorded since 12 November 2026"):
        actions.add_overstay_reason(note="Roof", **facts)


def test_a_reason_is_resolved_once(placement):
    reason = make.make_overstay_reason(placement, day("2026-11-12"))
    facts: dict[str, Any] = {"overstay_reason": reason, **KNOWN}
    actions.resolve_overstay_reason(resolved_on=day("2026-11-15"), **facts)
    assert actions.resolve_overstay_reason(resolved_on=day("2026-11-15"), **facts).resolved_on == day("2026-11-15")
    with pytest.raises(Refusal, match="already recorded as resolved on 15 November 2026"):
        actions.resolve_overstay_reason(resolved_on=TODAY, **facts)
