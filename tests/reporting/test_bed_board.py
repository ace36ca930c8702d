"""The bed board: what a cell says of a bed's nights, on hand-made histories, and who may see it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role, Scope
from beds.models import Bed, Commissioner, ContractBed
from reporting.bed_timeline import State
from reporting.bed_words import HIDDEN, Cell
from reporting.queries.bed_board import BedLine, Board, Window, bed_board
from tests.factories import (
    TODAY,
    day,
    make_absence,
    make_bed,
    make_booking,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_placement,
    make_resident,
    make_service,
    make_user,
    make_void,
    make_worker,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:bed_board")
MONDAY = day("2026-11-09")
"""The first night of the window around TODAY, Friday 20 November 2026; the last is Sunday 6 December."""


@pytest.fixture
def council() -> Commissioner:
    return make_commissioner("Wells Council")


@pytest.fixture
def bed(council: Commissioner) -> Bed:
    return make_contracted_bed("Room 1", commissioner=council)


def board(scope: Scope, as_at: dt.date = TODAY) -> Board:
    return bed_board(scope, as_at, Window.around(as_at))


def line_of(council: Commissioner, as_at: dt.date = TODAY) -> BedLine:
    (service,) = board(Scope(commissioners=frozenset({council.pk})), as_at).services
    return service.beds[0]


def drawn(line: BedLine) -> list[tuple[str, str, int]]:
    """State, who and number of nights of each cell."""
    return [(str(cell.run.state), cell.who, cell.run.nights) for cell in line.cells]


def words(cell: Cell) -> str:
    return "; ".join(cell.facts)


def resident(reference: str, **facts: str):
    return make_resident(reference, **facts)


# Cells -------------------------------------------------------------------------------------------------------


def test_the_window_is_the_week_before_this_one_and_two_more():
    window = Window.around(TODAY)
    assert (window.start, window.until) == (MONDAY, day("2026-12-07"))
    assert len(window.days) == 28


def test_an_empty_bed_in_a_contract_is_vacant_all_along(council, bed):
    assert drawn(line_of(council)) == [("vacant", "", 28)]


def test_an_open_stay_never_ends_whatever_its_due_date(council, bed):
    make_placement(bed, admitted_on=day("2026-10-14"), resident=resident("R-A"))
    within, past = line_of(council).cells
    assert (within.run.state, within.run.nights, within.is_now) == (State.OCCUPIED, 16, True)
    assert words(within) == "37 of 42 nights; due out 25 Nov"
    assert (past.run.state, past.run.nights, past.run.night.past_due) == (State.OCCUPIED, 12, True)
    assert words(past) == "past the move-on due date, 25 Nov; no end known"


def test_an_overstayer_holds_the_bed_to_the_last_night_shown(council, bed):
    make_placement(bed, admitted_on=day("2026-09-01"), resident=resident("R-A"))
    (cell,) = line_of(council).cells
    assert (cell.run.state, cell.run.nights) == (State.OCCUPIED, 28)
    assert words(cell) == "80 nights, 38 over 42; was due out 13 Oct; no end known"


def test_out_in_the_morning_and_in_in_the_afternoon_leaves_no_vacant_night(council, bed):
    make_placement(bed, admitted_on=day("2026-11-01"), discharged_on=day("2026-11-16"), resident=resident("R-A"))
    make_placement(bed, admitted_on=day("2026-11-16"), resident=resident("R-B"))
    assert drawn(line_of(council)) == [("occupied", "R-A", 7), ("occupied", "R-B", 21)]


def test_a_stay_of_no_nights_fills_none_and_is_still_told(council, bed):
    on = day("2026-11-16")
    make_placement(bed, admitted_on=on, discharged_on=on, resident=resident("R-B"))
    (cell,) = line_of(council).cells
    assert (cell.run.state, cell.run.nights) == (State.VACANT, 28)
    assert words(cell) == "R-B in and out on 16 Nov"


def test_a_stay_of_no_nights_between_two_others_is_told_on_its_day(council, bed):
    on = day("2026-11-16")
    make_placement(bed, admitted_on=day("2026-11-01"), discharged_on=on, resident=resident("R-A"))
    make_placement(bed, admitted_on=on, discharged_on=on, resident=resident("R-B"))
    make_placement(bed, admitted_on=on, resident=resident("R-C"))
    first, second = line_of(council).cells
    assert (first.who, second.who) == ("R-A", "R-C")
    assert "R-B in and out on 16 Nov" in words(second)
    assert "R-B" not in words(first)


@pytest.mark.parametrize("on", [MONDAY, day("2026-12-06")])
def test_a_stay_of_no_nights_at_either_end_of_the_window_is_told(council, bed, on):
    make_placement(bed, admitted_on=on, discharged_on=on, resident=resident("R-B"))
    assert "R-B" in words(line_of(council).cells[0])


def test_an_absence_holds_the_bed_and_one_that_gives_it_up_does_not(council, bed):
    placement = make_placement(bed, admitted_on=day("2026-11-01"), resident=resident("R-A"))
    make_absence(placement, day("2026-11-12"), day("2026-11-14"))
    make_absence(placement, day("2026-11-20"), bed_held=False)
    line = line_of(council)
    assert drawn(line) == [
        ("occupied", "R-A", 3),
        ("held", "R-A", 2),
        ("occupied", "R-A", 6),
        ("vacant", "", 17),
    ]
    assert words(line.cells[1]).startswith("away (hospital), bed kept")


def test_a_void_gives_its_reason_and_its_end(council, bed):
    make_void(bed, day("2026-11-10"), day("2026-11-12"))
    make_void(bed, day("2026-11-30"), reason="deep_clean")
    line = line_of(council)
    assert drawn(line) == [("vacant", "", 1), ("void", "", 2), ("vacant", "", 18), ("void", "", 7)]
    assert [words(cell) for cell in line.cells if cell.run.state == State.VOID] == [
        "repair; back in service 12 Nov",
        "deep clean; no end known",
    ]


def test_a_booking_holds_the_bed_from_its_date(council, bed):
    booking = make_booking(bed, day("2026-11-25"))
    reference = booking.referral.resident.reference
    assert drawn(line_of(council)) == [("vacant", "", 16), ("booked", reference, 12)]


def test_a_booking_of_a_bed_that_is_not_free_is_told_beside_it(council, bed):
    make_placement(bed, admitted_on=day("2026-09-01"))
    make_booking(bed, day("2026-11-25"))
    line = line_of(council)
    assert [cell.run.state for cell in line.cells] == [State.OCCUPIED]
    assert line.booked is not None
    assert line.booked.from_date == day("2026-11-25")


def test_a_leaver_stayed_so_many_nights(council, bed):
    make_placement(bed, admitted_on=day("2026-10-01"), discharged_on=day("2026-11-11"), resident=resident("R-A"))
    assert words(line_of(council).cells[0]) == "stayed 41 nights; left 11 Nov"


def test_a_move_to_another_bed_keeps_the_clock(council, bed):
    other = make_contracted_bed("Room 2", service=bed.service, commissioner=council)
    make_placement(bed, admitted_on=day("2026-10-14"), moves=[(day("2026-11-16"), other)], resident=resident("R-A"))
    (service,) = board(Scope(commissioners=frozenset({council.pk}))).services
    first, second = service.beds
    assert drawn(first) == [("occupied", "R-A", 7), ("vacant", "", 21)]
    assert words(first.cells[0]) == "37 of 42 nights; due out 25 Nov; moved 16 Nov"
    assert second.cells[1].who == "R-A"
    assert words(second.cells[1]).startswith("37 of 42 nights")


def test_a_bed_outside_its_life_or_contract_is_not_called_vacant(council):
    contract = make_contract(commissioner=council, until_date=day("2026-11-30"))
    bed = make_bed("Room 1", from_date=day("2026-11-16"))
    make_contract_bed(contract, bed)
    assert drawn(line_of(council)) == [("closed", "", 7), ("vacant", "", 14), ("not_yours", "", 7)]


def test_a_bed_bought_for_one_placement_at_a_time_is_not_vacant_between_them(council):
    bed = make_bed("Room 1")
    make_contract_bed(make_contract(commissioner=council), bed, basis=ContractBed.Basis.PLACEMENT)
    assert drawn(line_of(council)) == [("on_call", "", 28)]


def test_a_bed_that_nobody_has_bought_is_not_counted_as_void_while_it_is_out_of_service(council):
    bed = make_bed("Room 1")
    make_contract_bed(make_contract(commissioner=council), bed, basis=ContractBed.Basis.PLACEMENT)
    make_void(bed, day("2026-11-10"), day("2026-11-12"))
    line = line_of(council)
    assert [state for state, _, _ in drawn(line)] == ["on_call"] * 3
    assert (line.cells[1].run.label, line.cells[1].run.nights) == ("Bought when needed (out of service)", 2)
    assert words(line.cells[1]).startswith("repair")


def test_nights_are_counted_to_the_as_at_date(council, bed):
    make_placement(bed, admitted_on=day("2026-10-14"))
    assert words(line_of(council, day("2026-11-04")).cells[0]).startswith("21 of 42 nights")


# Who sees what -----------------------------------------------------------------------------------------------


def test_another_commissioners_resident_fills_the_bed_without_a_word_about_them(council, bed):
    elsewhere = make_contracted_bed(commissioner=make_commissioner())
    make_placement(elsewhere, admitted_on=day("2026-10-01"), moves=[(MONDAY, bed)], resident=resident("R-SECRET"))
    (cell,) = line_of(council).cells
    assert (cell.run.state, cell.who, cell.facts) == (State.OCCUPIED, HIDDEN, ())


def test_names_are_for_the_provider_and_never_for_a_commissioner(client, council, bed):
    make_placement(bed, admitted_on=timezone.localdate(), resident=resident("R-A", name="Wren Demoway"))
    client.force_login(make_official(council))
    page = client.get(PAGE).content.decode()
    assert "R-A" in page
    assert "Wren" not in page
    client.force_login(make_worker(bed.service.provider))
    assert "Wren Demoway (R-A)" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", [Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER])
def test_a_provider_sees_its_own_services(client, council, bed, role):
    other = make_contracted_bed(commissioner=council)
    client.force_login(make_worker(bed.service.provider, role=role))
    page = client.get(PAGE).content.decode()
    assert bed.service.name in page
    assert other.service.name not in page


def test_strangers_sign_in_and_those_who_belong_nowhere_are_refused(client):
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user())
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("name", ["post", "put", "delete"])
def test_the_board_is_only_read(client, council, name):
    client.force_login(make_official(council))
    assert getattr(client, name)(PAGE).status_code == 405


# The page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def official(client: Client, council: Commissioner) -> Client:
    client.force_login(make_official(council))
    return client


def test_a_service_can_be_chosen_and_weeks_turned(official, council, bed):
    other = make_contracted_bed(commissioner=council)
    response = official.get(PAGE, {"service": bed.service_id, "weeks_from": "2026-03-11"})
    assert [board.service for board in response.context["board"].services] == [bed.service]
    page = response.content.decode()
    assert "9 March to 5 April 2026" in page
    assert "weeks_from=2026-02-16" in page
    assert "weeks_from=2026-03-30" in page
    assert f'id="service-{other.service_id}"' not in page


def test_a_service_that_is_not_theirs_is_refused_and_not_shown(official, bed):
    other = make_service()
    response = official.get(PAGE, {"service": other.pk})
    assert "There is a problem" in response.content.decode()
    assert [board.service for board in response.context["board"].services] == [bed.service]


def test_dates_at_the_ends_of_time_do_no_harm(official, bed):
    assert official.get(PAGE, {"weeks_from": "1900-01-01"}).status_code == 200
    assert official.get(PAGE, {"weeks_from": "2199-12-31"}).status_code == 200
    assert official.get(PAGE, {"weeks_from": "nonsense"}).status_code == 200


def test_each_table_row_spans_all_the_nights(official, council, bed):
    make_placement(bed, admitted_on=timezone.localdate() - dt.timedelta(days=5))
    response = official.get(PAGE)
    (service,) = response.context["board"].services
    assert sum(cell.run.nights for cell in service.beds[0].cells) == 28
    page = response.content.decode()
    assert '<th scope="row"' in page
    assert page.count('scope="col"') == 28


def test_query_count_does_not_grow_with_beds(official, council, django_assert_max_num_queries):
    house = make_service()
    for _ in range(8):
        placed = make_contracted_bed(service=house, commissioner=council)
        make_absence(make_placement(placed, admitted_on=timezone.localdate()), timezone.localdate())
        make_booking(placed, timezone.localdate())
        make_void(make_contracted_bed(commissioner=council), timezone.localdate())
    with django_assert_max_num_queries(17):
        official.get(PAGE)


@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_at_both_widths(live_server, page, sign_in, accessible, council, bed, width):
    today = timezone.localdate()
    make_placement(bed, admitted_on=today - dt.timedelta(days=60), resident=resident("R-A"))
    make_void(make_contracted_bed("Room 2", service=bed.service, commissioner=council), today)
    sign_in(make_official(council))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + PAGE)
    assert page.get_by_role("link", name="R-A").first.is_visible()
    assert page.get_by_role("table").count() == (1 if width == 1280 else 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)
