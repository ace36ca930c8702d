"""The pages of the registers and of a service: for each role, sent wrongly, and how often they ask the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from beds.models import Agreement, Post, Responsibility
from beds.taking_back import CodedReason, take_back
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db

SHOWN = ("posts", "agreements", "responsibilities", "providers")


@dataclass
class Registers:
    """One of each, on the day of the test."""

    today: dt.date
    council: Any
    service: Any
    post: Post
    agreement: Agreement
    named: Responsibility


@pytest.fixture
def registers() -> Registers:
    today = timezone.localdate()
    service = make.make_service("Elm House")
    make.make_contracted_bed("Room 1", service=service, step_free=True)
    council = service.provider.contracts.get().commissioner
    facts = {"commissioner": council, "provider": service.provider, "from_date": make.START}
    post = Post.objects.create(
        service=service, employer="Elm Trust", role="Support worker", contract_type="agency",
        until_date=today + dt.timedelta(days=20), vacant_since=today, **facts,
    )  # fmt: skip
    agreement = Agreement.objects.create(kind="mou", title="Step-down MoU", **facts)
    named = Responsibility.objects.create(service=service, area="repairs", who="Housing team")
    return Registers(today, council, service, post, agreement, named)


def post_answers(r: Registers) -> dict[str, Any]:
    return date_of("from_date", r.today) | {
        "employer": "Council", "role": "Housing officer", "contract_type": "permanent",
        "commissioner": r.council.pk, "provider": r.service.provider.pk, "service": "", "note": "",
    }  # fmt: skip


def agreement_answers(r: Registers) -> dict[str, Any]:
    return date_of("from_date", r.today) | {
        "kind": "protocol", "title": "Escalation", "commissioner": r.council.pk, "provider": "", "held_by": ""
    }  # fmt: skip


POST_PAGES: dict[str, Any] = {
    "add post": lambda r: (reverse("beds:post_new"), post_answers(r)),
    "correct post": lambda r: (
        reverse("beds:post_correct", args=[r.post.pk]),
        post_answers(r) | {"version": r.post.updated_at.isoformat()},
    ),
    "end post": lambda r: (
        reverse("beds:post_end", args=[r.post.pk]),
        date_of("until_date", r.today.replace(year=2100)),
    ),
    "filled": lambda r: (reverse("beds:post_filled", args=[r.post.pk]), {}),
    "vacant": lambda r: (reverse("beds:post_vacant", args=[r.post.pk]), date_of("vacant_since", r.today)),
    "cancel post": lambda r: (reverse("beds:post_cancel", args=[r.post.pk]), {"code": "twice", "reason": ""}),
}
AGREEMENT_PAGES: dict[str, Any] = {
    "add agreement": lambda r: (reverse("beds:agreement_new"), agreement_answers(r)),
    "correct agreement": lambda r: (
        reverse("beds:agreement_correct", args=[r.agreement.pk]),
        agreement_answers(r) | {"version": r.agreement.updated_at.isoformat()},
    ),
    "cancel agreement": lambda r: (
        reverse("beds:agreement_cancel", args=[r.agreement.pk]),
        {"code": "other", "reason": "Not signed"},
    ),
}
NAMING: dict[str, Any] = {
    "responsibility": lambda r: (
        reverse("beds:responsibility", args=[r.service.pk, "repairs"]),
        {"who": "Landlord", "contact": "", "version": r.named.updated_at.isoformat()},
    ),
    "first responsibility": lambda r: (
        reverse("beds:responsibility", args=[r.service.pk, "quality"]), {"who": "Quality team", "contact": ""}
    ),
}  # fmt: skip
PAGES = POST_PAGES | AGREEMENT_PAGES | NAMING
NEW = {"add post", "add agreement"}


@pytest.mark.parametrize("name", PAGES)
def test_the_commissioner_opens_every_page_and_gets_it_done(registers, name):
    client = signed_in(make.make_official(registers.council))
    address, answers = PAGES[name](registers)
    assert client.get(address).status_code == 200
    response = client.post(address, answers)
    assert response.status_code == 302, response.context["form"].errors
    assert "govuk-notification-banner--success" in client.get(response["Location"]).content.decode()


def test_a_provider_keeps_its_posts_and_responsibilities_but_no_agreement(registers):
    client = signed_in(make.make_worker(registers.service.provider))
    for name, page in PAGES.items():
        status = 403 if name in AGREEMENT_PAGES else 302
        address, answers = page(registers)
        assert client.post(address, answers).status_code == status, name


def test_who_only_reads_is_turned_away(registers):
    for user in (
        make.make_worker(registers.service.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(registers.council, role=Role.CONTRACT_MANAGER),
    ):
        client = signed_in(user)
        for name, page in PAGES.items():
            address, answers = page(registers)
            assert client.get(address).status_code == 403, name
            assert client.post(address, answers).status_code == 403, name
        for show in SHOWN:
            assert "Add a" not in client.get(reverse("beds:registers"), {"show": show}).content.decode()


def test_an_outsider_finds_none_of_it(registers):
    for user in (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner())):
        client = signed_in(user)
        for name, page in PAGES.items():
            if name not in NEW:
                address, answers = page(registers)
                assert client.get(address).status_code == 404, name
                assert client.post(address, answers).status_code == 404, name
        assert client.get(reverse("beds:service", args=[registers.service.pk])).status_code == 404
        for show in SHOWN:
            page = client.get(reverse("beds:registers"), {"show": show}).content.decode()
            assert "Elm" not in page
            assert "Step-down MoU" not in page


def test_a_ward_has_no_registers(registers):
    user = make.make_user()
    Membership.objects.create(user=user, ward=make.make_ward(), role=Role.REFERRER)
    assert signed_in(user).get(reverse("beds:registers")).status_code == 403


def test_other_methods_are_refused_and_strangers_sign_in_first(registers):
    client = signed_in(make.make_official(registers.council))
    for name, page in PAGES.items():
        assert client.put(page(registers)[0]).status_code == 405, name
        assert Client().get(page(registers)[0])["Location"].startswith(reverse("account_login")), name
    for address in (reverse("beds:registers"), reverse("beds:service", args=[registers.service.pk])):
        assert client.post(address).status_code == 405
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["add post", "add agreement", "first responsibility"])
def test_a_form_sent_twice_makes_one_record(registers, name):
    client = signed_in(make.make_official(registers.council))
    address, answers = PAGES[name](registers)
    for _ in range(2):
        assert client.post(address, answers).status_code == 302
    assert (Post.objects.count(), Agreement.objects.count(), Responsibility.objects.count()) == {
        "add post": (2, 1, 1), "add agreement": (1, 2, 1), "first responsibility": (1, 1, 2)
    }[name]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed"), [("correct post", "role"), ("correct agreement", "title"), ("responsibility", "who")]
)
def test_a_stale_form_is_refused_keeps_what_was_typed_and_can_be_sent_again(registers, name, typed):
    address, answers = PAGES[name](registers)
    kim = signed_in(make.make_official(registers.council, email="kim@example.org"))
    assert kim.post(address, answers).status_code == 302
    client = signed_in(make.make_official(registers.council))
    page = client.post(address, answers | {typed: "Other words"})
    text = page.content.decode()
    assert "kim@example.org changed this record while you were typing" in text
    assert "Other words" in text
    again = answers | {typed: "Other words", "version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302


@pytest.mark.parametrize("name", ["correct post", "correct agreement"])
def test_a_correction_sent_twice_is_one(registers, name):
    client = signed_in(make.make_official(registers.council))
    address, answers = PAGES[name](registers)
    for _ in range(2):
        assert client.post(address, answers).status_code == 302


@pytest.mark.parametrize("name", ["cancel post", "cancel agreement"])
def test_cancelling_asks_for_a_reason_from_the_list_and_sent_twice_is_one(registers, name):
    client = signed_in(make.make_official(registers.council))
    address, answers = PAGES[name](registers)
    assert "Select why" in client.post(address, {"reason": "Wrong"}).content.decode()
    assert "Say why" in client.post(address, {"code": "other", "reason": ""}).content.decode()
    for _ in range(2):
        assert client.post(address, answers).status_code == 302
    record = registers.post if name == "cancel post" else registers.agreement
    record.refresh_from_db()
    assert record.cancelled_code == answers["code"]


@pytest.mark.parametrize("name", [each for each in (POST_PAGES | AGREEMENT_PAGES) if each not in NEW])
def test_what_somebody_has_cancelled_says_so_and_keeps_what_was_typed(registers, name):
    record = registers.post if "agreement" not in name else registers.agreement
    kim = make.make_official(registers.council, email="kim@example.org")
    take_back(record, CodedReason("by_mistake"), by=kim)
    client = signed_in(make.make_official(registers.council))
    address, answers = PAGES[name](registers)
    said = "This was cancelled by kim@example.org on"
    response = client.get(address)
    assert response.status_code == 302
    assert said in client.get(response["Location"]).content.decode()
    typed = {key: "Other words" for key in ("role", "title", "reason") if key in answers}
    page = client.post(address, answers | typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert "Other words" in text or not typed
    for show in ("posts", "agreements"):
        assert str(record) not in client.get(reverse("beds:registers"), {"show": show}).content.decode()


def test_a_leads_worker_who_chooses_a_commissioner_of_another_provider_keeps_what_was_typed(registers):
    lead = registers.service.provider
    partner = make.make_provider("Partner", lead=lead)
    make.make_contract(provider=partner, commissioner=make.make_commissioner(name="Far Council"))
    client = signed_in(make.make_worker(lead))
    answers = post_answers(registers) | {"provider": partner.pk, "role": "Night porter"}
    page = client.post(reverse("beds:post_new"), answers)
    assert page.status_code == 200
    text = page.content.decode()
    assert f"{registers.council} has no contract with Partner" in text
    assert "Night porter" in text
    assert page.context["form"].has_error("commissioner")


def test_an_empty_form_about_responsibility_says_that_nothing_was_changed(registers):
    address, _ = NAMING["first responsibility"](registers)
    page = signed_in(make.make_official(registers.council)).post(address, {}, follow=True).content.decode()
    assert "nothing was changed." in page


def test_a_form_opened_before_anybody_was_named_is_stale_once_somebody_is(registers):
    address, answers = NAMING["first responsibility"](registers)
    client = signed_in(make.make_official(registers.council))
    client.post(address, answers)
    page = client.post(address, answers | {"who": "Somebody else"})
    assert "changed this record while you were typing" in page.content.decode()


def test_careless_answers_are_said_beside_their_inputs(registers):
    client = signed_in(make.make_official(registers.council))
    page = client.post(reverse("beds:post_new"), {"from_date_day": "31", "from_date_month": "2"}).content.decode()
    for said in ("Enter the employer", "Enter the role", "Select the kind of contract", "must include a year"):
        assert said in page
    for nonsense in ("x' or 1", "٣", "9" * 30, "9" * 5000):
        assert client.get(reverse("beds:post_new"), {"service": nonsense}).status_code == 200
    assert client.get(reverse("beds:responsibility", args=[registers.service.pk, "weather"])).status_code == 404


def test_the_registers_show_tags_and_gaps(registers):
    client = signed_in(make.make_official(registers.council))
    posts = client.get(reverse("beds:registers")).content.decode()
    assert "Ends in 20 days" in posts
    assert "Vacant</strong>" in posts
    duties = client.get(reverse("beds:registers"), {"show": "responsibilities"}).content.decode()
    assert "Nobody is named for 7 of 8" in duties
    assert duties.count("Nobody named</strong>") == 7
    assert "Step-down MoU" in client.get(reverse("beds:registers"), {"show": "agreements"}).content.decode()
    assert "Nobody</strong>" in client.get(reverse("beds:registers"), {"show": "providers"}).content.decode()
    nonsense = client.get(reverse("beds:registers"), {"state": "odd", "show": "posts", "page": "9", "sort": "x"})
    assert "State must be one of the list" in nonsense.content.decode()


def test_the_page_of_a_service_shows_its_facts(registers):
    page = signed_in(make.make_worker(registers.service.provider)).get(
        reverse("beds:service", args=[registers.service.pk])
    )
    text = page.content.decode()
    for said in ("Elm House", "Wells", "Room 1", "Housing team", "Support worker", "Step-down MoU", "Add a post"):
        assert said in text
    assert f"{reverse('beds:post_new')}?service={registers.service.pk}" in text


def test_empty_registers_say_how_to_begin():
    council = make.make_commissioner()
    client = signed_in(make.make_official(council))
    for show, said in (
        ("posts", "No post is registered yet"),
        ("agreements", "No agreement is registered yet"),
        ("responsibilities", "There is no service yet"),
        ("providers", "There is no provider yet"),
    ):
        assert said in client.get(reverse("beds:registers"), {"show": show}).content.decode()


@pytest.mark.parametrize(
    ("show", "most"), [("posts", 8), ("agreements", 7), ("responsibilities", 11), ("providers", 9)]
)
def test_the_queries_do_not_grow_with_the_rows(registers, show, most, django_assert_max_num_queries):
    client = signed_in(make.make_official(registers.council))
    address = reverse("beds:registers")
    client.get(address, {"show": show})
    for number in range(4):
        bed = make.make_contracted_bed(commissioner=registers.council)
        facts = {"commissioner": registers.council, "provider": bed.service.provider, "from_date": make.START}
        Post.objects.create(employer="Trust", role=f"Role {number}", service=bed.service, **facts)
        Agreement.objects.create(kind="mou", title=f"MoU {number}", **facts)
        make.make_worker(bed.service.provider)
    with django_assert_max_num_queries(most):
        client.get(address, {"show": show})


def test_the_queries_of_a_service_do_not_grow_with_its_rows(registers, django_assert_max_num_queries):
    client = signed_in(make.make_official(registers.council))
    address = reverse("beds:service", args=[registers.service.pk])
    client.get(address)
    for number in range(4):
        make.make_contracted_bed(service=registers.service, commissioner=registers.council)
        Post.objects.create(
            employer="Trust", role=f"Role {number}", service=registers.service, commissioner=registers.council,
            from_date=make.START,
        )  # fmt: skip
    with django_assert_max_num_queries(11):
        client.get(address)


def test_a_partner_whose_beds_are_in_its_leads_contract_stays_the_provider_of_its_post(registers):
    """It has no contract of its own, and the browser sends only what was offered."""
    lead = make.make_provider("The lead")
    partner = make.make_provider("The partner", lead=lead)
    bed = make.make_bed(service=make.make_service(provider=partner))
    make.make_contract_bed(make.make_contract(commissioner=registers.council, provider=lead), bed)
    Post.objects.filter(pk=registers.post.pk).update(provider=partner, service=None)
    client = signed_in(make.make_official(registers.council))
    form = client.get(reverse("beds:post_correct", args=[registers.post.pk])).context["form"]
    assert {lead, partner} <= set(form.fields["provider"].queryset)
    assert partner in client.get(reverse("beds:agreement_new")).context["form"].fields["provider"].queryset


def test_the_provider_of_a_record_is_offered_whatever_it_has_to_do_with_the_commissioner(registers):
    stranger = make.make_provider("A stranger")
    Post.objects.filter(pk=registers.post.pk).update(provider=stranger, service=None)
    Agreement.objects.filter(pk=registers.agreement.pk).update(provider=stranger)
    client = signed_in(make.make_official(registers.council))
    for name, record in (("post", registers.post), ("agreement", registers.agreement)):
        form = client.get(reverse(f"beds:{name}_correct", args=[record.pk])).context["form"]
        assert stranger in form.fields["provider"].queryset
    assert stranger not in client.get(reverse("beds:post_new")).context["form"].fields["provider"].queryset


def test_a_post_begun_at_a_service_is_for_it(registers):
    address = f"{reverse('beds:post_new')}?service={registers.service.pk}"
    for user in (make.make_official(registers.council), make.make_worker(registers.service.provider)):
        client = signed_in(user)
        assert address in client.get(reverse("beds:service", args=[registers.service.pk])).content.decode()
        form = client.get(address).context["form"]
        begun = (registers.service.pk, registers.service.provider_id)
        assert (form["service"].value(), form["provider"].value()) == begun
