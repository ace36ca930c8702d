"""Outcome scores: recorded, put right, cancelled."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from beds.pages import Link
from beds.wording import long_date
from residents.actions import scores as actions
from residents.forms.stays import ReasonForm
from residents.forms.support import CorrectScoreForm, ScoreForm
from residents.models import OutcomeScore
from residents.outcomes import SCALES
from residents.views.base import PlacementPage, RecordPage


class ScorePage(PlacementPage):
    """A page about outcome scores; it leads back to the person's support."""

    def back(self) -> str:
        return reverse("residents:support", args=[self.subject.pk])


class RecordScore(ScorePage):
    """A total is recorded. `?measure=` and `?goal=` choose what is measured again."""

    form_class = ScoreForm
    verb = "Record an outcome score of"
    button = "Record the score"
    intro = (
        "Only the total is kept. Fill in the measure as your organisation’s licence allows, add it up, and enter the "
        "total here."
    )

    def initial(self) -> dict[str, Any]:
        asked = {"measure": self.request.GET.get("measure"), "goal": self.request.GET.get("goal")}
        return {"taken_on": self.today} | {name: value for name, value in asked.items() if value}

    def act(self, answers: dict[str, Any]) -> OutcomeScore:
        return actions.record_score(**answers, **self.known())

    def done(self, done: OutcomeScore) -> tuple[str, list[Link]]:
        text = f"{done.get_measure_display()} of {self.subject.resident}, {long_date(done.taken_on)}: {done.plain}."
        return text, [("Not right? Correct it", reverse("residents:score_correct", args=[done.pk]))]


class OneScorePage(RecordPage, ScorePage):
    """A page about one score."""

    model = OutcomeScore

    def told(self) -> str:
        record = self.record
        goal = f", goal “{record.goal}”" if record.goal else ""
        return (
            f"{record.get_measure_display()}{goal}: {record.plain} on {long_date(record.taken_on)}. "
            f"The total is {SCALES[record.measure].what}."
        )


class CorrectScore(OneScorePage):
    """A score is put right."""

    form_class = CorrectScoreForm
    verb = "Correct an outcome score of"
    button = "Save the correction"

    def initial(self) -> dict[str, Any]:
        facts = {name: getattr(self.record, name) for name in ("point", "taken_on", "goal")}
        return facts | {"score": self.record.plain, "version": self.record.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> OutcomeScore:
        return actions.correct_score(**answers, **self.known())

    def done(self, done: OutcomeScore) -> tuple[str, list[Link]]:
        return f"The score of {self.subject.resident} has been put right.", []


class CancelScore(OneScorePage):
    """A score was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel an outcome score of"
    button = "Cancel the score"

    def act(self, answers: dict[str, Any]) -> OutcomeScore:
        return actions.cancel_score(**answers, **self.known())

    def done(self, done: OutcomeScore) -> tuple[str, list[Link]]:
        return f"The score of {self.subject.resident} of {long_date(done.taken_on)} is cancelled.", []
