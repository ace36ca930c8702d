"""What residents and carers say of a stay: asked for by a link, given with it, or entered from paper."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import astuple, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.guards import lock_placement
from residents.models import Feedback, FeedbackLink, Giver, Placement
from residents.models.support import hash_of_secret, key_of_form

LINK_DAYS = 28
"""For how many days a link works, unless said otherwise."""
LONGEST_LINK_DAYS = 90
UNUSABLE = "This link cannot be used."
"""Said of every link that does not work, for whatever reason: the difference is nobody's to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answers: a verdict, and the three questions of 001, section 4, each of which may stay empty."""

    verdict: str
    was_good: str = ""
    could_be_better: str = ""
    anything_else: str = ""

    def trimmed(self) -> Said:
        """The answers as they are kept."""
        return Said(
            verdict=self.verdict,
            was_good=self.was_good.strip(),
            could_be_better=self.could_be_better.strip(),
            anything_else=self.anything_else.strip(),
        )

    @classmethod
    def of(cls, feedback: Feedback) -> Said:
        """What was said in a piece of feedback."""
        return cls(**{name: getattr(feedback, name) for name in cls.__dataclass_fields__})


@action
def create_feedback_link(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    giver: str,
    secret: str,
    days: int = LINK_DAYS,
) -> FeedbackLink:
    """Ask a resident or a carer for feedback, during the stay or after it. Only a hash of `secret` is kept.

    The same form sent twice brings the same secret and makes one link. Raises `Refusal`, or PermissionDenied for
    anybody but the provider's workers and those who decide for the commissioner.
    """
    placement = _askable(placement, scope)
    one_of(giver, Giver.values, "Select who is asked.", "giver")
    if not 1 <= days <= LONGEST_LINK_DAYS:
        raise Refusal(f"A link must work for 1 to {LONGEST_LINK_DAYS} days.", field="days")
    hashed = hash_of_secret(secret)
    known = FeedbackLink.objects.filter(secret_hash=hashed).first()
    if known is not None:
        if known.placement_id == placement.pk and known.giver == giver and known.works_on(today):
            return known
        raise Refusal("This form was sent already, and made a link that is used or cancelled. Send it again.", "secret")
    expires_on = today + dt.timedelta(days=days)
    link = FeedbackLink(placement=placement, giver=giver, secret_hash=hashed, expires_on=expires_on)
    return write(link, by=by)


@action
def cancel_feedback_link(*, by: Any, scope: Scope, today: dt.date, link: FeedbackLink, reason: str) -> FeedbackLink:
    """The link is not to be used. Refuses one that has been. Sending it again changes nothing."""
    _askable(link.placement, scope)
    fresh = FeedbackLink.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=link.pk)
    if fresh.used_at is not None:
        raise Refusal("Feedback has been given with this link already, so it cannot be cancelled.")
    return cancel(fresh, reason, "Say why the link is cancelled.", by=by)


@action
def give_feedback(*, today: dt.date, secret: str, said: Said) -> Feedback:
    """A resident or a carer says how the stay was. Nobody is signed in: who holds the secret may, and once.

    The link's row is locked, so that of two at the same moment one wins. The same answers sent again change nothing.
    Raises `Refusal` with `UNUSABLE` for a secret that is unknown, used, expired or cancelled.
    """
    said = said.trimmed()
    _check(said)
    found = FeedbackLink.objects.filter(secret_hash=hash_of_secret(secret)).first()
    if found is None:
        raise Refusal(UNUSABLE)
    # the placement before the link, as everywhere: it may be cancelled at this moment
    placement = Placement.objects.select_for_update(no_key=True).get(pk=found.placement_id)
    link = FeedbackLink.objects.select_for_update(of=("self",)).get(pk=found.pk)
    known = Feedback.objects.filter(link=link).first()
    if known is not None and Said.of(known) == said:
        return known
    if not link.works_on(today) or placement.cancelled_at is not None:
        raise Refusal(UNUSABLE)
    link.used_at = timezone.now()
    write(link, by=link.updated_by)
    return _keep(placement, link.giver, today, said, link=link)


@action
def record_feedback(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    giver: str,
    received_on: dt.date,
    said: Said,
    form: uuid.UUID | None = None,
) -> Feedback:
    """Enter feedback that was given on paper or by word of mouth. The same form sent twice makes one record.

    Raises `Refusal`, or PermissionDenied for anybody but the provider's workers and those who decide for the
    commissioner.
    """
    placement = _askable(placement, scope)
    said = said.trimmed()
    one_of(giver, Giver.values, "Select who gave it.", "giver")
    _check(said)
    not_in_future(received_on, today, "The date", "received_on")
    if received_on < placement.admitted_on:
        raise Refusal(
            f"{placement.resident} was admitted on {long_date(placement.admitted_on)}. The date must be that day or "
            "later.",
            field="received_on",
        )
    key = key_of_form(form, placement.pk, giver, received_on, *astuple(said))
    known = Feedback.objects.filter(form_key=key).first() if key else None
    if known is not None and known.cancelled_at is not None:
        raise Refusal("This was entered and then cancelled. Open the page again to enter it anew.")
    return known or _keep(placement, giver, received_on, said, by=by, form_key=key)


@action
def cancel_feedback(*, by: Any, scope: Scope, today: dt.date, feedback: Feedback, reason: str) -> Feedback:
    """Take feedback back, which hides its words. Sending the same again changes nothing.

    A provider cannot make what somebody said of it disappear; what it entered from paper by mistake it can. What came
    by a link, or was entered by others, only the commissioner takes back.
    """
    placement = lock_placement(feedback.placement)
    if not may_cancel(feedback, placement, scope):
        raise PermissionDenied("Only the commissioner takes back what the provider has not entered itself.")
    fresh = Feedback.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=feedback.pk)
    return cancel(fresh, reason, "Say why the feedback is taken back.", by=by)


def may_ask(placement: Placement, scope: Scope) -> bool:
    """Whether this person may ask for feedback on a placement, and enter what came on paper."""
    works = scope.may_write_for(placement.service.provider_id)
    return works or scope.may_decide_for(placement.contract.commissioner_id)


def may_cancel(feedback: Feedback, placement: Placement, scope: Scope) -> bool:
    """Whether this person may take this feedback back."""
    if scope.may_decide_for(placement.contract.commissioner_id):
        return True
    return scope.may_write_for(placement.service.provider_id) and is_its_own(feedback, placement)


def is_its_own(feedback: Feedback, placement: Placement) -> bool:
    """Whether the provider that has the resident, or its lead, has entered this feedback itself, from paper."""
    provider = placement.service.provider
    if feedback.link_id is not None or feedback.created_by is None:
        return False
    return any(one.provider_id in (provider.pk, provider.lead_id or 0) for one in feedback.created_by.memberships.all())


def _askable(placement: Placement, scope: Scope) -> Placement:
    fresh = lock_placement(placement)
    if not may_ask(fresh, scope):
        raise PermissionDenied("Only the provider and the commissioner of the placement ask for feedback.")
    return fresh


def _check(said: Said) -> None:
    one_of(said.verdict, Feedback.Verdict.values, "Select how the experience was.", "verdict")


def _keep(placement: Placement, giver: str, received_on: dt.date, said: Said, **facts: Any) -> Feedback:
    feedback = Feedback(
        placement=placement,
        giver=giver,
        received_on=received_on,
        verdict=said.verdict,
        was_good=said.was_good,
        could_be_better=said.could_be_better,
        anything_else=said.anything_else,
        link=facts.get("link"),
        form_key=facts.get("form_key"),
    )
    return write(feedback, by=facts.get("by"))
