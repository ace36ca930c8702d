"""From the referral to the decision: every step that changes the state of a referral, except the admission."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from beds.acting import action, one_of, reason_given
from beds.models import Provider
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.assessments import cancel_assessment, correct_assessment, record_assessment
from residents.actions.referral_drafts import discard_draft, save_draft
from residents.actions.referral_states import (
    Status,
    Verb,
    check_state,
    enter_state,
    free_booked_bed,
    how_it_stands,
    lock_person,
    lock_referral,
    said_before,
)
from residents.actions.referring import FACTS, Facts, Identity, Person, correct_referral, refer
from residents.models import Assessment, Referral
from residents.queries.places import takes_referrals

__all__ = [
    "Facts",
    "Identity",
    "Person",
    "accept",
    "cancel_assessment",
    "correct_assessment",
    "correct_referral",
    "decline",
    "discard_draft",
    "record_assessment",
    "redirect",
    "refer",
    "reopen",
    "save_draft",
    "start_assessing",
    "withdraw",
]


@action
def start_assessing(*, by: Any, scope: Scope, today: dt.date, referral: Referral) -> Referral:
    """The provider takes the referral up. Raises `Refusal` when that was done, or the referral is closed."""
    fresh = lock_referral(referral, Verb.START, scope)
    if not said_before(fresh, Status.ASSESSING, by=by, note=""):
        check_state(fresh, Verb.START, scope)
        enter_state(fresh, Status.ASSESSING, on=today, by=by)
    return fresh


@action
def accept(*, by: Any, scope: Scope, today: dt.date, referral: Referral, note: str = "") -> Referral:
    """The provider will have the person, who waits for a bed from now on.

    The last assessment in force must not say "not suitable". Raises `Refusal`, also when somebody else was quicker.
    """
    fresh, note = lock_referral(referral, Verb.ACCEPT, scope), note.strip()
    if said_before(fresh, Status.ACCEPTED, by=by, note=note):
        return fresh
    check_state(fresh, Verb.ACCEPT, scope)
    last = fresh.assessments.in_force().order_by("assessed_on", "pk").last()
    if last is None:
        raise Refusal(f"{fresh.resident} has not been assessed yet. Record the assessment first.")
    if last.suitability == Assessment.Suitability.NOT_SUITABLE:
        raise Refusal(
            f"The last assessment of {fresh.resident}, of {long_date(last.assessed_on)}, says “not suitable”. "
            "Decline the referral or send it on, or record another assessment first."
        )
    enter_state(fresh, Status.ACCEPTED, on=today, by=by, note=note)
    return fresh


@action
def decline(
    *, by: Any, scope: Scope, today: dt.date, referral: Referral, decline_reason: str, note: str = ""
) -> Referral:
    """The provider will not have the person, for a reason of the list; a booked bed is free again. Raises `Refusal`."""
    fresh, note = lock_referral(referral, Verb.DECLINE, scope), note.strip()
    if said_before(fresh, Status.DECLINED, by=by, note=note) and fresh.decline_reason == decline_reason:
        return fresh
    check_state(fresh, Verb.DECLINE, scope)
    one_of(decline_reason, Referral.DeclineReason.values, "Select why the referral is declined.", "decline_reason")
    if decline_reason == Referral.DeclineReason.OTHER:
        reason_given(note, "Say what the other reason is.", "note")
    fresh.decline_reason = decline_reason
    free_booked_bed(fresh, "The referral was declined", by=by)
    enter_state(fresh, Status.DECLINED, on=today, by=by, reason=fresh.get_decline_reason_display(), note=note)
    return fresh


@action
def withdraw(
    *, by: Any, scope: Scope, today: dt.date, referral: Referral, withdraw_reason: str, note: str = ""
) -> Referral:
    """The bed is not needed any more, for a reason of the list; a booked one is free again. Raises `Refusal`."""
    fresh, note = lock_referral(referral, Verb.WITHDRAW, scope), note.strip()
    if said_before(fresh, Status.WITHDRAWN, by=by, note=note) and fresh.withdraw_reason == withdraw_reason:
        return fresh
    check_state(fresh, Verb.WITHDRAW, scope)
    one_of(withdraw_reason, Referral.WithdrawReason.values, "Select why the referral is withdrawn.", "withdraw_reason")
    if withdraw_reason == Referral.WithdrawReason.OTHER:
        reason_given(note, "Say what the other reason is.", "note")
    fresh.withdraw_reason = withdraw_reason
    free_booked_bed(fresh, "The referral was withdrawn", by=by)
    enter_state(fresh, Status.WITHDRAWN, on=today, by=by, reason=fresh.get_withdraw_reason_display(), note=note)
    return fresh


@action
def redirect(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    note: str,
    provider: Provider | None = None,
    elsewhere: str = "",
) -> Referral:
    """Send the person on to a service that fits better: `provider`, one of the same commissioner, or one in words.

    With a provider a new referral of the same person is made, which keeps the day of the first one: the person has
    waited since then. Returns the referral that was sent on. Raises `Refusal`.
    """
    fresh, note, elsewhere = lock_referral(referral, Verb.REDIRECT, scope), note.strip(), elsewhere.strip()
    to = str(provider) if provider is not None else elsewhere
    if said_before(fresh, Status.REDIRECTED, by=by, note=note) and fresh.redirected_to == to:
        return fresh
    lock_person(fresh.resident_id)
    check_state(fresh, Verb.REDIRECT, scope)
    _check_destination(fresh, provider, elsewhere, today)
    reason_given(note, "Say why the person is sent on.", "note")
    fresh.redirected_to = to
    free_booked_bed(fresh, f"The referral was sent on to {to}"[:300], by=by)
    enter_state(fresh, Status.REDIRECTED, on=today, by=by, reason=to, note=note)
    if provider is not None:
        _send_on(fresh, provider, today, note, by)
    return fresh


def _check_destination(referral: Referral, provider: Provider | None, elsewhere: str, today: dt.date) -> None:
    if (provider is None) == (not elsewhere):
        message = "Choose one of the two: a provider of the list, or a service in your own words."
        raise Refusal(message if provider else "Say where the person is sent on to.", field="elsewhere")
    if provider is None:
        return
    if provider.pk == referral.provider_id:
        raise Refusal(f"The referral is with {provider} already. Choose another provider.", field="provider")
    if not takes_referrals(referral.commissioner, provider, today):
        raise Refusal(
            f"{provider} has no contract for step-down beds with {referral.commissioner} today. Choose another "
            "provider, or name the service in your own words.",
            field="provider",
        )
    known = _another_live(referral, provider)
    if known is not None:
        raise Refusal(f"{how_it_stands(known)} It is with {provider} already. Look at that referral.", field="provider")


def _send_on(referral: Referral, provider: Provider, today: dt.date, note: str, by: Any) -> Referral:
    """The new referral, with all that is known of the person and their needs."""
    facts = {name: getattr(referral, name) for name in FACTS}
    successor = Referral(
        resident=referral.resident,
        ward=referral.ward,
        commissioner=referral.commissioner,
        provider=provider,
        received_on=referral.received_on,
        redirected_from=referral,
        **facts,
    )
    enter_state(successor, Status.RECEIVED, on=today, by=by, note=f"Sent on by {referral.provider}. {note}"[:300])
    return successor


@action
def reopen(*, by: Any, scope: Scope, today: dt.date, referral: Referral, reason: str) -> Referral:
    """A closed referral is received again: the decision was wrong, or things have changed. Raises `Refusal`.

    One that was sent on stays closed while it is alive where it went, and so does the new one while the first is.
    """
    fresh, reason = lock_referral(referral, Verb.REOPEN, scope), reason.strip()
    if said_before(fresh, Status.RECEIVED, by=by, note=reason):
        return fresh
    lock_person(fresh.resident_id)
    check_state(fresh, Verb.REOPEN, scope)
    reason_given(reason, "Say why the referral is opened again.")
    _check_relatives(fresh)
    fresh.decline_reason = fresh.withdraw_reason = fresh.redirected_to = ""
    enter_state(fresh, Status.RECEIVED, on=today, by=by, note=reason, reopened=True)
    return fresh


def _check_relatives(referral: Referral) -> None:
    """Refuse while another referral of the person stands for this one."""
    alive = (*Referral.OPEN, Status.PLACED)
    successor = referral.sent_on_as.filter(status__in=alive).select_related("provider", "resident").first()
    if successor is not None:
        raise Refusal(
            f"{referral.resident} was sent on to {successor.provider}, where the referral is "
            f"{successor.get_status_display().lower()}. It can be opened again here once it is closed there."
        )
    origin = referral.redirected_from
    if origin is not None and origin.status in alive:
        raise Refusal(
            f"{referral.resident} is back with {origin.provider}, from whom the referral came. Send it on from there."
        )
    other = _another_live(referral, referral.provider)
    if other is not None:
        raise Refusal(f"There is another referral of the same person to {other.provider}. {how_it_stands(other)}")


def _another_live(referral: Referral, provider: Provider) -> Referral | None:
    """Another open referral of this person from this ward to this provider."""
    rows = Referral.objects.live().filter(resident=referral.resident, ward=referral.ward, provider=provider)
    return rows.exclude(pk=referral.pk).select_related("resident", "provider").first()
