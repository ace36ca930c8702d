"""A ward refers somebody: who may, where to, one record for one person, and what may be corrected."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role
from beds.models import ContractBed, Service
from beds.refusal import Refusal
from residents.actions import referrals as actions
from residents.actions.referred_people import age_band
from residents.models import Referral, Resident, ResidentIdentity
from residents.queries.places import places_for, places_of, takes_referrals, wards_to_refer_from
from tests import factories as make
from tests.residents.ward import NHS_NUMBER, OTHER_NHS_NUMBER, Pathway, make_place, make_referrer

pytestmark = pytest.mark.django_db


def person(pathway: Pathway, **changes: Any) -> actions.Person:
    known: actions.Person = pathway.words()["person"]
    return replace(known, identity=replace(known.identity, **changes))


def facts(pathway: Pathway, **changes: Any) -> actions.Facts:
    known: actions.Facts = pathway.words()["facts"]
    return replace(known, **changes)


# What is recorded -----------------------------------------------------------------------------------------------


def test_a_ward_refers_somebody(pathway):
    referral = pathway.refer()
    assert (referral.status, referral.received_on, referral.home_area) == ("received", pathway.ago(3), "Fulham")
    assert (referral.created_by, referral.ward, referral.provider) == (pathway.nurse, pathway.ward, pathway.provider)
    identity = referral.resident.identity
    assert (identity.name, identity.nhs_number) == ("Ann Lee", NHS_NUMBER)
    step = referral.steps.get()
    assert (step.status, step.on, step.created_by) == ("received", pathway.ago(3), pathway.nurse)


def test_the_age_band_follows_from_the_date_of_birth(pathway):
    referral = pathway.refer(person=person(pathway, date_of_birth=dt.date(pathway.today.year - 45, 1, 1)))
    assert referral.resident.age_band == "40_49"


@pytest.mark.parametrize(
    ("born", "band"),
    [("2006-11-21", "under_20"), ("2006-11-20", "20_29"), ("1986-11-21", "30_39"), ("1930-01-01", "70_up")],
)
def test_an_age_band_changes_on_the_birthday(born, band):
    assert age_band(make.day(born), make.TODAY) == band


@pytest.mark.parametrize("who", ["worker", "official"])
def test_the_provider_and_the_commissioner_enter_one_for_a_ward(pathway, who):
    assert pathway.refer(getattr(pathway, who)).created_by == getattr(pathway, who)


@pytest.mark.parametrize("who", ["other ward", "viewer", "manager", "housing", "other provider"])
def test_nobody_else_does(pathway, who):
    user = {
        "other ward": lambda: make_referrer(make.make_ward()),
        "viewer": lambda: make.make_worker(pathway.provider, role=Role.PROVIDER_VIEWER),
        "manager": lambda: make.make_official(pathway.commissioner, role=Role.CONTRACT_MANAGER),
        "housing": lambda: make.make_official(pathway.commissioner, role=Role.HOUSING_OFFICER),
        "other provider": lambda: make.make_worker(make_place("Oak Trust", pathway.commissioner)),
    }[who]()
    with pytest.raises(PermissionDenied):
        pathway.refer(user)


def test_a_worker_enters_none_for_a_ward_that_refers_to_others(pathway):
    far = make.make_ward()
    far.commissioners.add(make.make_commissioner())
    with pytest.raises(PermissionDenied):
        pathway.refer(pathway.worker, ward=far)


# Where to -------------------------------------------------------------------------------------------------------


def test_a_ward_refers_to_its_commissioners_only(pathway):
    council = make.make_commissioner("Another council")
    with pytest.raises(Refusal, match="Goshawk Ward, St Cuthbert's does not refer to Another council") as refused:
        pathway.refer(commissioner=council, provider=make_place("Oak Trust", council))
    assert refused.value.field == "sent_to"


def test_a_provider_without_a_contract_in_force_is_refused(pathway):
    ended = make.make_provider("Oak Trust")
    make.make_service(provider=ended)
    make.make_contract(commissioner=pathway.commissioner, provider=ended, until_date=pathway.today)
    with pytest.raises(Refusal, match="Oak Trust has no contract for step-down beds with The council today"):
        pathway.refer(provider=ended)


def test_a_provider_of_step_up_beds_only_is_refused(pathway):
    other = make.make_provider("Oak Trust")
    make.make_service(provider=other, kind=Service.Kind.STEP_UP)
    make.make_contract(commissioner=pathway.commissioner, provider=other)
    with pytest.raises(Refusal, match="Oak Trust has no contract for step-down beds"):
        pathway.refer(provider=other)


# What cannot be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "field"),
    [
        ({"name": "  "}, "name"),
        ({"date_of_birth": None}, "date_of_birth"),
        ({"date_of_birth": dt.date(2030, 1, 1)}, "date_of_birth"),
        ({"date_of_birth": dt.date(1900, 1, 1)}, "date_of_birth"),
        ({"nhs_number": "9434765918"}, "nhs_number"),
        ({"nhs_number": "94347"}, "nhs_number"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_somebody_who_cannot_be_is_refused_beside_the_input(pathway, identity, field):
    with pytest.raises(Refusal) as refused:
        pathway.refer(person=person(pathway, **identity))
    assert refused.value.field == field
    assert not Resident.objects.exists()


@pytest.mark.parametrize("name", ["received_on", "clinically_ready_on"])
def test_a_day_to_come_is_refused(pathway, name):
    tomorrow = pathway.ago(-1)
    changes = {"received_on": tomorrow} if name == "received_on" else {"facts": facts(pathway, **{name: tomorrow})}
    with pytest.raises(Refusal) as refused:
        pathway.refer(**changes)
    assert refused.value.field == name


# One person, one referral -----------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_referral(pathway):
    assert pathway.refer() == pathway.refer()
    assert Referral.objects.count() == Resident.objects.count() == 1


def test_without_an_nhs_number_the_same_form_is_still_one(pathway):
    unnumbered = person(pathway, nhs_number="")
    assert pathway.refer(person=unnumbered) == pathway.refer(person=unnumbered)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("words", [{"name": "Bea Fox"}, {"date_of_birth": dt.date(1980, 1, 1)}])
def test_somebody_else_is_no_repeat(pathway, words):
    pathway.refer(person=person(pathway, nhs_number=""))
    pathway.refer(person=person(pathway, nhs_number="", **words))
    assert Referral.objects.count() == Resident.objects.count() == 2


def test_an_nhs_number_finds_the_known_person(pathway):
    known = make.make_resident(name="Ann Lee", gender="male", ethnicity="black")
    ResidentIdentity.objects.filter(resident=known).update(
        nhs_number=NHS_NUMBER, date_of_birth=dt.date(1984, 3, 27), name="Ann Lee-Smith"
    )
    referral = pathway.refer()
    assert referral.resident == known
    assert Resident.objects.count() == 1
    known.refresh_from_db()
    assert (known.gender, known.ethnicity, known.identity.name) == ("female", "black", "Ann Lee-Smith")


def test_a_number_that_belongs_to_somebody_else_opens_no_record(pathway):
    known = make.make_resident(name="Bea Fox")
    ResidentIdentity.objects.filter(resident=known).update(nhs_number=NHS_NUMBER, date_of_birth=dt.date(1970, 1, 1))
    with pytest.raises(Refusal, match="does not go with this name and date of birth") as refused:
        pathway.refer()
    assert "Bea" not in refused.value.message
    assert known.reference not in refused.value.message
    assert not Referral.objects.exists()


def test_where_no_birth_is_known_the_name_must_confirm_the_number(pathway):
    known = make.make_resident(name="ANN LEE")
    ResidentIdentity.objects.filter(resident=known).update(nhs_number=NHS_NUMBER)
    with pytest.raises(Refusal, match="does not go with this name"):
        pathway.refer(person=person(pathway, name="Bea Fox"))
    referral = pathway.refer()
    assert referral.resident == known
    assert ResidentIdentity.objects.get().date_of_birth == dt.date(1984, 3, 27)


def test_a_known_person_is_not_referred_twice_to_one_provider(pathway):
    first = pathway.refer()
    with pytest.raises(Refusal, match=f"is referred to Elm House Trust already, as {first.resident}"):
        pathway.refer(facts=facts(pathway, home_area="Wells"))
    actions.withdraw(referral=first, withdraw_reason="not_ready", **pathway.known(pathway.nurse))
    assert pathway.refer(facts=facts(pathway, home_area="Wells")).resident == first.resident


def test_nothing_is_said_of_a_referral_from_another_ward(pathway):
    first = pathway.refer()
    other = make.make_ward("Kite Ward")
    other.commissioners.add(pathway.commissioner)
    second = actions.refer(**pathway.words(ward=other), **pathway.known(make_referrer(other)))
    assert second != first
    assert second.resident == first.resident


# Correcting -----------------------------------------------------------------------------------------------------


def correct(pathway: Pathway, referral: Referral, user: Any = None, **changes: Any) -> Referral:
    words = {name: pathway.words()[name] for name in ("received_on", "person", "facts")} | changes
    return actions.correct_referral(referral=referral, **words, **pathway.known(user or pathway.nurse))


def test_a_referral_is_completed(pathway):
    referral = pathway.refer()
    said = facts(pathway, risks=" Falls ", has_referral_form=True)
    correct(pathway, referral, pathway.worker, facts=said, person=person(pathway, name="Ann Leigh", nhs_number=""))
    referral.refresh_from_db()
    assert (referral.risks, referral.has_referral_form, referral.updated_by) == ("Falls", True, pathway.worker)
    identity = ResidentIdentity.objects.get()
    assert (identity.name, identity.nhs_number) == ("Ann Leigh", None)
    assert referral.steps.count() == 1


def test_who_needs_no_names_leaves_them_alone(pathway):
    referral = pathway.refer()
    correct(pathway, referral, pathway.official, person=actions.Person(gender="male"))
    identity = ResidentIdentity.objects.get()
    assert (identity.name, identity.nhs_number, identity.resident.gender) == ("Ann Lee", NHS_NUMBER, "male")


def test_the_number_of_somebody_else_is_refused(pathway):
    referral = pathway.refer()
    other = make.make_resident(name="Bea Fox")
    ResidentIdentity.objects.filter(resident=other).update(nhs_number=OTHER_NHS_NUMBER)
    with pytest.raises(Refusal, match="Somebody with this NHS number is in Stepdown already") as refused:
        correct(pathway, referral, person=person(pathway, nhs_number=OTHER_NHS_NUMBER))
    assert refused.value.field == "nhs_number"


def test_the_day_of_the_referral_is_not_after_its_assessment(pathway):
    referral = pathway.refer()
    pathway.assessed(referral, assessed_on=pathway.ago(2))
    with pytest.raises(Refusal, match="was assessed on") as refused:
        correct(pathway, referral, received_on=pathway.ago(1))
    assert refused.value.field == "received_on"


def test_a_stale_correction_is_refused(pathway):
    referral = pathway.refer()
    version = referral.updated_at
    correct(pathway, referral, pathway.worker, version=version)
    with pytest.raises(Refusal, match=r"worker@example\.org changed this record while you were typing"):
        correct(pathway, referral, version=version)


# The system itself ----------------------------------------------------------------------------------------------


def test_a_command_refers_for_any_ward(pathway):
    known = {"by": None, "scope": SYSTEM, "today": pathway.today}
    referral = actions.refer(**pathway.words(), **known)
    assert referral.created_by is None
    assert actions.refer(**pathway.words(), **known) == referral


# Under the contract of a lead provider -----------------------------------------------------------------------------


@pytest.fixture
def partner(pathway):
    """A provider whose only bed is in the contract of its lead, which runs no house itself."""
    lead = make.make_provider("The lead")
    partner = make.make_provider("The partner", lead=lead)
    contract = make.make_contract(commissioner=pathway.commissioner, provider=lead)
    make.make_contracted_bed(service=make.make_service(provider=partner), contract=contract)
    return partner


def test_a_ward_refers_to_a_partner_and_to_its_lead(pathway, partner):
    offered = [place.provider for place in places_for(pathway.nurse.scope(), pathway.today)]
    assert offered == [pathway.provider, partner.lead, partner]
    assert pathway.refer(provider=partner).provider == partner
    assert takes_referrals(pathway.commissioner, partner.lead, pathway.today)


def test_a_partner_knows_the_wards_and_enters_a_referral_for_one(pathway, partner):
    worker = make.make_worker(partner)
    assert list(wards_to_refer_from(worker.scope())) == [pathway.ward]
    assert [place.provider for place in places_for(worker.scope(), pathway.today)] == [partner]
    assert pathway.refer(worker, provider=partner).created_by == worker


def test_a_bed_that_has_left_the_contract_or_is_step_up_takes_nobody(pathway, partner):
    service = partner.services.get()
    Service.objects.filter(pk=service.pk).update(kind="step_up")
    assert not takes_referrals(pathway.commissioner, partner, pathway.today)
    assert not takes_referrals(pathway.commissioner, partner.lead, pathway.today)
    Service.objects.filter(pk=service.pk).update(kind="step_down")
    ContractBed.objects.filter(bed__service=service).update(until_date=pathway.today)
    assert not takes_referrals(pathway.commissioner, partner, pathway.today)
    assert partner not in [place.provider for place in places_of(pathway.commissioner, pathway.today)]
