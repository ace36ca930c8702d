"""The page of a placement: nights, cost line by line, names only for those who need them, and what is odd about it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from reporting.queries.placement import placement_page
from residents.models import Placement
from tests.factories import (
    make_bed,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_overstay_reason,
    make_placement,
    make_rate,
    make_resident,
    make_worker,
)
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november, october

pytestmark = pytest.mark.django_db
THEN = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def address(placement: Placement) -> str:
    return reverse("reporting:placement", args=[placement.pk])


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page_of(house: SmallHouse, placement: Placement, as_at: dt.date = AS_AT):
    return placement_page(house.scope, placement.pk, as_at, today=AS_AT)


def test_nights_are_counted_to_the_morning(house):
    page = page_of(house, house.one)
    assert (page.nights, page.limit, page.nights_so_far) == (50, 42, "50 of 42 nights so far, 8 over")
    assert page.figures.overstay_nights == 8
    assert (page.figures.authorised_nights, page.figures.unauthorised_nights) == (3, 5)
    assert (page.figures.cost, page.figures.overstay_cost) == (Decimal("5000.00"), Decimal("800.00"))


def test_an_earlier_morning_knows_only_what_had_happened(house):
    page = page_of(house, house.left, october(15))
    assert page.is_here
    assert page.nights == 5
    assert page.discharge is None
    assert page_of(house, house.left).has_left
    assert page_of(house, house.left, october(1)).is_awaited


def test_a_correction_is_seen_at_once_without_a_run(house):
    house.one.admitted_on = november(1)
    house.one.save()
    house.one.bed_stays.update(from_date=november(1))
    page = page_of(house, house.one)
    assert page.figures.cost == Decimal("1900.00")
    assert page.figures.overstay_nights == 0


def test_cost_is_broken_down_by_rate_and_rounded_once_in_the_total():
    council = make_commissioner()
    contract = make_contract(commissioner=council, from_date=october(1), until_date=dt.date(2025, 4, 1))
    make_rate(contract, "100.01", "week", from_date=october(1), until_date=october(2))
    make_rate(contract, "100.01", "week", from_date=october(2), until_date=october(3))
    make_rate(contract, "100.01", "week", from_date=october(3))
    bed = make_contracted_bed(contract=contract)
    placement = make_placement(bed, admitted_on=october(1), discharged_on=october(4))
    page = placement_page(make_official(council).scope(), placement.pk, AS_AT, today=AS_AT)
    assert [line.amount for line in page.lines] == [Decimal("14.29")] * 3
    assert page.lines_total == Decimal("42.87")
    assert page.figures is not None
    assert page.figures.cost == Decimal("42.86")
    assert page.lines_differ


def test_the_page_shows_where_why_and_what_it_costs(client, house):
    client.force_login(make_official(house.council))
    shown = text(client.get(address(house.one), THEN))
    assert "Room 1, Lantern House" in shown
    assert "50 of 42 nights so far, 8 over" in shown
    assert "12 November 2024" in shown  # move-on due
    assert "Extension ended on 15 November 2024" in shown
    assert "Extension agreed until 15 November 2024" in text(client.get(address(house.one), {"as_at": "2024-11-15"}))
    assert "On supported-housing waiting list" in shown
    assert "Council housing" in shown
    assert "£100.00 a night" in shown
    assert "£5,000.00" in shown
    assert "Admitted to Room 1" in shown
    assert "Late entry" in shown  # made today, long after


def test_names_are_for_the_provider_and_references_for_the_commissioner(client, house):
    client.force_login(make_official(house.council))
    assert "Ada Lane" not in text(client.get(address(house.two), THEN))
    client.force_login(make_worker(house.service.provider, role=Role.PROVIDER_VIEWER))
    shown = text(client.get(address(house.two), THEN))
    assert "Ada Lane" in shown
    assert "R-TWO" in shown


def test_somebody_away_is_shown_so(client, house):
    client.force_login(make_official(house.council))
    shown = text(client.get(address(house.two), THEN))
    assert "Away since 18 November 2024: hospital, bed kept" in shown


def test_the_discharge_is_shown_with_where_they_went(client, house):
    client.force_login(make_official(house.council))
    shown = text(client.get(address(house.left), THEN))
    assert "Left 20 October 2024 Home" in shown


def test_a_reason_that_nobody_resolved_held_until_they_left(client, house):
    make_overstay_reason(house.left, october(15))
    client.force_login(make_official(house.council))
    assert "until they left" in text(client.get(address(house.left), THEN))
    shown = text(client.get(address(house.left), {"as_at": october(18).isoformat()}))
    assert "not yet" in shown
    assert "until they left" not in shown


def test_a_cancelled_placement_says_so_with_its_reason(client, house):
    Placement.objects.filter(pk=house.one.pk).update(cancelled_at=timezone.now(), cancelled_reason="Wrong person")
    client.force_login(make_official(house.council))
    shown = text(client.get(address(house.one), THEN))
    assert "This placement was cancelled" in shown
    assert "Wrong person" in shown
    assert "Nights and cost" not in shown


def test_an_emergency_admission_shows_its_reason(client, house):
    Placement.objects.filter(pk=house.two.pk).update(override_reason="Ward closing tonight")
    client.force_login(make_official(house.council))
    assert "Reason given: Ward closing tonight" in text(client.get(address(house.two), THEN))


def test_another_providers_price_is_not_shown_after_a_move(client, house):
    theirs = make_contracted_bed(commissioner=house.council, rate="77.00")
    mover = make_placement(
        make_contracted_bed(commissioner=house.council, rate="55.00"),
        admitted_on=november(1),
        moves=[(november(10), theirs)],
    )
    client.force_login(make_worker(theirs.service.provider))
    shown = text(client.get(address(mover), THEN))
    assert "£77.00" in shown
    assert "£55.00" not in shown
    assert "9 nights of this stay were with another provider" in shown


def test_nights_without_a_rate_are_named_and_not_priced_at_nothing(client):
    council = make_commissioner()
    bed = make_contracted_bed(commissioner=council, rate=None)
    placement = make_placement(bed, admitted_on=november(1))
    client.force_login(make_official(council))
    shown = text(client.get(address(placement), THEN))
    assert "No rate in force" in shown
    assert "Not priced" in shown
    assert "£0.00" not in shown


def test_block_nights_are_block_funded(client):
    council = make_commissioner()
    contract = make_contract(commissioner=council, funding="block", from_date=october(1))
    placement = make_placement(make_contracted_bed(contract=contract), admitted_on=october(1))
    client.force_login(make_official(council))
    shown = text(client.get(address(placement), THEN))
    assert "Block funded" in shown
    assert "£0" not in shown


def test_actions_are_for_those_who_write(client):
    council = make_commissioner()
    bed = make_contracted_bed(commissioner=council)
    placement = make_placement(bed, admitted_on=timezone.localdate() - dt.timedelta(days=3))
    discharge = reverse("residents:discharge", args=[placement.pk])
    extension = reverse("residents:extension", args=[placement.pk])

    def links(user) -> tuple[bool, bool]:
        client.force_login(user)
        page = client.get(address(placement)).content.decode()
        return discharge in page, extension in page

    provider = bed.service.provider
    assert links(make_worker(provider)) == (True, False)
    assert links(make_worker(provider, role=Role.PROVIDER_VIEWER)) == (False, False)
    assert links(make_official(council)) == (False, True)
    assert links(make_official(council, role=Role.CONTRACT_MANAGER)) == (False, False)


def test_strangers_are_told_that_there_is_no_such_page(client, house):
    assert client.get(address(house.one)).status_code == 302
    for user in (make_official(make_commissioner()), make_worker(make_contracted_bed().service.provider)):
        client.force_login(user)
        assert client.get(address(house.one)).status_code == 404
    client.force_login(make_official(house.council))
    assert client.post(address(house.one)).status_code == 405


def test_the_queries_of_the_page_do_not_grow_with_the_moves(client, house, django_assert_max_num_queries):
    beds = [make_bed(service=house.service) for _ in range(8)]
    for bed in beds:
        make_contract_bed(house.contract, bed)
    moves = [(october(2 + number), bed) for number, bed in enumerate(beds)]
    mover = make_placement(
        make_contracted_bed(contract=house.contract, service=house.service),
        admitted_on=october(1),
        moves=moves,
        resident=make_resident(),
    )
    client.force_login(make_official(house.council))
    with django_assert_max_num_queries(50):
        client.get(address(mover), THEN)


def test_a_past_page_offers_no_aftercare_of_a_stay_that_goes_on_and_says_that_the_others_show_today(client, house):
    client.force_login(make_worker(house.service.provider))
    aftercare = reverse("residents:aftercare", args=[house.left.pk])
    before = text(client.get(address(house.left), {"as_at": october(19).isoformat()}))
    assert "The other pages show today." in before
    assert aftercare not in before
    assert aftercare in client.get(address(house.left), {"as_at": october(20).isoformat()}).content.decode()
    now = client.get(address(house.left)).content.decode()
    assert "The other pages show today." not in now
    assert aftercare in now
