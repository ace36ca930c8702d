"""The checks of the records: each with one that passes and one that does not, and the score over all of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from beds.access import COMMISSIONER_ROLES, PROVIDER_ROLES, Role
from reporting.data_quality import CHECKS
from reporting.periods import Span
from reporting.queries.data_quality import findings
from reporting.readings import Part, read_measures
from reporting.statements import statement
from residents.models import Discharge, HomeTrack, MoveOnPlan, Placement, Referral, ReferralStep, Resident
from tests import factories as make
from tests.factories import day
from tests.reporting.place import NOVEMBER, OCTOBER, Place

pytestmark = pytest.mark.django_db

KNOWN = {"gender": "female", "age_band": "30_39", "ethnicity": "mixed", "need": "trauma"}
NOTHING_SAID = {*KNOWN, "destination", "plan", "improvement", "social_care", "discharge_late"}


@pytest.fixture
def place() -> Place:
    place = Place()
    make.make_rate(place.contract, "100.00")
    return place


def issues(place: Place, period: Span = OCTOBER, as_at: str = "2024-12-01", **part: int) -> dict[str | None, int]:
    """How many records do not pass, by the check."""
    found = read_measures(
        ["data_quality_issues"], place.scope, [period], day(as_at), part=Part.of(**part), split="check"
    )
    return {key.code: int(reading.value) for key, reading in found.items() if reading.value}


def known(**facts: Any) -> Resident:
    return make.make_resident(**{**KNOWN, **facts})


def complete(place: Place, *stay: str, **facts: Any) -> Placement:
    """A stay about which nothing is missing."""
    placement = place.stay(*stay, resident=known(), **facts)
    Referral.objects.filter(pk=placement.referral_id).update(clinically_ready_on=day("2024-09-30"))
    Discharge.objects.filter(placement=placement).update(improvement="good", social_care_need="no")
    return placement


def test_complete_records_pass_every_check(place):
    complete(place, "2024-10-01", "2024-10-20")

    assert issues(place) == {}
    # who the person is (4), the admission (2), the departure (3), nights with a contract and a rate (2)
    found = place.read("data_quality_score", "data_quality_issues")
    assert (found.of("data_quality_score", OCTOBER).top, found.of("data_quality_score", OCTOBER).bottom) == (11, 11)
    assert found.value("data_quality_score", NOVEMBER) is None
    checked = set(place.read("data_quality_issues", split="check").codes("data_quality_issues"))
    assert checked == {"contract", "rate", "clinically_ready", *NOTHING_SAID} - {"discharge_late"}


def test_what_is_not_known_of_people_and_stays(place):
    worker = make.make_worker(place.service.provider)
    stay = place.stay("2024-10-01", "2024-10-20", "other")
    Referral.objects.filter(pk=stay.referral_id).update(allocated_worker=" ")
    Placement.objects.update(created_by=worker, created_at="2024-10-03T23:30+01:00")
    Discharge.objects.update(created_by=worker, created_at="2024-10-22T23:30Z")
    complete(place, "2024-10-01", "2024-10-31", "died")
    Discharge.objects.filter(destination="died").update(improvement="not_known", social_care_need="not_known")

    assert issues(place) == dict.fromkeys({"clinically_ready", *NOTHING_SAID}, 1)
    Placement.objects.filter(pk=stay.pk).update(created_at="2024-10-04T00:30+01:00")
    assert issues(place)["admission_late"] == 1


def test_nights_without_a_contract_or_a_rate(place):
    placement = complete(place, "2024-09-20")
    bed = placement.bed_stays.get().bed
    bed.contract_beds.update(until_date=day("2024-10-30"))
    place.contract.rates.update(until_date=day("2024-10-05"))

    assert issues(place) == {"contract": 1, "rate": 1}
    assert issues(place, as_at="2024-10-05") == {}
    assert issues(place, NOVEMBER) == {"contract": 1, "overstay_reason": 1}
    found = place.read("data_quality_score")
    assert found.value("data_quality_score", OCTOBER) == Decimal(400) / Decimal(6)


def test_what_is_open_on_the_last_morning(place):
    stay = complete(place, "2024-09-15")  # due 27 October
    MoveOnPlan.objects.create(referral=stay.referral, goal="home", target_on=day("2024-10-31"))
    track = HomeTrack.objects.create(
        referral=stay.referral, kind="repairs", reported_on=day("2024-10-01"), booked_for=day("2024-11-01")
    )
    bed = make.make_contracted_bed(service=place.service, contract=place.contract)
    waiting = place.referral("2024-10-17", ("accepted", "2024-11-02"))
    booking = make.make_booking(bed, day("2024-10-31"), referral=waiting)
    type(booking).objects.update(created_at="2024-10-20T12:00Z")

    assert issues(place, as_at="2024-10-31") == {"overstay_reason": 1}
    wanted = {"overstay_reason": 1, "target_passed": 1, "booking_passed": 1, "undecided": 1}
    assert issues(place, as_at="2024-11-01") == wanted
    assert issues(place, service=place.service.pk) == {"overstay_reason": 1, "target_passed": 1}
    assert issues(place, NOVEMBER, as_at="2024-11-03")["home_passed"] == 1

    make.make_overstay_reason(stay, day("2024-10-28"), resolved_on=day("2024-11-02"))
    MoveOnPlan.objects.update(target_on=day("2024-12-31"))
    HomeTrack.objects.filter(pk=track.pk).update(state="done", done_on=day("2024-11-02"))
    type(booking).objects.update(arrived=True)
    assert issues(place, NOVEMBER, as_at="2024-11-03") == {"overstay_reason": 1}
    assert issues(place) == {"undecided": 1}
    ReferralStep.objects.update(on=day("2024-10-25"))
    assert issues(place) == {}


def test_every_check_is_in_the_statement_and_explained(place):
    for key, check in CHECKS.items():
        assert f"'{key}'" in statement("rows/data_quality")
        assert check.to_do.endswith(".")


# The page --------------------------------------------------------------------------------------------------------

PAGE = reverse("reporting:data_quality")
THEN = {"as_at": "2024-11-01"}


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def check_page(key: str) -> str:
    return reverse("reporting:data_quality_check", args=[key])


def test_each_side_sees_its_own_and_may_put_right_what_it_may_write(client, place):
    stay = place.stay("2024-10-20", resident=known(reference="R-MINE", gender="not_known"))
    elsewhere = Place()
    elsewhere.stay("2024-10-20", resident=known(reference="R-THEIRS", gender="not_known"))
    gender = check_page("gender")
    worker = make.make_worker(place.service.provider)

    client.force_login(make.make_official(place.council))
    shown = text(client.get(PAGE, THEN))
    assert "Data-quality score 75.0% Data-quality issues 2 Records checked, each once for each check 8" in shown
    assert "Gender not known" in shown
    rows = client.get(gender, THEN)
    assert "R-MINE" in text(rows)
    assert "R-THEIRS" not in text(rows)
    assert reverse("reporting:placement", args=[stay.pk]) in rows.content.decode()
    mend = reverse("residents:details_correct", args=[stay.pk])
    assert mend not in rows.content.decode()
    assert "The provider&#x27;s workers can put it right" in text(rows)
    assert f"mailto:{worker.email}?subject=Gender%20not%20known" in rows.content.decode()
    assert "The service must be one of the list" in text(client.get(gender, {"service": elsewhere.service.pk}))

    client.force_login(worker)
    assert "Whom to ask" not in client.get(gender, THEN).content.decode()
    assert mend in client.get(gender, THEN).content.decode()
    client.get(mend)
    client.force_login(make.make_official(elsewhere.council))
    assert "R-MINE" not in text(client.get(gender, THEN))
    client.force_login(make.make_user())
    assert {client.get(page).status_code for page in (PAGE, gender, f"{PAGE}issues.csv")} == {403}
    client.force_login(make.make_official(place.council))
    assert client.get(check_page("no-such")).status_code == 404
    assert client.post(PAGE).status_code == 405


def test_every_place_to_put_something_right_opens_for_those_it_is_offered_to(client, place):
    stay = place.stay("2024-09-01", "2024-10-20", "other", resident=make.make_resident("R-LEFT"))
    late = place.stay("2024-09-01", resident=make.make_resident("R-LATE"))
    MoveOnPlan.objects.create(referral=late.referral, goal="home", target_on=day("2024-10-02"))
    waiting = place.referral("2024-10-01", status="received")
    booked = make.make_contracted_bed(service=place.service, contract=place.contract)
    booking = make.make_booking(booked, day("2024-10-30"), referral=place.referral("2024-10-29", status="accepted"))
    type(booking).objects.update(created_at="2024-10-29T12:00Z")
    users = {role: make.make_official(place.council, role=role) for role in COMMISSIONER_ROLES[:4]}
    users |= {role: make.make_worker(place.service.provider, role=role) for role in PROVIDER_ROLES}
    period, as_at = Span(day("2024-08-01"), day("2024-12-01")), day("2024-11-01")
    offered = {role: {one.mend for one in findings(user.scope(), period, as_at)} for role, user in users.items()}

    move_on = reverse("residents:move_on", args=[late.referral_id])
    reason, decision = reverse("residents:reason", args=[late.pk]), reverse("residents:referral", args=[waiting.pk])
    departure = reverse("residents:discharge_correct", args=[stay.pk])
    arrival = reverse("residents:referral", args=[booking.referral_id])
    assert len(offered[Role.PROVIDER_WORKER]) == 8
    assert {move_on, reason, decision, departure, arrival} < offered[Role.PROVIDER_WORKER]
    assert offered[Role.COMMISSIONER] == offered[Role.ADMINISTRATOR] == {"", reason, move_on, decision}
    assert offered[Role.HOUSING_OFFICER] == {"", move_on}
    assert offered[Role.CONTRACT_MANAGER] == offered[Role.PROVIDER_VIEWER] == {""}
    for role, pages in offered.items():
        client.force_login(users[role])
        assert {client.get(page).status_code for page in pages - {""}} <= {200}
        assert ("Whom to ask" in text(client.get(check_page("target_passed"), THEN))) == (move_on not in pages)
    client.force_login(users[Role.HOUSING_OFFICER])
    assert f'href="{reverse("residents:move_on_plan", args=[late.referral_id])}"' in client.get(move_on).text


def test_the_file_has_the_rows_of_the_page_and_no_formulas(client, place):
    make.make_service("=Sum House", provider=place.service.provider)
    type(place.service).objects.filter(pk=place.service.pk).update(name="=Lodge")
    place.stay("2024-10-20", resident=known(reference="R-ONE", gender="not_known"))
    client.force_login(make.make_official(place.council))

    file = client.get(f"{PAGE}issues.csv", THEN | {"check": "gender"})
    every = client.get(f"{PAGE}issues.csv", THEN).content.decode()

    header, row = file.content.decode().splitlines()
    assert header == "\ufeffcheck,effect,resident,provider,service,date,what,to_do"
    assert row.startswith("Gender not known,Figures are incomplete,R-ONE,")
    assert ",'=Lodge,2024-10-20,," in row
    assert len(every.splitlines()) == 3


def test_without_records_there_is_nothing_to_check_and_the_queries_stay_few(
    client, place, django_assert_max_num_queries
):
    client.force_login(make.make_official(place.council))
    assert "There are no records to check here" in text(client.get(PAGE, THEN))
    assert "No record needs putting right" in text(client.get(check_page("gender"), THEN))
    for _ in range(3):
        place.stay("2024-10-20")
    with django_assert_max_num_queries(14):
        client.get(PAGE, THEN)
    with django_assert_max_num_queries(14):
        client.get(check_page("gender"), THEN)
