"""Applications for a home: made, taken from stage to stage, turned down, challenged, and put right."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.application_rules import Event, refuse_unless
from residents.actions.move_on import WHOSE_MOVE
from residents.actions.move_on_guard import for_the_council, lock_record, may_challenge, writable_move_on
from residents.models import ApplicationStage, MoveOnApplication, OverstayReason, Referral
from residents.move_on_times import next_stage

Stage = MoveOnApplication.Stage
LONGEST_BEFORE = dt.timedelta(days=366)
"""How long before the referral an application may have been made: some begin on the ward, or before it."""
OPEN = (*MoveOnApplication.OPEN_STAGES, Stage.CHALLENGED)


@action
def start_application(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    kind: str,
    housing_provider: str,
    owner: str,
    made_on: dt.date,
    owner_name: str = "",
    note: str = "",
) -> MoveOnApplication:
    """An application was made. Sending the same again makes no second one. Raises `Refusal` or PermissionDenied."""
    referral = writable_move_on(referral, scope, beginning=True)
    facts = _facts(kind, housing_provider, owner, owner_name, note)
    not_in_future(made_on, today, "The day on which the application was made", "made_on")
    if (known := _open_for(referral, facts)) is not None:
        if known.stage == Stage.MADE and known.steps_taken[0].on == made_on and _says(known, facts):
            return known
        raise _one_is_open(known)
    if made_on < (earliest := referral.received_on - LONGEST_BEFORE):
        raise Refusal(
            f"Check the year: {referral.resident} was referred on {long_date(referral.received_on)}. The application "
            f"must have been made on {long_date(earliest)} or later.",
            field="made_on",
        )
    application = write(MoveOnApplication(referral=referral, **facts), by=by)
    _record(application, Stage.MADE, made_on, by=by)
    return application


@action
def record_stage(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    application: MoveOnApplication,
    stage: str,
    on: dt.date,
    note: str = "",
) -> MoveOnApplication:
    """The application has come to the next stage. Stages are recorded one after another, each on its day."""
    fresh = lock_record(application, scope)
    last = fresh.steps_taken[-1]
    if last.stage == stage and (last.on, last.note) == (on, note.strip()):
        return fresh
    refuse_unless(fresh, Event.ADVANCE)
    following = next_stage(fresh.stage)
    if stage != following:
        raise Refusal(
            f"This application is at “{fresh.get_stage_display()}” since {long_date(last.on)}. The next stage is "
            f"“{Stage(following or '').label}”: record that.",
            field="stage",
        )
    _may_happen_on(on, fresh, today)
    return _record(fresh, stage, on, note=note, by=by)


@action
def refuse_application(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, on: dt.date, note: str
) -> MoveOnApplication:
    """The resident does not want this home: the application ends. `note` says why."""
    return _end(application, Event.REFUSE, Stage.REFUSED, on, reason_given(note, _WHY_NOT, "note"), by, scope, today)


@action
def withdraw_application(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, on: dt.date, note: str
) -> MoveOnApplication:
    """The application is withdrawn: it ends. `note` says why."""
    note = reason_given(note, "Say why it is withdrawn.", "note")
    return _end(application, Event.WITHDRAW, Stage.WITHDRAWN, on, note, by, scope, today)


@action
def reject_application(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    application: MoveOnApplication,
    on: dt.date,
    reject_reason: str,
    note: str = "",
    challenge_asked: str = "",
) -> MoveOnApplication:
    """The housing provider turns the person down, for a reason that the council can challenge.

    `challenge_asked` says why the council should.
    """
    fresh = lock_record(application, scope)
    one_of(
        reject_reason,
        MoveOnApplication.RejectReason.values,
        "Select the reason that the housing provider gave.",
        "reject_reason",
    )
    last = fresh.steps_taken[-1]
    said = (on, note.strip(), reject_reason)
    if fresh.awaits_challenge and (last.on, last.note, last.reject_reason) == said:
        return fresh
    refuse_unless(fresh, Event.REJECT)
    _may_happen_on(on, fresh, today)
    fresh.challenge_asked = challenge_asked.strip()
    return _record(fresh, Stage.REJECTED, on, note=note, reject_reason=reject_reason, by=by)


@action
def ask_for_challenge(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    application: MoveOnApplication,
    reason: str,
    version: dt.datetime | None = None,
) -> MoveOnApplication:
    """Ask the council to challenge a rejection. Asking again replaces what was said, as the writer saw it.

    `version` is its `updated_at` then. Sending the same again changes nothing.
    """
    fresh = lock_record(application, scope)
    refuse_unless(fresh, Event.ASK)
    reason = reason_given(reason, "Say why it should be challenged.")
    if fresh.challenge_asked == reason:
        return fresh
    unchanged_since(fresh, version)
    fresh.challenge_asked = reason
    return write(fresh, by=by)


@action
def challenge_rejection(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, on: dt.date, reason: str
) -> MoveOnApplication:
    """The council challenges a rejection. Raises `Refusal`, or PermissionDenied for anybody else."""
    fresh = lock_record(application, scope)
    for_the_council(fresh.referral, scope)
    reason = reason_given(reason, "Say why the reason given is not valid.")
    last = fresh.steps_taken[-1]
    if last.stage == Stage.CHALLENGED and (last.on, last.note) == (on, reason):
        return fresh
    refuse_unless(fresh, Event.CHALLENGE)
    _may_happen_on(on, fresh, today)
    return _record(fresh, Stage.CHALLENGED, on, note=reason, by=by)


@action
def let_rejection_stand(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, reason: str
) -> MoveOnApplication:
    """The council does not challenge a rejection: the reason is valid."""
    fresh = lock_record(application, scope)
    for_the_council(fresh.referral, scope)
    reason = reason_given(reason, "Say why it is not challenged.")
    last = fresh.steps_taken[-1]
    if fresh.rejection_stands and last.challenge_won is None and last.note == reason:
        return fresh
    refuse_unless(fresh, Event.STAND)
    return _record(fresh, Stage.REJECTED, today, note=reason, reject_reason=fresh.reject_reason, by=by)


@action
def answer_challenge(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, won: bool, on: dt.date, note: str = ""
) -> MoveOnApplication:
    """The challenge is won: back to the stage it was rejected in, whose clock starts again. Or lost: for good."""
    fresh = lock_record(application, scope)
    for_the_council(fresh.referral, scope)
    steps = fresh.steps_taken
    if steps[-1].challenge_won is won and (steps[-1].on, steps[-1].note) == (on, note.strip()):
        return fresh
    refuse_unless(fresh, Event.ANSWER)
    _may_happen_on(on, fresh, today)
    if won:
        # not simply the third from the end: an imported history may hold an earlier challenge that was lost
        before = next(step.stage for step in reversed(steps) if step.stage not in (Stage.REJECTED, Stage.CHALLENGED))
        return _record(fresh, before, on, note=note, challenge_won=True, by=by)
    reason = fresh.reject_reason
    return _record(fresh, Stage.REJECTED, on, note=note, reject_reason=reason, challenge_won=False, by=by)


@action
def undo_stage(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, stage: ApplicationStage, reason: str
) -> MoveOnApplication:
    """The last stage was recorded by mistake: the application is where it was before, and its clock goes on.

    Nothing is removed: one more row says that it was taken back, and why. Sending the same again changes nothing.
    """
    fresh = lock_record(application, scope)
    if fresh.history.filter(undoes=stage).exists():
        return fresh
    reason = reason_given(reason, "Say why the stage is taken back.")
    steps = fresh.steps_taken
    if steps[-1].pk != stage.pk:
        raise Refusal(
            f"This is no longer the last stage: the application is at “{fresh.get_stage_display()}” since "
            f"{long_date(steps[-1].on)}. Look at it again."
        )
    if len(steps) == 1:
        raise Refusal("This is the first stage. If the application is a mistake, cancel it.")
    if _is_the_councils(steps) and not may_challenge(fresh.referral, scope):
        raise PermissionDenied("Only the council takes its own decision back.")
    return _record(fresh, steps[-2].stage, today, note=reason, undoes=stage, by=by)


@action
def change_application(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    application: MoveOnApplication,
    kind: str,
    housing_provider: str,
    owner: str,
    owner_name: str = "",
    note: str = "",
    version: dt.datetime | None = None,
) -> MoveOnApplication:
    """Give it another owner, or put right what was entered. `version` is its `updated_at` as the writer saw it."""
    fresh = lock_record(application, scope)
    facts = _facts(kind, housing_provider, owner, owner_name, note)
    if _says(fresh, facts):
        return fresh
    unchanged_since(fresh, version)
    if fresh.is_open and (other := _open_for(fresh.referral, facts, beside=fresh)) is not None:
        raise _one_is_open(other)
    for name, value in facts.items():
        setattr(fresh, name, value)
    return write(fresh, by=by)


@action
def cancel_application(
    *, by: Any, scope: Scope, today: dt.date, application: MoveOnApplication, reason: str
) -> MoveOnApplication:
    """The application was entered by mistake, and counts for nothing."""
    fresh = lock_record(application, scope, cancelled_too=True)
    return cancel(fresh, reason, "Say why the application is cancelled.", by=by)


_WHY_NOT = "Say why they do not want it."


def _end(
    application: MoveOnApplication,
    event: Event,
    stage: str,
    on: dt.date,
    note: str,
    by: Any,
    scope: Scope,
    today: dt.date,
) -> MoveOnApplication:
    fresh = lock_record(application, scope)
    last = fresh.steps_taken[-1]
    if last.stage == stage and (last.on, last.note) == (on, note):
        return fresh
    refuse_unless(fresh, event)
    _may_happen_on(on, fresh, today)
    return _record(fresh, stage, on, note=note, by=by)


def _may_happen_on(on: dt.date, application: MoveOnApplication, today: dt.date) -> None:
    not_in_future(on, today, "The date", "on")
    last = application.steps_taken[-1]
    if on < last.on:
        raise Refusal(
            f"“{last.get_stage_display()}” was on {long_date(last.on)}. The date must be that day or later.", field="on"
        )


def _record(
    application: MoveOnApplication, stage: str, on: dt.date, *, by: Any, note: str = "", **facts: Any
) -> MoveOnApplication:
    """Write one row of history, and bring the application up to date with it."""
    write(ApplicationStage(application=application, stage=stage, on=on, note=note.strip(), **facts), by=by)
    steps = application.steps_taken
    last = steps[-1]
    application.stage = last.stage
    application.rejection_stands = application.stands_after(steps)
    turned_down = last.stage in (Stage.REJECTED, Stage.CHALLENGED)
    # a history that was imported may not say why; then what the application says still holds
    reasons = [step.reject_reason for step in steps if step.reject_reason] or [application.reject_reason]
    application.reject_reason = reasons[-1] if turned_down else ""
    return write(application, by=by)


def _is_the_councils(steps: list[ApplicationStage]) -> bool:
    """Whether the last stage is the council's: a challenge, its result, or the decision that there is to be none."""
    last = steps[-1]
    let_stand = last.stage == Stage.REJECTED and steps[-2].stage == Stage.REJECTED
    return last.stage == Stage.CHALLENGED or last.challenge_won is not None or let_stand


def _facts(kind: str, housing_provider: str, owner: str, owner_name: str, note: str) -> dict[str, Any]:
    one_of(kind, MoveOnApplication.Kind.values, "Select the kind of home.", "kind")
    housing_provider = reason_given(housing_provider, "Enter the housing provider.", "housing_provider")
    one_of(owner, OverstayReason.Owner.values, WHOSE_MOVE, "owner")
    return {
        "kind": kind,
        "housing_provider": housing_provider,
        "owner": owner,
        "owner_name": owner_name.strip(),
        "note": note.strip(),
    }


def _open_for(
    referral: Referral, facts: dict[str, Any], beside: MoveOnApplication | None = None
) -> MoveOnApplication | None:
    """The open application of this person for the same kind of home with the same provider, other than `beside`."""
    same = {"kind": facts["kind"], "housing_provider__iexact": facts["housing_provider"], "stage__in": OPEN}
    others = referral.applications.in_force().filter(**same)
    return (others.exclude(pk=beside.pk) if beside is not None else others).first()


def _one_is_open(known: MoveOnApplication) -> Refusal:
    return Refusal(
        f"An application to {known.housing_provider} for this kind of home is open since "
        f"{long_date(known.steps_taken[0].on)}. Go on with that one, or end it first.",
        field="housing_provider",
    )


def _says(application: MoveOnApplication, facts: dict[str, Any]) -> bool:
    return all(getattr(application, name) == value for name, value in facts.items())
