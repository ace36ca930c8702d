"""Feedback as staff see it: asked for, entered from paper, listed."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from beds.govuk import GovForm
from beds.pages import Link
from beds.refusal import Refusal
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from beds.wording import long_date
from residents.actions import feedback as actions
from residents.actions.feedback import Said
from residents.forms.stays import ReasonForm
from residents.forms.support import FeedbackFilter, LinkForm, PaperForm
from residents.models import Feedback, FeedbackLink
from residents.queries.feedback import feedback_within, has_any, verdicts
from residents.tables import FeedbackTable
from residents.views.base import PlacementPage, RecordPage

ROWS_A_PAGE = 25
SIGNER = signing.TimestampSigner(salt="residents.feedback_link")
FORM_IS_OPEN = 24 * 60 * 60
"""Seconds after which a form that would make a link has to be opened again."""


class FeedbackPage(PlacementPage):
    """A page about feedback, for the provider and the commissioner alike; it leads back to the person's support."""

    def may(self) -> bool:
        return actions.may_ask(self.subject, self.scope)

    def back(self) -> str:
        return reverse("residents:support", args=[self.subject.pk])


@method_decorator(sensitive_post_parameters("secret"), name="dispatch")
class AskForFeedback(FeedbackPage):
    """Make a link, and show its address once.

    The secret comes with the form, signed, and is stored nowhere: the form sent twice shows the same address again.
    """

    form_class = LinkForm
    verb = "Ask for feedback on the stay of"
    button = "Make the link"
    intro = (
        "You get an address to pass on, on paper or in a message. Whoever opens it answers four short questions, once "
        "and without signing in. The page names nobody."
    )

    def initial(self) -> dict[str, Any]:
        return {"secret": SIGNER.sign(secrets.token_urlsafe(24))}

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            secret = self._secret(form.cleaned_data["secret"])
            link = self.act(form.cleaned_data | {"secret": secret})
        except Refusal as refusal:
            return self._refused(form, refusal)
        address = request.build_absolute_uri(reverse("residents:feedback_give", args=[secret]))
        context = {"link": link, "address": address, "placement": self.subject, "back": self.back()}
        return render(request, "residents/feedback/card.html", context)

    def act(self, answers: dict[str, Any]) -> FeedbackLink:
        return actions.create_feedback_link(**answers, **self.known())

    def done(self, done: FeedbackLink) -> tuple[str, list[Link]]:
        return "", []  # the page that shows the address says it

    def refuse(self, form: GovForm, refusal: Refusal) -> None:
        super().refuse(form, refusal)
        if refusal.field == "secret":
            form.data = self.request.POST.dict() | self.initial()

    def _secret(self, signed: str) -> str:
        try:
            return SIGNER.unsign(signed, max_age=FORM_IS_OPEN)
        except signing.BadSignature as error:
            raise Refusal("This page was open for too long. Send it again.", "secret") from error


class CancelLink(RecordPage, FeedbackPage):
    """A link is not to be used."""

    model = FeedbackLink
    name = "link"
    form_class = ReasonForm
    verb = "Cancel a feedback link of"
    button = "Cancel the link"

    def told(self) -> str:
        return f"For: {self.record.get_giver_display().lower()}. It works until {long_date(self.record.expires_on)}."

    def act(self, answers: dict[str, Any]) -> FeedbackLink:
        return actions.cancel_feedback_link(**answers, **self.known())

    def done(self, done: FeedbackLink) -> tuple[str, list[Link]]:
        return "The link is cancelled. Whoever opens it is told that it cannot be used.", []


class EnterFeedback(FeedbackPage):
    """Feedback that was given on paper, or by word of mouth."""

    form_class = PaperForm
    verb = "Enter feedback on the stay of"
    button = "Enter the feedback"
    intro = "Enter it in their own words, and leave out names. The provider and the commissioner read it."

    def initial(self) -> dict[str, Any]:
        return {"received_on": self.today}

    def act(self, answers: dict[str, Any]) -> Feedback:
        form = answers.pop("form_number")
        said = Said(**{name: answers.pop(name) for name in Said.__dataclass_fields__})
        return actions.record_feedback(**answers, said=said, form=form, **self.known())

    def done(self, done: Feedback) -> tuple[str, list[Link]]:
        text = f"The feedback of {long_date(done.received_on)} on the stay of {self.subject.resident} is entered."
        return text, [("Entered by mistake? Cancel it", reverse("residents:feedback_cancel", args=[done.pk]))]


class CancelFeedback(RecordPage, FeedbackPage):
    """Feedback is taken back, and its words are shown no more."""

    model = Feedback
    name = "feedback"
    form_class = ReasonForm
    verb = "Take back feedback on the stay of"
    button = "Take it back"

    def told(self) -> str:
        return (
            f"Given on {long_date(self.record.received_on)}: {self.record.get_verdict_display().lower()}. Its words "
            "are not shown any more, and it is not counted. That it was taken back, and why, stays on the record."
        )

    def may(self) -> bool:
        return actions.may_cancel(self.record, self.subject, self.scope)

    def act(self, answers: dict[str, Any]) -> Feedback:
        return actions.cancel_feedback(**answers, **self.known())

    def done(self, done: Feedback) -> tuple[str, list[Link]]:
        return f"The feedback of {long_date(done.received_on)} is taken back.", []


@require_safe
@login_required
def feedback_list(request: ScopedRequest) -> HttpResponseBase:
    """What residents and carers say, with filters, counts of the verdicts, and pages."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    form = FeedbackFilter(request.GET, scope=request.scope)
    rows = feedback_within(request.scope, form.choice)
    counts = verdicts(rows)
    table = FeedbackTable(rows, order_by=request.GET.get("sort") or "-received_on")
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {
        "form": form,
        "table": table,
        "counts": counts,
        "is_empty": not counts.all and not (form.is_narrowed and has_any(request.scope)),
        "today": timezone.localdate(),
    }
    return page_or_file(request, "residents/feedback/list.html", context, table, on=timezone.localdate())
