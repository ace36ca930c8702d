"""A colleague was quicker and took the record back: the page says so, and nobody's words are lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import SYSTEM
from beds.taking_back import take_back
from residents import actions
from residents.models import Absence, AftercareContact, BedStay, Placement, Readmission
from tests import factories as make
from tests.residents.house import PAGES as HOUSE_PAGES
from tests.residents.house import House, date_of, signed_in, why
from tests.residents.support_house import Life, usual

pytestmark = pytest.mark.django_db

REASON = "Meant for Room 2"
WORDS = "He rang <twice>"


def contact_of(house: House) -> AftercareContact:
    return AftercareContact.objects.get_or_create(placement=house.left, on=house.ago(2), how="phone")[0]


def readmission_of(house: House) -> Readmission:
    return Readmission.objects.get_or_create(placement=house.left, readmitted_on=house.ago(1))[0]


def versioned(record: Any, answers: dict[str, Any]) -> dict[str, Any]:
    return answers | {"version": record.updated_at.isoformat()}


def absence_page(name: str, house: House) -> str:
    return reverse(f"residents:{name}", args=[house.away.placement_id, house.away.pk])


PAGES: dict[str, Any] = {
    "contact": lambda n: (contact_of(n.house), "aftercare_contact_cancel", why(WORDS)),
    "readmission": lambda n: (readmission_of(n.house), "readmission_cancel", why(WORDS)),
    "support": lambda n: (n.record, "support_cancel", why(WORDS)),
    "support corrected": lambda n: (
        n.record,
        "support_correct",
        versioned(n.record, usual(n.today, nature="social", note=WORDS)),
    ),
    "support given": lambda n: (n.asked, "support_deliver", date_of("delivered_on", n.today) | {"minutes": "73"}),
    "score": lambda n: (n.score, "score_cancel", why(WORDS)),
    "score corrected": lambda n: (
        n.score,
        "score_correct",
        versioned(n.score, date_of("taken_on", n.today) | {"score": "21", "point": "review", "goal": WORDS}),
    ),
    "feedback": lambda n: (n.paper, "feedback_cancel", why(WORDS)),
    "link": lambda n: (n.link, "feedback_link_cancel", why(WORDS)),
}
CANCELLING = ("contact", "readmission", "support", "score", "feedback", "link")


@pytest.fixture
def kim(house: House) -> Any:
    return make.make_worker(house.provider, email="kim@example.org")


def page_of(name: str, life: Life) -> tuple[Any, str, dict[str, Any]]:
    record, address, answers = PAGES[name](life)
    return record, reverse(f"residents:{address}", args=[record.pk]), answers


def told_why(client: Client, address: str) -> str:
    """Where the address leads instead, and what it says there."""
    response = client.get(address)
    assert response.status_code == 302
    return str(client.get(response["Location"]).content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_its_page_leads_back_with_who_took_it_back_and_why(life, worker, kim, name):
    record, address, _ = page_of(name, life)
    take_back(record, REASON, by=kim)
    assert f"This was cancelled by {kim}" in told_why(worker, address)
    assert REASON in told_why(worker, address)


@pytest.mark.parametrize("name", PAGES)
def test_what_was_typed_meanwhile_is_still_on_the_page(life, worker, kim, name):
    record, address, answers = page_of(name, life)
    take_back(record, REASON, by=kim)
    response = worker.post(address, answers)
    page = response.content.decode()
    assert response.status_code == 200
    assert f"This was cancelled by {kim}" in page
    assert "73" in page if name == "support given" else "He rang &lt;twice&gt;" in page


@pytest.mark.parametrize("name", CANCELLING)
def test_cancelling_sent_twice_is_one_cancelling(life, worker, name):
    record, address, answers = page_of(name, life)
    assert worker.post(address, answers).status_code == 302
    record.refresh_from_db()
    once = record.updated_at
    assert worker.post(address, answers).status_code == 302
    record.refresh_from_db()
    assert record.updated_at == once


@pytest.mark.parametrize("name", CANCELLING)
def test_a_colleague_who_cancels_it_too_is_told(life, worker, kim, name):
    _, address, answers = page_of(name, life)
    worker.post(address, answers)
    response = signed_in(kim).post(address, answers)
    assert response.status_code == 200
    assert "This was cancelled by" in response.content.decode()


# Absences, moves, departures --------------------------------------------------------------------------------------


def test_an_absence_that_a_colleague_cancelled(house, worker, kim):
    take_back(house.away, REASON, by=kim)
    correcting, cancelling = (absence_page(name, house) for name in ("absence_correct", "absence_cancel"))
    for address in (correcting, cancelling):
        assert REASON in told_why(worker, address)
    answers = date_of("from_date", house.ago(3)) | {"kind": "missing"}
    for address, sent in ((correcting, versioned(house.away.placement, answers)), (cancelling, why(WORDS))):
        response = worker.post(address, sent)
        assert response.status_code == 200
        assert f"This was cancelled by {kim}" in response.content.decode()
        assert ("He rang &lt;twice&gt;" if address == cancelling else "missing") in response.content.decode()


def test_an_absence_is_cancelled_once_however_often_it_is_sent(house, worker):
    for _ in range(2):
        assert worker.post(absence_page("absence_cancel", house), why(WORDS)).status_code == 302
    assert not Absence.objects.in_force().exists()


def test_an_absence_corrected_twice_alike_is_corrected_once(house, worker):
    answers = versioned(house.away.placement, date_of("from_date", house.ago(3)) | {"kind": "missing"})
    for _ in range(2):
        assert worker.post(absence_page("absence_correct", house), answers).status_code == 302
    other = answers | {"kind": "leave"}
    assert "while you were typing" in worker.post(absence_page("absence_correct", house), other).content.decode()


def moved(house: House) -> tuple[Placement, BedStay]:
    """Somebody who moved ten days ago, to Room 2."""
    known: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": house.today}
    placement = actions.move(placement=house.away.placement, bed=house.beds[1], moved_on=house.ago(10), **known)
    return placement, placement.bed_stays.in_force().latest("from_date")


def test_a_move_that_a_colleague_undid(house, worker, kim):
    placement, stay = moved(house)
    sent = versioned(placement, date_of("moved_on", house.ago(9)) | {"bed": house.beds[1].pk})
    known = {"by": kim, "scope": kim.scope(), "today": house.today}
    actions.undo_move(placement=placement, stay=stay, **known)
    for name, answers in (("move_correct", sent), ("move_undo", sent)):
        address = reverse(f"residents:{name}", args=[placement.pk, stay.pk])
        assert f"This was cancelled by {kim}" in told_why(worker, address)
        response = worker.post(address, answers)
        assert response.status_code == 200
        assert f"This was cancelled by {kim}" in response.content.decode()


def test_a_move_is_undone_or_corrected_once_however_often_it_is_sent(house, worker):
    placement, stay = moved(house)
    answers = versioned(placement, date_of("moved_on", house.ago(9)) | {"bed": house.beds[1].pk})
    for _ in range(2):
        address = reverse("residents:move_correct", args=[placement.pk, stay.pk])
        assert worker.post(address, answers).status_code == 302
    answers = versioned(Placement.objects.get(pk=placement.pk), {})
    for _ in range(2):
        response = worker.post(reverse("residents:move_undo", args=[placement.pk, stay.pk]), answers)
        assert response.status_code == 302, response.context["form"].errors


def test_a_placement_that_a_colleague_cancelled(house, worker, kim):
    names = ("correct admission", "correct details", "correct move", "undo move", "cancel placement", "absence", "move")
    pages = {name: HOUSE_PAGES[name](house) for name in names}
    known = {"by": kim, "scope": kim.scope(), "today": house.today}
    for placement in (house.placement, house.away.placement):
        actions.cancel_placement(placement=placement, reason=REASON, **known)
    for name, (address, answers) in pages.items():
        assert "was cancelled" in told_why(worker, address), name
        response = worker.post(address, answers)
        assert response.status_code == 200, name
        assert REASON in response.content.decode(), name


def test_a_placement_is_cancelled_once_however_often_it_is_sent(house, worker):
    address, answers = HOUSE_PAGES["cancel placement"](house)
    for _ in range(2):
        assert worker.post(address, answers).status_code == 302
    other = worker.post(address, answers | {"code": "by_mistake"})
    assert "This was cancelled by" in other.content.decode()


def test_how_somebody_left_whose_departure_a_colleague_undid(house, worker, kim):
    left = house.left
    details = versioned(left, {"social_care_need": "no", "community_support": "floating", "information_given": "yes"})
    departure = versioned(left, date_of("discharged_on", house.ago(4)) | {"destination": "family", "planned": "no"})
    known = {"by": kim, "scope": kim.scope(), "today": timezone.localdate()}
    actions.undo_discharge(placement=left, reason="Still here", **known)
    pages = {
        "discharge_details": details | {"improvement": "good", "note": WORDS},
        "discharge_correct": departure,
        "discharge_undo": versioned(left, {}),
    }
    for name, answers in pages.items():
        address = reverse(f"residents:{name}", args=[left.pk])
        assert "has not left" in told_why(worker, address)
        response = worker.post(address, answers)
        assert response.status_code == 200
        assert response.context["form"].errors
    response = worker.post(reverse("residents:discharge_details", args=[left.pk]), pages["discharge_details"])
    assert "He rang &lt;twice&gt;" in response.content.decode()
    assert "Record the departure first" in response.content.decode()
