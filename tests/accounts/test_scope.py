"""What a person may see and do is the union of what their memberships give."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from beds.access import Role, Scope
from stepdown.accounts.models import Membership
from tests.factories import make_commissioner, make_official, make_provider, make_user, make_ward, make_worker

pytestmark = pytest.mark.django_db


def test_somebody_without_a_membership_sees_nothing() -> None:
    assert make_user().scope() == Scope()
    assert make_user().scope().is_empty


def test_a_superuser_sees_no_more_than_their_memberships_give() -> None:
    assert make_user(is_staff=True, is_superuser=True).scope().is_empty


@pytest.mark.parametrize(
    ("role", "decides"), [(Role.COMMISSIONER, True), (Role.ADMINISTRATOR, True), (Role.CONTRACT_MANAGER, False)]
)
def test_a_commissioners_people_see_all_of_it_and_a_contract_manager_decides_nothing(role, decides) -> None:
    commissioner = make_commissioner()
    scope = make_official(commissioner, role=role).scope()
    assert scope.commissioners == {commissioner.pk}
    assert scope.may_decide_for(commissioner.pk) is decides
    assert not scope.providers
    assert not scope.writes_for


def test_a_worker_writes_for_their_own_provider_only() -> None:
    own, other = make_provider(), make_provider()
    scope = make_worker(own).scope()
    assert scope.providers == scope.writes_for == {own.pk}
    assert not scope.may_write_for(other.pk)


def test_a_read_only_person_sees_their_provider_and_writes_nothing() -> None:
    own = make_provider()
    scope = make_worker(own, role=Role.PROVIDER_VIEWER).scope()
    assert scope.providers == {own.pk}
    assert not scope.writes_for


def test_a_lead_providers_worker_reaches_its_partners_and_not_the_other_way_round() -> None:
    lead = make_provider()
    partner = make_provider(lead=lead)
    make_provider()
    assert make_worker(lead).scope().writes_for == {lead.pk, partner.pk}
    assert make_worker(partner).scope().writes_for == {partner.pk}


def test_a_lead_providers_read_only_person_writes_for_no_partner() -> None:
    lead = make_provider()
    partner = make_provider(lead=lead)
    scope = make_worker(lead, role=Role.PROVIDER_VIEWER).scope()
    assert scope.providers == {lead.pk, partner.pk}
    assert not scope.writes_for


def test_memberships_add_up() -> None:
    council, other = make_commissioner(), make_commissioner()
    provider, read = make_provider(), make_provider()
    user = make_official(council)
    Membership.objects.create(user=user, commissioner=other, role=Role.CONTRACT_MANAGER)
    Membership.objects.create(user=user, provider=provider, role=Role.PROVIDER_WORKER)
    Membership.objects.create(user=user, provider=read, role=Role.PROVIDER_VIEWER)
    assert user.scope() == Scope(
        commissioners=frozenset({council.pk, other.pk}),
        decides_for=frozenset({council.pk}),
        signs_for=frozenset({council.pk, other.pk}),
        providers=frozenset({provider.pk, read.pk}),
        writes_for=frozenset({provider.pk}),
    )


def test_a_scope_takes_two_queries_however_many_partners(django_assert_num_queries) -> None:
    lead = make_provider()
    for _ in range(3):
        make_provider(lead=lead)
    user = make_worker(lead, make_provider())
    with django_assert_num_queries(2):
        user.scope()


@pytest.mark.parametrize("role", [Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER])
def test_the_database_refuses_a_providers_role_at_a_commissioner(role) -> None:
    membership = Membership(user=make_user(), commissioner=make_commissioner(), role=role)
    with pytest.raises(ValidationError, match="a role that fits it"):
        membership.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()


def test_a_referrer_reaches_their_ward_and_no_figures() -> None:
    ward = make_ward()
    user = make_user()
    Membership.objects.create(user=user, ward=ward, role=Role.REFERRER)
    scope = user.scope()
    assert scope == Scope(wards=frozenset({ward.pk}))
    assert scope.may_refer_for(ward.pk)
    assert not scope.is_empty
    assert not scope.sees_figures


def test_a_housing_officer_sees_their_council_and_decides_nothing() -> None:
    commissioner = make_commissioner()
    scope = make_official(commissioner, role=Role.HOUSING_OFFICER).scope()
    assert scope.commissioners == {commissioner.pk}
    assert scope.may_house_for(commissioner.pk)
    assert not scope.may_decide_for(commissioner.pk)
    assert not scope.may_house_for(make_commissioner().pk)


def test_nobody_is_a_referrer_of_a_provider_or_a_worker_of_a_ward() -> None:
    for facts in (
        {"provider": make_provider(), "role": Role.REFERRER},
        {"ward": make_ward(), "role": "provider_worker"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=make_user(), **facts)
