"""The administration: for superusers alone, saving through the actions, refusing in words, deleting next to nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from beds.access import Role
from beds.models import Bed, Commissioner, Contract, ContractBed, Provider, Rate, Service
from reporting.models import NightlyRun
from residents.models import Ward
from stepdown.accounts.models import Membership, User
from tests.factories import (
    END,
    PASSWORD,
    START,
    make_bed,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_placement,
    make_provider,
    make_rate,
    make_service,
    make_user,
    make_ward,
    make_worker,
)

pytestmark = pytest.mark.django_db

LISTS = [
    f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    for model in admin.site._registry
    if model._meta.app_label in {"beds", "residents", "reporting", "accounts"}
]


@pytest.fixture
def administrator(client) -> User:
    user = make_official(make_commissioner(), role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def change_url(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def add_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def rows(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The fields of an inline's rows, as a browser sends them."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for index, row in enumerate(rows):
        sent |= {f"{prefix}-{index}-{field}": value for field, value in row.items()}
    return sent


def contract_fields(contract: Contract, **changes: Any) -> dict[str, Any]:
    fields = {
        "reference": contract.reference,
        "funding": contract.funding,
        "from_date": contract.from_date,
        "until_date": contract.until_date,
        "annual_value": contract.annual_value or "",
        "stay_limit_nights": contract.stay_limit_nights,
        "occupancy_target": contract.occupancy_target,
    }
    return fields | rows("contract_beds") | rows("rates") | changes


# Who gets in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["admin:index", *LISTS])
def test_every_list_opens_for_an_administrator(client, administrator, name) -> None:
    make_placement(make_contracted_bed())
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["admin:index", *LISTS])
def test_the_administration_has_no_sign_in_of_its_own(client, name) -> None:
    response = client.get(reverse(name), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_others_are_refused(client) -> None:
    commissioner, provider = make_commissioner(), make_provider()
    for user in (make_official(commissioner), make_worker(provider), make_official(commissioner, role="administrator")):
        client.force_login(user)
        response = client.get(reverse("admin:beds_contract_changelist"), follow=True)
        assert response.status_code == 403


def test_names_and_dates_of_birth_are_not_in_the_administration() -> None:
    assert not {"ResidentIdentity", "Group", "EmailAddress"} & {model.__name__ for model in admin.site._registry}


# Lists stay as quick as they are, however long ------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_no_more_queries_for_more_rows(client, administrator, name, django_assert_max_num_queries) -> None:
    for _ in range(4):
        bed = make_contracted_bed(commissioner=make_commissioner())
        make_placement(bed)
        make_worker(bed.service.provider)
    with django_assert_max_num_queries(14):
        client.get(reverse(name))


# Records that are looked up and not written -----------------------------------------------------------------------


def test_a_placement_is_shown_with_a_link_to_its_page_and_cannot_be_changed(client, administrator) -> None:
    placement = make_placement(make_contracted_bed("Room 7"))
    response = client.get(change_url(placement))
    page = response.content.decode()
    assert reverse("reporting:placement", args=[placement.pk]) in page
    assert "Room 7" in page
    assert 'name="_save"' not in page
    assert client.post(change_url(placement), {"admitted_on": "2020-01-01"}).status_code == 403
    assert client.post(reverse("admin:residents_placement_delete", args=[placement.pk])).status_code == 403


# Saving through the actions ---------------------------------------------------------------------------------------


def test_who_saved_is_recorded(client, administrator) -> None:
    client.post(add_url(Ward), {"name": "Avocet", "hospital": "General"})
    ward = Ward.objects.get()
    assert ward.created_by == ward.updated_by == administrator


def test_a_contract_is_made_with_its_beds_and_rates_in_one_go(client, administrator) -> None:
    bed = make_bed()
    council = make_commissioner()
    fields = {
        "reference": "C-NEW",
        "commissioner": council.pk,
        "provider": bed.service.provider_id,
        "funding": "spot",
        "from_date": "2026-04-01",
        "until_date": "2027-04-01",
        "stay_limit_nights": 42,
        "occupancy_target": "85.0",
        **rows(
            "contract_beds", {"bed": bed.pk, "basis": "reserved", "from_date": "2026-04-01", "until_date": "2027-04-01"}
        ),
        **rows("rates", {"from_date": "2026-04-01", "until_date": "2027-04-01", "amount": "£901.70", "unit": "week"}),
    }
    response = client.post(add_url(Contract), fields)
    assert response.status_code == 302, response.context["errors"]
    contract = Contract.objects.get()
    assert contract.created_by == administrator
    assert [link.bed for link in contract.contract_beds.all()] == [bed]
    assert str(contract.rates.get()) == "£901.70 a week"
    assert contract.rates.get().created_by == administrator


def test_a_refusal_is_shown_beside_its_field_and_nothing_is_saved(client, administrator) -> None:
    contract = make_contract()
    make_contract_bed(contract, make_bed("Room 3", service=make_service(provider=contract.provider)))
    shorter = contract_fields(contract, reference="C-OTHER", until_date="2030-01-01")
    response = client.post(change_url(contract), shorter)
    assert response.status_code == 200
    assert "Room 3" in response.context["adminform"].form.errors["until_date"][0]
    contract.refresh_from_db()
    assert contract.until_date == END
    assert contract.reference != "C-OTHER"


def test_a_refusal_of_a_row_is_shown_in_that_row_and_undoes_the_rest(client, administrator) -> None:
    contract = make_contract()
    own = make_bed(service=make_service(provider=contract.provider))
    foreign = make_bed("Room 9")
    fields = contract_fields(contract, occupancy_target="90.0")
    fields |= rows(
        "contract_beds",
        {"bed": own.pk, "basis": "reserved", "from_date": START, "until_date": END},
        {"bed": foreign.pk, "basis": "reserved", "from_date": START, "until_date": END},
    )
    response = client.post(change_url(contract), fields)
    assert response.status_code == 200
    formset = response.context["inline_admin_formsets"][0].formset
    assert not formset.forms[0].errors
    assert "Room 9" in formset.forms[1].errors["bed"][0]
    assert "Choose a bed of theirs" in response.content.decode()
    assert not ContractBed.objects.exists()
    contract.refresh_from_db()
    assert str(contract.occupancy_target) == "85.0"


def test_a_second_rate_for_the_same_nights_is_refused_in_words(client, administrator) -> None:
    contract = make_contract()
    make_rate(contract)
    fields = contract_fields(contract)
    fields |= rows(
        "rates",
        {
            "id": contract.rates.get().pk,
            "contract": contract.pk,
            "from_date": START,
            "until_date": "",
            "amount": "135.71",
            "unit": "night",
        },
        {"contract": contract.pk, "from_date": "2026-04-01", "until_date": "", "amount": "140.00", "unit": "night"},
        initial=1,
    )
    response = client.post(change_url(contract), fields)
    assert "This contract already has a rate in that period." in response.content.decode()
    assert Rate.objects.count() == 1


def test_a_bed_is_not_closed_under_somebody(client, administrator) -> None:
    bed = make_contracted_bed("Room 5")
    make_placement(bed, admitted_on=dt.date(2026, 11, 1))
    response = client.post(change_url(bed), {"label": "Room 5", "from_date": START, "until_date": "2026-11-10"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["until_date"]
    bed.refresh_from_db()
    assert bed.until_date is None


def test_what_others_were_checked_against_stays_fixed(client, administrator) -> None:
    contract, other = make_contract(), make_provider()
    client.post(change_url(contract), contract_fields(contract, provider=other.pk))
    contract.refresh_from_db()
    assert contract.provider != other


# Deleting ---------------------------------------------------------------------------------------------------------


def test_what_is_referred_to_cannot_be_deleted(client, administrator) -> None:
    bed = make_contracted_bed()
    placement = make_placement(bed)
    for record in (
        bed, bed.service, bed.service.provider, placement.contract, placement.contract.commissioner,
        placement.referral.ward, administrator,
    ):  # fmt: skip
        name = f"admin:{record._meta.app_label}_{record._meta.model_name}_delete"
        assert client.post(reverse(name, args=[record.pk]), {"post": "yes"}).status_code == 403, record
        record.refresh_from_db()


def test_what_nothing_refers_to_can_be_deleted(client, administrator) -> None:
    ward = make_ward()
    assert client.post(reverse("admin:residents_ward_delete", args=[ward.pk]), {"post": "yes"}).status_code == 302
    assert not Ward.objects.exists()


def test_no_list_deletes_many_at_once(client, administrator) -> None:
    wards = [make_ward(), make_ward()]
    sent = {"action": "delete_selected", "_selected_action": [ward.pk for ward in wards], "post": "yes"}
    client.post(reverse("admin:residents_ward_changelist"), sent)
    assert Ward.objects.count() == 2


# People ----------------------------------------------------------------------------------------------------------


def person_fields(user: User, **changes: Any) -> dict[str, Any]:
    fields = {"email": user.email, "is_active": "on"} | changes
    return fields | {key: value for key, value in rows("memberships").items() if key not in fields}


def test_a_person_is_made_with_a_password_and_can_sign_in(client, administrator) -> None:
    fields = {"email": "New.Person@Example.org", "password1": "heron lantern maple", "password2": "heron lantern maple"}
    response = client.post(add_url(User), fields | rows("memberships"))
    assert response.status_code == 302, response.context["errors"]
    client.logout()
    assert client.login(email="new.person@example.org", password="heron lantern maple")


def test_a_person_is_given_a_place_and_loses_it(client, administrator) -> None:
    user, provider = make_user(), make_provider()
    row = {"user": user.pk, "provider": provider.pk, "role": "provider_worker"}
    client.post(change_url(user), person_fields(user) | rows("memberships", row))
    assert user.scope().writes_for == {provider.pk}
    row |= {"id": user.memberships.get().pk, "DELETE": "on"}
    client.post(change_url(user), person_fields(user) | rows("memberships", row, initial=1))
    assert user.scope().is_empty


def test_a_role_that_does_not_fit_is_refused_in_words(client, administrator) -> None:
    user = make_user()
    row = {"user": user.pk, "provider": make_provider().pk, "role": "commissioner"}
    response = client.post(change_url(user), person_fields(user) | rows("memberships", row))
    assert "a role that fits it" in response.content.decode()
    assert not user.memberships.exists()


def test_one_tick_lets_a_person_into_the_administration(client, administrator) -> None:
    user = make_user()
    client.post(change_url(user), person_fields(user, is_superuser="on"))
    user.refresh_from_db()
    assert user.is_staff
    assert user.is_superuser


def test_an_administrator_cannot_shut_themselves_out(client, administrator) -> None:
    member = administrator.memberships.get()
    row = {"id": member.pk, "user": administrator.pk, "commissioner": member.commissioner_id, "role": member.role}
    response = client.post(
        change_url(administrator), person_fields(administrator) | rows("memberships", row, initial=1)
    )
    assert "shut yourself out" in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser


def test_an_address_taken_in_other_letters_is_refused(client, administrator) -> None:
    make_user("sam@example.org")
    user = make_user()
    response = client.post(change_url(user), person_fields(user, email="Sam@Example.org"))
    assert "already signs in with this e-mail address" in response.content.decode()


def test_an_old_address_opens_the_account_no_longer(client, administrator) -> None:
    from allauth.account.models import EmailAddress

    user = make_user("old@example.org")
    EmailAddress.objects.create(user=user, email="old@example.org", primary=True, verified=True)
    client.post(change_url(user), person_fields(user, email="new@example.org"))
    client.logout()
    assert not client.login(email="old@example.org", password=PASSWORD)
    assert client.login(email="new@example.org", password=PASSWORD)


def test_reference_lists_are_complete() -> None:
    registered = set(admin.site._registry)
    assert {Commissioner, Provider, Service, Bed, Contract, Ward, User, Membership} <= registered


def test_the_page_of_a_person_fits_the_screen(live_server: Any, page: Page, sign_in: Callable[[Any], None]) -> None:
    administrator = make_official(make_commissioner(), role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    sign_in(administrator)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + change_url(administrator))
    page.locator(".select2-container").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_run_of_the_figures_is_called_by_its_night() -> None:
    run = NightlyRun(kind=NightlyRun.Kind.FULL, night=dt.date(2026, 10, 3))
    assert str(run) == "Full recompute run to the night of 3 October 2026"
    assert str(NightlyRun(kind=NightlyRun.Kind.NIGHTLY)) == "Nightly run"
