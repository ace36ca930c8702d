"""Reviews of somebody's care, and the clinical team's discharge to the GP."""

from __future__ import annotations

from typing import Any

from beds.govuk import GovForm
from beds.pages import Link
from beds.wording import long_date
from residents.actions import handovers, reviews
from residents.actions.safety_rules import may_share
from residents.forms.safety import (
    CorrectHandoverForm,
    CorrectPlanForm,
    CorrectReviewForm,
    HandoverForm,
    HoldReviewForm,
    PlanReviewForm,
    RecordReviewForm,
)
from residents.forms.stays import ReasonForm
from residents.models import GpHandover, Review
from residents.views.safety_base import SafetyForm, SafetyRecordForm


def called(review: Review) -> str:
    """A review in a sentence: "The care review of 3 October 2026"."""
    return f"The {review.get_kind_display().lower()} of {long_date(review.held_on)}"


class PlanReview(SafetyForm):
    """A review is to be held."""

    form_class = PlanReviewForm
    allowed = may_share
    part = "reviews"
    verb = "Plan a review:"
    button = "Plan the review"

    def initial(self) -> dict[str, Any]:
        return {"invited": [reviews.PROVIDER]}

    def act(self, answers: dict[str, Any]) -> Review:
        return reviews.plan_review(**answers, **self.known())

    def done(self, done: Review) -> tuple[str, list[Link]]:
        return f"{called(done)} is planned.", [self.link("Correct it", "review_correct", done.pk)]


class RecordReview(SafetyForm):
    """A review was held that was not planned here."""

    form_class = RecordReviewForm
    allowed = may_share
    part = "reviews"
    verb = "Record a review that was held:"
    button = "Record the review"

    def initial(self) -> dict[str, Any]:
        return {"held_on": self.today, "invited": [reviews.PROVIDER]}

    def act(self, answers: dict[str, Any]) -> Review:
        return reviews.record_review(**answers, **self.known())

    def done(self, done: Review) -> tuple[str, list[Link]]:
        return f"{called(done)} is recorded.", [self.link("Correct it", "review_correct", done.pk)]


class ReviewRecordForm(SafetyRecordForm):
    """A form about one review."""

    model = Review
    name = "review"
    allowed = may_share
    part = "reviews"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        state = "Held" if self.record.held else "Planned"
        self.intro = f"{self.record.get_kind_display()}. {state}: {long_date(self.record.held_on)}."
        return placement

    def initial(self) -> dict[str, Any]:
        known = reviews.parties_of(self.record)
        invited = [party for party, (asked, _) in known.items() if asked]
        came = [party for party, (_, there) in known.items() if there]
        left_out = reviews.PROVIDER not in invited and reviews.PROVIDER not in came
        return super().initial() | {"invited": invited, "attended": came, "without_provider": left_out}


class CorrectReview(ReviewRecordForm):
    """Something was entered wrongly; a planned review is asked for less than one that was held."""

    form_class = CorrectReviewForm
    entered = ("kind", "held_on", "summary")
    verb = "Correct a review:"
    button = "Save"

    def form(self, data: Any = None) -> GovForm:
        made = CorrectReviewForm if self.record.held else CorrectPlanForm
        return made(data, initial=self.initial(), **self.form_facts())

    def act(self, answers: dict[str, Any]) -> Review:
        return reviews.correct_review(**answers, **self.known())

    def done(self, done: Review) -> tuple[str, list[Link]]:
        return f"{called(done)} is put right.", []


class HoldReview(ReviewRecordForm):
    """A planned review was held."""

    form_class = HoldReviewForm
    verb = "A review was held:"
    button = "Save"

    def why_not(self) -> str:
        if self.record.held and self.record.cancelled_at is None:
            return f"{called(self.record)} is recorded as held already. It can be corrected."
        return super().why_not()

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"held_on": min(self.record.held_on, self.today), "summary": self.record.summary}

    def act(self, answers: dict[str, Any]) -> Review:
        return reviews.hold_review(**answers, **self.known())

    def done(self, done: Review) -> tuple[str, list[Link]]:
        return f"{called(done)} is recorded as held.", [self.link("Correct it", "review_correct", done.pk)]


class CancelReview(ReviewRecordForm):
    """It does not take place, or was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel a review:"
    button = "Cancel the review"

    def act(self, answers: dict[str, Any]) -> Review:
        return reviews.cancel_review(**answers, **self.known())

    def done(self, done: Review) -> tuple[str, list[Link]]:
        return f"{called(done)} is cancelled.", []


class RecordHandover(SafetyForm):
    """The clinical team has discharged the resident to the GP."""

    form_class = HandoverForm
    allowed = may_share
    part = "gp"
    verb = "Discharged to the GP:"
    button = "Record it"
    intro = (
        "When the clinical team has discharged somebody to their GP, the provider must know, to help with appointments."
    )

    def initial(self) -> dict[str, Any]:
        return {"handed_over_on": self.today}

    def act(self, answers: dict[str, Any]) -> GpHandover:
        return handovers.record_handover(**answers, **self.known())

    def done(self, done: GpHandover) -> tuple[str, list[Link]]:
        text = f"The discharge of {self.subject.resident} to {done.practice} is recorded."
        return text, [self.link("Correct it", "handover_correct", done.pk)]


class HandoverRecordForm(SafetyRecordForm):
    """A form about one discharge to the GP."""

    model = GpHandover
    name = "handover"
    allowed = may_share
    part = "gp"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        self.intro = f"Discharged to {self.record.practice} on {long_date(self.record.handed_over_on)}."
        return placement


class CorrectHandover(HandoverRecordForm):
    """Something was entered wrongly, or the first appointment is known now."""

    form_class = CorrectHandoverForm
    entered = ("handed_over_on", "practice", "appointment_on", "note")
    verb = "Correct the discharge to the GP:"
    button = "Save"

    def act(self, answers: dict[str, Any]) -> GpHandover:
        return handovers.correct_handover(**answers, **self.known())

    def done(self, done: GpHandover) -> tuple[str, list[Link]]:
        return f"The discharge to {done.practice} is put right.", []


class CancelHandover(HandoverRecordForm):
    """It was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel the discharge to the GP:"
    button = "Cancel the record"

    def act(self, answers: dict[str, Any]) -> GpHandover:
        return handovers.cancel_handover(**answers, **self.known())

    def done(self, done: GpHandover) -> tuple[str, list[Link]]:
        return f"The discharge to {done.practice} is cancelled.", []
