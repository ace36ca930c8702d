"""Support: the sheet of the day, one person's record, and the pages that write it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.govuk import GovForm
from beds.pages import ActionPage, Link
from beds.refusal import Refusal
from beds.requests import ScopedRequest, number
from beds.wording import long_date
from residents.actions import support as actions
from residents.forms.stays import ReasonForm
from residents.forms.support import CorrectSupportForm, DeliverForm, LogForm, SheetForm
from residents.models import Placement, SupportRecord
from residents.queries.support import Sheet, support_of
from residents.queries.support import support_today as sheet_of
from residents.views.base import PlacementPage, RecordPage


@require_safe
@login_required
def support(request: ScopedRequest, pk: int) -> HttpResponse:
    """One person's support by week, outcome scores and feedback."""
    placements = Placement.objects.within(request.scope).select_related(
        "resident", "contract", "service__provider", "referral"
    )
    placement = placements.filter(pk=pk).first()
    if placement is None:
        raise Http404
    today = timezone.localdate()
    page = support_of(placement, request.scope, today, request.GET.get("page"))
    context = {"page": page, "placement": placement, "band": placement.band_on(today), "today": today}
    return render(request, "residents/support/page.html", context)


def logged(records: list[SupportRecord]) -> tuple[str, list[Link]]:
    """What was logged, and where it can be put right."""
    first = records[0]
    people = ", ".join(record.placement.resident.reference for record in records)
    what = "asked for" if first.is_waiting else "logged"
    text = f"{first.get_kind_display()} is {what} for {people}, {long_date(first.on)}."
    if len(records) == 1:
        return text, [
            ("Not right? Correct it", reverse("residents:support_correct", args=[first.pk])),
            ("Cancel it", reverse("residents:support_cancel", args=[first.pk])),
        ]
    return text, [
        (f"Correct {record.placement.resident}", reverse("residents:support_correct", args=[record.pk]))
        for record in records
    ]


class LoggingPage(ActionPage):
    """A page that logs support. What looks logged already is logged once more when it is sent once more."""

    def refuse(self, form: GovForm, refusal: Refusal) -> None:
        if refusal.field == "again":
            sent = self.request.POST.copy()
            sent["again"] = "yes"
            form.data = sent
        super().refuse(form, refusal)


class SupportToday(LoggingPage):
    """Who is here tonight, what was logged today, and a button a kind of support; without buttons for readers.

    `?for=` ticks one person, `?all=` everybody of a service.
    """

    form_class = SheetForm
    template_name = "residents/support/today.html"
    sheet: Sheet

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.tick_all(request.POST) if "all" in request.POST else super().post(request, **kwargs)

    def tick_all(self, posted: QueryDict) -> HttpResponse:
        """Everybody of a service is ticked beside those who are; what was typed stays, and nothing is logged."""
        sent, service = posted.copy(), number(str(posted["all"]))
        everybody = [str(each.pk) for each in self.people if each.service_id == service]
        sent.setlist("placements", list({*sent.getlist("placements"), *everybody}))
        form = self.form(sent)
        form.only_show()
        return self.page(form)

    @property
    def people(self) -> list[Placement]:
        return [person.placement for sheet in self.sheet.services for person in sheet.people]

    def may(self) -> bool:
        if self.request.method == "POST":
            return bool(self.scope.writes_for)
        return self.scope.sees_figures

    def find(self, pk: int = 0, **kwargs: Any) -> None:
        self.sheet = sheet_of(self.scope, self.today)

    def initial(self) -> dict[str, Any]:
        one, service = number(self.request.GET.get("for")), number(self.request.GET.get("all"))
        return {"placements": [each.pk for each in self.people if each.pk == one or each.service_id == service]}

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today}

    def context(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "today": self.today}

    def act(self, answers: dict[str, Any]) -> list[SupportRecord]:
        form = answers.pop("form_number")
        return actions.log_support(**answers, form=form, **self.known())

    def done(self, done: list[SupportRecord]) -> tuple[str, list[Link]]:
        return logged(done)

    def back(self) -> str:
        return reverse("residents:support_today")


class SupportPage(PlacementPage):
    """A page that writes about one person's support; it leads back to where one came from."""

    def back(self) -> str:
        if self.request.GET.get("from") == "today":
            return reverse("residents:support_today")
        return reverse("residents:support", args=[self.subject.pk])


class LogSupport(LoggingPage, SupportPage):
    """Log support for one person, on any day of the stay."""

    form_class = LogForm
    verb = "Log support for"
    button = "Log it"

    def initial(self) -> dict[str, Any]:
        return {"on": self.subject.left_by(self.today) or self.today}

    def act(self, answers: dict[str, Any]) -> list[SupportRecord]:
        known = super().known()
        form, placement = answers.pop("form_number"), known.pop("placement")
        return actions.log_support(placements=[placement], **answers, form=form, **known)

    def done(self, done: list[SupportRecord]) -> tuple[str, list[Link]]:
        return logged(done)


class SupportRecordPage(RecordPage, SupportPage):
    """A page about one support record."""

    model = SupportRecord

    def told(self) -> str:
        record = self.record
        note = f" {record.note}" if record.note else ""
        return f"{record.get_kind_display()}, {long_date(record.on)}: {record.get_status_display().lower()}.{note}"


class DeliverSupport(SupportRecordPage):
    """What was asked for has been given."""

    form_class = DeliverForm
    verb = "Support delivered to"
    button = "It is delivered"

    def initial(self) -> dict[str, Any]:
        return {"delivered_on": self.subject.left_by(self.today) or self.today, "minutes": self.record.minutes}

    def act(self, answers: dict[str, Any]) -> SupportRecord:
        return actions.deliver_support(**answers, **self.known())

    def done(self, done: SupportRecord) -> tuple[str, list[Link]]:
        text = f"{done.get_kind_display()} for {self.subject.resident} is delivered, {long_date(done.on)}."
        return text, [("Not right? Correct it", reverse("residents:support_correct", args=[done.pk]))]


class CorrectSupport(SupportRecordPage):
    """Put right what was logged."""

    form_class = CorrectSupportForm
    verb = "Correct the support record of"
    button = "Save the correction"

    def initial(self) -> dict[str, Any]:
        names = ("kind", "on", "status", "nature", "minutes", "note")
        facts = {name: getattr(self.record, name) for name in names}
        return facts | {"version": self.record.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> SupportRecord:
        return actions.correct_support(**answers, **self.known())

    def done(self, done: SupportRecord) -> tuple[str, list[Link]]:
        return f"The support record of {self.subject.resident} has been put right.", []


class CancelSupport(SupportRecordPage):
    """It was logged by mistake."""

    form_class = ReasonForm
    verb = "Cancel a support record of"
    button = "Cancel the record"

    def act(self, answers: dict[str, Any]) -> SupportRecord:
        return actions.cancel_support(**answers, **self.known())

    def done(self, done: SupportRecord) -> tuple[str, list[Link]]:
        return f"{done.get_kind_display()} for {self.subject.resident}, {long_date(done.on)}, is cancelled.", []
