"""The way out of one person: the page, the plan, its steps, and the person's own home."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.models.base import Recorded
from beds.pages import ActionPage, Link
from beds.requests import ScopedRequest
from beds.wording import long_date
from residents.actions import home_tracks as tracks
from residents.actions import move_on as plans
from residents.forms.move_on import (
    AgreeForm,
    BookTrackForm,
    ChangeStepForm,
    ChangeTrackForm,
    DoneForm,
    PlanForm,
    StepForm,
    TrackForm,
)
from residents.forms.stays import ConfirmForm, ReasonForm
from residents.models import HomeTrack, MoveOnPlan, MoveOnStep
from residents.queries.move_on import Person, person_of
from residents.queries.move_on import move_on as way_out_of


@require_safe
@login_required
def move_on(request: ScopedRequest, pk: int) -> HttpResponse:
    """All about one person's way out, before, during and after the stay."""
    person = person_of(pk, request.scope)
    if person is None:
        raise Http404
    today = timezone.localdate()
    page = way_out_of(person, request.scope, today)
    band = person.shown.band_on(today) if person.shown else None
    return render(request, "residents/move_on/page.html", {"page": page, "band": band, "today": today})


class MoveOnPage(ActionPage):
    """A page of one action on a person's way out; `begins` is one that adds something new."""

    template_name = "residents/move_on/action.html"
    subject: Person
    verb = ""
    """What the page does, before the reference of the resident in its heading."""
    verb_after = ""
    """The rest of it, after the reference."""
    begins = False

    def find(self, pk: int = 0, **kwargs: Any) -> Person:
        person = person_of(pk, self.scope)
        if person is None:
            raise Http404
        self.title = f"{self.verb} {person.referral.resident.reference} {self.verb_after}".rstrip()
        return person

    def may(self) -> bool:
        return self.subject.may_write

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; or the page of the way out, which says why, when no answer to the form could be acted on."""
        if not (self.subject.may_begin if self.begins else self.subject.may_go_on):
            return redirect(self.back())
        return super().get(request, **kwargs)

    def back(self) -> str:
        return reverse("residents:move_on", args=[self.subject.referral.pk])

    def context(self) -> dict[str, Any]:
        return {"person": self.subject, "verb": self.verb, "verb_after": self.verb_after}

    def known(self) -> dict[str, Any]:
        return super().known() | {"referral": self.subject.referral}


class RecordPage(MoveOnPage):
    """A page about one record of a way out: `record_name` is what the action calls it."""

    model: Any
    record_name = ""
    record: Any

    def find(self, pk: int = 0, **kwargs: Any) -> Person:
        record = self.model.objects.within(self.scope).select_related("updated_by").filter(pk=pk).first()
        if record is None:
            raise Http404
        self.record = record
        return super().find(pk=record.referral_id)

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["referral"]
        return known | {self.record_name: self.record}

    @property
    def about(self) -> Recorded:
        record: Recorded = self.record
        return record

    def from_record(self, *names: str) -> dict[str, Any]:
        """What the record holds, with its version, for a form that changes it."""
        return {name: getattr(self.record, name) for name in names} | {"version": self.record.updated_at.isoformat()}


# The plan --------------------------------------------------------------------------------------------------------


class SetPlan(MoveOnPage):
    """Make the plan, or put it right."""

    form_class = PlanForm
    verb = "Move-on plan of"
    button = "Save the plan"
    begins = True

    def plan(self) -> MoveOnPlan | None:
        return MoveOnPlan.objects.within(self.scope).filter(referral=self.subject.referral).first()

    def initial(self) -> dict[str, Any]:
        plan = self.plan()
        if plan is None:
            return {"lead_name": self.subject.referral.allocated_worker}
        facts = {name: getattr(plan, name) for name in ("goal", "target_on", "lead_name", "wishes")}
        return facts | {"version": plan.updated_at.isoformat()}

    def versioned(self) -> Recorded:
        plan = self.plan()
        if plan is None:
            raise Http404
        return plan

    def act(self, answers: dict[str, Any]) -> MoveOnPlan:
        return plans.set_plan(**answers, **self.known())

    def done(self, done: MoveOnPlan) -> tuple[str, list[Link]]:
        return f"The move-on plan of {self.subject.referral.resident} is saved.", []


# Steps -----------------------------------------------------------------------------------------------------------


class AddStep(MoveOnPage):
    """One more thing to be done."""

    form_class = StepForm
    verb = "Add a step for"
    button = "Add the step"
    begins = True

    def act(self, answers: dict[str, Any]) -> MoveOnStep:
        return plans.add_step(**answers, **self.known())

    def done(self, done: MoveOnStep) -> tuple[str, list[Link]]:
        return f"Added: {done.text}.", []


class StepPage(RecordPage):
    """A page about one step."""

    model = MoveOnStep
    record_name = "step"

    def context(self) -> dict[str, Any]:
        return super().context() | {"intro": f"Step: {self.record.text}"}


class ChangeStep(StepPage):
    """Other words, another owner or another day."""

    form_class = ChangeStepForm
    verb = "Change a step for"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        return self.from_record("text", "owner", "owner_name", "due_on")

    def act(self, answers: dict[str, Any]) -> MoveOnStep:
        return plans.change_step(**answers, **self.known())

    def done(self, done: MoveOnStep) -> tuple[str, list[Link]]:
        return f"Changed: {done.text}.", []


class FinishStep(StepPage):
    """It is done."""

    form_class = DoneForm
    verb = "Done: a step for"
    button = "It is done"

    def initial(self) -> dict[str, Any]:
        return {"done_on": self.today}

    def act(self, answers: dict[str, Any]) -> MoveOnStep:
        return plans.finish_step(**answers, **self.known())

    def done(self, done: MoveOnStep) -> tuple[str, list[Link]]:
        return f"Done: {done.text}.", [("Undo", reverse("residents:move_on_step_reopen", args=[done.pk]))]


class ReopenStep(StepPage):
    """It is not done after all."""

    form_class = ConfirmForm
    verb = "Not done: a step for"
    button = "It is not done"

    def act(self, answers: dict[str, Any]) -> MoveOnStep:
        return plans.reopen_step(**self.known())

    def done(self, done: MoveOnStep) -> tuple[str, list[Link]]:
        return f"Not done yet: {done.text}.", []


class CancelStep(StepPage):
    """It is not needed."""

    form_class = ReasonForm
    verb = "Cancel a step for"
    button = "Cancel the step"

    def act(self, answers: dict[str, Any]) -> MoveOnStep:
        return plans.cancel_step(**answers, **self.known())

    def done(self, done: MoveOnStep) -> tuple[str, list[Link]]:
        return f"Cancelled: {done.text}.", []


# The person's own home -------------------------------------------------------------------------------------------


class StartTrack(MoveOnPage):
    """Repairs or a tenancy are followed from now on."""

    form_class = TrackForm
    verb = "Repairs or tenancy of"
    button = "Follow this"
    begins = True

    def initial(self) -> dict[str, Any]:
        return {"reported_on": self.today}

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.start_track(**answers, **self.known())

    def done(self, done: HomeTrack) -> tuple[str, list[Link]]:
        text = f"{done.get_kind_display()} of {self.subject.referral.resident} is followed."
        return text, [("Take it back", reverse("residents:home_track_cancel", args=[done.pk]))]


class TrackPage(RecordPage):
    """A page about the work on the person's own home."""

    model = HomeTrack
    record_name = "track"

    def context(self) -> dict[str, Any]:
        track = self.record
        return super().context() | {
            "intro": f"{track.get_kind_display()}, reported to housing on {long_date(track.reported_on)}."
        }

    def done(self, done: HomeTrack) -> tuple[str, list[Link]]:
        return f"{done.get_kind_display()}: {done.get_state_display().lower()}.", [
            ("Not right? Change it", reverse("residents:home_track_change", args=[done.pk]))
        ]


class AgreeTrack(TrackPage):
    """Access or notice is agreed."""

    form_class = AgreeForm
    verb = "Access or notice agreed for"
    button = "It is agreed"

    def initial(self) -> dict[str, Any]:
        return {"agreed_on": self.today}

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.agree_track(**answers, **self.known())


class BookTrack(TrackPage):
    """Housing has given a date."""

    form_class = BookTrackForm
    verb = "Date given by housing for"
    button = "Save the date"

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.book_track(**answers, **self.known())


class FinishTrack(TrackPage):
    """The home is ready, or the tenancy closed."""

    form_class = DoneForm
    button = "It is done"

    def find(self, pk: int = 0, **kwargs: Any) -> Person:
        person = super().find(pk=pk, **kwargs)
        self.verb = "Home ready for" if self.record.kind == HomeTrack.Kind.REPAIRS else "Tenancy closed for"
        self.title = f"{self.verb} {person.referral.resident.reference}"
        return person

    def initial(self) -> dict[str, Any]:
        return {"done_on": self.today}

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.finish_track(**answers, **self.known())


class ChangeTrack(TrackPage):
    """Housing has moved its date, or something was entered wrongly."""

    form_class = ChangeTrackForm
    verb = "Change repairs or tenancy of"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        return self.from_record("reported_on", "agreed_on", "booked_for", "done_on", "officer", "note")

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.change_track(**answers, **self.known())


class CancelTrack(TrackPage):
    """It is not needed, or was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel repairs or tenancy of"
    button = "Cancel it"

    def act(self, answers: dict[str, Any]) -> HomeTrack:
        return tracks.cancel_track(**answers, **self.known())

    def done(self, done: HomeTrack) -> tuple[str, list[Link]]:
        return f"{done.get_kind_display()} of {self.subject.referral.resident} is cancelled.", []
