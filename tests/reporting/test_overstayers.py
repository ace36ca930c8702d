"""Who has overstayed by a morning: the rows, their filters, order and totals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beds.access import Scope
from beds.models import Commissioner, Contract
from beds.nights import Band
from reporting.elsewhere import ELSEWHERE
from reporting.queries.overstayers import (
    NO_REASON,
    SORTS,
    Choice,
    Funding,
    Overstay,
    Overstayers,
    Who,
)
from reporting.runs import recompute_all
from residents.models import OverstayReason
from tests.factories import (
    TODAY,
    make_absence,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_extension,
    make_overstay_reason,
    make_placement,
    make_provider,
    make_resident,
    make_service,
    make_ward,
)

pytestmark = pytest.mark.django_db


def ago(nights: int, day: dt.date = TODAY) -> dt.date:
    return day - dt.timedelta(days=nights)


@pytest.fixture
def council() -> Commissioner:
    return make_commissioner("Wells Council")


@pytest.fixture
def scope(council: Commissioner) -> Scope:
    return Scope(commissioners=frozenset({council.pk}))


def rows(scope: Scope, as_at: dt.date = TODAY, **choice: Any) -> list[Overstay]:
    return list(Overstayers(scope, as_at, Choice(**choice)))


def stay(council: Commissioner, nights: int, *, left: int | None = None, reference: str = "", **facts: Any):
    """Somebody admitted `nights` ago, in a bed of their own at £100 a night; out again `left` nights ago."""
    bed = facts.pop("bed", None) or make_contracted_bed(commissioner=council, rate="100.00")
    resident = make_resident(reference)
    out = None if left is None else ago(left)
    return make_placement(bed, admitted_on=ago(nights), discharged_on=out, resident=resident, **facts)


def references(found: list[Overstay]) -> list[str]:
    return [row.reference for row in found]


# Who ---------------------------------------------------------------------------------------------------------


def test_night_43_is_an_overstay_and_42_nights_are_not(council, scope):
    stay(council, 42)
    late = stay(council, 43)
    (row,) = rows(scope)
    assert (row.placement_id, row.los_nights, row.overstay_nights) == (late.pk, 43, 1)
    assert row.move_on_due == ago(1)
    assert row.overstay_cost == Decimal("100.00")


def test_the_contract_under_which_the_stay_began_gives_the_limit(council, scope):
    contract = make_contract(commissioner=council, stay_limit_nights=14)
    stay(council, 20, bed=make_contracted_bed(contract=contract))
    assert [row.overstay_nights for row in rows(scope)] == [6]


def test_those_who_left_are_listed_apart_with_their_final_nights(council, scope):
    stay(council, 60, reference="R-HERE")
    stay(council, 100, left=10, reference="R-LEFT")
    stay(council, 30, left=10)
    assert references(rows(scope)) == ["R-HERE"]
    (left,) = rows(scope, who=Who.LEFT)
    assert (left.reference, left.los_nights, left.discharged_on) == ("R-LEFT", 90, ago(10))
    assert references(rows(scope, who=Who.EVERYONE)) == ["R-LEFT", "R-HERE"]


def test_a_past_morning_shows_who_was_here_then_as_if_they_had_not_left(council, scope):
    stay(council, 100, left=10, reference="R-LEFT")
    (row,) = rows(scope, ago(20))
    assert (row.los_nights, row.overstay_nights, row.discharged_on) == (80, 38, None)
    assert not rows(scope, ago(58))


def test_stored_figures_of_leavers_and_live_ones_say_the_same(council, scope):
    stay(council, 60)
    stay(council, 100, left=10)
    stay(council, 200, left=20)
    before = rows(scope, who=Who.EVERYONE), Overstayers(scope, TODAY, Choice(who=Who.EVERYONE)).summary
    recompute_all(today=TODAY)
    after = rows(scope, who=Who.EVERYONE), Overstayers(scope, TODAY, Choice(who=Who.EVERYONE)).summary
    assert before == after
    assert before[1].placements == 3


def test_a_correction_that_waits_for_its_figures_is_already_seen(council, scope):
    placement = stay(council, 100, left=10)
    recompute_all(today=TODAY)
    placement.discharged_on = ago(8)
    placement.bed_stays.update(until_date=ago(8))
    placement.save()
    assert [row.los_nights for row in rows(scope, who=Who.LEFT)] == [92]


def test_a_commissioner_and_a_provider_see_their_own(council, scope):
    mine = stay(council, 60)
    stay(make_commissioner(), 60)
    assert [row.placement_id for row in rows(scope)] == [mine.pk]
    provider = mine.service.provider
    assert [row.placement_id for row in rows(Scope(providers=frozenset({provider.pk})))] == [mine.pk]
    assert not rows(Scope())


def test_the_service_is_the_one_that_had_the_person_that_morning(council, scope):
    first, second = (make_contracted_bed(commissioner=council) for _ in range(2))
    placement = make_placement(first, admitted_on=ago(100), moves=[(ago(20), second)])
    (now,) = rows(scope)
    (then,) = rows(scope, ago(30))
    assert (then.service, now.service) == (first.service.name, second.service.name)
    assert (then.bed_id, now.bed_id) == (first.pk, second.pk)
    # who has them now may not learn where they were
    (theirs,) = rows(Scope(providers=frozenset({placement.service.provider_id})), ago(30))
    assert (theirs.service, theirs.provider) == (ELSEWHERE, ELSEWHERE)


# Funding and cost --------------------------------------------------------------------------------------------


def test_block_only_reads_block_funded_and_never_nought(council, scope):
    block = make_contract(commissioner=council, funding=Contract.Funding.BLOCK)
    stay(council, 60, bed=make_contracted_bed(contract=block))
    (row,) = rows(scope)
    assert (row.funding, row.cost_or_words, row.overstay_cost) == (Funding.BLOCK, "Block funded", None)


def test_a_move_between_spot_and_block_is_part_block_funded(council, scope):
    spot = make_contracted_bed(commissioner=council, rate="100.00")
    block = make_contracted_bed(contract=make_contract(commissioner=council, funding=Contract.Funding.BLOCK))
    make_placement(spot, admitted_on=ago(60), moves=[(ago(10), block)])
    (row,) = rows(scope)
    assert row.funding == Funding.PART_BLOCK
    assert row.cost_or_words == Decimal("800.00")
    assert row.part_block_words == "Part block funded: 10 of 18 nights"


def test_nights_without_a_rate_are_named_and_not_priced_at_nought(council, scope):
    stay(council, 60, bed=make_contracted_bed(contract=make_contract(commissioner=council)))
    (row,) = rows(scope)
    assert (row.overstay_unpriced_nights, row.cost_or_words) == (18, "No rate in force")
    assert Overstayers(scope, TODAY).summary.unpriced_nights == 18


# Totals ------------------------------------------------------------------------------------------------------


def test_totals_match_the_rows_they_stand_above(council, scope):
    for nights in (43, 50, 77, 120):
        placement = stay(council, nights)
        make_extension(placement, ago(nights - 45))
    stay(council, 90, left=3)
    for choice in (Choice(), Choice(who=Who.EVERYONE), Choice(band="critical"), Choice(authorised="partly")):
        found = Overstayers(scope, TODAY, choice)
        listed, total = list(found), found.summary
        assert total.placements == len(listed) == len(found)
        assert total.overstay_nights == sum(row.overstay_nights for row in listed)
        assert total.authorised_nights == sum(row.authorised_nights for row in listed)
        assert total.unauthorised_nights == sum(row.unauthorised_nights for row in listed)
        assert total.overstay_cost == sum(row.overstay_cost for row in listed if row.overstay_cost)
        assert total.beds == len({row.bed_id for row in listed if row.bed_id})


def test_a_bed_given_up_during_an_absence_is_not_counted(council, scope):
    placement = stay(council, 60)
    make_absence(placement, ago(5), bed_held=False)
    summary = Overstayers(scope, TODAY).summary
    assert (summary.people, summary.beds) == (1, 0)


# Filters and order -------------------------------------------------------------------------------------------


def test_filters_keep_what_they_name(council, scope):
    ward = make_ward("Avocet")
    house = make_service("Rowan House", provider=make_provider("Rowan"))
    chosen = stay(
        council, 100, reference="R-CHOSEN", bed=make_contracted_bed(service=house, commissioner=council, rate="1.00")
    )
    chosen.referral.ward = ward
    chosen.referral.save()
    make_overstay_reason(chosen, ago(50), code=OverstayReason.Code.FUNDING)
    make_extension(chosen, ago(30))
    stay(council, 50, reference="R-OTHER")
    for choice in (
        {"provider": house.provider_id},
        {"service": house.pk},
        {"ward": ward.pk},
        {"reason": "funding"},
        {"band": str(Band.CRITICAL)},
        {"authorised": "partly"},
        {"reference": "chos"},
    ):
        assert references(rows(scope, **choice)) == ["R-CHOSEN"], choice
    for name, value in (("reason", NO_REASON), ("band", "overstay"), ("authorised", "not"), ("reference", "OTH")):
        kept: dict[str, Any] = {name: value}
        assert references(rows(scope, **kept)) == ["R-OTHER"], name
    assert not rows(scope, authorised="fully")


def test_a_reason_counts_from_its_day_until_it_is_resolved(council, scope):
    placement = stay(council, 100)
    make_overstay_reason(placement, ago(50), code="tenancy", resolved_on=ago(20))
    make_overstay_reason(placement, ago(20), code="documents")

    def labels(as_at: dt.date) -> list[str]:
        return [reason.label for reason in rows(scope, as_at)[0].reasons]

    assert labels(ago(51)) == []
    assert labels(ago(21)) == ["Tenancy to be closed"]
    assert labels(TODAY) == ["Documents missing"]


def test_a_leaver_keeps_the_reason_that_leaving_resolved(council, scope):
    placement = stay(council, 100, left=10)
    make_overstay_reason(placement, ago(50), code="tenancy", resolved_on=ago(10))
    make_overstay_reason(placement, ago(60), code="documents", resolved_on=ago(40))
    assert [reason.label for reason in rows(scope, who=Who.LEFT)[0].reasons] == ["Tenancy to be closed"]


@pytest.mark.parametrize("name", SORTS)
def test_each_column_sorts_both_ways_with_the_empty_last(council, scope, name):
    for nights, left in ((43, None), (70, None), (95, 1), (60, 2), (200, None)):
        placement = stay(council, nights, left=left)
        if nights > 60:
            make_overstay_reason(placement, ago(40), code="other" if nights == 70 else "repairs")
    block = make_contract(commissioner=council, funding=Contract.Funding.BLOCK)
    stay(council, 61, bed=make_contracted_bed(contract=block))
    bands = list(Band)

    def key(row: Overstay) -> object:
        if name == "reason":
            return row.reasons[0].label if row.reasons else None
        value = getattr(row, name)
        return bands.index(value) if name == "band" else value.lower() if isinstance(value, str) else value

    for sort in (name, f"-{name}"):
        keys = [key(row) for row in rows(scope, who=Who.EVERYONE, sort=sort)]
        known = [value for value in keys if value is not None]
        assert keys == [*known, *[None] * (len(keys) - len(known))]
        assert known == sorted(known, reverse=sort.startswith("-"))  # type: ignore[type-var]


def test_pages_put_together_are_the_whole_list(council, scope):
    for _ in range(7):
        stay(council, 60)
    found = Overstayers(scope, TODAY)
    assert [*found[0:3], *found[3:6], *found[6:9]] == list(found)


def test_the_number_of_queries_does_not_grow_with_the_rows(council, scope):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = Overstayers(scope, TODAY, Choice(who=Who.EVERYONE))
            assert list(found[0:50])
            assert found.summary
        return len(captured)

    stay(council, 60)
    stay(council, 90, left=10)
    one = queries()
    for _ in range(5):
        stay(council, 61)
        stay(council, 91, left=10)
    assert queries() == one <= 12


def test_a_same_day_stay_and_a_cancelled_one_are_no_overstays(council, scope):
    stay(council, 50, left=50)
    gone = stay(council, 60)
    gone.cancelled_at, gone.cancelled_reason = dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "Wrong person"
    gone.save()
    assert not rows(scope, who=Who.EVERYONE)


def test_a_bed_in_two_contracts_in_turn_changes_price_not_the_clock(council, scope):
    bed = make_contracted_bed(contract=make_contract(commissioner=council, until_date=ago(10)), rate=None)
    later = make_contract(commissioner=council, from_date=ago(10))
    make_contract_bed(later, bed)
    placement = make_placement(bed, admitted_on=ago(50))
    assert [row.overstay_nights for row in rows(scope)] == [8]
    assert placement.contract_id != later.pk
