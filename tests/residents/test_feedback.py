"""Feedback asked for, given once by a link, entered from paper, taken back; and a link that gives nothing away."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import SYSTEM, Scope
from beds.refusal import Refusal
from residents.actions import feedback as actions
from residents.actions.feedback import UNUSABLE, Said
from residents.models import Feedback, FeedbackLink, Placement
from residents.models.support import hash_of_secret
from stepdown.logs import WithoutSecrets
from tests import factories as make
from tests.factories import TODAY
from tests.residents.support_house import SECRET, make_feedback, make_link

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}
GOOD = Said(verdict="positive", was_good="The garden")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def ann(db):
    return make.make_placement(admitted_on=ago(20), resident=make.make_resident("R-ANN"))


@pytest.fixture
def gone(db):
    return make.make_placement(admitted_on=ago(20), discharged_on=ago(5), resident=make.make_resident("R-GONE"))


def ask(placement, secret=SECRET, **facts):
    return actions.create_feedback_link(placement=placement, giver="resident", secret=secret, **(KNOWN | facts))


def give(secret=SECRET, said=GOOD, today=TODAY):
    return actions.give_feedback(today=today, secret=secret, said=said)


# Asking -----------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_the_secret_is_kept(ann):
    link = ask(ann)
    assert link.expires_on == TODAY + dt.timedelta(days=28)
    assert SECRET not in str(FeedbackLink.objects.values().get())
    assert link.secret_hash == hash_of_secret(SECRET)


def test_the_same_form_sent_twice_makes_one_link(ann):
    assert ask(ann) == ask(ann)
    assert FeedbackLink.objects.count() == 1
    give()
    with pytest.raises(Refusal, match="was sent already"):
        ask(ann)


def test_a_secret_serves_one_placement_only(ann, gone):
    ask(ann)
    with pytest.raises(Refusal, match="was sent already"):
        ask(gone)


@pytest.mark.parametrize(
    ("facts", "field"), [({"giver": "cat"}, "giver"), ({"days": 0}, "days"), ({"days": 91}, "days")]
)
def test_what_cannot_be_asked_is_refused(ann, facts, field):
    with pytest.raises(Refusal) as refused:
        actions.create_feedback_link(placement=ann, **({"giver": "carer", "secret": SECRET} | KNOWN | facts))
    assert refused.value.field == field


def test_the_provider_and_the_commissioner_ask_and_nobody_else(ann):
    provider, commissioner = ann.service.provider_id, ann.contract.commissioner_id
    for number, scope in enumerate(
        (Scope(writes_for=frozenset({provider})), Scope(decides_for=frozenset({commissioner})))
    ):
        assert ask(ann, secret=f"{SECRET}{number}", scope=scope).pk
    for scope in (Scope(providers=frozenset({provider})), Scope(commissioners=frozenset({commissioner}))):
        with pytest.raises(PermissionDenied):
            ask(ann, scope=scope)
        with pytest.raises(PermissionDenied):
            paper(ann, scope=scope)


# Giving -----------------------------------------------------------------------------------------------------------


def test_what_is_said_is_kept_once_and_the_same_again_changes_nothing(ann):
    link = ask(ann)
    feedback = give()
    assert (feedback.placement, feedback.link, feedback.giver, feedback.received_on) == (ann, link, "resident", TODAY)
    assert not feedback.after_leaving
    assert give() == feedback
    with pytest.raises(Refusal, match=UNUSABLE):
        give(said=Said(verdict="negative"))
    assert Feedback.objects.get().verdict == "positive"


def test_it_is_known_whether_it_was_said_after_leaving(gone):
    ask(gone)
    assert give().after_leaving


def test_every_link_that_does_not_work_is_told_the_same(ann):
    make_link(ann, ago(1), "expired")
    actions.cancel_feedback_link(link=make_link(ann, TODAY, "cancelled"), reason="Lost", **KNOWN)
    make_link(ann, TODAY, "used")
    give("used", Said(verdict="mixed"))
    for secret in ("expired", "cancelled", "used", "unknown"):
        with pytest.raises(Refusal) as refused:
            give(secret)
        assert (refused.value.message, refused.value.field) == (UNUSABLE, None)


def test_a_link_works_on_its_last_day(ann):
    make_link(ann, TODAY)
    assert give().pk


def test_a_cancelled_placement_takes_no_feedback(ann):
    make_link(ann, TODAY)
    Placement.objects.update(cancelled_at=timezone.now(), cancelled_reason="Wrong person")
    with pytest.raises(Refusal, match=UNUSABLE):
        give()


def test_a_verdict_is_needed(ann):
    ask(ann)
    with pytest.raises(Refusal, match="Select how the experience was"):
        give(said=Said(verdict=""))
    with pytest.raises(Refusal, match="2000 characters or fewer"):
        give(said=Said(verdict="mixed", was_good="x" * 2001))
    assert FeedbackLink.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_is_kept():
    make_link(make.make_placement(), TODAY)
    together = Barrier(6)

    def attempt(number: int) -> Any:
        together.wait()
        try:
            return give(said=Said(verdict="mixed", was_good=f"Number {number}"))
        except Refusal as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(attempt, range(6)))
    assert results.count(UNUSABLE) == 5
    assert Feedback.objects.count() == 1


# From paper, and taken back ---------------------------------------------------------------------------------------


def paper(placement, **facts):
    facts = {"giver": "carer", "received_on": ago(1), "said": GOOD} | facts
    return actions.record_feedback(placement=placement, **(KNOWN | facts))


def test_paper_is_entered_once_a_form(ann):
    form = uuid.uuid4()
    assert paper(ann, form=form) == paper(ann, form=form)
    assert paper(ann, form=uuid.uuid4()).link is None
    assert Feedback.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"giver": ""}, "giver"),
        ({"said": Said(verdict="fine")}, "verdict"),
        ({"received_on": TODAY + dt.timedelta(days=1)}, "received_on"),
        ({"received_on": ago(21)}, "received_on"),
    ],
)
def test_paper_that_cannot_be_is_refused(ann, facts, field):
    with pytest.raises(Refusal) as refused:
        paper(ann, **facts)
    assert refused.value.field == field


def test_a_provider_takes_back_its_paper_but_not_what_came_by_a_link(ann):
    provider = KNOWN | {"scope": Scope(writes_for=frozenset({ann.service.provider_id}))}
    commissioner = KNOWN | {"scope": Scope(decides_for=frozenset({ann.contract.commissioner_id}))}
    entered = paper(ann, by=make.make_worker(ann.service.provider))
    theirs = paper(ann, by=make.make_official(ann.contract.commissioner), said=Said(verdict="negative"))
    imported = paper(ann, said=Said(verdict="mixed"))
    ask(ann)
    said = give()
    with pytest.raises(Refusal, match="Say why"):
        actions.cancel_feedback(feedback=entered, reason=" ", **provider)
    assert actions.cancel_feedback(feedback=entered, reason="Wrong person", **provider).cancelled_at
    for others in (said, theirs, imported):
        with pytest.raises(PermissionDenied):
            actions.cancel_feedback(feedback=others, reason="Unfair", **provider)
    assert actions.cancel_feedback(feedback=said, reason="Has a name in it", **commissioner).cancelled_at
    assert actions.cancel_feedback(feedback=said, reason="Has a name in it", **commissioner) == said
    with pytest.raises(Refusal, match=r"was cancelled on .*: Has a name in it"):
        actions.cancel_feedback(feedback=said, reason="Again", **commissioner)


def test_a_link_is_cancelled_once_and_not_after_it_was_used(ann):
    link = ask(ann)
    with pytest.raises(Refusal, match="Say why"):
        actions.cancel_feedback_link(link=link, reason="", **KNOWN)
    actions.cancel_feedback_link(link=link, reason="Lost", **KNOWN)
    assert actions.cancel_feedback_link(link=link, reason="Lost", **KNOWN) == link
    with pytest.raises(Refusal, match=r"was cancelled on .*: Lost"):
        actions.cancel_feedback_link(link=link, reason="Found", **KNOWN)
    used = ask(ann, secret="another")
    give("another")
    with pytest.raises(Refusal, match="has been given with this link"):
        actions.cancel_feedback_link(link=used, reason="Lost", **KNOWN)


# The page behind the link -----------------------------------------------------------------------------------------


def page_of(secret: str) -> str:
    return reverse("residents:feedback_give", args=[secret])


@pytest.fixture
def secret(db) -> str:
    """A link that works today, for a person with a name."""
    service = make.make_service("Elm House", provider=make.make_provider("Rethink"))
    bed = make.make_contracted_bed(service=service)
    placement = make.make_placement(
        bed, admitted_on=timezone.localdate() - dt.timedelta(days=9), resident=make.make_resident(name="Ann Lee")
    )
    made = secrets.token_urlsafe(24)
    make_link(placement, timezone.localdate(), made)
    return made


def test_anybody_with_the_link_gives_feedback_without_a_session(secret):
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(page_of(secret))
    token = visitor.cookies["csrftoken"].value
    assert set(visitor.cookies) == {"csrftoken"}
    sent = {"verdict": "mixed", "was_good": "The garden", "csrfmiddlewaretoken": token}
    assert Client(enforce_csrf_checks=True).post(page_of(secret), sent).status_code == 403
    done = visitor.post(page_of(secret), sent)
    assert done["Location"] == reverse("residents:feedback_thanks")
    assert secret not in visitor.get(done["Location"]).content.decode()
    assert page.status_code == 200
    assert Feedback.objects.get().was_good == "The garden"


def test_opening_the_page_uses_nothing_up(secret):
    for _ in range(3):
        assert "Your feedback" in Client().get(page_of(secret)).content.decode()
        assert Client().head(page_of(secret)).status_code == 200
    assert FeedbackLink.objects.get().used_at is None


def test_the_page_says_nothing_of_whose_stay_it_is(secret):
    placement = Placement.objects.get()
    worker = make.make_worker(placement.service.provider)
    signed_in = Client()
    signed_in.force_login(worker)
    for client in (Client(), signed_in):
        text = client.get(page_of(secret)).content.decode()
        for told in (
            "Ann Lee",
            placement.resident.reference,
            "Elm House",
            "Rethink",
            placement.contract.commissioner.name,
            "Stepdown",
            "My beds",
            worker.email,
        ):
            assert told not in text, told


def test_no_cache_no_search_engine_and_no_other_site_gets_hold_of_it(secret):
    pages = [
        Client().get(page_of(secret)),
        Client().get(page_of("unknown-secret-of-some-length-xxx")),
        Client().get(reverse("residents:feedback_thanks")),
    ]
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in page.content.decode()
    # the path is never told; "no-referrer" on the form itself would make the browser send "Origin: null"
    assert [page["Referrer-Policy"] for page in pages] == ["strict-origin", "no-referrer", "no-referrer"]


def test_unknown_used_expired_and_cancelled_look_the_same(secret):
    placement = Placement.objects.get()
    today = timezone.localdate()
    make_link(placement, today - dt.timedelta(days=1), "expired")
    make_link(placement, today, "cancelled", cancelled_at=timezone.now(), cancelled_reason="Lost")
    Client().post(page_of(secret), {"verdict": "positive"})
    texts = set()
    for each in (secret, "expired", "cancelled", "unknown"):
        for page in (
            Client().get(page_of(each)),
            Client().post(page_of(each), {"verdict": "negative"}),
            Client().post(page_of(each), {}),
        ):
            assert page.status_code == 200
            headers = sorted(header for header in page.headers.items() if header[0] != "Expires")  # the time of day
            texts.add((page.content, str(headers)))
    assert len(texts) == 1
    assert UNUSABLE in texts.pop()[0].decode()
    assert Feedback.objects.get().verdict == "positive"


def test_a_double_tap_is_thanked_twice_and_kept_once(secret):
    for _ in range(2):
        assert Client().post(page_of(secret), {"verdict": "positive"}).status_code == 302
    assert Feedback.objects.count() == 1


def test_what_was_typed_stays_when_the_verdict_is_missing(secret):
    page = Client().post(page_of(secret), {"was_good": "The garden"}).content.decode()
    assert "Select how the experience was" in page
    assert "The garden" in page
    too_long = Client().post(page_of(secret), {"verdict": "mixed", "was_good": "x" * 2001})
    assert too_long.context["form"].errors
    assert FeedbackLink.objects.get().used_at is None


def test_other_methods_are_refused(secret):
    for method in ("put", "delete", "patch"):
        assert getattr(Client(), method)(page_of(secret)).status_code == 405
    assert Client().post(reverse("residents:feedback_thanks")).status_code == 405


def test_the_secret_is_in_no_log(secret, caplog):
    caplog.handler.addFilter(WithoutSecrets())
    with caplog.at_level(logging.DEBUG):
        Client(enforce_csrf_checks=True).post(page_of(secret), {"verdict": "mixed"})
        Client().put(page_of(secret))
        Client().get(page_of(secret))
        Client().get(page_of(secret[:-1]))
        logging.getLogger("gunicorn.access").warning(
            '"%(r)s" %(s)s', {"r": f"GET {page_of(secret)} HTTP/1.1", "s": "200"}
        )
    assert "/feedback/…/" in caplog.text
    assert secret not in caplog.text
    assert 'GET /feedback/…/ HTTP/1.1" 200' in caplog.text


def test_the_verdicts_of_a_cancelled_placement_count_for_nothing(ann):
    from residents.queries.feedback import Choice, feedback_within, verdicts

    make_feedback(ann, TODAY)
    assert verdicts(feedback_within(SYSTEM, Choice())).all == 1
    Placement.objects.update(cancelled_at=timezone.now(), cancelled_reason="Wrong person")
    assert verdicts(feedback_within(SYSTEM, Choice())).all == 0
