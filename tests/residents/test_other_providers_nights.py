"""Nights with another provider: whoever has somebody now does not rewrite where they were before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from beds.models import Bed
from beds.refusal import Refusal
from residents import actions
from residents.models import Absence, Placement
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db

ELSEWHERE = "These nights were with another provider. Ask them or the commissioner to correct them."


@dataclass
class Pair:
    """A lead provider and its partner, with three beds each, and somebody who moved from one to the other."""

    lead_beds: list[Bed]
    partner_beds: list[Bed]
    placement: Placement

    @property
    def partner(self) -> Any:
        return self.partner_beds[0].service.provider

    def of_partner(self) -> dict[str, Any]:
        """What an action is told of a worker of the partner alone."""
        worker = make.make_worker(self.partner)
        return {"by": worker, "scope": worker.scope(), "today": TODAY}


@pytest.fixture
def pair() -> Pair:
    lead = make.make_provider("Lead")
    partner = make.make_provider("Partner", lead=lead)
    commissioner = make.make_commissioner()
    beds = []
    for provider in (lead, partner):
        service = make.make_service(provider=provider)
        contract = make.make_contract(provider=provider, commissioner=commissioner)
        beds.append([make.make_contracted_bed(service=service, contract=contract) for _ in range(3)])
    placement = make.make_placement(beds[0][0], admitted_on=day("2026-08-10"), moves=[(day("2026-11-01"), beds[1][0])])
    return Pair(beds[0], beds[1], placement)


def nights(placement: Placement) -> list[tuple[int, dt.date, dt.date | None]]:
    return list(placement.bed_stays.in_force().values_list("bed", "from_date", "until_date"))


def refused(pair: Pair, action: Any, **facts: Any) -> None:
    before = nights(pair.placement)
    with pytest.raises(Refusal) as refusal:
        action(**facts, **pair.of_partner())
    assert refusal.value.message == ELSEWHERE
    assert nights(pair.placement) == before


def test_a_partner_does_not_move_somebody_out_of_the_leads_nights(pair):
    refused(pair, actions.move, placement=pair.placement, bed=pair.partner_beds[1], moved_on=day("2026-08-20"))


def test_a_partner_moves_somebody_within_its_own_nights(pair):
    actions.move(placement=pair.placement, bed=pair.partner_beds[1], moved_on=day("2026-11-05"), **pair.of_partner())
    assert nights(pair.placement)[-1] == (pair.partner_beds[1].pk, day("2026-11-05"), None)


def test_a_partner_does_not_cancel_a_placement_that_was_the_leads(pair):
    refused(pair, actions.cancel_placement, placement=pair.placement, reason="Wrong person")


def test_a_partner_does_not_change_the_day_on_which_the_lead_handed_somebody_over(pair):
    arrived = pair.placement.bed_stays.last()
    facts: dict[str, Any] = {"placement": pair.placement, "stay": arrived}
    refused(pair, actions.correct_move, bed=pair.partner_beds[0], moved_on=day("2026-10-25"), **facts)
    refused(pair, actions.undo_move, **facts)
    actions.correct_move(bed=pair.partner_beds[1], moved_on=day("2026-11-01"), **facts, **pair.of_partner())
    assert nights(pair.placement)[-1] == (pair.partner_beds[1].pk, day("2026-11-01"), None)


def test_a_partner_does_not_correct_the_leads_admission(pair):
    refused(pair, actions.correct_admission, placement=pair.placement, admitted_on=day("2026-08-12"))


def test_a_partner_records_no_absence_in_the_leads_nights(pair):
    facts: dict[str, Any] = {"placement": pair.placement, "kind": "leave"}
    for from_date, until_date in (("2026-08-20", "2026-08-25"), ("2026-10-28", "2026-11-03")):
        refused(pair, actions.record_absence, from_date=day(from_date), until_date=day(until_date), **facts)
    own = actions.record_absence(
        from_date=day("2026-11-01"), until_date=day("2026-11-03"), **facts, **pair.of_partner()
    )
    assert own.pk


def test_a_partner_does_not_touch_an_absence_from_the_leads_bed(pair):
    absence = make.make_absence(pair.placement, day("2026-08-20"), day("2026-08-25"))
    dates: dict[str, Any] = {"from_date": day("2026-11-02"), "until_date": day("2026-11-04")}
    refused(pair, actions.correct_absence, absence=absence, kind="leave", **dates)
    refused(pair, actions.cancel_absence, absence=absence, reason="Wrong")


def test_a_partner_does_not_stretch_its_own_absence_into_the_leads_nights(pair):
    absence = make.make_absence(pair.placement, day("2026-11-02"), day("2026-11-04"))
    dates: dict[str, Any] = {"from_date": day("2026-10-28"), "until_date": day("2026-11-04")}
    refused(pair, actions.correct_absence, absence=absence, kind="leave", **dates)


def test_a_partner_does_not_end_an_absence_while_the_lead_kept_the_bed(pair):
    make.make_absence(pair.placement, day("2026-10-20"))
    refused(pair, actions.record_return, placement=pair.placement, returned_on=day("2026-10-25"))
    actions.record_return(placement=pair.placement, returned_on=day("2026-11-05"), **pair.of_partner())
    assert pair.placement.absences.get().until_date == day("2026-11-05")


def given_up(pair: Pair) -> Absence:
    """The lead's bed was given up for some nights, and taken again."""
    pair.placement.bed_stays.filter(bed=pair.lead_beds[0]).update(until_date=day("2026-09-10"))
    make.make_bed_stay(pair.placement, pair.lead_beds[0], day("2026-09-20"), day("2026-11-01"))
    return make.make_absence(pair.placement, day("2026-09-10"), day("2026-09-20"), bed_held=False)


def test_a_partner_does_not_give_the_leads_bed_back_or_up(pair):
    absence = given_up(pair)
    facts: dict[str, Any] = {"from_date": absence.from_date, "until_date": absence.until_date}
    refused(pair, actions.cancel_absence, absence=absence, reason="Wrong")
    refused(pair, actions.correct_absence, absence=absence, kind="missing", **facts)


def test_the_lead_puts_all_of_it_right(pair):
    lead = make.make_worker(pair.lead_beds[0].service.provider)
    known: dict[str, Any] = {"by": lead, "scope": lead.scope(), "today": TODAY}
    actions.cancel_absence(absence=given_up(pair), reason="Wrong", **known)
    actions.move(placement=pair.placement, bed=pair.lead_beds[1], moved_on=day("2026-08-20"), **known)
    actions.cancel_placement(placement=pair.placement, reason="Wrong person", **known)
    assert nights(pair.placement) == []


def test_the_page_says_whose_nights_they_were(pair):
    address = reverse("residents:move", args=[pair.placement.pk])
    sent = date_of("moved_on", day("2026-08-20")) | {"bed": pair.partner_beds[1].pk}
    page = signed_in(make.make_worker(pair.partner)).post(address, sent)
    assert ELSEWHERE in page.content.decode()
