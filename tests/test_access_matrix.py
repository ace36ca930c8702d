"""Who may open and send each address: every one is in the matrix, and a new one fails here until it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_world import ACCOUNT, COST, GENERAL, NAME, PRICE, World, build
from tests.hostile import undrawn
from tests.residents.conftest import house, life, met, official, safe, worker
from tests.unchanged import unchanged

__all__ = ["house", "life", "met", "official", "safe", "worker"]

pytestmark = pytest.mark.django_db

DECIDERS = frozenset({"commissioner", "administrator"})
HOUSING = frozenset({"housing_officer"})
SIGNERS = DECIDERS | {"contract_manager"}
OFFICIALS = SIGNERS | HOUSING
WORKERS = frozenset({"worker", "lead"})
PROVIDER = WORKERS | {"viewer"}
WARD = frozenset({"nurse"})
NEAR = OFFICIALS | PROVIDER
ALL_NEAR = NEAR | WARD
FAR = frozenset({"other_nurse", "other_worker", "other_official"})
OTHER_FIGURES = frozenset({"other_worker", "other_official"})
NOBODY: frozenset[str] = frozenset()
HAS_FIGURES = NEAR | OTHER_FIGURES
HAS_SCOPE = ALL_NEAR | FAR
SIGNED_IN = HAS_SCOPE | {"nobody", "analyst"}
EVERYBODY = SIGNED_IN | {"signed_out"}
PEOPLE = sorted(EVERYBODY)

BOTH_SIDES = DECIDERS | WORKERS
WAY_OUT = BOTH_SIDES | HOUSING  # once the person has a bed the ward only reads
SPEAKERS = BOTH_SIDES | HOUSING | WARD
SHARERS = BOTH_SIDES | WARD


@dataclass(frozen=True)
class Page:
    """An address: the records it is about, who opens it, and who sends it; an address only read has no senders."""

    about: tuple[str, ...] = ()
    opens: frozenset[str] = NOBODY
    sends: frozenset[str] | None = None
    extra: tuple[Any, ...] = ()
    """Arguments that are no record."""


def reads(about: str, opens: frozenset[str], *extra: Any) -> Page:
    return Page(tuple(filter(None, [about])), opens, None, extra)


def writes(about: str, who: frozenset[str], *extra: Any) -> Page:
    """Only those who may send it open it."""
    return Page(tuple(filter(None, about.split(" + "))), who, who, extra)


MATRIX: dict[str, Page] = {
    "beds:void_new": writes("bed", WORKERS),
    "beds:void_end": writes("void", WORKERS),
    "beds:void_correct": writes("void", WORKERS),
    "beds:void_cancel": writes("void", WORKERS),
    "beds:registers": reads("", HAS_FIGURES),
    "beds:service": reads("service", NEAR),
    "beds:responsibility": writes("service", BOTH_SIDES, "safeguarding"),
    "beds:post_new": writes("", BOTH_SIDES | OTHER_FIGURES),
    "beds:post_correct": writes("post", BOTH_SIDES),
    "beds:post_end": writes("post", BOTH_SIDES),
    "beds:post_vacant": writes("post", BOTH_SIDES),
    "beds:post_filled": writes("post", BOTH_SIDES),
    "beds:post_cancel": writes("post", BOTH_SIDES),
    "beds:agreement_new": writes("", DECIDERS | {"other_official"}),
    "beds:agreement_correct": writes("agreement", DECIDERS),
    "beds:agreement_cancel": writes("agreement", DECIDERS),
    "tokens:new": writes("", HAS_FIGURES | {"analyst"}),
    "tokens:revoke": writes("token of worker", frozenset({"worker"})),
    "data_feed": reads("", HAS_FIGURES | {"analyst"}),
    "notices:list": reads("", SIGNED_IN),
    "notices:read_all": Page((), NOBODY, SIGNED_IN),
    "notices:choices": writes("", SIGNED_IN),
    "notices:open": Page(("notice of worker",), NOBODY, frozenset({"worker"})),
    "reporting:dashboard": reads("", SIGNED_IN),
    "reporting:overstayers": reads("", HAS_FIGURES),
    "reporting:overstayers_download": reads("", HAS_FIGURES, "csv"),
    "reporting:bed_board": reads("", HAS_FIGURES),
    "reporting:placement": reads("placement", NEAR),
    "reporting:contracts": reads("", HAS_FIGURES),
    "reporting:contract": reads("contract", NEAR),
    "reporting:beds": reads("", HAS_FIGURES),
    "reporting:nights": reads("", HAS_FIGURES),
    "reporting:voids": reads("", HAS_FIGURES),
    "reporting:overstay_nights": reads("", HAS_FIGURES),
    "reporting:unpriced": reads("", HAS_FIGURES),
    "reporting:runs": reads("", HAS_FIGURES),
    "reporting:measure_rows": reads("", HAS_FIGURES, "overstayers"),
    "reporting:explore": reads("", HAS_FIGURES),
    "reporting:view_new": writes("", HAS_FIGURES),
    "reporting:view_rename": writes("view", frozenset({"commissioner"})),
    "reporting:view_delete": writes("view", frozenset({"commissioner"})),
    "reporting:data_quality": reads("", HAS_FIGURES),
    "reporting:data_quality_check": reads("", HAS_FIGURES, "overstay_reason"),
    "reporting:data_quality_download": reads("", HAS_FIGURES),
    "reporting:market_statement": reads("", HAS_FIGURES),
    "reporting:market_download": reads("", OFFICIALS | {"other_official"}, "csv"),
    "reporting:market_published": reads("market statement", NEAR | {"other_worker"}),
    "reporting:market_published_download": reads("market statement", NEAR | {"other_worker"}, "csv"),
    "reporting:market_editions": reads("council", OFFICIALS, 2025),
    "reporting:market_write": writes("council", DECIDERS, 2025),
    "reporting:market_publish": writes("council", DECIDERS, 2025),
    "reporting:benefits": reads("", OFFICIALS | {"other_official"}),
    "reporting:benefits_download": reads("", OFFICIALS | {"other_official"}, "csv"),
    "reporting:benefits_baseline": writes("council", DECIDERS),
    "reporting:benefits_take_back": writes("council", DECIDERS),
    "reporting:more": reads("", SIGNED_IN),
    "reporting:definitions": reads("", SIGNED_IN),
    "reporting:dictionary": reads("", SIGNED_IN),
    "reporting:exports": reads("", HAS_SCOPE),
    "reporting:export_new": reads("", HAS_SCOPE),  # without the address of a file it leads on, and takes nothing
    "reporting:export_download": reads("export", frozenset({"worker"})),
    "reporting:packs": reads("", HAS_FIGURES),
    "reporting:pack_draft": writes("", SIGNERS | {"other_official"}),
    "reporting:pack": reads("pack", NEAR),
    "reporting:pack_version": reads("pack", NEAR, 1),
    "reporting:pack_download": reads("pack", NEAR, 1, "csv"),
    "reporting:pack_refresh": writes("pack", SIGNERS),
    "reporting:pack_comment": writes("pack", SIGNERS | WORKERS),
    "reporting:pack_send": writes("pack", SIGNERS | WORKERS),
    "reporting:pack_sign_off": writes("pack", SIGNERS),
    "reporting:pack_new_version": writes("pack", SIGNERS),
    "residents:my_beds": reads("", PROVIDER | {"other_worker"}),
    "residents:admit": writes("", WORKERS | {"other_worker"}),
    "residents:book": writes("", WORKERS | {"other_worker"}),
    "residents:booking_cancel": writes("booking", WORKERS),
    "residents:discharge": writes("placement", WORKERS),
    "residents:move": writes("placement", WORKERS),
    "residents:absence": writes("placement", WORKERS),
    "residents:return": writes("absent", WORKERS),
    "residents:correct": reads("placement", WORKERS),
    "residents:admission_correct": writes("placement", WORKERS),
    "residents:details_correct": writes("placement", WORKERS),
    "residents:discharge_correct": writes("left", WORKERS),
    "residents:discharge_undo": writes("left", WORKERS),
    "residents:move_correct": writes("placement + bed stay", WORKERS),
    "residents:move_undo": writes("placement + bed stay", WORKERS),
    "residents:absence_correct": writes("absent + absence", WORKERS),
    "residents:absence_cancel": writes("absent + absence", WORKERS),
    "residents:cancel": writes("placement", WORKERS),
    "residents:reason": writes("placement", BOTH_SIDES),
    "residents:reason_resolve": writes("reason", BOTH_SIDES),
    "residents:reason_change": writes("reason", BOTH_SIDES),
    "residents:reason_cancel": writes("reason", BOTH_SIDES),
    "residents:extension": writes("placement", DECIDERS),
    "residents:extension_cancel": writes("extension", DECIDERS),
    "residents:matching": reads("", HAS_FIGURES),
    "residents:overrides": reads("", HAS_FIGURES),
    "residents:discharge_details": writes("left", WORKERS),
    "residents:aftercare": reads("left", NEAR),
    "residents:aftercare_contact": writes("left", WORKERS),
    "residents:readmission": writes("left", BOTH_SIDES),
    "residents:aftercare_contact_cancel": writes("contact", WORKERS),
    "residents:readmission_cancel": writes("readmission", BOTH_SIDES),
    "residents:referrals": reads("", HAS_SCOPE),
    "residents:referral_new": writes("", BOTH_SIDES | WARD | FAR),
    "residents:draft_discard": writes("draft", WARD),
    "residents:referral": reads("waiting", ALL_NEAR),
    "residents:referral_edit": writes("waiting", BOTH_SIDES | WARD),
    "residents:referral_start": writes("waiting", BOTH_SIDES),
    "residents:referral_assess": writes("waiting", BOTH_SIDES),
    "residents:referral_accept": writes("waiting", BOTH_SIDES),
    "residents:referral_decline": writes("waiting", BOTH_SIDES),
    "residents:referral_redirect": writes("waiting", BOTH_SIDES),
    "residents:referral_withdraw": writes("waiting", BOTH_SIDES | WARD),
    "residents:referral_reopen": writes("waiting", BOTH_SIDES | WARD),
    "residents:assessment_correct": writes("assessment", BOTH_SIDES),
    "residents:assessment_cancel": writes("assessment", BOTH_SIDES),
    "residents:move_on": reads("referral", ALL_NEAR),
    "residents:move_on_plan": writes("referral", WAY_OUT),
    "residents:move_on_step_new": writes("referral", WAY_OUT),
    "residents:move_on_step_change": writes("step", WAY_OUT),
    "residents:move_on_step_done": writes("step", WAY_OUT),
    "residents:move_on_step_reopen": writes("step", WAY_OUT),
    "residents:move_on_step_cancel": writes("step", WAY_OUT),
    "residents:home_track_new": writes("referral", WAY_OUT),
    "residents:home_track_agreed": writes("track", WAY_OUT),
    "residents:home_track_booked": writes("track", WAY_OUT),
    "residents:home_track_done": writes("track", WAY_OUT),
    "residents:home_track_change": writes("track", WAY_OUT),
    "residents:home_track_cancel": writes("track", WAY_OUT),
    "residents:application_new": writes("referral", WAY_OUT),
    "residents:application_stage": writes("application", WAY_OUT),
    "residents:application_refused": writes("application", WAY_OUT),
    "residents:application_rejected": writes("application", WAY_OUT),
    "residents:application_withdraw": writes("application", WAY_OUT),
    "residents:application_ask": writes("rejected", WAY_OUT),
    "residents:application_challenge": writes("rejected", DECIDERS | HOUSING),
    "residents:application_stands": writes("rejected", DECIDERS | HOUSING),
    "residents:application_answer": writes("rejected", DECIDERS | HOUSING),
    "residents:application_undo": writes("application + stage", WAY_OUT),
    "residents:application_change": writes("application", WAY_OUT),
    "residents:application_cancel": writes("application", WAY_OUT),
    "residents:housing": reads("", HAS_FIGURES),
    "residents:safety": reads("placement", ALL_NEAR),
    "residents:incidents": reads("", HAS_FIGURES),
    "residents:incident_new": writes("placement", WORKERS),
    "residents:incident_correct": writes("incident", WORKERS),
    "residents:incident_close": writes("incident", WORKERS),
    "residents:incident_reopen": writes("closed incident", WORKERS),
    "residents:incident_cancel": writes("incident", WORKERS),
    "residents:alerts": reads("", HAS_SCOPE),
    "residents:alert_new": writes("placement", SHARERS | HOUSING),
    "residents:alert_acknowledge": Page(("alert",), NOBODY, WORKERS),
    "residents:alert_correct": writes("alert", SHARERS | HOUSING),
    "residents:alert_end": writes("alert", SHARERS | HOUSING),
    "residents:alert_cancel": writes("alert", SHARERS | HOUSING),
    "residents:review_plan": writes("placement", SHARERS),
    "residents:review_new": writes("placement", SHARERS),
    "residents:review_hold": writes("review", SHARERS),
    "residents:review_correct": writes("review", SHARERS),
    "residents:review_cancel": writes("review", SHARERS),
    "residents:handover_new": writes("placement", SHARERS),
    "residents:handover_correct": writes("handover", SHARERS),
    "residents:handover_cancel": writes("handover", SHARERS),
    "residents:support_today": Page((), HAS_FIGURES, WORKERS | {"other_worker"}),
    "residents:support": reads("placement", NEAR),
    "residents:support_log": writes("placement", WORKERS),
    "residents:support_deliver": writes("support", WORKERS),
    "residents:support_correct": writes("support", WORKERS),
    "residents:support_cancel": writes("support", WORKERS),
    "residents:score": writes("placement", WORKERS),
    "residents:score_correct": writes("score", WORKERS),
    "residents:score_cancel": writes("score", WORKERS),
    "residents:feedback_link": writes("placement", BOTH_SIDES),
    "residents:feedback_enter": writes("placement", BOTH_SIDES),
    "residents:feedback_list": reads("", HAS_FIGURES),
    "residents:feedback_thanks": reads("", EVERYBODY),
    "residents:feedback_link_cancel": writes("link", BOTH_SIDES),
    "residents:feedback_cancel": writes("feedback", BOTH_SIDES),
    "residents:feedback_give": writes("", EVERYBODY, "some-secret"),
    "residents:extension_ask": writes("placement", WORKERS),
    "residents:extension_withdraw": writes("request", WORKERS),
    "residents:extension_decide": writes("request", DECIDERS),
    "residents:extension_requests": reads("", HAS_FIGURES),
    "residents:meetings": reads("", HAS_FIGURES),
    "residents:meeting_new": writes("", DECIDERS | {"other_official"}),
    "residents:meeting": reads("meeting", NEAR | {"other_worker"}),
    "residents:meeting_case": Page(("meeting", "referral"), NEAR, BOTH_SIDES | HOUSING),
    "residents:meeting_general": Page(("meeting",), NEAR | {"other_worker"}, BOTH_SIDES | HOUSING | {"other_worker"}),
    "residents:meeting_close": writes("meeting", DECIDERS),
    "residents:meeting_reopen": writes("meeting", DECIDERS),
    "residents:meeting_cancel": writes("meeting", DECIDERS),
    "residents:minutes": reads("meeting", NEAR | {"other_worker"}),
    "residents:minutes_download": reads("meeting", NEAR | {"other_worker"}, "csv"),
    "residents:case": Page(("referral",), ALL_NEAR, SPEAKERS),
    "residents:note_correct": writes("note", frozenset({"commissioner"})),
    "residents:note_cancel": writes("note", DECIDERS),
    "residents:action_done": writes("action", SPEAKERS),
    "residents:action_undo": writes("action", SPEAKERS),
    "residents:action_correct": writes("action", BOTH_SIDES | HOUSING),
    "residents:action_cancel": writes("action", BOTH_SIDES | HOUSING),
    "residents:my_work": reads("", HAS_SCOPE),
}
"""What every address is held to. Refusals that depend on the state of a record are tested elsewhere."""

LINK = re.compile(r'href="(/[^"#]*)')
BESIDE = ("/static/", "/accounts/")

ELSEWHERE = {"health-live", "health-ready"}
"""Public, and holding nothing of anybody."""
SIGNING_IN = "account_"
"""allauth's own addresses, which have tests of their own."""
OF_THE_SITE = "admin:"
OF_THE_FEED = "feed:"
"""Opened by a token instead of a session; tests/reporting/test_feed.py says for whom."""


def every_address(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """The name of each address there is, with its namespace."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from every_address(one.url_patterns, inner)
        elif isinstance(one, URLPattern):
            yield f"{prefix}{one.name or one.pattern}"


def test_every_address_is_in_the_matrix():
    """A new page says here who may open it and who may send it."""
    known = {
        name
        for name in every_address()
        if not name.startswith((SIGNING_IN, OF_THE_SITE, OF_THE_FEED)) and name not in ELSEWHERE
    }
    assert known == set(MATRIX)


@pytest.fixture
def world(safe, life, met) -> World:
    return build(safe, life, met)


def address(name: str, world: World) -> str:
    page = MATRIX[name]
    return reverse(name, args=[*(world.records[one].pk for one in page.about), *page.extra])


@pytest.mark.parametrize("who", PEOPLE)
def test_what_each_person_opens_sends_and_reads(world, who):
    """All that is wrong is told at once. What is sent is empty, and undone; a link leads where one may go."""
    client, wrong = world.client(who), []
    links: dict[str, str] = {}
    statuses: dict[str, int] = {}
    addresses = {name: address(name, world) for name in MATRIX}
    with unchanged() as database:
        for name, url in addresses.items():
            with database.undone():
                got = client.get(url)
                said = (b"".join(got.streaming_content) if got.streaming else got.content).decode(errors="replace")
            statuses[url] = got.status_code
            if not as_expected(got, who, MATRIX[name].opens):
                wrong.append(f"{name} GET {got.status_code}")
            if got.status_code == 200:
                links |= {link.partition("?")[0]: name for link in LINK.findall(said)}
            wrong += [f"{name} shows {what}" for what in unfit_for(who, said, world)]
        with undrawn([]):  # a form refused is the page that was opened, which was read above
            for name, url in addresses.items():
                with database.undone():
                    sent = client.post(url, {})
                if not as_expected(sent, who, MATRIX[name].sends or NOBODY):
                    wrong.append(f"{name} POST {sent.status_code}")
        if who != "signed_out":
            links = {link: name for link, name in links.items() if not beside(link)}
            statuses |= {link: client.get(link).status_code for link in links.keys() - statuses.keys()}
            dead = ((link, statuses[link]) for link in links)
            wrong += [f"{links[link]} offers {link}, which answers {status}" for link, status in dead if status >= 400]
    assert not wrong


def beside(link: str) -> bool:
    """Whether a link leads to a page that is not held to this matrix."""
    return link.startswith(BESIDE)


def as_expected(response: Any, who: str, allowed: frozenset[str]) -> bool:
    """Whether the answer is one for somebody who may, or may not; who is not signed in is asked to."""
    if who in allowed:
        return response.status_code in (200, 302)
    if who == "signed_out" and response.status_code == 302:
        return "/accounts/login/" in response["Location"]
    return response.status_code in (403, 404, 405)


def unfit_for(who: str, text: str, world: World) -> list[str]:
    """What is on a page and not for this person to read."""
    kept_from: dict[str, bool] = {
        NAME: who not in PROVIDER | WARD,
        "Zoe Drafted": who not in WARD,
        world.reference: who not in ALL_NEAR,
        ACCOUNT: who not in NEAR,
        "The boiler is broken": who not in ALL_NEAR,
        "Ring the landlord": who not in ALL_NEAR,
        GENERAL: who not in NEAR | {"other_worker"},
        PRICE: who not in NEAR,
        COST: who not in NEAR,
    }
    return [what for what, kept in kept_from.items() if kept and what in text]
