"""Whose referral may be admitted or booked: one's own providers' where one writes, and those promised one's bed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from beds.models import Bed, Commissioner
from beds.refusal import Refusal
from residents import actions
from residents.models import Booking, Placement, Referral
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.factories import TODAY
from tests.residents.house import House, date_of, signed_in

pytestmark = pytest.mark.django_db


@dataclass
class Elsewhere:
    """A bed where the person works, and a referral to another provider of which they only read."""

    bed: Bed
    referral: Referral
    user: Any

    @property
    def known(self) -> dict[str, Any]:
        return {"by": self.user, "scope": self.user.scope(), "today": TODAY}


@pytest.fixture(params=[Role.PROVIDER_VIEWER, Role.CONTRACT_MANAGER])
def elsewhere(request: Any) -> Elsewhere:
    commissioner = make.make_commissioner()
    bed = make.make_contracted_bed(commissioner=commissioner)
    referral = make.make_referral(provider=make.make_provider(), commissioner=commissioner)
    user = make.make_worker(bed.service.provider)
    of: dict[str, Any] = {"provider": referral.provider}
    if request.param == Role.CONTRACT_MANAGER:
        of = {"commissioner": commissioner}
    Membership.objects.create(user=user, role=request.param, **of)
    return Elsewhere(bed, referral, user)


def test_who_only_reads_of_a_referral_admits_nobody_from_it(elsewhere):
    with pytest.raises(Refusal, match="Choose who is being admitted from the list"):
        actions.admit(bed=elsewhere.bed, referral=elsewhere.referral, admitted_on=TODAY, **elsewhere.known)
    with pytest.raises(Refusal, match="has been accepted"):
        actions.book(bed=elsewhere.bed, referral=elsewhere.referral, arriving_on=TODAY, **elsewhere.known)


def test_who_only_reads_of_a_referral_is_not_offered_it(elsewhere):
    client = signed_in(elsewhere.user)
    offer = f"referral={elsewhere.referral.pk}"
    address = reverse("residents:admit")
    assert offer not in client.get(reverse("residents:my_beds")).content.decode()
    assert offer not in client.get(address).content.decode()
    assert str(elsewhere.referral.resident) not in client.get(reverse("residents:book")).content.decode()
    assert client.get(f"{address}?{offer}").status_code == 403


def test_a_viewer_still_sees_who_waits(house):
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    page = viewer.get(reverse("residents:my_beds")).content.decode()
    assert house.waiting.resident.reference in page
    assert f"referral={house.waiting.pk}" not in page
    assert reverse("residents:book") not in page


# A partner's bed is promised by the lead --------------------------------------------------------------------------


@dataclass
class Promised:
    """A bed of a partner, booked by the lead for somebody who was referred to the lead."""

    booking: Booking
    partner: Client
    commissioner: Commissioner

    @property
    def address(self) -> str:
        return f"{reverse('residents:admit')}?referral={self.booking.referral_id}&amp;bed={self.booking.bed_id}"

    def arrive(self, house: House) -> Any:
        version = {"version": self.booking.referral.updated_at.isoformat()}
        answers = {"bed": self.booking.bed_id, "allocated_worker": "Jo", "move_on_plan": "Flat"} | version
        return self.partner.post(self.address.replace("&amp;", "&"), date_of("admitted_on", house.today) | answers)


@pytest.fixture
def promised(house: House) -> Promised:
    partner = make.make_provider(lead=house.provider)
    commissioner = house.placement.contract.commissioner
    bed = make.make_contracted_bed(service=make.make_service(provider=partner), commissioner=commissioner)
    lead = make.make_worker(house.provider)
    known: dict[str, Any] = {"by": lead, "scope": lead.scope(), "today": house.today}
    booking = actions.book(referral=house.waiting, bed=bed, arriving_on=house.today, **known)
    return Promised(booking, signed_in(make.make_worker(partner)), commissioner)


def test_a_partner_admits_whom_the_lead_booked_into_its_bed(house, promised):
    assert promised.address in promised.partner.get(reverse("residents:my_beds")).content.decode()
    assert promised.partner.get(promised.address.replace("&amp;", "&")).status_code == 200
    assert promised.arrive(house).status_code == 302
    placement = Placement.objects.get(referral=promised.booking.referral_id)
    assert placement.bed_stays.get().bed == promised.booking.bed
    promised.booking.refresh_from_db()
    assert promised.booking.arrived


def test_a_partner_that_sends_the_arrival_twice_makes_one_placement(house, promised):
    assert promised.arrive(house).status_code == promised.arrive(house).status_code == 302
    assert Placement.objects.filter(referral=promised.booking.referral_id).count() == 1


def test_the_booking_gone_the_partner_admits_nobody_else_of_the_leads(house, promised):
    lead = make.make_worker(house.provider)
    known: dict[str, Any] = {"by": lead, "scope": lead.scope(), "today": house.today}
    actions.cancel_booking(booking=promised.booking, reason="Stays on the ward", **known)
    assert promised.arrive(house).status_code == 404
