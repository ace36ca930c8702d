"""The list of notices and the choices: for their owner, for others, signed out, and sent wrongly."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from stepdown.accounts.models import User
from stepdown.notices.context import notices as context_processor
from stepdown.notices.models import Digest, Notice, NoticeChoice
from tests import factories as make
from tests.residents.house import signed_in

pytestmark = pytest.mark.django_db

LIST = "/notices/"
CHOICES = "/notices/choices/"
_number = itertools.count()


@pytest.fixture
def user() -> User:
    return make.make_worker(make.make_provider())


def note(user: User, text: str = "R-ABC was referred.", **facts: Any) -> Notice:
    facts = {"kind": "referral_new", "in_app": True, "by_email": True, "link": "/my-beds/"} | facts
    return Notice.objects.create(user=user, key=f"test:{next(_number)}", text=text, **facts)


def text_of(client: Client, address: str = LIST, **asked: Any) -> str:
    return client.get(address, asked).content.decode()


def test_the_list_shows_what_is_mine_newest_first_and_marks_nothing_as_read(user):
    client = signed_in(user)
    note(user, "The older one", created_at=timezone.now() - dt.timedelta(days=1))
    note(user, "The newer one")
    note(user, "Only by e-mail", in_app=False)
    note(make.make_user(), "Somebody else’s")
    page = text_of(client)
    assert page.index("The newer one") < page.index("The older one")
    assert "Only by e-mail" not in page
    assert "Somebody else" not in page
    assert "2 unread" in page
    assert Notice.objects.of(user).unread().count() == 2


def test_opening_a_notice_marks_it_and_leads_to_what_it_is_about(user):
    client = signed_in(user)
    notice = note(user)
    address = reverse("notices:open", args=[notice.pk])
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == "/my-beds/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    assert client.post(address)["Location"] == "/my-beds/"
    notice.refresh_from_db()
    assert notice.read_at == first
    linkless = note(user, link="")
    assert client.post(reverse("notices:open", args=[linkless.pk]))["Location"] == LIST


def test_nobody_opens_anothers_notice(user):
    notice = note(user)
    stranger = signed_in(make.make_worker(make.make_provider()))
    assert stranger.post(reverse("notices:open", args=[notice.pk])).status_code == 404
    stranger.post(reverse("notices:read_all"), {"newest": notice.pk})
    assert Notice.objects.unread().count() == 1


def test_all_are_marked_that_the_page_knew_of(user):
    client = signed_in(user)
    known = note(user)
    later = note(user)
    assert client.get(reverse("notices:read_all")).status_code == 405
    assert client.post(reverse("notices:read_all"), {"newest": known.pk})["Location"] == LIST
    assert list(Notice.objects.unread()) == [later]
    for nonsense in ("", "x", "-1", "٣", "9" * 30, "9" * 5000):
        assert client.post(reverse("notices:read_all"), {"newest": nonsense}).status_code == 302
    assert list(Notice.objects.unread()) == [later]


def test_the_list_is_narrowed_and_paged(user):
    client = signed_in(user)
    for number in range(30):
        note(user, f"Referral {number:02}", created_at=timezone.now() - dt.timedelta(minutes=number))
    note(user, "Read already", kind="ending", read_at=timezone.now())
    assert "Page 2 of 2" in text_of(client)
    assert "Referral 29" in text_of(client, page="2")
    assert "Referral 29" in text_of(client, page="99")
    ending = text_of(client, kind="ending")
    assert "Read already" in ending
    assert "Referral 00" not in ending
    assert "No notice is like this" in text_of(client, kind="ending", unread="yes")
    assert "About must be one of the list" in text_of(client, kind="odd")


def test_an_empty_list_says_what_will_come(user):
    assert "There is nothing to tell you yet" in text_of(signed_in(user))


def test_a_letter_that_may_be_lost_is_said(user):
    Digest.objects.create(user=user, day=timezone.localdate(), state="uncertain", claimed_at=timezone.now())
    Digest.objects.create(user=make.make_user(), day=dt.date(2020, 1, 1), state="refused", claimed_at=timezone.now())
    page = text_of(signed_in(user))
    assert "may not have reached you" in page
    assert "2020" not in page


def test_choices_are_what_suits_the_role_until_they_are_saved(user):
    client = signed_in(user)
    form = client.get(CHOICES).context["form"]
    offered = [offer.kind.key for offer in form.offers]
    assert "limit" in offered
    assert "run_failed" not in offered
    assert form["limit-by_email"].initial is True
    assert form["ending-in_app"].initial is False
    response = client.post(CHOICES, {"limit-in_app": "on", "ending-by_email": "on"})
    assert response["Location"] == LIST
    assert "Your choices are saved" in text_of(client)
    chosen = {each.kind: (each.in_app, each.by_email) for each in NoticeChoice.objects.filter(user=user)}
    assert chosen["limit"] == (True, False)
    assert chosen["ending"] == (False, True)
    assert chosen["alert"] == (False, False)
    client.post(CHOICES, {"limit-in_app": "on"})
    assert NoticeChoice.objects.filter(user=user).count() == len(offered)
    assert client.get(CHOICES).context["form"]["limit-in_app"].initial is True


def test_each_role_is_offered_what_is_for_it():
    council = make.make_commissioner()
    site = make.make_user(is_superuser=True)
    for user, offered, withheld in (
        (make.make_official(council, role=Role.HOUSING_OFFICER), "limit", "alert"),
        (make.make_official(council, role=Role.ADMINISTRATOR), "run_failed", "letter"),
        (site, "letter", "limit"),
    ):
        keys = [offer.kind.key for offer in signed_in(user).get(CHOICES).context["form"].offers]
        assert offered in keys
        assert withheld not in keys


def test_somebody_who_belongs_nowhere_is_told_so():
    assert "You belong to no organisation yet" in text_of(signed_in(make.make_user()), CHOICES)


def test_the_signed_out_sign_in_first_and_other_methods_are_refused(user):
    notice = note(user)
    opening = reverse("notices:open", args=[notice.pk])
    for address in (LIST, CHOICES):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
        assert signed_in(user).put(address).status_code == 405
        assert signed_in(user).delete(address).status_code == 405
    for address in (CHOICES, opening, reverse("notices:read_all")):
        assert Client().post(address)["Location"].startswith(reverse("account_login"))
    assert signed_in(user).post(LIST).status_code == 405


def test_the_count_is_asked_for_only_where_it_is_shown(user, django_assert_num_queries):
    note(user)
    request = RequestFactory().get("/")
    request.user = user
    with django_assert_num_queries(0):
        context = Context(context_processor(request))
        Template("nothing").render(context)
    with django_assert_num_queries(1):
        shown = Template(
            "{{ unread_notices }} notice{{ unread_notices|pluralize }}{% if unread_notices %} unread{% endif %}"
        )
        assert shown.render(context) == "1 notice unread"
    note(user)
    assert shown.render(Context(context_processor(request))) == "2 notices unread"


@pytest.mark.parametrize(("address", "most"), [(LIST, 9), (CHOICES, 6)])
def test_the_pages_take_few_queries(user, address, most, django_assert_max_num_queries):
    client = signed_in(user)
    client.get(address)
    for _ in range(20):
        note(user)
    with django_assert_max_num_queries(most):
        client.get(address)
