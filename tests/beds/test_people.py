"""Whom to ask, and that a person is named only where they belong."""

from __future__ import annotations

import pytest

from beds.access import Role, Scope
from beds.people import who_decides, who_logs
from residents.models import Placement
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_each_organisation_has_its_own_people_whoever_else_they_work_for(django_assert_num_queries):
    lead, other = make.make_provider("Lead"), make.make_provider("Other")
    partner = make.make_provider("Partner", lead=lead)
    both, viewer = make.make_worker(lead, other), make.make_worker(other, role=Role.PROVIDER_VIEWER)
    make.make_worker(other, is_active=False)
    with django_assert_num_queries(2):
        found = {each.organisation: each.people for each in who_logs([lead.pk, other.pk, partner.pk])}
    assert found == {lead: [both], other: [both], partner: [both]}
    assert viewer not in found[other]


def test_nobody_is_said_where_nobody_can_sign_in():
    council, empty = make.make_commissioner(), make.make_commissioner()
    official = make.make_official(council)
    make.make_official(council, role=Role.CONTRACT_MANAGER)
    assert {each.organisation: each.people for each in who_decides([council.pk, empty.pk])} == {
        council: [official],
        empty: [],
    }


def test_placements_asked_for_by_ids_are_those_that_may_be_seen():
    beds = [make.make_contracted_bed() for _ in range(3)]
    placements = [make.make_placement(bed) for bed in beds]
    for scope in (
        Scope(),
        Scope(everything=True),
        Scope(commissioners=frozenset({placements[0].contract.commissioner_id})),
        Scope(
            commissioners=frozenset({placements[0].contract.commissioner_id}),
            providers=frozenset({placements[1].service.provider_id}),
        ),
    ):
        assert set(Placement.objects.within_by_ids(scope)) == set(Placement.objects.within(scope))
