"""The stages of a move-on application as a table: what may happen in each, and what is said to anything else."""

from __future__ import annotations

from enum import StrEnum

from beds.refusal import Refusal
from beds.wording import long_date
from residents.models import MoveOnApplication
from residents.move_on_times import next_stage

Stage = MoveOnApplication.Stage


class Event(StrEnum):
    """What may happen to an application."""

    ADVANCE = "advance"
    REFUSE = "refuse"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    ASK = "ask"
    STAND = "stand"
    CHALLENGE = "challenge"
    ANSWER = "answer"


ON_THE_WAY = (Event.ADVANCE, Event.REFUSE, Event.REJECT, Event.WITHDRAW)
ALLOWED: dict[str, tuple[Event, ...]] = {
    **dict.fromkeys(MoveOnApplication.OPEN_STAGES, ON_THE_WAY),
    Stage.REJECTED: (Event.ASK, Event.STAND, Event.CHALLENGE),
    Stage.CHALLENGED: (Event.ANSWER,),
    Stage.MOVED: (),
    Stage.REFUSED: (),
    Stage.WITHDRAWN: (),
}
"""What may happen in each stage; a rejection that stands allows nothing any more."""


def allowed(application: MoveOnApplication) -> tuple[Event, ...]:
    """What may happen to this application now."""
    return () if application.rejection_stands or application.cancelled_at else ALLOWED[application.stage]


def refuse_unless(application: MoveOnApplication, event: Event) -> None:
    """Raise `Refusal`, saying what is possible instead, for an event that the stage does not allow."""
    if event not in allowed(application):
        raise Refusal(_instead(application))


def _instead(application: MoveOnApplication) -> str:
    stage = application.get_stage_display()
    since = long_date(application.steps_taken[-1].on)
    if application.rejection_stands:
        return f"The rejection by {application.housing_provider} stands since {since}. Start another application."
    if application.stage in MoveOnApplication.OPEN_STAGES:
        following = Stage(next_stage(application.stage) or "").label
        return (
            f"This application has not been rejected: it is at “{stage}” since {since}. Record the next stage, "
            f"“{following}”, or how it ended."
        )
    return {
        Stage.MOVED: f"They moved on {since}. If that is wrong, take the last stage back.",
        Stage.REJECTED: (
            f"{application.housing_provider} rejected this application on {since}. The council can challenge that; "
            "or start another application."
        ),
        Stage.CHALLENGED: f"The rejection is challenged since {since}. Record the result of the challenge first.",
    }.get(
        Stage(application.stage),
        f"This application ended on {since}: {stage.lower()}. Start another, or take the last stage back if that is "
        "wrong.",
    )
