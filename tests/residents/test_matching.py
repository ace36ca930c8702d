"""The page of free beds and the waiting list, and what it leads to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from beds.refusal import Refusal
from beds.wording import long_date
from residents import actions
from residents.forms.stays import BookForm
from residents.models import Booking, Meeting, Referral
from residents.queries.agenda import Section, agenda
from residents.queries.fitting import State
from residents.queries.matching import beds_now, matches, waiting_list
from residents.queries.my_beds import my_beds, waiting_for_a_bed
from residents.queries.my_work import my_work
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "residents:matching"


def page_for(client: Client, referral: Referral) -> str:
    return client.get(reverse(ADDRESS), {"referral": referral.pk}).content.decode()


@pytest.fixture
def known(house):
    return {"by": None, "scope": make.make_worker(house.provider).scope(), "today": house.today}


# Beds ---------------------------------------------------------------------------------------------------------------


def test_beds_say_what_they_are_free_ones_first(house, known):
    opening = make.make_contracted_bed(
        "Attic", service=house.beds[0].service, contract=house.placement.contract, from_date=house.today
    )
    opening.from_date = house.today + dt.timedelta(days=9)
    opening.save()
    rows = {row.bed.label: row for row in beds_now(known["scope"], house.today)}
    assert {label: row.when.state for label, row in rows.items()} == {
        "Room 1": State.TAKEN,
        "Room 2": State.FREE,
        "Room 3": State.VOID,
        "Room 4": State.FREE,
        "Room 5": State.TAKEN,
        "Room 6": State.BOOKED,
        "Attic": State.LATER,
    }
    assert list(rows)[:3] == ["Room 2", "Room 4", "Attic"]
    assert rows["Attic"].when.from_date == opening.from_date


def test_an_expected_move_on_date_is_shown_and_frees_nothing(house, worker):
    assert house.placement.move_on_due < house.today
    rows = {row.bed.label: row for row in beds_now(make.make_worker(house.provider).scope(), house.today)}
    assert rows["Room 1"].when.from_date is None
    assert rows["Room 1"].due == house.placement.move_on_due
    page = worker.get(reverse(ADDRESS)).content.decode()
    assert f"{house.placement.resident} is due to move on" in page
    assert ", not certain</span>" in page


def test_a_free_bed_can_really_be_booked_and_no_other(house, known):
    for row in beds_now(known["scope"], house.today, commissioner_id=house.waiting.commissioner_id):
        on = row.when.from_date or house.today
        facts = {"referral": house.waiting, "bed": row.bed, "arriving_on": on}
        if row.when.offered:
            booking = actions.book(**facts, **known)
            Booking.objects.filter(pk=booking.pk).delete()
        else:
            with pytest.raises(Refusal):
                actions.book(**facts, **known)


def test_who_has_a_bed_is_told_only_to_those_who_may_know(house):
    other = make.make_contract(provider=house.provider)
    start, end = make.day("2040-01-01"), make.day("2041-01-01")
    make.make_contract_bed(other, house.beds[0], from_date=start, until_date=end)
    official = make.make_official(other.commissioner)
    rows = {row.bed.label: row for row in beds_now(official.scope(), house.today)}
    assert rows["Room 1"].when.state == State.TAKEN
    assert (rows["Room 1"].reference, rows["Room 1"].due) == ("", None)


def test_whom_a_bed_is_booked_for_is_told_only_to_those_who_may_know(house):
    # a bed that another commissioner bought once is still theirs to see
    other = make.make_contract(provider=house.provider)
    start, end = make.day("2040-01-01"), make.day("2041-01-01")
    make.make_contract_bed(other, house.beds[5], from_date=start, until_date=end)
    reference = house.booking.referral.resident.reference
    page = signed_in(make.make_official(other.commissioner)).get(reverse(ADDRESS)).content.decode()
    assert "Room 6" in page
    assert "Booked" in page
    assert reference not in page
    own = signed_in(make.make_official(house.waiting.commissioner)).get(reverse(ADDRESS)).content.decode()
    assert f"For {reference} from" in own


# Who waits ----------------------------------------------------------------------------------------------------------


def test_the_waiting_list_has_the_order_that_the_page_states(house, known):
    facts = {"provider": house.provider, "commissioner": house.waiting.commissioner}

    def waits(reference: str, ready: int | None, referred: int) -> Referral:
        return make.make_referral(
            resident=make.make_resident(reference),
            received_on=house.ago(referred),
            clinically_ready_on=None if ready is None else house.ago(ready),
            **facts,
        )

    waits("R-LATER2", 2, 9)
    waits("R-EARLY2", 5, 1)
    waits("R-SAMEB2", 2, 12)
    waits("R-SAMEA2", 2, 12)
    waits("R-NODATE", None, 300)
    listed = waiting_list(known["scope"], house.today)
    assert [(one.referral.resident.reference, one.position) for one in listed] == [
        ("R-EARLY2", 1),
        ("R-SAMEA2", 2),
        ("R-SAMEB2", 3),
        ("R-LATER2", 4),
        ("R-NODATE", 5),
        (house.waiting.resident.reference, 6),
        (house.booking.referral.resident.reference, None),
    ]
    assert listed[0].days == 5


def test_every_list_of_those_who_wait_has_that_order(house):
    facts = {"provider": house.provider, "commissioner": house.waiting.commissioner}
    ready = make.make_referral(received_on=house.ago(1), clinically_ready_on=house.ago(5), **facts)
    make.make_referral(received_on=house.ago(3), clinically_ready_on=house.ago(2), **facts)
    later = make.make_booking(make.make_bed("Attic", service=house.beds[0].service), house.today)
    later.referral.provider, later.referral.clinically_ready_on = house.provider, house.ago(90)
    later.referral.save()
    later.bed.from_date = later.arriving_on = house.today + dt.timedelta(days=9)
    later.bed.save()
    later.save()
    user = make.make_worker(house.provider)
    scope = user.scope()
    expected = [one.referral.pk for one in waiting_list(scope, house.today) if one.booking is None]
    assert expected[0] == ready.pk
    assert [one.referral.pk for one in my_beds(user, scope, house.today).waiting] == expected
    admit = [one.referral.pk for one in waiting_for_a_bed(scope)]
    assert [pk for pk in admit if pk in expected] == expected
    offered: Any = BookForm(scope=scope, today=house.today).fields["referral"]
    assert [one.pk for one in offered.queryset if one.pk in expected] == expected
    work = next(one for one in my_work(user, scope, house.today) if one.title == "Accepted, and waiting for a bed")
    assert [int(item.url.split("=")[1]) for item in work.items] == expected
    meeting = Meeting.objects.create(commissioner=house.waiting.commissioner, held_on=house.today)
    lines = [one.referral.pk for one in agenda(meeting, scope).lines if one.section == Section.WAITING]
    assert lines == expected


def test_a_booked_person_has_no_place_and_their_bed_is_said(house, worker):
    page = worker.get(reverse(ADDRESS)).content.decode()
    assert "Room 6, Elm House is booked from" in page
    assert "1 person waits for a bed" in page


def test_a_long_list_is_cut_and_can_be_had_whole(house, worker):
    for _ in range(22):
        make.make_referral(provider=house.provider, commissioner=house.waiting.commissioner)
    page = worker.get(reverse(ADDRESS)).content.decode()
    assert "Show the other 4" in page
    assert "Show the other" not in worker.get(reverse(ADDRESS), {"waiting": "all"}).content.decode()


# A bed for one person -----------------------------------------------------------------------------------------------


def test_fitting_beds_come_first_and_the_others_say_what_does_not_fit(house, worker):
    house.beds[3].step_free = True
    house.beds[3].save()
    house.waiting.needs_step_free = True
    house.waiting.save()
    found = matches(house.waiting, make.make_worker(house.provider).scope(), house.today)
    assert [(match.row.bed.label, match.fit.fits) for match in found] == [("Room 4", True), ("Room 2", False)]
    page = page_for(worker, house.waiting)
    assert page.index("Room 4") < page.index("Room 2")
    assert "No step-free access" in page
    assert "1 of 2 free beds fits" in page


def test_a_bed_that_leaves_its_contract_too_soon_does_not_fit(house, worker):
    scope = make.make_worker(house.provider).scope()
    link = house.beds[1].contract_beds.get()
    link.until_date = house.today + dt.timedelta(days=5)
    link.save()

    def misfits() -> dict[str, tuple[str, ...]]:
        return {one.row.bed.label: one.fit.misfits for one in matches(house.waiting, scope, house.today)}

    said = f"free only until {long_date(link.until_date)}"
    assert misfits() == {"Room 2": (said,), "Room 4": ()}
    form = worker.get(reverse("residents:admit"), {"referral": house.waiting.pk}).content.decode()
    assert f">Room 2 ({said})</option>" in form
    # the limit is that of the contract, and another contract of the same commissioner goes on where the first ends
    link.contract.stay_limit_nights = 5
    link.contract.save()
    assert misfits()["Room 2"] == ()
    link.contract.stay_limit_nights = 42
    link.contract.save()
    following = make.make_contract(provider=house.provider, commissioner=link.contract.commissioner)
    make.make_contract_bed(following, house.beds[1], from_date=link.until_date)
    assert misfits()["Room 2"] == ()


def test_a_man_is_never_offered_a_womens_house(house, worker):
    house.beds[0].service.women_only = True
    house.beds[0].service.save()
    house.waiting.resident.gender = "male"
    house.waiting.resident.save()
    page = page_for(worker, house.waiting)
    assert "For women only" in page
    assert reverse("residents:book") not in page
    assert "Admit<" not in page
    form = worker.get(reverse("residents:admit"), {"referral": house.waiting.pk}).content.decode()
    assert f'<option value="{house.beds[1].pk}"' not in form


def test_a_bed_in_another_commissioners_contract_is_not_offered(house):
    other = make.make_contracted_bed("Loft", service=house.beds[0].service)
    found = matches(house.waiting, make.make_worker(house.provider).scope(), house.today)
    assert other not in [match.row.bed for match in found]


def test_the_way_leads_to_booking_with_everything_chosen(house, worker):
    page = page_for(worker, house.waiting)
    query = f"referral={house.waiting.pk}&amp;bed={house.beds[1].pk}"
    assert f"{reverse('residents:admit')}?{query}" in page
    assert f"{reverse('residents:book')}?{query}&amp;on={house.today.isoformat()}" in page
    address = f"{reverse('residents:book')}?referral={house.waiting.pk}&bed={house.beds[1].pk}&on=2027-03-04"
    form = worker.get(address).content.decode()
    assert f'<option value="{house.beds[1].pk}" selected>Room 2</option>' in form
    assert 'name="arriving_on_year" type="text" inputmode="numeric" value="2027"' in form
    odd = f"{reverse('residents:book')}?referral={house.waiting.pk}&on=soon"
    assert worker.get(odd).status_code == 200


def test_who_has_a_bed_booked_can_be_admitted_and_not_booked_again(house, worker):
    page = page_for(worker, house.booking.referral)
    assert "Room 6, Elm House is booked for" in page
    assert reverse("residents:booking_cancel", args=[house.booking.pk]) in page
    assert "They have arrived: admit them" in page
    assert "Book this bed" not in page


@pytest.mark.parametrize("status", [Referral.Status.RECEIVED, Referral.Status.PLACED])
def test_nobody_is_given_a_bed_who_does_not_wait_for_one(house, worker, status):
    Referral.objects.filter(pk=house.waiting.pk).update(status=status)
    page = page_for(worker, house.waiting)
    assert f"This referral is {status.label.lower()}" in page
    assert "Book this bed" not in page


def test_the_admission_form_puts_fitting_beds_first_and_labels_the_others(house, worker):
    house.beds[3].self_contained = True
    house.beds[3].save()
    house.waiting.needs_self_contained = True
    house.waiting.save()
    form = worker.get(reverse("residents:admit"), {"referral": house.waiting.pk}).content.decode()
    assert form.index(">Room 4</option>") < form.index(">Room 2 (not self-contained)</option>")
    assert 'label="Elm House: does not fit"' in form


# Who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["matching", "overrides"])
def test_the_pages_are_for_providers_and_commissioners(house, worker, name):
    address = reverse(f"residents:{name}")
    referrer = make.make_user()
    Membership.objects.create(user=referrer, ward=house.waiting.ward, role=Role.REFERRER)
    commissioner = house.waiting.commissioner
    officer = signed_in(make.make_official(commissioner, role=Role.HOUSING_OFFICER))
    for client, status in (
        (worker, 200),
        (signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER)), 200),
        (signed_in(make.make_official(commissioner)), 200),
        (officer, 200),
        (signed_in(referrer), 403),
        (signed_in(make.make_user()), 403),
    ):
        assert client.get(address).status_code == status
    assert worker.post(address).status_code == 405
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_another_provider_finds_neither_the_person_nor_the_beds(house):
    outsider = signed_in(make.make_worker(make.make_provider()))
    assert outsider.get(reverse(ADDRESS), {"referral": house.waiting.pk}).status_code == 404
    page = outsider.get(reverse(ADDRESS)).content.decode()
    assert "Elm House" not in page
    assert "There are no beds to show yet" in page
    assert "Nobody is on the list" in page


@pytest.mark.parametrize("referral", ["", "x", "0", "99999999999999999999"])
def test_an_odd_referral_in_the_address_is_not_found(worker, referral):
    assert worker.get(reverse(ADDRESS), {"referral": referral}).status_code == 404


def test_who_only_reads_gets_no_way_to_book(house):
    for user in (
        make.make_worker(house.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(house.waiting.commissioner),
    ):
        page = page_for(signed_in(user), house.waiting)
        assert "Room 2" in page
        assert "Book this bed" not in page
        assert "Admit<" not in page


def test_a_commissioner_sees_the_beds_of_all_its_providers(house):
    contract = make.make_contract(commissioner=house.waiting.commissioner)
    make.make_contracted_bed("Garden room", service=make.make_service(provider=contract.provider), contract=contract)
    page = page_for(signed_in(make.make_official(house.waiting.commissioner)), house.waiting)
    assert "Garden room" in page
    assert "Room 2" in page


def test_the_pages_ask_as_often_for_one_as_for_many(house, worker, django_assert_num_queries):
    def addresses() -> list[tuple[str, dict[str, int]]]:
        return [(reverse(ADDRESS), {}), (reverse(ADDRESS), {"referral": house.waiting.pk})]

    for address, query in addresses():
        worker.get(address, query)
    counts = {"": 16, "referral": 14}
    for _ in range(2):
        for address, query in addresses():
            with django_assert_num_queries(counts["referral" if query else ""]):
                worker.get(address, query)
        for _ in range(3):
            bed = make.make_contracted_bed(service=house.beds[0].service, contract=house.placement.contract)
            make.make_placement(bed)
            make.make_contracted_bed(service=house.beds[0].service, contract=house.placement.contract)
            make.make_referral(provider=house.provider, commissioner=house.waiting.commissioner)


# Six inputs ---------------------------------------------------------------------------------------------------------


def test_an_admission_from_a_referral_takes_at_most_six_inputs(house, worker):
    page = worker.get(reverse("residents:admit"), {"referral": house.waiting.pk})
    form = page.context["form"]
    assert len(form.visible_fields()) <= 6
    html = page.content.decode()
    drawn = [field.name for field in form.visible_fields() if f'name="{field.name}' in html]
    assert drawn == ["bed", "admitted_on", "allocated_worker", "move_on_plan", "override_code", "override_reason"]
    assert form["admitted_on"].value() == timezone.localdate()
    assert form["allocated_worker"].value() == house.waiting.allocated_worker
    sent = date_of("admitted_on", house.today) | {"bed": house.beds[1].pk}
    prefilled = {name: form[name].value() for name in ("allocated_worker", "move_on_plan", "version")}
    address = f"{reverse('residents:admit')}?referral={house.waiting.pk}"
    assert worker.post(address, sent | prefilled).status_code == 302
