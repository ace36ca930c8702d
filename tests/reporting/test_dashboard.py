"""The dashboard's numbers on a history counted by hand, the rows that each opens, and who sees what."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beds.access import SYSTEM, Role
from beds.models import Commissioner, Contract, ContractBed
from reporting.bed_nights import BedNights
from reporting.models import NightlyRun
from reporting.periods import Span
from reporting.queries.capacity import by_month, by_night, stored_nights, total, void_nights
from reporting.queries.contracts import contracts_list
from reporting.queries.dashboard import dashboard
from reporting.queries.overstay_nights import overstays_between
from reporting.queries.rows import beds, nights
from reporting.runs import recompute_all
from tests.factories import (
    make_bed,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_extension,
    make_official,
    make_placement,
    make_service,
    make_user,
    make_worker,
)
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:dashboard")
THEN = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# The numbers ---------------------------------------------------------------------------------------------------


def test_the_beds_of_the_night_are_occupied_held_void_or_vacant(house):
    tonight = dashboard(house.scope, AS_AT).tonight
    assert (tonight.contracted, tonight.occupied, tonight.held, tonight.void, tonight.vacant) == (4, 1, 1, 1, 1)
    assert tonight.overstay == 1
    assert f"{tonight.occupancy:.1f}" == "66.7"
    assert tonight.utilisation == 50


def test_the_months_are_the_sums_of_their_nights(house):
    page = dashboard(house.scope, AS_AT)
    assert [row.month.from_date for row in page.months] == [
        *(dt.date(2023, 12, 1),),
        *(dt.date(2024, month, 1) for month in range(1, 12)),
    ]
    october, last = page.months[-2].nights, page.months[-1].nights
    assert (october.used, october.available) == (41, 124)
    assert (last.contracted, last.void, last.occupied, last.held) == (76, 5, 27, 2)
    assert f"{last.occupancy:.1f}" == "40.8"
    assert page.year_nights.contracted == 4 * 233


def test_overstays_to_date_and_in_the_month_are_counted_from_the_limit(house):
    page = dashboard(house.scope, AS_AT)
    assert (page.overstayers.people, page.overstayers.overstay_nights) == (1, 8)
    assert (page.overstayers.authorised_nights, page.overstayers.unauthorised_nights) == (3, 5)
    assert page.overstayers.overstay_cost == Decimal("800.00")
    month = page.this_month
    assert (month.nights, month.authorised_nights, month.unauthorised_nights) == (8, 3, 5)
    assert month.cost == Decimal("800.00")


def test_the_month_on_its_first_morning_is_the_one_that_has_just_ended(house):
    page = dashboard(house.scope, dt.date(2024, 11, 1))
    assert page.month == Span(dt.date(2024, 10, 1), dt.date(2024, 11, 1))
    assert page.this_month.nights == 0
    assert page.this_month.cost is None


def test_overstay_nights_of_a_month_are_those_in_it_also_of_who_has_left(house):
    house.one.discharged_on = november(18)
    house.one.save()
    house.one.bed_stays.update(until_date=november(18))
    (row,) = overstays_between(house.scope, Span(november(14), november(20)))
    assert (row.nights, row.authorised_nights, row.unauthorised_nights) == (4, 1, 3)
    assert row.cost == Decimal("400.00")


def test_block_funded_overstays_count_nights_and_cost_nothing_by_the_night():
    council = make_commissioner()
    contract = make_contract(commissioner=council, funding=Contract.Funding.BLOCK, from_date=dt.date(2024, 4, 1))
    bed = make_contracted_bed(contract=contract, service=make_service(provider=contract.provider))
    make_placement(bed, admitted_on=dt.date(2024, 10, 1))
    month = dashboard(_scope(council), AS_AT).this_month
    assert (month.nights, month.block_nights, month.cost) == (8, 8, None)


def test_overstays_without_a_rate_are_said_so_and_never_cost_nothing(client):
    council = make_commissioner()
    make_placement(make_contracted_bed(commissioner=council, rate=None), admitted_on=dt.date(2024, 10, 1))
    assert dashboard(_scope(council), AS_AT).this_month.unpriced_nights == 8
    client.force_login(make_official(council))
    overstays = text(client.get(PAGE, THEN)).split("Move-on due")[0]
    assert overstays.count("No rate recorded") == 2
    assert overstays.count("8 nights without a rate") == 2
    rows = text(client.get(reverse("reporting:overstay_nights"), THEN))
    assert "No rate recorded" in rows
    assert "£0.00" not in overstays + rows


def test_who_is_due_on_the_day_or_in_the_next_14_is_listed_soonest_first():
    council = make_commissioner()
    for nights_ago in (43, 42, 28, 27, 10):
        make_placement(make_contracted_bed(commissioner=council), admitted_on=AS_AT - dt.timedelta(days=nights_ago))
    due = dashboard(_scope(council), AS_AT).due_soon
    assert [row.due_on for row in due] == [AS_AT, AS_AT + dt.timedelta(days=14)]
    assert [row.nights_so_far for row in due] == [42, 28]


def test_void_nights_are_those_within_the_month_and_the_contract(house):
    page = dashboard(house.scope, AS_AT)
    assert page.void_nights == 5
    assert page.void_reasons == [("repair", "Repair", 5)]
    assert void_nights([house.contract.pk], Span(november(1), november(15))) == []


def test_spend_is_the_cost_of_the_nights_against_the_value_in_proportion(house):
    (money,) = dashboard(house.scope, AS_AT).contracts
    assert money.year_name == "2024/25"
    assert money.spend == Decimal("7000.00")  # 50 + 10 + 10 nights
    assert money.value_to_date == Decimal("93200.00")  # 233 nights at £400
    assert money.value_in_year == Decimal("146000.00")


def test_a_service_row_adds_up_what_is_in_the_service(house):
    (row,) = dashboard(house.scope, AS_AT).services
    assert row.tonight == dashboard(house.scope, AS_AT).tonight
    assert (row.overstayers, row.overstay_nights, row.overstay_cost) == (1, 8, Decimal("800.00"))
    assert row.year.contracted == 4 * 233


def test_a_bed_bought_for_one_placement_counts_while_somebody_has_it_and_is_left_out_of_the_second_rate(house):
    for label in ("Spare", "Taken"):
        bed = make_bed(label, service=house.service)
        make_contract_bed(house.contract, bed, basis=ContractBed.Basis.PLACEMENT)
    make_placement(bed, admitted_on=november(19))
    tonight = dashboard(house.scope, AS_AT).tonight
    assert (tonight.contracted, tonight.placement_only) == (5, 1)
    assert tonight.occupancy == 75
    assert f"{tonight.occupancy_of_reserved:.1f}" == "66.7"


def test_live_beds_of_past_nights_are_what_was_stored_for_them(house):
    period = Span(dt.date(2024, 10, 1), AS_AT)
    stored = by_night(stored_nights(house.scope, period))
    for night, counts in stored.items():
        live = total(beds(house.scope, night, state=None, service=None, contract=None))
        # an overstayer of a morning has had their limit's nights before it; a stored night counts itself
        assert (live.contracted, live.void, live.occupied, live.held, live.placement_only) == (
            counts.contracted,
            counts.void,
            counts.occupied,
            counts.held,
            counts.placement_only,
        )


@pytest.mark.parametrize(
    ("slug", "as_at"), [("hammersmith-fulham", dt.date(2023, 4, 1)), ("somerset", dt.date(2025, 4, 1))]
)
def test_every_number_of_a_demonstration_reconciles_with_its_rows(slug, as_at):
    call_command("load_demo", slug, verbosity=0)
    recompute_all(today=as_at)
    page = dashboard(SYSTEM, as_at)
    year = nights(SYSTEM, page.year, service=None, contract=None)
    assert year.total == page.year_nights
    assert sum((by_month(stored_nights(SYSTEM, page.month)).values()), BedNights()).void == page.void_nights
    assert sum(row.overstayers for row in page.services) == page.overstayers.people
    assert sum(row.overstay_nights for row in page.services) == page.overstayers.overstay_nights
    assert sum(row.overstay_cost or 0 for row in page.services) == page.overstayers.overstay_cost
    assert sum(row.tonight.contracted for row in page.services) == page.tonight.contracted
    assert sum(row.nights for row in overstays_between(SYSTEM, page.month)) == page.this_month.nights
    assert sum(row.spend for row in contracts_list(SYSTEM, as_at)) == page.spend.spend


def test_the_published_review_is_what_a_new_user_sees_first(client):
    call_command("load_demo", "hammersmith-fulham", verbosity=0)
    recompute_all(today=dt.date(2023, 7, 1))
    page = dashboard(SYSTEM, dt.date(2023, 4, 1))
    assert (page.overstayers.people, page.overstayers.overstay_nights) == (15, 654)
    assert page.overstayers.overstay_cost == Decimal("79738.13")
    later = dashboard(SYSTEM, dt.date(2026, 11, 20))
    assert later.is_empty
    assert later.earlier_mornings == [dt.date(2023, 6, 30), *(dt.date(2023, month, 1) for month in (6, 5, 4))]
    client.force_login(make_official(Commissioner.objects.get()))
    for name, morning in (("data_quality", "2023-07-01"), ("overstayers", "2023-06-30")):
        empty = client.get(reverse(f"reporting:{name}"), {"as_at": "2026-11-20"})
        assert f'href="?as_at={morning}">Show' in empty.text


# The page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR])
def test_a_commissioner_of_any_role_sees_the_dashboard(client, house, role):
    client.force_login(make_official(house.council, role=role))
    response = client.get(PAGE, THEN)
    shown = text(response)
    assert response.status_code == 200
    assert "Figures to the night of 19 November" in shown
    assert "Residents past their limit on 20 November 2024" in shown
    assert "£7,000.00" in shown
    assert "66.7%" in shown
    assert "Lantern House" in shown


def test_another_commissioner_sees_nothing_of_it(client, house):
    client.force_login(make_official(make_commissioner()))
    shown = text(client.get(PAGE, THEN))
    assert "No bed was in a contract on 20 November 2024" in shown
    assert "There is no contract yet" in shown
    assert "Lantern House" not in shown


@pytest.mark.parametrize("role", [Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER])
def test_a_provider_is_led_to_its_beds(client, house, role):
    client.force_login(make_worker(house.service.provider, role=role))
    assert client.get(PAGE).headers["Location"] == reverse("residents:my_beds")


def test_a_stranger_signs_in_first_and_one_without_an_organisation_is_told(client, house):
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_login"))
    client.force_login(make_user())
    assert "You do not belong to an organisation yet" in text(client.get(PAGE))


def test_the_page_is_only_for_reading(client, house):
    client.force_login(make_official(house.council))
    assert client.post(PAGE).status_code == 405


def test_every_link_of_the_page_opens(client, house):
    client.force_login(make_official(house.council))
    links = set(re.findall(r'href="(/[^"#]*)', client.get(PAGE, THEN).content.decode()))
    inner = [link.replace("&amp;", "&") for link in links if not link.startswith(("/static", "/accounts"))]
    assert len(inner) > 25
    failed = {link: status for link in inner if (status := client.get(link).status_code) != 200}
    assert not failed


def test_a_date_to_come_or_nonsense_is_answered_with_a_message_and_today(client, house):
    client.force_login(make_official(house.council))
    for asked, said in (("2199-01-01", "The date must be today"), ("2023-02-30", "must be a real date")):
        shown = text(client.get(PAGE, {"as_at": asked}))
        assert "There is a problem" in shown
        assert said in shown
        assert "(today)" in shown


def test_the_three_boxes_of_the_date_form_work_without_a_script(client, house):
    client.force_login(make_official(house.council))
    shown = text(client.get(PAGE, {"as_at_day": "20", "as_at_month": "11", "as_at_year": "2024"}))
    assert "As at the morning of 20 November 2024" in shown
    assert "Back to today" in shown


def test_a_failed_run_is_shown_with_its_reason(client, house):
    NightlyRun.objects.create(
        kind="nightly", status="failed", error="The disk is full", started_at=dt.datetime.now(tz=dt.UTC)
    )
    client.force_login(make_official(house.council))
    shown = text(client.get(PAGE, THEN))
    assert "The last run of the figures failed: The disk is full" in shown
    assert "The figures below reach to the night of 19 November 2024" in shown


def test_changes_not_counted_yet_and_no_run_yet_are_said(client, house):
    client.force_login(make_official(house.council))
    make_extension(house.two, november(30))
    assert "Updating" in text(client.get(PAGE, THEN))


def test_without_a_run_the_page_says_so(client):
    client.force_login(make_official(make_commissioner()))
    assert "No figures have been computed yet" in text(client.get(PAGE))


def test_the_number_of_queries_does_not_grow_with_the_beds(client, house, django_assert_num_queries):
    client.force_login(make_official(house.council))
    client.get(PAGE, THEN)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE, THEN)
    for _ in range(8):
        bed = make_contracted_bed(contract=house.contract, service=make_service(provider=house.service.provider))
        make_placement(bed, admitted_on=AS_AT - dt.timedelta(days=60))
    recompute_all(today=AS_AT)
    with django_assert_num_queries(len(few)):
        client.get(PAGE, THEN)
    assert len(few) <= 41


def test_services_can_be_sorted(client, house):
    other = make_service("Aspen House", provider=house.service.provider)
    make_contracted_bed(contract=house.contract, service=other)
    client.force_login(make_official(house.council))
    shown = text(client.get(PAGE, THEN | {"sort": "-service"}))
    assert shown.rindex("Lantern House") < shown.rindex("Aspen House")


def test_the_chart_is_named_described_and_told_again_in_a_table(client, house):
    client.force_login(make_official(house.council))
    page = client.get(PAGE, THEN).content.decode()
    assert re.search(r"<title id=[^>]*>Occupancy by month</title>", page)
    assert re.search(r"<desc id=[^>]*>From 0.0% \(April 2024\) to 40.8% \(November 2024\), last 40.8%", page)
    assert "40.8%" in page.split("</svg>")[-1]
    assert "style=" not in page


def _scope(council):
    return make_official(council).scope()
