"""One referral: what it says, what happened to it, and what this person may do now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from beds.access import Scope
from residents.actions.referral_states import Verb, can, is_open_to, may
from residents.models import Assessment, Booking, Placement, Referral, ReferralStep, ResidentIdentity
from residents.queries.choices import Choice
from residents.queries.waiting import NextMove, WaitingTimes, missing_from, next_move, waiting_times

Status = Referral.Status

CHOICES: tuple[tuple[Verb, str, str], ...] = (
    (Verb.ACCEPT, "Accept", "residents:referral_accept"),
    (Verb.ASSESS, "Record an assessment", "residents:referral_assess"),
    (Verb.START, "Take into assessment", "residents:referral_start"),
    (Verb.DECLINE, "Decline", "residents:referral_decline"),
    (Verb.REDIRECT, "Send on", "residents:referral_redirect"),
    (Verb.CORRECT, "Correct or complete", "residents:referral_edit"),
    (Verb.WITHDRAW, "Withdraw", "residents:referral_withdraw"),
    (Verb.REOPEN, "Open again", "residents:referral_reopen"),
)
"""What may be done, in the order of the buttons."""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """All that the page of one referral shows."""

    referral: Referral
    identity: ResidentIdentity | None
    """None for those who need no names."""
    placement: Placement | None
    """The stay it led to, where this person may see it."""
    booking: Booking | None
    """The bed that waits for the person."""
    sees_bed: bool
    """Whether which bed that is may be known here: one of another provider is not for the one first asked."""
    steps: list[ReferralStep]
    assessments: list[Assessment]
    came_from: Referral | None
    sent_on_as: Referral | None
    times: WaitingTimes
    missing: list[str]
    """What is lacking before the person comes in; of somebody who is here, before they get a tenancy: documents."""
    move: NextMove
    actions: list[Choice]
    may_assess: bool
    """Whether this person may correct an assessment or take it back."""

    @property
    def is_open(self) -> bool:
        return self.referral.status in Referral.OPEN


def referral_page(referral: Referral, scope: Scope, today: dt.date) -> ReferralPage:
    """The page of a referral that this person may see. A fixed number of queries.

    `referral` brings its resident, ward, provider, commissioner and those who wrote it.
    """
    steps = list(referral.steps.select_related("created_by"))
    assessments = list(referral.assessments.select_related("created_by", "updated_by"))
    in_force = [one for one in assessments if one.cancelled_at is None]
    visible = Referral.objects.within(scope).select_related("provider", "resident")
    booking = Booking.objects.waiting().filter(referral=referral).select_related("bed__service").first()
    last = steps[-1] if steps and steps[-1].status == referral.status else None
    is_open = referral.status in Referral.OPEN
    placement = Placement.objects.within(scope).in_force().filter(referral=referral).first()
    still_here = placement is not None and placement.discharged_on is None
    return ReferralPage(
        referral=referral,
        identity=ResidentIdentity.objects.within(scope).filter(resident=referral.resident).first(),
        placement=placement,
        booking=booking,
        sees_bed=booking is not None and _sees_bed(booking, referral, scope),
        steps=steps,
        assessments=assessments,
        came_from=visible.filter(pk=referral.redirected_from_id).first() if referral.redirected_from_id else None,
        sent_on_as=visible.filter(redirected_from=referral).order_by("-pk").first(),
        times=waiting_times(referral, today, since=last.on if last else referral.received_on),
        missing=missing_from(referral) if is_open else referral.missing_documents if still_here else [],
        move=next_move(referral, assessed=bool(in_force), arriving_on=booking.arriving_on if booking else None),
        actions=_available(referral, in_force, scope),
        may_assess=may(Verb.CORRECT_ASSESSMENT, referral, scope) and can(Verb.CORRECT_ASSESSMENT, referral),
    )


def _sees_bed(booking: Booking, referral: Referral, scope: Scope) -> bool:
    by_ward = scope.everything or referral.ward_id in scope.wards
    by_commissioner = referral.commissioner_id in scope.commissioners
    return by_ward or by_commissioner or booking.bed.service.provider_id in scope.providers


def _available(referral: Referral, assessments: list[Assessment], scope: Scope) -> list[Choice]:
    """What this person may do now, the likeliest first; the first of a provider's is the next step."""
    ready = bool(assessments) and assessments[-1].suitability != Assessment.Suitability.NOT_SUITABLE
    choices = []
    if referral.status == Status.ACCEPTED and scope.may_write_for(referral.provider_id):
        url = f"{reverse('residents:admit')}?referral={referral.pk}"
        choices.append(Choice("Admit", "residents:admit", url, "primary"))
    if referral.status == Status.ACCEPTED and scope.sees_figures:
        url = f"{reverse('residents:matching')}?referral={referral.pk}"
        choices.append(Choice("Find a bed", "residents:matching", url))
    for verb, label, name in CHOICES:
        if not (is_open_to(verb, referral, scope) and may(verb, referral, scope)) or (
            verb == Verb.ACCEPT and not ready
        ):
            continue
        style = "secondary" if choices or referral.status == Status.PLACED else _style(verb)
        choices.append(Choice(label, name, reverse(name, args=[referral.pk]), style))
    return choices


def _style(verb: Verb) -> str:
    """The next step of a referral stands out; ending it or opening it again does not."""
    return "primary" if verb in (Verb.ACCEPT, Verb.ASSESS, Verb.CORRECT) else "secondary"
