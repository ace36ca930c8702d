"""Pages about a bed that is out of service."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from beds import actions
from beds.forms import CancelVoidForm, CorrectVoidForm, EndVoidForm, VoidForm
from beds.models import Bed, Void
from beds.pages import ActionPage, Link
from beds.wording import long_date


class RecordVoid(ActionPage):
    """The bed goes out of service."""

    form_class = VoidForm
    button = "Take it out of service"
    intro = "For a bed that cannot be offered. A short repair while somebody lives there is not one."
    subject: Bed

    def find(self, pk: int = 0, **kwargs: Any) -> Bed:
        bed = Bed.objects.within(self.scope).select_related("service").filter(pk=pk).first()
        if bed is None:
            raise Http404
        self.title = f"Out of service: {bed}"
        return bed

    def may(self) -> bool:
        return self.scope.may_write_for(self.subject.service.provider_id)

    def initial(self) -> dict[str, Any]:
        return {"from_date": self.today}

    def act(self, answers: dict[str, Any]) -> Void:
        return actions.record_void(bed=self.subject, **answers, **self.known())

    def done(self, done: Void) -> tuple[str, list[Link]]:
        return f"{done.bed} is out of service from {long_date(done.from_date)}.", [
            ("Not right? Correct it", reverse("beds:void_correct", args=[done.pk]))
        ]


class VoidPage(ActionPage):
    """A page about one void."""

    subject: Void
    verb = ""

    def find(self, pk: int = 0, **kwargs: Any) -> Void:
        voids = Void.objects.within(self.scope).select_related("bed__service", "updated_by")
        void = voids.filter(pk=pk).first()
        if void is None:
            raise Http404
        self.title = f"{self.verb}: {void.bed}"
        self.intro = f"Out of service since {long_date(void.from_date)} ({void.get_reason_display().lower()})."
        return void

    def may(self) -> bool:
        return self.scope.may_write_for(self.subject.bed.service.provider_id)

    def known(self) -> dict[str, Any]:
        return super().known() | {"void": self.subject}


class EndVoid(VoidPage):
    """The bed is back in service."""

    form_class = EndVoidForm
    template_name = "beds/end_void.html"
    verb = "Back in service"
    button = "It is back in service"

    def initial(self) -> dict[str, Any]:
        return {"until_date": self.today}

    def act(self, answers: dict[str, Any]) -> Void:
        return actions.end_void(**answers, **self.known())

    def done(self, done: Void) -> tuple[str, list[Link]]:
        back = done.until_date or self.today
        return f"{done.bed} is back in service since {long_date(back)}.", [
            ("Not right? Correct it", reverse("beds:void_correct", args=[done.pk]))
        ]


class CorrectVoid(VoidPage):
    """What was entered was wrong."""

    form_class = CorrectVoidForm
    verb = "Correct"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        void = self.subject
        facts = {name: getattr(void, name) for name in ("from_date", "until_date", "reason", "payer", "note")}
        return facts | {"version": void.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Void:
        return actions.correct_void(**answers, **self.known())

    def done(self, done: Void) -> tuple[str, list[Link]]:
        return f"The record of {done.bed} has been put right.", []


class CancelVoid(VoidPage):
    """The bed was not out of service."""

    form_class = CancelVoidForm
    verb = "It was in service"
    button = "Cancel the record"

    def act(self, answers: dict[str, Any]) -> Void:
        return actions.cancel_void(**answers, **self.known())

    def done(self, done: Void) -> tuple[str, list[Link]]:
        return f"{done.bed} counts as in service: the record was cancelled.", []
