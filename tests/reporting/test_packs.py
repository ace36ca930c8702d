"""The life of a pack: who may do what in which state, what stays as it was signed, and what is shown beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beds.access import SYSTEM, Scope
from beds.refusal import Refusal
from reporting.content import Content, Row, Section, Table
from reporting.models import Change, PackVersion, ReviewPack, Watermark
from reporting.packs import Cover, Subject, actions, pack_content
from reporting.packs.frozen import differences, freeze, thaw
from reporting.packs.working_days import first_working_day, month_due
from reporting.periods import month_of
from reporting.queries import packs
from reporting.queries.packs import FRESH_FOR, compare, compared, compared_anew, compared_soon
from reporting.runs import apply_corrections, recompute_all
from reporting.suppression import shared
from residents.models import Extension, Placement
from tests import factories as make
from tests.reporting.made_packs import COLUMNS, small_content
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november, october

pytestmark = pytest.mark.django_db
OCTOBER = month_of(october(1))
KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": AS_AT}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


@pytest.fixture
def pack(house) -> ReviewPack:
    return draft(house)


@pytest.fixture
def quick(monkeypatch) -> None:
    """Packs with one small table, where it does not matter what is in them."""
    monkeypatch.setattr(actions, "content_of", lambda version: small_content(version.as_at))


def draft(house: SmallHouse, **known: Any) -> ReviewPack:
    subject = Subject(house.council.pk, house.contract.pk)
    return actions.draft_pack(subject=subject, month=OCTOBER, **KNOWN | known)


def newest(pack: ReviewPack) -> PackVersion:
    return actions.latest_version(pack)


def signed(pack: ReviewPack, **known: Any) -> PackVersion:
    actions.comment_on_pack(pack=pack, side="provider", section="summary", text="The boiler was out", **KNOWN | known)
    actions.send_for_review(pack=pack, **KNOWN | known)
    actions.sign_off(pack=pack, **KNOWN | known)
    return newest(pack)


# What may be done when ------------------------------------------------------------------------------------------------

DO: dict[str, Callable[[ReviewPack], Any]] = {
    "refresh": lambda pack: actions.refresh_pack(pack=pack, **KNOWN),
    "comment": lambda pack: actions.comment_on_pack(pack=pack, side="provider", text="Why", **KNOWN),
    "send": lambda pack: actions.send_for_review(pack=pack, **KNOWN),
    "sign": lambda pack: actions.sign_off(pack=pack, **KNOWN),
    "issue": lambda pack: actions.issue_new_version(pack=pack, reason="A late record", **KNOWN),
}
BEFORE: dict[str, tuple[str, ...]] = {"draft": (), "review": ("send",), "signed": ("send", "sign")}
BECOMES = {
    ("draft", "refresh"): "1 draft",
    ("draft", "comment"): "1 draft",
    ("draft", "send"): "1 review",
    ("draft", "sign"): "refused",
    ("draft", "issue"): "refused",
    ("review", "refresh"): "1 draft",
    ("review", "comment"): "1 review",
    ("review", "send"): "1 review",
    ("review", "sign"): "1 signed",
    ("review", "issue"): "refused",
    ("signed", "refresh"): "refused",
    ("signed", "comment"): "refused",
    ("signed", "send"): "refused",
    ("signed", "sign"): "1 signed",  # by the same person: it was sent twice
    ("signed", "issue"): "2 draft",
}


def test_what_may_be_done_in_each_state(quick, pack):
    for (state, what), becomes in BECOMES.items():
        with transaction.atomic():
            for step in BEFORE[state]:
                DO[step](pack)
            try:
                with transaction.atomic():
                    DO[what](pack)
                version = newest(pack)
                found = f"{version.number} {version.state}"
            except Refusal:
                found = "refused"
            transaction.set_rollback(True)
        assert found == becomes, (state, what)


def test_each_role_does_what_is_its_own(quick, house, pack):
    council, provider = house.council.pk, house.contract.provider_id
    people = {
        "signer": Scope(commissioners=frozenset({council}), signs_for=frozenset({council})),
        "provider": Scope(providers=frozenset({provider}), writes_for=frozenset({provider})),
        "official": Scope(commissioners=frozenset({council}), houses_for=frozenset({council})),
        "viewer": Scope(providers=frozenset({provider})),
        "stranger": Scope(commissioners=frozenset({council + 1}), signs_for=frozenset({council + 1})),
    }
    may = {
        "signer": {"draft", "refresh", "comment", "send", "sign"},
        "provider": {"comment", "send"},
    }
    tries: dict[str, Callable[[Scope], Any]] = {
        "draft": lambda scope: draft(house, scope=scope),
        "refresh": lambda scope: actions.refresh_pack(pack=pack, **KNOWN | {"scope": scope}),
        "comment": lambda scope: actions.comment_on_pack(pack=pack, text="Why", **KNOWN | {"scope": scope}),
        "send": lambda scope: actions.send_for_review(pack=pack, **KNOWN | {"scope": scope}),
        "sign": lambda scope: actions.sign_off(pack=pack, **KNOWN | {"scope": scope}),
    }
    for who, scope in people.items():
        done = set()
        for what, act in tries.items():
            try:
                with transaction.atomic():
                    act(scope)
                    done.add(what)
            except PermissionDenied:
                pass
            except Refusal:
                done.add(what)
        if who == "signer":
            assert newest(pack).is_signed
            issue = actions.issue_new_version(pack=pack, reason="Late", **KNOWN | {"scope": scope})
            assert issue.number == 2
        else:
            with pytest.raises(PermissionDenied):
                actions.issue_new_version(pack=pack, reason="Late", **KNOWN | {"scope": scope})
        assert done == may.get(who, set()), who
    assert list(newest(pack).comments.values_list("side", flat=True)) == ["provider"]


def test_each_sees_the_packs_that_are_theirs(quick, house, pack):
    lead = make.make_provider()
    house.contract.provider.lead = lead
    house.contract.provider.save()
    other = make.make_contract(commissioner=house.council, from_date=house.contract.from_date)
    together = actions.draft_pack(subject=Subject(house.council.pk), month=OCTOBER, **KNOWN)
    theirs = actions.draft_pack(subject=Subject(house.council.pk, other.pk), month=OCTOBER, **KNOWN)

    def seen(user: Any) -> set[ReviewPack]:
        return set(ReviewPack.objects.within(user.scope()))

    assert seen(make.make_official(house.council)) == {pack, together, theirs}
    assert seen(make.make_worker(house.contract.provider)) == {pack}
    assert seen(make.make_worker(lead)) == {pack}
    assert seen(make.make_worker(other.provider)) == {theirs}
    assert not seen(make.make_official(make.make_commissioner()))
    assert not seen(make.make_user())


def test_a_signer_is_told_of_what_came_after_they_read(quick, pack):
    actions.send_for_review(pack=pack, **KNOWN)
    read = newest(pack).updated_at
    actions.comment_on_pack(pack=pack, side="provider", text="Wait", **KNOWN)
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        actions.sign_off(pack=pack, version=read, **KNOWN)
    assert actions.sign_off(pack=pack, version=newest(pack).updated_at, **KNOWN).is_signed


# When a pack is drafted -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "first"),
    [
        ("2024-10-15", "2024-10-01"),
        ("2026-01-10", "2026-01-02"),  # after New Year's Day
        ("2028-01-01", "2028-01-04"),  # New Year's Day is a Saturday: Monday is a bank holiday instead
        ("2024-04-30", "2024-04-02"),  # Easter Monday is 1 April
        ("2024-06-01", "2024-06-03"),  # a Saturday
    ],
)
def test_the_first_working_day(month, first):
    assert first_working_day(make.day(month)) == make.day(first)
    assert month_due(make.day(first) - dt.timedelta(days=1)) is None or first.endswith("-01")
    due = month_due(make.day(first))
    assert due is not None
    assert due.until_date == make.day(month).replace(day=1)


def test_what_is_due_is_drafted_once(quick, house):
    made = [*actions.draft_due_packs(today=october(31)), *actions.draft_due_packs(today=november(1))]
    assert [(each.contract, each.month) for each in made] == [
        (house.contract, dt.date(2024, 9, 1)),
        (house.contract, october(1)),
    ]
    assert not actions.draft_due_packs(today=november(4))
    second = make.make_contract(commissioner=house.council, from_date=october(31), until_date=november(9))
    call_command("draft_packs", today=november(5))
    drafted = ReviewPack.objects.filter(month=october(1))
    assert set(drafted.values_list("contract", flat=True)) == {house.contract.pk, second.pk, None}
    assert {version.created_by for version in PackVersion.objects.all()} == {None}


def test_a_month_without_its_last_night_is_not_drafted(house):
    Watermark.objects.update(night=october(30))
    assert not actions.draft_due_packs(today=november(1))
    with pytest.raises(Refusal, match="not computed yet"):
        draft(house)
    with pytest.raises(Refusal, match="November 2024 is not over"):
        actions.draft_pack(subject=Subject(house.council.pk), month=month_of(november(1)), **KNOWN)
    Watermark.objects.update(night=november(19))
    with pytest.raises(Refusal, match="No such contract runs in March 2024"):
        actions.draft_pack(subject=Subject(house.council.pk), month=month_of(dt.date(2024, 3, 1)), **KNOWN)


# What was signed ------------------------------------------------------------------------------------------------------


def test_a_correction_is_shown_beside_what_was_signed_and_changes_nothing_in_it(house, pack):
    by = make.make_official(house.council, first_name="Kay", last_name="Ode")
    version = signed(pack, by=by)
    before = [bytes(version.content), *(bytes(file.content) for file in version.files.all())]
    hashes = [version.sha256, *version.files.values_list("sha256", flat=True)]
    assert [hashlib.sha256(each).hexdigest() for each in before] == hashes
    assert len(before) == 1 + 8
    content = thaw(version.content)
    assert freeze(content) == bytes(version.content)
    assert "Kay Ode" in str(content.sections[0])
    assert "The boiler was out" in str(content)
    assert compared_soon(version, now=timezone.now()) == (None, True)  # the worker is asked
    known = compared(version, now=timezone.now())
    assert not known.differences

    Placement.objects.filter(pk=house.left.pk).update(cancelled_at=timezone.now(), cancelled_reason="Twice")
    assert compared(version, now=known.checked_at) == known  # kept for a minute
    waiting = Change.objects.earliest("at").at
    assert compared(version, now=known.checked_at + FRESH_FOR).checked_at == waiting  # the figures do not have it yet
    apply_corrections()
    assert compared(version, now=timezone.now() + FRESH_FOR).differences
    differing = compare(version, now=timezone.now()).differences
    (admissions,) = (each for each in differing if each.row.startswith("Admissions") and each.section.key == "summary")
    assert (admissions.signed, admissions.now, admissions.by) == (2, 1, -1)
    fresh = newest(pack)
    assert [bytes(fresh.content), *(bytes(file.content) for file in fresh.files.all())] == before
    assert [fresh.sha256, *fresh.files.values_list("sha256", flat=True)] == hashes

    second = actions.issue_new_version(pack=pack, reason="An admission was entered twice", **KNOWN)
    assert not compare(second, now=timezone.now()).differences
    assert "An admission was entered twice" in str(thaw(second.content).sections[0])
    assert "An admission was entered twice" not in str(shared(thaw(second.content)))
    assert {each.number: each.state for each in pack.versions.all()} == {1: "signed", 2: "draft"}


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (("Admissions", "admissions"), ("People admitted", "admissions"), [("Admissions", 7, 8)]),
        (("Admissions", ""), ("Admissions", "admissions"), [("Admissions", 7, 8)]),
        (
            ("Admissions", "admissions"),
            ("Admissions", "declines"),
            [("Admissions", "there", "not there"), ("Admissions", "not there", "there")],
        ),
    ],
)
def test_a_row_under_a_new_name_is_the_same_row(before, now, found):
    """One that was signed before rows had keys is known by its name."""

    def told(row: tuple[str, str], value: int) -> Content:
        table = Table("summary", "Key measures", COLUMNS, (Row((row[0], value), key=row[1]),))
        return replace(small_content(AS_AT), sections=(Section(1, "summary", "Summary", (table,)),))

    assert [(each.row, each.signed, each.now) for each in differences(told(before, 7), told(now, 8))] == found
    assert bool(differences(told(before, 7), told(now, 7))) == (len(found) > 1)


def test_figures_are_compared_again_once_a_minute_and_the_page_says_when(quick, pack, client, monkeypatch):
    version = signed(pack)
    monkeypatch.setattr(packs, "content_of", lambda version: thaw(version.content))
    first = compared_anew(version, now=timezone.now() - FRESH_FOR)
    assert compared_anew(version, now=timezone.now()) == first
    client.force_login(make.make_official(pack.commissioner))
    pages = [client.get(reverse("reporting:pack", args=[pack.pk])).text for _ in range(2)]
    assert all(": nothing had been restated, every figure was as they had it." in page for page in pages)
    assert [page.count("It is being compared again now") for page in pages] == [1, 0]


def test_figures_being_compared_for_somebody_else_are_said_to_be(quick, pack, client, monkeypatch):
    """The page leads on until they are there."""
    version = signed(pack)
    monkeypatch.setattr(packs, "compare", lambda version, *, now: None)
    compared_anew(version, now=timezone.now())
    client.force_login(make.make_official(pack.commissioner))
    answer = client.get(reverse("reporting:pack", args=[pack.pk]), {"check": "now"})
    assert "is being compared with today’s records" in answer.text
    assert "Compare with today’s records" in answer.text


def test_outsiders_are_told_no_amount_that_is_of_a_few_once_the_agreed_one_is_taken_off(house):
    """Six people under a block contract, whose value is agreed, beside two whose nights have a price."""
    block = make.make_contract(commissioner=house.council, funding="block", from_date=october(1))
    service = make.make_service(provider=block.provider)
    for number in range(6):
        bed = make.make_contracted_bed(f"Room {number}", service=service, contract=block)
        make.make_placement(bed, admitted_on=october(2))
    recompute_all(today=AS_AT)

    def told(subject: Subject, *keys: str) -> list[Any]:
        content = shared(pack_content(subject, OCTOBER, cover=Cover(1, "Draft", AS_AT)))
        (table,) = (each for each in content.tables() if each.key == "money")
        return [next(row.cells[1] for row in table.rows if row.key == key) for key in keys]

    council = house.council.pk
    spent = ("spend", "cost_per_occupied_night", "cost_per_placement")
    assert told(Subject(council), *spent) == ["*"] * 3
    assert told(Subject(council, block.pk), *spent) == [Decimal("44164.38"), 200, 7_400]
    entered_twice = Placement.objects.filter(service=service).exclude(bed_stays__bed__label="Room 0")
    entered_twice.update(cancelled_at=timezone.now(), cancelled_reason="Twice")
    recompute_all(today=AS_AT)
    assert told(Subject(council, block.pk), *spent) == [Decimal("44164.38"), "*", "*"]


def test_signing_freezes_the_figures_that_were_reviewed(house, pack):
    actions.send_for_review(pack=pack, **KNOWN)
    reviewed = thaw(newest(pack).content)
    Placement.objects.filter(pk=house.left.pk).update(cancelled_at=timezone.now(), cancelled_reason="Twice")
    Extension.objects.all().delete()
    actions.sign_off(pack=pack, **KNOWN)
    kept = {section.key: section for section in thaw(newest(pack).content).sections}
    assert kept["summary"] == next(each for each in reviewed.sections if each.key == "summary")


REFUSED = [
    "UPDATE reporting_packversion SET reason = 'x'",
    "UPDATE reporting_packversion SET state = 'review', signed_at = NULL",
    "DELETE FROM reporting_packversion",
    "UPDATE reporting_packfile SET content = ''",
    "UPDATE reporting_packfile SET name = 'x' WHERE shared",
    "DELETE FROM reporting_packfile",
    "UPDATE reporting_packcomment SET text = 'x'",
    "DELETE FROM reporting_packcomment",
    "UPDATE reporting_reviewpack SET month = '2024-09-01'",
    "DELETE FROM reporting_reviewpack",
    """
    INSERT INTO reporting_packfile (version_id, format, shared, name, content)
    SELECT id, 'txt', false, 'x', '' FROM reporting_packversion
    """,
    """
    INSERT INTO reporting_packcomment (version_id, side, section, text, updated_at)
    SELECT id, 'provider', '', 'x', now() FROM reporting_packversion
    """,
]


def test_the_database_itself_refuses_to_change_what_was_signed(quick, pack):
    signed(pack)
    for statement in REFUSED:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


KEPT = (
    "reporting_reviewpack",
    "reporting_packversion",
    "reporting_packfile",
    "reporting_packcomment",
    "reporting_marketwording",
    "reporting_publishedstatement",
    "reporting_benefitbaseline",
)


@pytest.mark.parametrize("table", KEPT)
def test_the_database_itself_refuses_to_empty_what_is_kept(table):
    """The tests alone may, to begin anew: `tests.services` says so for their connections."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL stepdown.may_empty = ''")
        with pytest.raises(IntegrityError, match="never emptied"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
