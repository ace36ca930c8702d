"""Voids, contracts and beds: what stands in the way of changing them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds import actions
from beds.access import SYSTEM
from beds.models import Bed, Contract, ContractBed, Rate, Void
from beds.refusal import Refusal
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


@pytest.fixture
def bed() -> Bed:
    return make.make_contracted_bed("Room 3", service=make.make_service("Elm House"))


# Voids -------------------------------------------------------------------------------------------------------


def void(bed: Bed, from_date: str = "2026-11-10", **facts: Any) -> Void:
    facts.setdefault("reason", "repair")
    return actions.record_void(bed=bed, from_date=day(from_date), **(KNOWN | facts))


def test_a_bed_goes_out_of_service_and_comes_back(bed):
    recorded = void(bed)
    assert void(bed) == recorded
    ended = actions.end_void(void=recorded, until_date=TODAY, **KNOWN)
    assert actions.end_void(void=recorded, until_date=TODAY, **KNOWN).until_date == ended.until_date == TODAY


def test_a_void_in_other_words_is_no_repeat(bed):
    void(bed, note="Boiler")
    assert void(bed, note=" Boiler ") == bed.voids.get()
    for words in ({"note": "Roof"}, {"note": "Boiler", "payer": "commissioner"}):
        with pytest.raises(Refusal, match="already recorded as out of service from 10 November 2026"):
            void(bed, **words)


def test_a_bed_is_out_of_service_only_while_it_is_there():
    bed = make.make_bed(until_date=day("2026-11-10"))
    with pytest.raises(Refusal, match="in use only until 10 November 2026") as refused:
        void(bed, "2026-11-10")
    assert refused.value.field == "from_date"
    with pytest.raises(Refusal, match="in use only until") as refused:
        void(bed, "2026-11-08", until_date=day("2026-11-11"))
    assert refused.value.field == "until_date"
    assert void(bed, "2026-11-08", until_date=day("2026-11-10")).pk


def test_a_bed_with_somebody_in_it_is_not_out_of_service(bed):
    there = make.make_placement(bed, admitted_on=day("2026-10-01"))
    with pytest.raises(Refusal) as refused:
        void(bed)
    assert refused.value.message == (
        f"Room 3, Elm House is taken by {there.resident} from 1 October 2026. "
        f"First move {there.resident} to another bed, or record that they have left."
    )


def test_a_void_entered_late_is_not_over_a_finished_stay(bed):
    make.make_placement(bed, admitted_on=day("2026-10-01"), discharged_on=day("2026-11-12"))
    with pytest.raises(Refusal, match=r"from 1 October 2026 to 12 November 2026\. Choose other dates"):
        void(bed)
    assert void(bed, "2026-11-12")


def test_a_booked_bed_is_not_out_of_service(bed):
    booking = make.make_booking(bed, day("2026-12-24"))
    with pytest.raises(Refusal, match=rf"booked for {booking.referral.resident} from 24 December 2026. First cancel"):
        void(bed)


def test_a_void_is_not_over_another(bed):
    make.make_void(bed, day("2026-11-05"))
    with pytest.raises(Refusal, match="already recorded as out of service from 5 November 2026"):
        void(bed)


def test_a_void_may_be_planned_but_its_end_is_never_expected(bed):
    planned = void(bed, "2026-12-01")
    with pytest.raises(Refusal, match="must be today, 20 November 2026, or in the past"):
        actions.end_void(void=planned, until_date=day("2026-12-05"), **KNOWN)


def test_a_bed_comes_back_after_it_went(bed):
    recorded = void(bed)
    with pytest.raises(Refusal, match="must come back after that day"):
        actions.end_void(void=recorded, until_date=day("2026-11-10"), **KNOWN)


def test_a_void_is_corrected_within_the_same_rules(bed):
    make.make_placement(bed, admitted_on=day("2026-10-01"), discharged_on=day("2026-11-05"))
    recorded = void(bed)
    change = {"void": recorded, "until_date": TODAY, "reason": "safety", "payer": "commissioner", **KNOWN}
    assert actions.correct_void(from_date=day("2026-11-06"), **change).reason == "safety"
    with pytest.raises(Refusal, match="is taken by"):
        actions.correct_void(from_date=day("2026-11-04"), **change)


def test_a_cancelled_void_is_gone(bed):
    recorded = void(bed)
    actions.cancel_void(void=recorded, reason="Wrong room", **KNOWN)
    assert not bed.voids.in_force().exists()
    with pytest.raises(Refusal, match=r"was cancelled on .*: Wrong room\."):
        actions.end_void(void=recorded, until_date=TODAY, **KNOWN)
    assert actions.cancel_void(void=recorded, reason="Wrong room", **KNOWN) == recorded
    with pytest.raises(Refusal, match="was cancelled on"):
        actions.cancel_void(void=recorded, reason="Another bed", **KNOWN)


def test_a_stale_correction_of_a_void_is_refused(bed):
    recorded = void(bed)
    opened = recorded.updated_at
    change = {"void": recorded, "until_date": None, "reason": "safety", "payer": "provider", "version": opened, **KNOWN}
    actions.correct_void(from_date=day("2026-11-09"), **change)
    with pytest.raises(Refusal, match="while you were typing"):
        actions.correct_void(from_date=day("2026-11-08"), **change)


def test_only_the_beds_own_provider_takes_it_out_of_service(bed):
    with pytest.raises(PermissionDenied):
        void(bed, scope=make.make_worker(make.make_provider()).scope())


# Contracts ---------------------------------------------------------------------------------------------------


def test_a_contract_is_saved_by_its_commissioner_only():
    commissioner, provider = make.make_commissioner(), make.make_provider()
    contract = Contract(
        reference="C/26",
        commissioner=commissioner,
        provider=provider,
        funding="spot",
        from_date=TODAY,
        until_date=day("2027-11-20"),
    )
    with pytest.raises(PermissionDenied):
        actions.save_contract(contract=contract, **(KNOWN | {"scope": make.make_worker(provider).scope()}))
    official = make.make_official(commissioner)
    saved = actions.save_contract(contract=contract, by=official, scope=official.scope(), today=TODAY)
    assert saved.created_by == official


def test_a_block_contract_needs_its_value():
    contract = make.make_contract()
    contract.funding = Contract.Funding.BLOCK
    with pytest.raises(Refusal, match="needs its annual value"):
        actions.save_contract(contract=contract, **KNOWN)


def test_a_contract_goes_on_holding_its_beds(bed):
    contract = make.contract_of(bed, TODAY)
    contract.until_date = day("2027-01-01")
    with pytest.raises(Refusal, match="Room 3, Elm House is in the contract from 1 January 2020 to 1 January 2040"):
        actions.save_contract(contract=contract, **KNOWN)


def test_a_contract_with_placements_keeps_its_commissioner(bed):
    contract = make.make_placement(bed).contract
    contract.commissioner = make.make_commissioner()
    with pytest.raises(Refusal, match="its commissioner cannot change"):
        actions.save_contract(contract=contract, **KNOWN)


def test_a_finished_stay_keeps_its_contract(bed):
    left = make.make_placement(bed, admitted_on=day("2026-10-01"), discharged_on=day("2026-11-05"))
    link = bed.contract_beds.get()
    link.until_date = day("2026-11-04")
    with pytest.raises(Refusal, match=rf"taken by {left.resident} from 1 October 2026 to 5 November 2026.*no contract"):
        actions.save_contract_bed(contract_bed=link, **KNOWN)
    link.until_date = day("2026-11-05")
    actions.save_contract_bed(contract_bed=link, **KNOWN)


def test_a_contract_may_end_under_an_open_stay_but_not_before_it_begins(bed):
    make.make_placement(bed, admitted_on=day("2026-10-01"))
    link = bed.contract_beds.get()
    link.until_date = day("2026-10-01")
    with pytest.raises(Refusal, match="no contract"):
        actions.save_contract_bed(contract_bed=link, **KNOWN)
    link.until_date = day("2026-10-02")
    actions.save_contract_bed(contract_bed=link, **KNOWN)


def test_a_contract_buys_its_own_providers_beds_and_those_of_its_partners():
    contract = make.make_contract()
    partner = make.make_bed(service=make.make_service(provider=make.make_provider(lead=contract.provider)))
    facts = {"from_date": contract.from_date, "until_date": contract.until_date}
    assert actions.save_contract_bed(contract_bed=ContractBed(contract=contract, bed=partner, **facts), **KNOWN).pk
    with pytest.raises(Refusal, match="Choose a bed of theirs"):
        actions.save_contract_bed(contract_bed=ContractBed(contract=contract, bed=make.make_bed(), **facts), **KNOWN)


def test_a_bed_is_in_one_contract_a_night(bed):
    other = make.make_contract(provider=bed.service.provider)
    link = ContractBed(contract=other, bed=bed, from_date=TODAY, until_date=day("2027-01-01"))
    with pytest.raises(Refusal, match="already in a contract in that period"):
        actions.save_contract_bed(contract_bed=link, **KNOWN)


def test_rates_do_not_overlap(bed):
    contract = make.contract_of(bed, TODAY)
    with pytest.raises(Refusal, match="already has a rate in that period"):
        actions.save_rate(rate=Rate(contract=contract, from_date=TODAY, amount="100.00", unit="night"), **KNOWN)


# Beds --------------------------------------------------------------------------------------------------------


def test_a_bed_does_not_close_under_somebody(bed):
    there = make.make_placement(bed, admitted_on=day("2026-10-01"))
    bed.until_date = TODAY
    with pytest.raises(Refusal, match=rf"taken by {there.resident}"):
        actions.save_bed(bed=bed, **KNOWN)


def test_a_bed_does_not_close_while_a_contract_buys_it(bed):
    bed.until_date = day("2030-01-01")
    with pytest.raises(Refusal, match="is in contract"):
        actions.save_bed(bed=bed, **KNOWN)


def test_a_bed_is_opened_by_its_provider(bed):
    worker = make.make_worker(bed.service.provider)
    new = Bed(service=bed.service, label="Room 9", from_date=TODAY)
    assert actions.save_bed(bed=new, by=worker, scope=worker.scope(), today=TODAY).pk
    with pytest.raises(Refusal, match="already has a bed of that name"):
        actions.save_bed(bed=Bed(service=bed.service, label="Room 9", from_date=TODAY), **KNOWN)
