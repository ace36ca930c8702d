"""A ward refers somebody, and what was entered about them is corrected and completed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now

from beds.access import Scope
from beds.acting import action, not_in_future, write
from beds.models import Commissioner, Provider
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.admissions import SAME_ENTRY_WITHIN
from residents.actions.referral_days import READY, check_ready, check_received
from residents.actions.referral_drafts import draft_to_send, settle_draft
from residents.actions.referral_states import (
    Verb,
    check_state,
    enter_state,
    how_it_stands,
    lock_person,
    lock_referral,
    redate_step,
)
from residents.actions.referred_people import Identity, Person, correct_person, find_known, record_person
from residents.models import Referral, ReferralDraft, Resident, Ward
from residents.queries.places import takes_referrals

__all__ = ["FACTS", "Facts", "Identity", "Person", "correct_referral", "refer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a referral says of the person's way out of the ward and of what they need, by the names of `Referral`."""

    clinically_ready_on: dt.date | None = None
    accommodation_before: str = Referral.Accommodation.NOT_KNOWN
    home_area: str = ""
    out_of_area: bool = False
    needs_level: str = Referral.NeedsLevel.NOT_KNOWN
    needs: str = ""
    substance_misuse: str = Referral.SubstanceMisuse.NOT_KNOWN
    risks: str = ""
    needs_women_only: bool = False
    needs_step_free: bool = False
    needs_self_contained: bool = False
    move_on_plan: str = ""
    allocated_worker: str = ""
    has_identity_document: bool = False
    has_financial_documents: bool = False
    has_referral_form: bool = False

    def as_recorded(self) -> dict[str, Any]:
        """The facts as the referral keeps them, without spaces around words."""
        return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(self).items()}

    def check(self, received_on: dt.date, today: dt.date) -> None:
        """Refuse dates that cannot be."""
        if self.clinically_ready_on is not None:
            check_ready(self.clinically_ready_on, received_on)
            not_in_future(self.clinically_ready_on, today, READY, "clinically_ready_on")


FACTS = tuple(field.name for field in fields(Facts))
PLACEMENT_FACTS = ("clinically_ready_on", "move_on_plan", "allocated_worker")
"""What is corrected at the placement once there is one: rule 3 and the day of the admission are checked there."""


@action
def refer(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    ward: Ward,
    commissioner: Commissioner,
    provider: Provider,
    received_on: dt.date,
    person: Person,
    facts: Facts,
    draft: ReferralDraft | None = None,
    version: dt.datetime | None = None,
) -> Referral:
    """A ward asks a provider for a step-down bed for somebody; the provider or the commissioner may enter it for it.

    A known NHS number finds the person who is known; the date of birth, or else the name, must confirm it. Sending
    the same form again returns the referral it made. `draft` is the half-done form that this one was, in the
    `version` that was seen. Raises `Refusal`, or PermissionDenied outside the scope.
    """
    # whoever refers from the same ward waits here, so that two presses of a button are one after the other
    ward = Ward.objects.select_for_update(no_key=True).get(pk=ward.pk)
    _may_enter(ward, commissioner, provider, scope)
    referral = Referral(ward=ward, commissioner=commissioner, provider=provider, received_on=received_on)
    sent = draft_to_send(draft, scope, version) if draft is not None else None
    if sent is not None:
        return _sent_before(sent, referral, person, facts)
    check_received(received_on, today)
    facts.check(received_on, today)
    person.check(received_on)
    if not person.identity.name.strip():
        raise Refusal("Enter the name of the person.", field="name")
    _check_place(ward, commissioner, provider, today)
    known = find_known(person.identity)
    if known is not None:
        lock_person(known.pk)
    before = _same_entry(referral, known, person, facts, by)
    if before is None:
        referral.resident = record_person(known, person, received_on, by=by)
        _write_facts(referral, facts)
        enter_state(referral, Referral.Status.RECEIVED, on=received_on, by=by)
    else:
        referral = before
    if draft is not None:
        settle_draft(draft, referral, by=by)
    return referral


def _may_enter(ward: Ward, commissioner: Commissioner, provider: Provider, scope: Scope) -> None:
    if scope.may_refer_for(ward.pk):
        return
    concerned = scope.may_write_for(provider.pk) or scope.may_decide_for(commissioner.pk)
    if not (concerned and Ward.objects.within(scope).filter(pk=ward.pk).exists()):
        raise PermissionDenied("Only the ward, the provider and the commissioner enter a referral.")


def _check_place(ward: Ward, commissioner: Commissioner, provider: Provider, today: dt.date) -> None:
    if not ward.commissioners.filter(pk=commissioner.pk).exists():
        raise Refusal(
            f"{ward} does not refer to {commissioner}. Choose another provider, or ask the commissioner’s "
            "administrator to add the ward.",
            field="sent_to",
        )
    if not takes_referrals(commissioner, provider, today):
        raise Refusal(
            f"{provider} has no contract for step-down beds with {commissioner} today. Choose another provider.",
            field="sent_to",
        )


def _same_entry(referral: Referral, known: Resident | None, person: Person, facts: Facts, by: Any) -> Referral | None:
    """The referral that this very form made, when it is sent twice.

    Refuses a second open referral of a person who is known from the same ward to the same provider.
    """
    rows = Referral.objects.select_related("resident", "provider").filter(
        ward=referral.ward, commissioner=referral.commissioner, provider=referral.provider
    )
    same = rows.filter(created_by=by, received_on=referral.received_on, **facts.as_recorded())
    if known is None:
        same = same.filter(created_at__gt=Now() - SAME_ENTRY_WITHIN, redirected_from=None)
        return same.filter(**person.as_recorded(referral.received_on)).first() if by is not None else None
    live = rows.live().filter(resident=known)
    there = live.first()
    if there is None:
        return None
    again = same.filter(pk__in=live).first()
    if again is None:
        raise Refusal(
            f"This person is referred to {there.provider} already, as {known}. {how_it_stands(there)} "
            "Open that referral to add to it.",
            field="nhs_number",
        )
    return again


def _sent_before(sent: Referral, said: Referral, person: Person, facts: Facts) -> Referral:
    """The referral that a draft became; refuses other words than those that were sent."""
    who = {"nhs_number": person.identity.nhs_number} if person.identity.nhs_number else {"name": person.identity.name}
    where = {name: getattr(said, name) for name in ("ward", "commissioner", "provider", "received_on")}
    identity = {f"resident__identity__{name}": value.strip() for name, value in who.items()}
    if not Referral.objects.filter(pk=sent.pk, **where, **identity, **facts.as_recorded()).exists():
        raise Refusal(
            f"This draft was sent already, and became the referral of {sent.resident}. {how_it_stands(sent)} "
            "Correct that referral instead."
        )
    return sent


def _left_to_the_placement(referral: Referral, received_on: dt.date, facts: Facts) -> None:
    """Refuse for a placed person what `correct_details` checks against the admission."""
    said = facts.as_recorded() | {"received_on": received_on}
    changed = [name for name in ("received_on", *PLACEMENT_FACTS) if said[name] != getattr(referral, name)]
    if referral.status == Referral.Status.PLACED and changed:
        raise Refusal(
            f"{referral.resident} has been admitted. The day of the referral, since when they were ready, the plan "
            "and the worker are corrected at the placement, with “Correct a mistake”.",
            field=changed[0],
        )


def _write_facts(referral: Referral, facts: Facts) -> None:
    for name, value in facts.as_recorded().items():
        setattr(referral, name, value)


@action
def correct_referral(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    received_on: dt.date,
    person: Person,
    facts: Facts,
    version: dt.datetime | None = None,
) -> Referral:
    """Correct or complete what a referral says, while it is open and, for who has the person, after the admission.

    An empty name leaves who they are alone. Raises `Refusal`, also when somebody else has changed it since `version`.
    """
    fresh = lock_referral(referral, Verb.CORRECT, scope, version)
    check_state(fresh, Verb.CORRECT, scope)
    _left_to_the_placement(fresh, received_on, facts)
    if received_on != fresh.received_on:
        check_received(received_on, today)
    facts.check(received_on, today)
    person.check(received_on)
    assessed = fresh.assessments.in_force().order_by("assessed_on").first()
    if assessed is not None and received_on > assessed.assessed_on:
        raise Refusal(
            f"{fresh.resident} was assessed on {long_date(assessed.assessed_on)}. The referral must be of that day "
            "or earlier; correct the date of the assessment first.",
            field="received_on",
        )
    redate_step(fresh, Referral.Status.RECEIVED, fresh.received_on, received_on, by=by)
    fresh.received_on = received_on
    correct_person(fresh.resident, person, received_on, by=by)
    _write_facts(fresh, facts)
    return write(fresh, by=by)
