"""Reviews of one person's care: `planned -> held`, with who was invited and who came (001, 2.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.bounds import not_too_far
from residents.actions.guards import lock_placement
from residents.actions.safety_rules import lock_record, may_share, permit, since_referral
from residents.models import Placement, Review, ReviewParty

WHO = "Only the provider, the commissioner and the ward of the resident write of reviews."
PROVIDER = ReviewParty.Party.PROVIDER.value
Parties = dict[str, tuple[bool, bool | None]]
"""For each party: whether it was invited, and whether it came, which nobody knows before the day."""


@action
def plan_review(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    kind: str,
    held_on: dt.date,
    invited: Collection[str],
    without_provider: bool = False,
) -> Review:
    """A review is to be held. Sending the same again changes nothing.

    Raises `Refusal`, also when the provider is left out and nobody has said that this is meant, or PermissionDenied.
    """
    placement = lock_placement(placement)
    permit(may_share(placement, scope), WHO)
    _check(placement, kind, held_on)
    parties = _parties(invited, None, without_provider=without_provider)
    if known := _known(placement, kind, held_on):
        return _same(known, parties)
    _to_come(held_on, today)
    return _write(Review(placement=placement, kind=kind, held_on=held_on), parties, by)


@action
def record_review(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    kind: str,
    held_on: dt.date,
    invited: Collection[str],
    attended: Collection[str],
    summary: str = "",
    without_provider: bool = False,
) -> Review:
    """A review was held that nobody had planned here. Sending the same again changes nothing. Raises as planning."""
    placement = lock_placement(placement)
    permit(may_share(placement, scope), WHO)
    _check(placement, kind, held_on)
    not_in_future(held_on, today, "The date of the review", "held_on")
    parties = _parties(invited, attended, without_provider=without_provider)
    summary = summary.strip()
    if known := _known(placement, kind, held_on):
        return _same(known, parties, held=True, summary=summary)
    review = Review(placement=placement, kind=kind, held_on=held_on, held=True, summary=summary)
    return _write(review, parties, by)


@action
def hold_review(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    review: Review,
    held_on: dt.date,
    invited: Collection[str],
    attended: Collection[str],
    summary: str = "",
    without_provider: bool = False,
    version: dt.datetime | None = None,
) -> Review:
    """A planned review was held, on its day or another. Sending the same again changes nothing. Raises `Refusal`."""
    placement, fresh = lock_record(review)
    permit(may_share(placement, scope), WHO)
    _check(placement, fresh.kind, held_on)
    not_in_future(held_on, today, "The date of the review", "held_on")
    parties = _parties(invited, attended, without_provider=without_provider)
    if fresh.held:
        if (fresh.held_on, fresh.summary, parties_of(fresh)) == (held_on, summary.strip(), parties):
            return fresh
        raise Refusal(
            f"This review is recorded already as held on {long_date(fresh.held_on)}. Correct that record instead."
        )
    unchanged_since(fresh, version)
    _alone(placement, fresh, fresh.kind, held_on)
    fresh.held_on, fresh.held, fresh.summary = held_on, True, summary.strip()
    return _write(fresh, parties, by)


@action
def correct_review(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    review: Review,
    kind: str,
    held_on: dt.date,
    invited: Collection[str],
    attended: Collection[str] = (),
    summary: str = "",
    without_provider: bool = False,
    version: dt.datetime | None = None,
) -> Review:
    """Put right what was entered; a planned review stays planned, a held one held. Raises `Refusal`."""
    placement, fresh = lock_record(review)
    permit(may_share(placement, scope), WHO)
    _check(placement, kind, held_on)
    if fresh.held:
        not_in_future(held_on, today, "The date of the review", "held_on")
    elif held_on != fresh.held_on:
        _to_come(held_on, today)
    parties = _parties(invited, attended if fresh.held else None, without_provider=without_provider)
    summary = summary.strip()
    if (fresh.kind, fresh.held_on, fresh.summary, parties_of(fresh)) == (kind, held_on, summary, parties):
        return fresh
    unchanged_since(fresh, version)
    _alone(placement, fresh, kind, held_on)
    fresh.kind, fresh.held_on, fresh.summary = kind, held_on, summary
    return _write(fresh, parties, by)


@action
def cancel_review(*, by: Any, scope: Scope, today: dt.date, review: Review, reason: str) -> Review:
    """The review does not take place, or was entered by mistake. Raises `Refusal`."""
    placement, fresh = lock_record(review, cancelled_too=True)
    permit(may_share(placement, scope), WHO)
    return cancel(fresh, reason, "Say why the review is cancelled.", by=by)


def parties_of(review: Review) -> Parties:
    """Who was invited to a review, and who came, without those who were neither; the provider is always told of."""
    rows = {row.party: (row.invited, row.attended) for row in review.parties.all()}
    return {party: facts for party, facts in rows.items() if any(facts) or party == PROVIDER}


def _parties(invited: Collection[str], attended: Collection[str] | None, *, without_provider: bool) -> Parties:
    """The parties as the form names them; refuses nobody at all, and the provider left out by oversight."""
    for name, chosen in (("invited", invited), ("attended", attended or ())):
        for party in chosen:
            one_of(party, ReviewParty.Party.values, "Choose the parties from the list.", name)
    if attended is None and not invited:
        raise Refusal("Select who is invited.", field="invited")
    if attended is not None and not attended:
        raise Refusal("Select who came. If nobody did, cancel the review and say so.", field="attended")
    came = attended or ()
    if PROVIDER not in invited and PROVIDER not in came and not without_provider:
        raise Refusal(
            "The step-down provider is left out. Invite the provider, or confirm that this is meant.",
            field="without_provider",
        )
    return {
        party: (party in invited, None if attended is None else party in attended)
        for party in ReviewParty.Party.values
        if party in invited or party in came or party == PROVIDER
    }


def _check(placement: Placement, kind: str, held_on: dt.date) -> None:
    one_of(kind, Review.Kind.values, "Select what kind of review it is.", "kind")
    since_referral(placement, held_on, "The date of the review", "held_on")


def _to_come(held_on: dt.date, today: dt.date) -> None:
    if held_on < today:
        raise Refusal(
            f"A planned review must be today, {long_date(today)}, or later. If it was held, record it as held.",
            field="held_on",
        )
    not_too_far(held_on, today, "The date of the review", "held_on")


def _known(placement: Placement, kind: str, held_on: dt.date) -> Review | None:
    return placement.reviews.in_force().filter(kind=kind, held_on=held_on).first()


def _same(known: Review, parties: Parties, *, held: bool = False, summary: str = "") -> Review:
    """The known review when it is the one that is sent again; refuses a second one of its kind on its day."""
    if (known.held, known.summary, parties_of(known)) == (held, summary, parties):
        return known
    what = f"A {known.get_kind_display().lower()} on {long_date(known.held_on)}"
    if held and not known.held:
        raise Refusal(f"{what} is planned already. Say of that one that it was held.", field="held_on")
    raise Refusal(f"{what} is recorded already. Correct that one instead.", field="held_on")


def _alone(placement: Placement, review: Review, kind: str, held_on: dt.date) -> None:
    """Refuse to make two of a kind on one day."""
    other = _known(placement, kind, held_on)
    if other is not None and other.pk != review.pk:
        raise Refusal(
            f"A {other.get_kind_display().lower()} on {long_date(held_on)} is recorded already. Enter another day, or "
            "cancel one of the two.",
            field="held_on",
        )


def _write(review: Review, parties: Parties, by: Any) -> Review:
    """Save the review, and say of each party whether it was invited and came; a known one is never dropped."""
    write(review, by=by)
    for row in review.parties.exclude(party__in=parties):
        row.invited, row.attended = False, False if review.held else None
        row.save()
    for party, (invited, attended) in parties.items():
        review.parties.update_or_create(party=party, defaults={"invited": invited, "attended": attended})
    return review
