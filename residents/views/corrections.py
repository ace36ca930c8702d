"""Putting right what was entered wrongly: one page that lists it all, and a short form for each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.models.base import Recorded
from beds.pages import Link
from beds.requests import ScopedRequest
from beds.taking_back import why_cancelled
from beds.wording import long_date
from residents import actions
from residents.actions import departures
from residents.actions.people import last_written
from residents.forms.stays import (
    CancelPlacementForm,
    ConfirmForm,
    CorrectAbsenceForm,
    CorrectAdmissionForm,
    CorrectDetailsForm,
    CorrectDischargeForm,
    CorrectMoveForm,
    ReasonForm,
    UndoDepartureForm,
    known_details,
)
from residents.models import Absence, BedStay, Placement, ResidentIdentity
from residents.queries.corrections import correctable
from residents.views.base import CorrectionPage


@require_safe
@login_required
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """All that can be put right about one placement."""
    placements = Placement.objects.within(request.scope).select_related("resident", "service", "contract", "referral")
    placement = get_object_or_404(placements, pk=pk)
    if not request.scope.may_write_for(placement.service.provider_id):
        raise PermissionDenied
    page = correctable(placement, request.scope)
    return render(request, "residents/correct.html", {"page": page, "today": timezone.localdate()})


class CorrectAdmission(CorrectionPage):
    """Another day, or another bed."""

    form_class = CorrectAdmissionForm
    verb = "Correct the admission of"
    button = "Save"

    def first_stay(self) -> BedStay:
        stays = BedStay.objects.within(self.scope).filter(placement=self.subject)
        if self.subject.cancelled_at is None:
            stays = stays.in_force()
        first = stays.select_related("bed__service").order_by("from_date", "until_date", "pk").first()
        if first is None or first.from_date != self.subject.admitted_on:
            raise Http404  # the first bed was another provider's: the admission is theirs to correct
        return first

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"admitted_on": self.subject.admitted_on, "bed": self.first_stay().bed_id}

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today, "keep": self.first_stay().bed}

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.correct_admission(**answers, **self.known())


class CorrectDetails(CorrectionPage):
    """What was entered about the person and the referral."""

    form_class = CorrectDetailsForm
    verb = "Correct what is known of"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        identity = ResidentIdentity.objects.within(self.scope).filter(resident=self.subject.resident).first()
        known = known_details(self.subject.referral) | {"name": identity.name if identity else ""}
        override = {
            name: getattr(self.subject, name) for name in ("override_code", "override_reason", "miles_from_home")
        }
        return known | override | {"version": last_written(self.subject).updated_at.isoformat()}

    def form_facts(self) -> dict[str, Any]:
        placement = self.subject
        return {
            "scope": self.scope,
            "ward": placement.referral.ward,
            "was_emergency": bool(placement.override_reason),
        }

    def form(self, data: Any = None) -> CorrectDetailsForm:
        return CorrectDetailsForm(data, initial=self.initial(), **self.form_facts())

    def act(self, answers: dict[str, Any]) -> Placement:
        names = ("override_code", "override_reason", "override_mistake", "version")
        rest = {name: answers[name] for name in names if name in answers}
        details = self.form().details(answers)
        return actions.correct_details(details=details, **rest, **self.known())

    def versioned(self) -> Recorded:
        self.subject = self.find(pk=self.subject.pk)
        return last_written(self.subject)


class CorrectDischarge(CorrectionPage):
    """Another day, or another destination."""

    form_class = CorrectDischargeForm
    verb = "Correct the departure of"
    button = "Save"

    def why_not(self) -> str:
        if self.subject.cancelled_at is None and self.subject.discharged_on is None:
            return f"{self.subject.resident} has not left: there is no departure, or a colleague has just undone it."
        return super().why_not()

    def initial(self) -> dict[str, Any]:
        departure = getattr(self.subject, "discharge", None)
        if departure is None:
            return super().initial()
        return super().initial() | {
            "discharged_on": self.subject.discharged_on,
            "destination": departure.destination,
            "planned": "yes" if departure.planned else "no",
        }

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.correct_discharge(**answers, **self.known())


class UndoDischarge(CorrectDischarge):
    """They did not leave."""

    form_class = UndoDepartureForm  # type: ignore[assignment]
    verb = "Undo the departure of"
    button = "They did not leave"

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        placement = super().find(pk=pk, **kwargs)
        self.intro = (
            f"They are then {departures.comes_back_to(placement)}. What was recorded of the departure is kept, with "
            "your reason."
        )
        return placement

    def initial(self) -> dict[str, Any]:
        return {"version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.undo_discharge(**answers, **self.known())

    def next_page(self, done: Any) -> str:
        return reverse("residents:my_beds")

    def done(self, done: Placement) -> tuple[str, list[Link]]:
        return f"{done.resident} is {departures.comes_back_to(done)}: the departure is undone.", []


class MovePage(CorrectionPage):
    """A page about one move: the bed stay that it began."""

    stay: BedStay

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        placement = super().find(pk=pk)
        stays = BedStay.objects.within(self.scope).filter(placement=placement, pk=kwargs["stay"])
        found = stays.select_related("bed__service").first()
        if found is None:
            raise Http404
        self.stay = found
        return placement

    def why_not(self) -> str:
        return super().why_not() or why_cancelled(self.stay)

    def known(self) -> dict[str, Any]:
        return super().known() | {"stay": self.stay}


class CorrectMove(MovePage):
    """Another day, or another bed."""

    form_class = CorrectMoveForm
    verb = "Correct a move of"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"moved_on": self.stay.from_date, "bed": self.stay.bed_id}

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today, "keep": self.stay.bed}

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.correct_move(**answers, **self.known())


class UndoMove(MovePage):
    """They did not move."""

    form_class = ConfirmForm
    verb = "Undo a move of"
    button = "They did not move"

    def context(self) -> dict[str, Any]:
        intro = (
            f"The move to {self.stay.bed} on {long_date(self.stay.from_date)} is taken back: they stay where they were."
        )
        return super().context() | {"intro": intro}

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.undo_move(**answers, **self.known())


class AbsencePage(CorrectionPage):
    """A page about one absence."""

    absence: Absence

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        placement = super().find(pk=pk)
        found = Absence.objects.within(self.scope).filter(placement=placement, pk=kwargs["absence"]).first()
        if found is None:
            raise Http404
        self.absence = found
        return placement

    def why_not(self) -> str:
        return super().why_not() or why_cancelled(self.absence)

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["placement"]
        return known | {"absence": self.absence}


class CorrectAbsence(AbsencePage):
    """Other days, or another kind."""

    form_class = CorrectAbsenceForm
    verb = "Correct an absence of"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        absence = self.absence
        back = None if absence.ended_by_discharge else absence.until_date
        return super().initial() | {"kind": absence.kind, "from_date": absence.from_date, "returned_on": back}

    def act(self, answers: dict[str, Any]) -> Absence:
        answers["until_date"] = answers.pop("returned_on")
        return actions.correct_absence(**answers, **self.known())


class CancelAbsence(AbsencePage):
    """They were not away."""

    form_class = ReasonForm
    verb = "Cancel an absence of"
    button = "They were not away"

    def act(self, answers: dict[str, Any]) -> Absence:
        return actions.cancel_absence(**answers, **self.known())


class CancelPlacement(CorrectionPage):
    """The whole placement was a mistake."""

    form_class = CancelPlacementForm
    template_name = "residents/cancel.html"
    verb = "Cancel the placement of"
    button = "Cancel this placement"
    warning = (
        "This cannot be undone. The placement, its beds and its absences count for nothing from now on, and neither "
        "does anything else that was entered about the stay, such as incidents, alerts, support and feedback."
    )

    def act(self, answers: dict[str, Any]) -> Placement:
        return actions.cancel_placement(**answers, **self.known())

    def next_page(self, done: Any) -> str:
        return reverse("residents:my_beds")

    def done(self, done: Placement) -> tuple[str, list[Link]]:
        return f"The placement of {done.resident} is cancelled, and the bed is free.", []
