"""How far from home somebody stays: told when their details are completed, and shown with the stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from beds.access import SYSTEM
from residents import actions
from residents.demo import load
from residents.models import Placement, Ward
from tests import factories as make
from tests.factories import TODAY
from tests.residents.house import PAGES

pytestmark = pytest.mark.django_db


def page_of(client, placement):
    return client.get(reverse("reporting:placement", args=[placement.pk])).content.decode()


def test_the_miles_are_completed_later_and_shown(house, worker):
    address = reverse("residents:details_correct", args=[house.placement.pk])
    assert "Distance not recorded" in page_of(worker, house.placement)
    said = PAGES["correct details"](house)[1]
    refused = worker.post(address, said | {"miles_from_home": "1000"})
    assert "Miles from home must be 999 or fewer" in refused.content.decode()
    assert worker.post(address, said | {"miles_from_home": "1"}).status_code == 302

    house.placement.refresh_from_db()
    assert house.placement.miles_from_home == 1
    assert worker.get(address).context["form"].initial["miles_from_home"] == 1
    page = page_of(worker, house.placement)
    assert "1 mile<" in page
    assert "A hospital outside the area" not in page
    Ward.objects.filter(pk=house.placement.referral.ward_id).update(out_of_area=True)
    assert "A hospital outside the area" in page_of(worker, house.placement)


def test_another_house_is_another_distance():
    service = make.make_service()
    contract = make.make_contract(provider=service.provider)
    first, second = (make.make_contracted_bed(service=service, contract=contract) for _ in range(2))
    elsewhere = make.make_contracted_bed(service=make.make_service(provider=service.provider), contract=contract)
    placement = make.make_placement(first, contract=contract, miles_from_home=7)
    known: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY, "admitted_on": placement.admitted_on}
    for bed, miles in ((second, 7), (elsewhere, None)):
        assert actions.correct_admission(placement=placement, bed=bed, **known).miles_from_home == miles


def test_the_county_has_people_brought_back():
    load("county", today=TODAY)
    (ward,) = Ward.objects.filter(out_of_area=True)
    back = Placement.objects.filter(referral__ward=ward, referral__out_of_area=False)
    assert back.count() > 10
    assert Placement.objects.filter(miles_from_home=None).count() < Placement.objects.count() / 5
