"""Each provider's prices are its own: who moved between two is counted whole by both, and costed by each in part."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from beds.models import Bed, Commissioner, Provider
from reporting.content import Table
from reporting.packs import Subject
from reporting.packs.figures import Figures
from reporting.packs.sections.actions import actions
from reporting.packs.sections.overstays import overstayers_of, overstays
from reporting.packs.sections.stay import stay as stay_section
from reporting.periods import last_months
from reporting.queries.overstayers import Choice, Funding, Overstay, Overstayers, Who
from reporting.runs import recompute_all
from residents.models import ExtensionRequest, Placement
from stepdown.accounts.models import Membership, User
from tests.factories import (
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_overstay_reason,
    make_placement,
    make_provider,
    make_rate,
    make_service,
    make_worker,
)

pytestmark = pytest.mark.django_db
OVERSTAYERS, OVERSTAY_NIGHTS, DASHBOARD = (
    reverse(f"reporting:{name}") for name in ("overstayers", "overstay_nights", "dashboard")
)


def ago(nights: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=nights)


@dataclass(frozen=True)
class TwoHouses:
    """A lead provider's house at £500 a night and its partner's at £100, both bought by one council."""

    council: Commissioner
    lead: Provider
    partner: Provider
    lead_bed: Bed
    partner_bed: Bed

    def mover(self, **facts: Any) -> Placement:
        """In the lead's house for 80 nights, 38 of them overstay; with the partner for 20 since, all overstay."""
        return make_placement(self.lead_bed, admitted_on=ago(100), moves=[(ago(20), self.partner_bed)], **facts)


def house_of(provider: Provider, council: Commissioner, rate: str) -> Bed:
    contract = make_contract(provider=provider, commissioner=council)
    make_rate(contract, rate)
    return make_contracted_bed(service=make_service(provider=provider), contract=contract)


@pytest.fixture
def houses() -> TwoHouses:
    council, lead = make_commissioner(), make_provider("Lead")
    partner = make_provider("Partner", lead=lead)
    return TwoHouses(council, lead, partner, house_of(lead, council, "500.00"), house_of(partner, council, "100.00"))


def row_for(user: User, as_at: dt.date | None = None, **choice: Any) -> Overstay:
    (row,) = Overstayers(user.scope(), as_at or timezone.localdate(), Choice(**choice))
    return row


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def file(client: Client, kind: str) -> bytes:
    return content(client.get(reverse("reporting:overstayers_download", args=[kind])))


def test_the_partner_sees_all_nights_and_its_own_money(houses):
    houses.mover()
    row = row_for(make_worker(houses.partner))
    assert (row.los_nights, row.overstay_nights) == (100, 58)
    assert (row.overstay_spot_nights, row.hidden_overstay_nights, row.overstay_unpriced_nights) == (20, 38, 0)
    assert row.overstay_cost == Decimal("2000.00")
    assert row.funding_words == "Spot (price not shown for 38 nights)"


def test_the_lead_and_the_commissioner_see_the_whole_cost(houses):
    houses.mover()
    for user in (make_worker(houses.lead), make_official(houses.council)):
        row = row_for(user)
        assert (row.overstay_cost, row.hidden_overstay_nights) == (Decimal("21000.00"), 0)
        assert row.funding_words == "Spot"


def test_nights_before_the_partner_had_the_person_have_no_price_for_it_and_no_error(houses):
    houses.mover()
    row = row_for(make_worker(houses.partner), ago(30))
    assert (row.overstay_cost, row.cost_or_words, row.funding_words) == (None, "Price not shown", "Price not shown")
    assert (row.hidden_overstay_nights, row.overstay_unpriced_nights) == (28, 0)


def test_a_partner_block_is_block_funded_beside_hidden_nights(houses):
    block = make_contract(provider=houses.partner, commissioner=houses.council, funding="block")
    bed = make_contracted_bed(service=houses.partner_bed.service, contract=block)
    make_placement(houses.lead_bed, admitted_on=ago(100), moves=[(ago(20), bed)])
    row = row_for(make_worker(houses.partner))
    assert (row.funding, row.cost_or_words) == (Funding.BLOCK, "Block funded")
    assert row.funding_words == "Block funded (price not shown for 38 nights)"


def test_an_own_night_without_a_rate_is_still_an_error_to_mend(houses):
    bare = make_contracted_bed(
        service=houses.partner_bed.service,
        contract=make_contract(provider=houses.partner, commissioner=houses.council),
    )
    make_placement(houses.lead_bed, admitted_on=ago(100), moves=[(ago(20), bare)])
    row = row_for(make_worker(houses.partner))
    assert (row.overstay_unpriced_nights, row.hidden_overstay_nights) == (20, 38)
    assert row.funding_words == "No rate in force (price not shown for 38 nights)"


@pytest.mark.parametrize("stored", [False, True])
def test_stored_figures_of_a_leaver_give_no_price_away(houses, stored):
    houses.mover(discharged_on=ago(1))
    if stored:
        recompute_all(today=timezone.localdate())
    viewer = make_worker(houses.partner, role=Role.PROVIDER_VIEWER)
    assert row_for(viewer, who=Who.LEFT).overstay_cost == Decimal("1900.00")
    assert row_for(make_official(houses.council), who=Who.LEFT).overstay_cost == Decimal("20900.00")


def test_totals_are_of_what_is_shown(houses):
    houses.mover()
    summary = Overstayers(make_worker(houses.partner).scope(), timezone.localdate()).summary
    assert (summary.overstay_nights, summary.costed_nights, summary.hidden_nights) == (58, 20, 38)
    assert (summary.overstay_cost, summary.unpriced_nights) == (Decimal("2000.00"), 0)


def test_each_placement_is_rounded_once_also_when_a_part_is_hidden(houses):
    thirds = [house_of(houses.partner, houses.council, "0.01") for _ in range(2)]
    for bed in thirds:
        bed.contract_beds.get().contract.rates.update(unit="week", amount=Decimal("100.01"))
    make_placement(houses.lead_bed, admitted_on=ago(100), moves=[(ago(2), thirds[0]), (ago(1), thirds[1])])
    assert row_for(make_worker(houses.partner)).overstay_cost == Decimal("28.57")  # not 14.29 twice


def test_page_csv_and_workbook_say_it_in_words(client, houses):
    houses.mover()
    client.force_login(make_worker(houses.partner))
    page = text(client.get(OVERSTAYERS))
    assert page.count("£2,000.00") == 2  # the row, and the total
    assert page.count("not counting 38 nights under a contract that is not yours") == 2
    assert "£21,000.00" not in page
    (row,) = csv.DictReader(io.StringIO(file(client, "csv").decode("utf-8-sig"), newline=""))
    assert (row["overstay_cost"], row["funding"]) == ("2000.00", "Spot (price not shown for 38 nights)")
    book = openpyxl.load_workbook(io.BytesIO(file(client, "xlsx")))
    _, cells = book["Overstays"].iter_rows(values_only=True)
    assert cells[7:] == ("Spot (price not shown for 38 nights)", 2000)
    assert ("of which price not shown", 38) in [row[:2] for row in book["About"].iter_rows(values_only=True)]


def test_the_overstay_nights_of_a_period_cost_what_is_shown(client, houses):
    houses.mover()
    period = {"from_date": ago(58).isoformat(), "until_date": ago(20).isoformat()}
    client.force_login(make_worker(houses.partner))
    page = text(client.get(OVERSTAY_NIGHTS, period))
    assert "£" not in page
    assert "Price not shown not counting 38 nights under a contract that is not yours" in page
    assert "without a rate" not in page
    page = text(client.get(OVERSTAY_NIGHTS, period | {"until_date": ago(10).isoformat()}))
    assert "£1,000.00" in page
    client.force_login(make_official(houses.council))
    assert "£19,000.00" in text(client.get(OVERSTAY_NIGHTS, period))


def test_the_dashboard_agrees(client, houses):
    houses.mover()
    elsewhere = make_commissioner()
    official = make_official(elsewhere)
    Membership.objects.create(user=official, provider=houses.partner, role=Role.PROVIDER_VIEWER)
    client.force_login(official)
    response = client.get(DASHBOARD)
    page, (service,) = response.context["page"], response.context["page"].services
    assert page.overstayers.overstay_cost == service.overstay_cost == Decimal("2000.00")
    assert page.overstayers.hidden_nights == service.hidden_nights == 38
    assert (page.this_month.cost or 0) <= Decimal("2000.00")
    assert "not counting 38 nights under a contract that is not yours" in text(response)


def test_a_commissioner_is_not_told_the_price_of_the_next_one_to_buy_the_bed(houses):
    ended = make_contract(provider=houses.lead, commissioner=houses.council, until_date=ago(10))
    make_rate(ended, "50.00")
    bed = make_contracted_bed(service=houses.lead_bed.service, contract=ended)
    taken_over = make_contract(provider=houses.lead, from_date=ago(10))
    make_rate(taken_over, "70.00")
    make_contract_bed(taken_over, bed)
    make_placement(bed, admitted_on=ago(60))
    row = row_for(make_official(houses.council))
    assert (row.overstay_cost, row.hidden_overstay_nights) == (Decimal("400.00"), 10)


def test_the_pack_of_a_contract_tells_its_provider_nothing_of_another(houses):
    month = last_months(timezone.localdate(), 2)[0]
    morning = month.until_date
    began, moved = (morning - dt.timedelta(days=nights) for nights in (100, 20))
    stay = make_placement(houses.partner_bed, admitted_on=began, moves=[(moved, houses.lead_bed)])
    make_overstay_reason(stay, moved)
    asked = ExtensionRequest.objects.create(placement=stay, until_date=morning, reason="Waits for a flat")
    ExtensionRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    contract = stay.contract
    figures = Figures(Subject(houses.council.pk, contract.pk), month)
    (row,) = overstayers_of(figures)
    assert (row.overstay_nights, row.hidden_overstay_nights, row.overstay_cost) == (58, 20, Decimal("3800.00"))
    (listed,) = (each for each in overstays(figures).blocks if isinstance(each, Table) and each.key == "overstayers")
    assert listed.rows[0].cells[1:5] == ("Another provider", row.move_on_due, "Not shown", "Not shown")
    assert "price is not shown" in listed.note
    assert asked.reason not in str(actions(figures))
    assert houses.lead_bed.service.name not in str(stay_section(figures))
    together = Figures(Subject(houses.council.pk), month)
    (row,) = overstayers_of(together)
    assert (row.hidden_overstay_nights, row.overstay_cost) == (0, Decimal("13800.00"))
    assert row.service == houses.lead_bed.service.name
    assert asked.reason in str(actions(together))
    assert houses.lead_bed.service.name in str(stay_section(together))
    # a lead provider may know all of its partners'
    to_partner = make_placement(houses.lead_bed, admitted_on=began, moves=[(moved, houses.partner_bed)])
    figures = Figures(Subject(houses.council.pk, to_partner.contract_id), month)
    assert [each.overstay_cost for each in overstayers_of(figures)] == [Decimal("21000.00")]
