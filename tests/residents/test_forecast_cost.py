"""What an overstay costs until the move: the nights so far as the figures have them, and those to come as agreed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from beds.access import SYSTEM, Scope
from reporting.figures import figures_as_at
from residents.models import Placement
from residents.queries.forecast import Forecast
from residents.queries.move_on import move_on, person_of
from residents.queries.night_costs import Cost, Funding
from residents.queries.ways_out import night_prices
from tests import factories as make
from tests.factories import TODAY
from tests.residents.ways import Stage, Way, ago, in_a_bed

pytestmark = pytest.mark.django_db


def moves_in_seven_days(placement: Placement, scope: Scope = SYSTEM) -> Forecast:
    """The forecast of somebody who was offered a home today."""
    way = Way(placement.referral, placement)
    way.stage(way.application_at(Stage.INTERVIEW), Stage.OFFER)
    person = person_of(placement.referral_id, scope)
    assert person is not None
    found = move_on(person, scope, TODAY).forecast
    assert found is not None
    return found


def so_far(placement: Placement) -> Cost:
    """What the forecast says of the overstay nights that have been."""
    return night_prices([placement], SYSTEM)[placement.pk].between(placement.move_on_due, TODAY)


def agrees_with_the_figures(placement: Placement) -> bool:
    cost = so_far(placement)
    figures = figures_as_at(Placement.objects.filter(pk=placement.pk), TODAY, live=True)[placement.pk]
    return (cost.pounds, cost.nights.get(Funding.RATE, 0), cost.nights.get(Funding.BLOCK, 0), cost.total) == (
        figures.overstay_cost,
        figures.overstay_spot_nights,
        figures.overstay_block_nights,
        figures.overstay_nights,
    )


def test_a_move_from_block_to_spot_charges_the_nights_on_spot_alone() -> None:
    service = make.make_service()
    block = make.make_contract(provider=service.provider, funding="block")
    first = make.make_contracted_bed(service=service, contract=block)
    second = make.make_contracted_bed(service=service, commissioner=block.commissioner)
    placement = make.make_placement(first, admitted_on=ago(92), moves=[(ago(1), second)])
    found = moves_in_seven_days(placement)
    assert found.headline.endswith("overstay by 57 nights, costing £1,085.68, part block funded")
    assert found.cost_reached == (
        "Nights past the limit: 50 (1 costing £135.71, 49 block funded) so far and 7 costing £949.97 to come."
    )
    assert agrees_with_the_figures(placement)


def test_a_rate_counts_on_its_own_nights_also_one_that_is_agreed_for_later() -> None:
    bed = make.make_contracted_bed(rate=None)
    contract = make.contract_of(bed, TODAY)
    make.make_rate(contract, amount="100.00", until_date=ago(10))
    make.make_rate(contract, amount="200.00", from_date=ago(10), until_date=ago(-4))
    make.make_rate(contract, amount="1000.00", unit="week", from_date=ago(-4))
    placement = make.make_placement(bed, admitted_on=ago(92))
    found = moves_in_seven_days(placement)
    # 40 nights at £100, 10 and 4 at £200, and 3 at a seventh of £1,000
    assert found.headline.endswith("overstay by 57 nights, costing £7,228.57")
    assert found.cost_reached == "Nights past the limit: 50 costing £6,000.00 so far and 7 costing £1,228.57 to come."
    assert agrees_with_the_figures(placement)


def test_nights_after_the_last_rate_are_named_and_cost_nothing_known() -> None:
    bed = make.make_contracted_bed(rate=None)
    make.make_rate(make.contract_of(bed, TODAY), amount="100.00", until_date=ago(-2))
    placement = make.make_placement(bed, admitted_on=ago(92))
    assert moves_in_seven_days(placement).headline.endswith("57 nights, costing £5,200.00, 5 nights without a rate")


def test_held_nights_are_charged_and_nights_without_a_bed_are_not() -> None:
    placement = in_a_bed(92).placement
    assert placement is not None
    make.make_absence(placement, ago(20), ago(10))
    assert (so_far(placement).pounds, agrees_with_the_figures(placement)) == (Decimal("6785.50"), True)
    stay = placement.bed_stays.get()
    stay.until_date = ago(5)
    stay.save()
    make.make_absence(placement, ago(5), bed_held=False)
    assert agrees_with_the_figures(placement)
    assert so_far(placement).nights == {Funding.RATE: 45, Funding.NO_BED: 5}
    assert moves_in_seven_days(placement).headline.endswith("57 nights, costing £6,106.95, 12 nights without a bed")


def test_a_bed_that_changes_its_contract_changes_its_price() -> None:
    bed = make.make_bed()
    provider = bed.service.provider
    for from_date, until_date, amount in ((ago(100), ago(30), "100.00"), (ago(20), ago(-300), "300.00")):
        contract = make.make_contract(provider=provider, from_date=from_date, until_date=until_date)
        make.make_rate(contract, amount=amount)
        make.make_contract_bed(contract, bed)
    placement = make.make_placement(bed, admitted_on=ago(92))
    assert so_far(placement).nights == {Funding.RATE: 40, Funding.NO_RATE: 10}
    assert so_far(placement).pounds == Decimal("8000.00")
    assert agrees_with_the_figures(placement)
    theirs = make.make_official(placement.contract.commissioner).scope()
    hidden = night_prices([placement], theirs)[placement.pk].between(placement.move_on_due, TODAY)
    assert hidden.nights == {Funding.RATE: 20, Funding.NO_RATE: 10, Funding.HIDDEN: 20}


@pytest.mark.parametrize("number", [1, 4])
def test_the_prices_of_many_are_asked_for_at_once(number: int, django_assert_num_queries: Any) -> None:
    placements = [
        make.make_placement(admitted_on=ago(60), moves=[(ago(5 + each), make.make_contracted_bed())])
        for each in range(number)
    ]
    with django_assert_num_queries(3):
        assert len(night_prices(placements, SYSTEM)) == number
