"""Why somebody stays on, and until when that is agreed."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from beds.pages import Link
from beds.wording import long_date
from residents import actions
from residents.actions.overstays import why_settled
from residents.forms.stays import ChangeReasonForm, ExtensionForm, OverstayReasonForm, ReasonForm, ResolveForm
from residents.models import Extension, OverstayReason
from residents.views.base import PlacementPage


class OverstayPage(PlacementPage):
    """A page about an overstay, for the provider and the commissioner alike; it leads back to the placement."""

    def may(self) -> bool:
        works = self.scope.may_write_for(self.subject.service.provider_id)
        return works or self.scope.may_decide_for(self.subject.contract.commissioner_id)

    def back(self) -> str:
        return reverse("reporting:placement", args=[self.subject.pk])


class AddReason(OverstayPage):
    """Why they cannot move on."""

    form_class = OverstayReasonForm
    verb = "Reason for the overstay of"
    button = "Add the reason"

    def initial(self) -> dict[str, Any]:
        return {"since": self.today}

    def act(self, answers: dict[str, Any]) -> OverstayReason:
        return actions.add_overstay_reason(**answers, **self.known())

    def done(self, done: OverstayReason) -> tuple[str, list[Link]]:
        text = f"“{done.get_code_display()}” is recorded as keeping {self.subject.resident} from moving on."
        return text, [self.link("Take it back", "reason_cancel", done.pk)]


class ReasonPage(OverstayPage):
    """A page about one reason."""

    overstay_reason: OverstayReason

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        reasons = OverstayReason.objects.within(self.scope).select_related("updated_by")
        reason = reasons.filter(pk=pk).first()
        if reason is None:
            raise Http404
        self.overstay_reason = reason
        self.intro = (
            f"{reason.get_code_display()}, since {long_date(reason.since)}. {reason.get_owner_display()} to act."
        )
        return super().find(pk=reason.placement_id)

    @property
    def about(self) -> OverstayReason:
        return self.overstay_reason

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["placement"]
        return known | {"overstay_reason": self.overstay_reason}


class ChangeReason(ReasonPage):
    """It is somebody else's move."""

    form_class = ChangeReasonForm
    verb = "Whose move it is: a reason for the overstay of"
    button = "Save"

    def why_not(self) -> str:
        return super().why_not() or why_settled(self.overstay_reason)

    def initial(self) -> dict[str, Any]:
        now = self.overstay_reason
        return {"owner": now.owner, "note": now.note, "version": now.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> OverstayReason:
        return actions.change_overstay_reason(**answers, **self.known())

    def done(self, done: OverstayReason) -> tuple[str, list[Link]]:
        now = f"“{done.get_code_display()}”: {done.get_owner_display()} to act."
        before = self.overstay_reason
        return (f"Nothing was changed. {now}" if (before.owner, before.note) == (done.owner, done.note) else now), []


class ResolveReason(ReasonPage):
    """It no longer keeps them."""

    form_class = ResolveForm
    verb = "Resolved: a reason for the overstay of"
    button = "It is resolved"

    def initial(self) -> dict[str, Any]:
        return {"resolved_on": self.today}

    def act(self, answers: dict[str, Any]) -> OverstayReason:
        return actions.resolve_overstay_reason(**answers, **self.known())

    def done(self, done: OverstayReason) -> tuple[str, list[Link]]:
        return f"“{done.get_code_display()}” is resolved.", []


class CancelReason(ReasonPage):
    """It was entered by mistake."""

    form_class = ReasonForm
    verb = "Take back a reason for the overstay of"
    button = "Take it back"

    def act(self, answers: dict[str, Any]) -> OverstayReason:
        return actions.cancel_overstay_reason(**answers, **self.known())

    def done(self, done: OverstayReason) -> tuple[str, list[Link]]:
        return f"“{done.get_code_display()}” is taken back.", []


class DecisionPage(OverstayPage):
    """A page for those who decide on behalf of the commissioner."""

    def may(self) -> bool:
        return self.scope.may_decide_for(self.subject.contract.commissioner_id)


class GrantExtension(DecisionPage):
    """The commissioner agrees to a longer stay."""

    form_class = ExtensionForm
    verb = "Extend the stay of"
    button = "Grant the extension"
    check_answers = True
    intro = "An extension makes the nights beyond the limit authorised. They are counted, and paid for, all the same."

    def context(self) -> dict[str, Any]:
        return super().context() | {"show_due": True}

    def act(self, answers: dict[str, Any]) -> Extension:
        return actions.grant_extension(**answers, **self.known())

    def done(self, done: Extension) -> tuple[str, list[Link]]:
        text = f"The stay of {self.subject.resident} is authorised until {long_date(done.until_date)}."
        return text, [self.link("Cancel the extension", "extension_cancel", done.pk)]


class CancelExtension(DecisionPage):
    """An extension is taken back."""

    form_class = ReasonForm
    verb = "Cancel the extension of"
    button = "Cancel the extension"
    extension: Extension

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        extension = Extension.objects.within(self.scope).select_related("updated_by").filter(pk=pk).first()
        if extension is None:
            raise Http404
        self.extension = extension
        self.intro = (
            f"It authorises the stay until {long_date(extension.until_date)} ({extension.reason}). Without it, nights "
            "beyond the limit are unauthorised again."
        )
        return super().find(pk=extension.placement_id)

    @property
    def about(self) -> Extension:
        return self.extension

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["placement"]
        return known | {"extension": self.extension}

    def act(self, answers: dict[str, Any]) -> Extension:
        return actions.cancel_extension(**answers, **self.known())

    def done(self, done: Extension) -> tuple[str, list[Link]]:
        return f"The extension of {self.subject.resident} is cancelled.", []
