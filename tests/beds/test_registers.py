"""Posts, agreements and responsibilities: the rules, and two who write at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role
from beds.models import Agreement, Post, Responsibility
from beds.refusal import Refusal
from beds.registers import actions, queries
from beds.registers.actions import AgreementFacts, PostFacts
from beds.taking_back import CodedReason
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


@pytest.fixture
def service() -> Any:
    return make.make_contracted_bed(service=make.make_service("Elm House")).service


@pytest.fixture
def council(service: Any) -> Any:
    return service.provider.contracts.get().commissioner


@pytest.fixture
def facts(council: Any, service: Any) -> PostFacts:
    return PostFacts(council, service.provider, service, "Elm Trust", "Support worker", "fixed_term", day("2026-01-01"))


@pytest.fixture
def post(facts: PostFacts) -> Post:
    return actions.add_post(facts=facts, **KNOWN)


@pytest.fixture
def agreement(council: Any) -> Agreement:
    facts = AgreementFacts(council, None, "mou", "Step-down protocol", day("2026-01-01"), day("2027-01-01"))
    return actions.add_agreement(facts=facts, **KNOWN)


# Posts -----------------------------------------------------------------------------------------------------------


def test_the_same_post_twice_is_one_and_a_note_tells_two_apart(facts, post):
    assert actions.add_post(facts=replace(facts, role=" Support worker "), **KNOWN) == post
    other = actions.add_post(facts=replace(facts, note="second of two"), **KNOWN)
    assert other != post
    actions.cancel_post(post=post, reason="Wrong", **KNOWN)
    assert actions.add_post(facts=facts, **KNOWN) != post


def test_a_post_in_a_service_is_its_providers(facts):
    assert actions.add_post(facts=replace(facts, provider=None), **KNOWN).provider == facts.provider
    with pytest.raises(Refusal, match=r"Elm House is run by .*, not by") as refused:
        actions.add_post(facts=replace(facts, provider=make.make_provider()), **KNOWN)
    assert refused.value.field == "service"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"contract_type": "casual"}, "contract_type", "Select the kind of contract"),
        ({"until_date": day("2026-01-01")}, "until_date", "paid for from 1 January 2026. It must end after that day"),
        ({"vacant_since": day("2026-11-21")}, "vacant_since", "must be today, 20 November 2026, or in the past"),
        ({"vacant_since": day("2025-12-31")}, "vacant_since", "paid for from 1 January 2026"),
        ({"vacant_since": TODAY, "until_date": TODAY}, "vacant_since", "It must end after it became vacant"),
        ({"role": "x" * 121}, "role", "120 characters or fewer"),
    ],
)
def test_what_a_post_cannot_be(facts, post, changes, field, said):
    for write in (
        lambda new: actions.add_post(facts=new, **KNOWN),
        lambda new: actions.correct_post(post=post, facts=new, **KNOWN),
    ):
        with pytest.raises(Refusal, match=said) as refused:
            write(replace(facts, **changes))
        assert refused.value.field == field


def test_a_post_falls_vacant_is_filled_and_ends(post):
    assert actions.mark_vacant(post=post, vacant_since=day("2026-11-01"), **KNOWN).is_vacant(TODAY)
    assert actions.mark_vacant(post=post, vacant_since=day("2026-11-01"), **KNOWN).pk == post.pk
    with pytest.raises(Refusal, match="is vacant already, since 1 November 2026"):
        actions.mark_vacant(post=post, vacant_since=TODAY, **KNOWN)
    with pytest.raises(Refusal, match="It must end after it became vacant"):
        actions.end_post(post=post, until_date=day("2026-11-01"), **KNOWN)
    assert actions.mark_filled(post=post, **KNOWN).vacant_since is None
    assert actions.mark_filled(post=post, **KNOWN).vacant_since is None
    later = TODAY + dt.timedelta(days=30)
    assert actions.end_post(post=post, until_date=later, **KNOWN).until_date == later
    assert actions.end_post(post=post, until_date=TODAY, **KNOWN).has_ended(TODAY)
    assert actions.end_post(post=post, until_date=TODAY, **KNOWN).pk == post.pk


def test_a_post_that_is_over_is_neither_vacant_nor_filled_nor_ended_again(facts):
    over = actions.add_post(facts=replace(facts, until_date=TODAY, vacant_since=day("2026-02-01")), **KNOWN)
    assert not over.is_vacant(TODAY)
    with pytest.raises(Refusal, match=r"ended on 20 November 2026. If it goes on, correct the post first"):
        actions.mark_filled(post=over, **KNOWN)
    with pytest.raises(Refusal, match="has ended already, on 20 November 2026"):
        actions.end_post(post=over, until_date=day("2026-11-10"), **KNOWN)
    plain = actions.add_post(facts=replace(facts, until_date=TODAY), **KNOWN)
    with pytest.raises(Refusal, match="nobody can be missing in it"):
        actions.mark_vacant(post=plain, vacant_since=day("2026-11-10"), **KNOWN)


def test_a_cancelled_post_is_left_alone(facts, post):
    with pytest.raises(Refusal, match="Say why"):
        actions.cancel_post(post=post, reason=" ", **KNOWN)
    kim = make.make_user(email="kim@example.org")
    by_kim = KNOWN | {"by": kim}
    twice = CodedReason("twice")
    cancelled = actions.cancel_post(post=post, reason=twice, **by_kim)
    assert (cancelled.cancelled_code, cancelled.cancelled_reason) == ("twice", "Entered twice")
    assert actions.cancel_post(post=post, reason=twice, **by_kim).cancelled_at == cancelled.cancelled_at
    said = r"was cancelled by kim@example.org on .*: Entered twice\. It cannot be changed"
    for write in (
        lambda: actions.cancel_post(post=post, reason="Something else", **by_kim),
        lambda: actions.cancel_post(post=post, reason=twice, **KNOWN),
        lambda: actions.correct_post(post=post, facts=facts, version=post.updated_at, **KNOWN),
        lambda: actions.mark_vacant(post=post, vacant_since=TODAY, **KNOWN),
        lambda: actions.mark_filled(post=post, **KNOWN),
        lambda: actions.end_post(post=post, until_date=TODAY, **KNOWN),
    ):
        with pytest.raises(Refusal, match=said):
            write()


def test_a_correction_sent_twice_is_one(facts, post, agreement):
    seen, changed = post.updated_at, replace(facts, role="Team leader")
    written = actions.correct_post(post=post, facts=changed, version=seen, **KNOWN)
    assert actions.correct_post(post=post, facts=changed, version=seen, **KNOWN).updated_at == written.updated_at
    words = AgreementFacts(agreement.commissioner, None, "mou", "Protocol", day("2026-01-01"), None)
    before = agreement.updated_at
    first = actions.correct_agreement(agreement=agreement, facts=words, version=before, **KNOWN)
    again = actions.correct_agreement(agreement=agreement, facts=words, version=before, **KNOWN)
    assert again.updated_at == first.updated_at


def test_two_who_correct_a_post_do_not_lose_each_others_words(facts, post):
    seen = post.updated_at
    kim = make.make_user(email="kim@example.org")
    actions.correct_post(post=post, facts=replace(facts, role="Team leader"), version=seen, **(KNOWN | {"by": kim}))
    with pytest.raises(Refusal, match=r"kim@example.org changed this record") as refused:
        actions.correct_post(post=post, facts=replace(facts, role="Cook"), version=seen, **KNOWN)
    assert refused.value.field == "version"


def test_who_keeps_which_posts(facts, post, council, service):
    own = make.make_worker(service.provider).scope()
    decider = make.make_official(council, role=Role.ADMINISTRATOR).scope()
    for scope in (own, decider):
        assert actions.correct_post(post=post, facts=facts, **(KNOWN | {"scope": scope})).pk == post.pk
    for scope in (
        make.make_worker(service.provider, role=Role.PROVIDER_VIEWER).scope(),
        make.make_official(council, role=Role.CONTRACT_MANAGER).scope(),
        make.make_worker(make.make_provider()).scope(),
        make.make_official(make.make_commissioner()).scope(),
    ):
        with pytest.raises(PermissionDenied):
            actions.correct_post(post=post, facts=facts, **(KNOWN | {"scope": scope}))
        with pytest.raises(PermissionDenied):
            actions.add_post(facts=replace(facts, note="another"), **(KNOWN | {"scope": scope}))
    stranger = make.make_commissioner()
    with pytest.raises(Refusal, match="has no contract with") as refused:
        actions.add_post(facts=replace(facts, commissioner=stranger), **(KNOWN | {"scope": own}))
    assert refused.value.field == "commissioner"
    with pytest.raises(Refusal, match="Choose a commissioner that buys from"):
        actions.correct_post(post=post, facts=replace(facts, commissioner=stranger), **(KNOWN | {"scope": own}))
    with pytest.raises(PermissionDenied):
        actions.add_post(facts=replace(facts, provider=None, service=None), **(KNOWN | {"scope": own}))


# Agreements --------------------------------------------------------------------------------------------------------


def test_an_agreement_is_added_once_corrected_and_cancelled(agreement, council):
    facts = AgreementFacts(council, None, "mou", "Step-down protocol ", day("2026-01-01"), day("2027-01-01"))
    assert actions.add_agreement(facts=facts, **KNOWN) == agreement
    seen = agreement.updated_at
    longer = replace(facts, until_date=day("2028-01-01"))
    assert actions.correct_agreement(agreement=agreement, facts=longer, version=seen, **KNOWN).held_by == ""
    with pytest.raises(Refusal, match="changed this record"):
        actions.correct_agreement(agreement=agreement, facts=facts, version=seen, **KNOWN)
    with pytest.raises(Refusal, match=r"in force from 1 January 2026. It must end after that day"):
        actions.correct_agreement(agreement=agreement, facts=replace(facts, until_date=day("2026-01-01")), **KNOWN)
    with pytest.raises(Refusal, match="Select the kind of agreement"):
        actions.add_agreement(facts=replace(facts, kind="handshake"), **KNOWN)
    cancelled = actions.cancel_agreement(agreement=agreement, reason=CodedReason("other", "Never signed"), **KNOWN)
    assert (cancelled.cancelled_code, cancelled.cancelled_reason) == ("other", "Never signed")
    again = actions.cancel_agreement(agreement=agreement, reason=CodedReason("other", "Never signed"), **KNOWN)
    assert again.cancelled_at == cancelled.cancelled_at
    for write in (
        lambda: actions.cancel_agreement(agreement=agreement, reason="Again", **KNOWN),
        lambda: actions.correct_agreement(agreement=agreement, facts=facts, **KNOWN),
    ):
        with pytest.raises(Refusal, match=r"was cancelled on .*: Never signed\. It cannot be changed"):
            write()


def test_only_deciders_keep_agreements(agreement, council, service):
    facts = AgreementFacts(council, None, "mou", "Another", day("2026-01-01"))
    decider = make.make_official(council).scope()
    assert actions.add_agreement(facts=facts, **(KNOWN | {"scope": decider}))
    for scope in (make.make_worker(service.provider).scope(), make.make_official(make.make_commissioner()).scope()):
        with pytest.raises(PermissionDenied):
            actions.add_agreement(facts=facts, **(KNOWN | {"scope": scope}))
        with pytest.raises(PermissionDenied):
            actions.cancel_agreement(agreement=agreement, reason="Mine", **(KNOWN | {"scope": scope}))


def test_an_agreement_with_all_is_seen_by_each_provider_of_the_commissioner(agreement, service):
    own = make.make_worker(service.provider).scope()
    stranger = make.make_worker(make.make_provider()).scope()
    assert [row.agreement for row in queries.agreements_list(own, TODAY)] == [agreement]
    assert queries.agreements_list(stranger, TODAY) == []


# Responsibilities ----------------------------------------------------------------------------------------------------


def name(service: Any, who: str, **facts: Any) -> Responsibility:
    return actions.name_responsible(service=service, area="repairs", who=who, **(KNOWN | facts))


def test_somebody_is_named_and_nobody_any_more(service):
    named = name(service, " Housing team ", contact="repairs@example.org")
    assert str(named) == "Building and repairs: Housing team"
    assert name(service, "Housing team", contact="repairs@example.org") == named
    assert service.responsibilities.count() == 1
    cleared = name(service, "", version=named.updated_at)
    assert cleared.pk == named.pk
    assert str(cleared) == "Building and repairs: nobody named"
    with pytest.raises(Refusal, match="Say who is responsible, or leave both empty"):
        name(service, "", contact="0123", version=cleared.updated_at)
    with pytest.raises(Refusal, match="Select what they are responsible for"):
        actions.name_responsible(service=service, area="weather", who="Jo", **KNOWN)


def test_two_who_both_name_the_first_do_not_overwrite_each_other(service):
    nothing_seen = dt.datetime.min.replace(tzinfo=dt.UTC)
    name(service, "Housing team", version=nothing_seen)
    with pytest.raises(Refusal, match="changed this record"):
        name(service, "Landlord", version=nothing_seen)


def test_who_names_somebody(service, council):
    other = make.make_contracted_bed(service=service, commissioner=None).contract_beds.get().contract.commissioner
    for user in (make.make_worker(service.provider), make.make_official(council), make.make_official(other)):
        assert name(service, f"Team of {user.pk}", version=None, scope=user.scope())
    for user in (
        make.make_worker(service.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(council, role=Role.HOUSING_OFFICER),
        make.make_worker(make.make_provider()),
        make.make_official(make.make_commissioner()),
    ):
        with pytest.raises(PermissionDenied):
            name(service, "Me", scope=user.scope())


# Lists ---------------------------------------------------------------------------------------------------------------


def test_posts_are_narrowed_by_their_state(facts, post):
    soon = actions.add_post(facts=replace(facts, note="soon", until_date=day("2027-02-18")), **KNOWN)
    later = actions.add_post(facts=replace(facts, note="later", until_date=day("2027-02-19")), **KNOWN)
    over = actions.add_post(facts=replace(facts, note="over", until_date=TODAY), **KNOWN)
    vacant = actions.add_post(facts=replace(facts, note="vacant", vacant_since=TODAY), **KNOWN)

    def listed(state: str = "") -> list[Post]:
        return [row.post for row in queries.posts_list(SYSTEM, TODAY, state)]

    assert listed() == [soon, later, post, vacant]
    assert listed("ending") == [soon]
    assert listed("ended") == [over]
    assert listed("vacant") == [vacant]
    assert queries.posts_list(SYSTEM, TODAY, provider=make.make_provider()) == []


def test_services_with_gaps_are_those_where_somebody_is_missing(service):
    full = make.make_service("Ash House")
    for area in Responsibility.Area.values:
        actions.name_responsible(service=full, area=area, who="Somebody", **KNOWN)
    actions.name_responsible(service=service, area="repairs", who="Somebody", **KNOWN)
    assert list(queries.services_with_gaps(SYSTEM)) == [service]
    actions.name_responsible(service=full, area="repairs", who="", **KNOWN)
    assert list(queries.services_with_gaps(SYSTEM)) == [full, service]
    assert [row.gaps for row in queries.duties_of([full, service], SYSTEM)] == [1, 7]


def test_lead_providers_stand_before_their_partners_with_who_may_report(council, service):
    lead = service.provider
    partner = make.make_provider("A partner", lead=lead)
    make.make_worker(lead, first_name="Lee", last_name="Lead")
    make.make_worker(lead, role=Role.PROVIDER_VIEWER, first_name="Vi", last_name="Viewer")
    make.make_worker(lead, first_name="Al", last_name="Gone", is_active=False)
    make.make_worker(partner, email="pat@example.org")
    own, of_partner = queries.providers_list(make.make_official(council).scope())
    assert (own.provider, own.partners, own.own, own.of_lead) == (lead, [partner], ["Lee Lead"], [])
    assert (of_partner.provider, of_partner.own, of_partner.of_lead) == (partner, ["pat@example.org"], ["Lee Lead"])
