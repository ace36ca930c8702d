"""What happens to a resident: leaving, moving, being away and coming back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from beds.pages import Link
from beds.wording import long_date
from residents import actions
from residents.actions.absences import why_not_away
from residents.forms.stays import AbsenceForm, DischargeForm, MoveForm, ReturnForm
from residents.models import Absence, Placement
from residents.queries.choices import why_not_followed, why_over
from residents.views.base import PlacementPage


class StayPage(PlacementPage):
    """A page about somebody who is here now."""

    def why_not(self) -> str:
        return why_over(self.subject)


class Discharge(StayPage):
    """Somebody left."""

    form_class = DischargeForm
    verb = "Discharge"
    button = "Record the departure"

    def initial(self) -> dict[str, Any]:
        return {"discharged_on": self.today}

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.discharge(**answers, **self.known())

    def done(self, done: Placement) -> tuple[str, list[Link]]:
        left = done.discharged_on or self.today
        more = [] if why_not_followed(done) else [self.link("Say how they left", "discharge_details")]
        return f"{done.resident} left on {long_date(left)}.", [
            *more,
            self.link("Undo", "discharge_undo"),
            ("See the placement", reverse("reporting:placement", args=[done.pk])),
        ]


class Move(StayPage):
    """Somebody changed beds."""

    form_class = MoveForm
    verb = "Move"
    button = "Record the move"
    intro = "The stay goes on: moving does not restart the count of nights."

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today}

    def act(self, answers: dict[str, Any]) -> tuple[Placement, dict[str, Any]]:
        return actions.move(**answers, **self.known()), answers

    def done(self, done: tuple[Placement, dict[str, Any]]) -> tuple[str, list[Link]]:
        placement, answers = done
        text = f"{placement.resident} moved to {answers['bed']} on {long_date(answers['moved_on'])}."
        return text, [self.link("Not right? Correct or undo it", "correct")]


class Away(StayPage):
    """Somebody is away."""

    form_class = AbsenceForm
    verb = "Away:"
    button = "Record the absence"

    def initial(self) -> dict[str, Any]:
        return {"from_date": self.today}

    def act(self, answers: dict[str, Any]) -> Absence:
        return actions.record_absence(**answers, **self.known())

    def done(self, done: Absence) -> tuple[str, list[Link]]:
        kept = "The bed is kept." if done.bed_held else "The bed is free for somebody else."
        text = f"{self.subject.resident} is away from {long_date(done.from_date)}. {kept}"
        return text, [self.link("Not right? Correct it", "correct")]


class Return(StayPage):
    """Somebody is back."""

    form_class = ReturnForm
    verb = "Returned:"
    button = "Record the return"
    template_name = "residents/return.html"

    def why_not(self) -> str:
        return super().why_not() or why_not_away(self.subject)

    def form_facts(self) -> dict[str, Any]:
        # also of one that somebody has just ended: the bed that was chosen stays on the page
        absence = self.subject.absences.in_force().order_by("from_date").last()
        held = absence is None or absence.bed_held
        return {"scope": self.scope, "today": self.today, "bed_held": held}

    def act(self, answers: dict[str, Any]) -> tuple[Placement, dict[str, Any]]:
        return actions.record_return(**answers, **self.known()), answers

    def done(self, done: tuple[Placement, dict[str, Any]]) -> tuple[str, list[Link]]:
        placement, answers = done
        text = f"{placement.resident} is back since {long_date(answers['returned_on'])}."
        return text, [self.link("Not right? Correct it", "correct")]
