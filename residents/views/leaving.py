"""After a stay: how somebody left, contacts with them, and a return to hospital."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
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
from residents.views.base import PlacementPage


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
        return why_not_followed(self.subject)

    def back(self) -> str:
        return reverse("residents:aftercare", args=[self.subject.pk])


class DischargeDetails(AftercarePage):
    """How they left, beyond the day and the place."""

    form_class = DischargeDetailsForm
    verb = "How they left:"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        fields = [name for name in DischargeDetailsForm.base_fields if name != "version"]
        departure = self.subject.discharge
        return {name: getattr(departure, name) for name in fields} | {"version": self.subject.updated_at.isoformat()}

    def form(self, data: Any = None) -> DischargeDetailsForm:
        if not hasattr(self.subject, "discharge"):
            raise Http404
        return DischargeDetailsForm(data, initial=self.initial())

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


class CancelContact(AftercarePage):
    """The contact was entered wrongly."""

    form_class = ReasonForm
    verb = "Cancel a contact with"
    button = "Cancel the contact"
    contact: AftercareContact

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        contact = AftercareContact.objects.within(self.scope).in_force().filter(pk=pk).first()
        if contact is None:
            raise Http404
        self.contact = contact
        self.intro = f"{contact.get_how_display()} on {long_date(contact.on)}."
        return super().find(pk=contact.placement_id)

    def act(self, answers: dict[str, Any]) -> AftercareContact:
        return actions.cancel_contact(contact=self.contact, **answers, **_without_placement(self.known()))

    def done(self, done: AftercareContact) -> tuple[str, list[Link]]:
        return "The contact is cancelled.", []


class CancelReadmission(RecordReadmission):
    """The readmission was entered wrongly."""

    form_class = ReasonForm  # type: ignore[assignment]
    verb = "Cancel a readmission of"
    button = "Cancel the readmission"
    readmission: Readmission

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        readmission = Readmission.objects.within(self.scope).in_force().filter(pk=pk).first()
        if readmission is None:
            raise Http404
        self.readmission = readmission
        self.intro = f"Back in hospital on {long_date(readmission.readmitted_on)}."
        return super().find(pk=readmission.placement_id)

    def form_facts(self) -> dict[str, Any]:
        return {}

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, answers: dict[str, Any]) -> Readmission:
        return actions.cancel_readmission(readmission=self.readmission, **answers, **_without_placement(self.known()))

    def done(self, done: Readmission) -> tuple[str, list[Link]]:
        return "The readmission is cancelled.", []


def _without_placement(known: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name != "placement"}
