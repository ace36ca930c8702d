"""How long somebody has waited, what is missing, and whose move it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from residents.models import Referral

Status = Referral.Status


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """Whole days, by the morning of the day asked for; for a closed or placed referral, until it became so.

    `ready_days` is None while nobody has said that the person is ready to leave the ward.
    """

    referred_days: int
    ready_days: int | None
    state_days: int
    """In the state that the referral is in now, up to the day asked for."""
    is_over: bool
    """Whether the waiting has ended: with a bed, or without one."""


def waiting_times(referral: Referral, today: dt.date, *, since: dt.date | None = None) -> WaitingTimes:
    """The waiting times of one referral.

    `since` is the day on which it entered its state, where that is known already; without it the steps are asked.
    """
    if since is None:
        step = referral.steps.order_by("-pk").first()
        since = step.on if step is not None and step.status == referral.status else referral.received_on
    is_over = referral.status not in Referral.OPEN
    end = since if is_over else today
    ready = referral.clinically_ready_on
    return WaitingTimes(
        referred_days=days_between(referral.received_on, end),
        ready_days=None if ready is None else days_between(ready, end),
        state_days=days_between(since, today),
        is_over=is_over,
    )


def days_between(start: dt.date, end: dt.date) -> int:
    """Whole days from one morning to another; 0 when the second is not later."""
    return max(0, (end - start).days)


@dataclass(frozen=True, slots=True)
class NextMove:
    """Whose move it is, and what it is; both empty when nothing waits."""

    who: str = ""
    what: str = ""


def next_move(referral: Referral, *, assessed: bool, arriving_on: dt.date | None = None) -> NextMove:
    """Whose move it is: `assessed` when an assessment is in force, `arriving_on` when a bed is booked."""
    if referral.status == Status.RECEIVED:
        return NextMove("Provider", "take it into assessment")
    if referral.status == Status.ASSESSING:
        return NextMove("Provider", "decide" if assessed else "record the assessment")
    if referral.status == Status.ACCEPTED:
        if not referral.has_plan_and_worker:
            lacking = {"the plan": referral.move_on_plan, "the worker": referral.allocated_worker}
            names = " and ".join(name for name, said in lacking.items() if not said.strip())
            return NextMove("Ward", f"name {names}")
        return NextMove("Provider", "admit" if arriving_on else "find a bed")
    return NextMove()


def missing_from(referral: Referral) -> list[str]:
    """What the referral still lacks before somebody can come in and later move on, in words."""
    plan = [] if referral.move_on_plan.strip() else ["move-on plan"]
    worker = [] if referral.allocated_worker.strip() else ["allocated worker"]
    return plan + worker + referral.missing_documents
