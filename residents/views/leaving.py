"""After a stay: how somebody left, contacts with them, and a return to hospital."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.pages import Link
from beds.requests import ScopedRequest
from beds.wording import long_date
from residents.actions import leaving as actions
from residents.forms.leaving import ContactForm, DischargeDetailsForm, ReadmissionForm
from residents.forms.stays import ReasonForm
from residents.models import AftercareContact, Discharge, Placement, Readmission
from residents.queries.aftercare import aftercare as aftercare_of
from residents.queries.choices import why_not_followed
from residents.views.base import PlacementPage, RecordPage


@require_safe
@login_required
def aftercare(request: ScopedRequest, pk: int) -> HttpResponse:
    """What is known of somebody since they left; to read for all who may see the placement."""
    placements = Placement.objects.within(request.scope).select_related("resident", "service", "contract", "referral")
    placement = get_object_or_404(placements, pk=pk)
    if not request.scope.sees_figures:
        raise PermissionDenied
    today = timezone.localdate()
    page = aftercare_of(placement, request.scope, today)
    return render(request, "residents/leaving/aftercare.html", {"page": page, "today": today})


class AftercarePage(PlacementPage):
    """A page about somebody who left; it goes back to what is known of them since."""

    def why_not(self) -> str:
        return why_not_followed(self.subject) or super().why_not()

    def back(self) -> str:
        return reverse("residents:aftercare", args=[self.subject.pk])


class DischargeDetails(AftercarePage):
    """How they left, beyond the day and the place."""

    form_class = DischargeDetailsForm
    verb = "How they left:"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        fields = [name for name in DischargeDetailsForm.base_fields if name != "version"]
        departure = getattr(self.subject, "discharge", None)  # a colleague may have undone it meanwhile
        known = {name: getattr(departure, name) for name in fields} if departure else {}
        return known | {"version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Discharge:
        return actions.complete_discharge(**answers, **self.known())

    def done(self, done: Discharge) -> tuple[str, list[Link]]:
        return f"What you know of how {self.subject.resident} left is saved.", []


class LogContact(AftercarePage):
    """Somebody has been in contact with them."""

    form_class = ContactForm
    verb = "Contact with"
    button = "Log the contact"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, answers: dict[str, Any]) -> AftercareContact:
        return actions.record_contact(**answers, **self.known())

    def done(self, done: AftercareContact) -> tuple[str, list[Link]]:
        text = f"The contact with {self.subject.resident} on {long_date(done.on)} is logged."
        return text, [self.link("Cancel it", "aftercare_contact_cancel", done.pk)]


class RecordReadmission(AftercarePage):
    """They are in hospital again."""

    form_class = ReadmissionForm
    verb = "Readmission of"
    button = "Record the readmission"
    intro = "For somebody who is in a mental-health ward again after they left step-down."

    def may(self) -> bool:
        return actions.may_tell_of_readmission(self.subject, self.scope)

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope}

    def initial(self) -> dict[str, Any]:
        return {"readmitted_on": self.today}

    def act(self, answers: dict[str, Any]) -> Readmission:
        return actions.record_readmission(**answers, **self.known())

    def done(self, done: Readmission) -> tuple[str, list[Link]]:
        text = f"The readmission of {self.subject.resident} on {long_date(done.readmitted_on)} is recorded."
        return text, [self.link("Cancel it", "readmission_cancel", done.pk)]


class CancelContact(RecordPage, AftercarePage):
    """The contact was entered wrongly."""

    model = AftercareContact
    name = "contact"
    form_class = ReasonForm
    verb = "Cancel a contact with"
    button = "Cancel the contact"

    def told(self) -> str:
        return f"{self.record.get_how_display()} on {long_date(self.record.on)}."

    def act(self, answers: dict[str, Any]) -> AftercareContact:
        return actions.cancel_contact(**answers, **self.known())

    def done(self, done: AftercareContact) -> tuple[str, list[Link]]:
        return "The contact is cancelled.", []


class CancelReadmission(RecordPage, AftercarePage):
    """The readmission was entered wrongly."""

    model = Readmission
    name = "readmission"
    form_class = ReasonForm
    verb = "Cancel a readmission of"
    button = "Cancel the readmission"

    def told(self) -> str:
        return f"Back in hospital on {long_date(self.record.readmitted_on)}."

    def may(self) -> bool:
        return actions.may_tell_of_readmission(self.subject, self.scope)

    def act(self, answers: dict[str, Any]) -> Readmission:
        return actions.cancel_readmission(**answers, **self.known())

    def done(self, done: Readmission) -> tuple[str, list[Link]]:
        return "The readmission is cancelled.", []
