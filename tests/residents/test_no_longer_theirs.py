"""Whoever had a person, or a contract, sees no more of what comes after."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from beds.models import Contract
from residents import actions
from residents.actions import move_on, notes
from residents.models import Meeting, Referral, ResidentIdentity
from residents.queries.cases import owners
from tests import factories as make
from tests.residents.house import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(house):
    """A worker of the provider to which the person was referred, and which has them no more."""
    first = make.make_provider("The first")
    Referral.objects.filter(pk=house.placement.referral_id).update(provider=first)
    house.placement.referral.refresh_from_db()
    return make.make_worker(first)


@pytest.mark.parametrize("name", ["referral", "move_on", "case", "move_on_plan", "move_on_step_new"])
def test_a_former_provider_opens_nothing_of_the_person(house, former, name):
    address = reverse(f"residents:{name}", args=[house.placement.referral_id])
    client = signed_in(former)
    assert (client.get(address).status_code, client.post(address, {}).status_code in (404, 405)) == (404, True)
    assert signed_in(make.make_worker(house.provider)).get(address).status_code == 200


def test_a_former_provider_writes_nothing_either(house, former):
    referral = house.placement.referral
    known = {"by": former, "scope": former.scope(), "today": house.today, "referral": referral}
    with pytest.raises(PermissionDenied):
        notes.add_note(text="Seen in town", **known)
    with pytest.raises(PermissionDenied):
        move_on.set_plan(goal="supported_low", **known)
    assert former not in [user for _, users in owners(referral, None) for user in users]


def test_the_lead_of_both_providers_still_sees_the_person(house, former):
    lead = make.make_provider()
    for provider in (house.placement.referral.provider, house.provider):
        provider.lead = lead
        provider.save()
    address = reverse("residents:case", args=[house.placement.referral_id])
    assert signed_in(make.make_worker(lead)).get(address).status_code == 200


def test_a_contract_that_is_over_lets_nobody_into_later_meetings(met):
    """Meetings while it held stay readable."""
    past = make.make_provider("The past")
    make.make_contract(commissioner=met.council, provider=past, until_date=met.house.ago(3))
    worker = make.make_worker(past)
    client = signed_in(worker)
    assert client.get(reverse("residents:meeting", args=[met.last.pk])).status_code == 200
    for page in ("meeting", "minutes", "meeting_general"):
        assert client.get(reverse(f"residents:{page}", args=[met.meeting.pk])).status_code == 404
    known = {"by": worker, "scope": worker.scope(), "today": met.today}
    with pytest.raises(PermissionDenied):
        notes.add_note(text="Hello", meeting=met.meeting, **known)
    offered = [user for _, users in owners(None, met.meeting) for user in users]
    assert worker not in offered
    assert met.worker in offered


def test_who_still_has_a_resident_under_it_belongs_to_the_meeting(met):
    Contract.objects.update(until_date=timezone.localdate() - dt.timedelta(days=1))
    assert Meeting.objects.within(met.worker.scope()).filter(pk=met.meeting.pk).exists()
    assert met.note("Still here", user=met.worker).pk


def test_a_partner_in_whose_bed_a_person_was_put_by_mistake_sees_no_more_of_them(house):
    partner = make.make_provider("The partner", lead=house.provider)
    bed = make.make_contracted_bed(
        service=make.make_service(provider=partner), commissioner=house.placement.contract.commissioner
    )
    ResidentIdentity.objects.create(resident=house.waiting.resident, name="Bea Fox")
    lead, worker = make.make_worker(house.provider), make.make_worker(partner)
    known = {"by": lead, "scope": lead.scope(), "today": house.today}
    placement = actions.admit(bed=bed, referral=house.waiting, admitted_on=house.today, **known)
    client = signed_in(worker)
    referral = reverse("residents:referral", args=[house.waiting.pk])
    assert "Bea Fox" in client.get(referral).content.decode()
    actions.cancel_placement(placement=placement, reason="Meant for our own house", **known)
    assert client.get(referral).status_code == 404
    assert not ResidentIdentity.objects.within(worker.scope()).filter(name="Bea Fox").exists()
    page = client.get(reverse("reporting:placement", args=[placement.pk])).content.decode()
    assert "This placement was cancelled" in page
    assert referral not in page
    assert "Bea Fox" not in page
    assert signed_in(lead).get(referral).status_code == 200
