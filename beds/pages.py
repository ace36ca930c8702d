"""The page of one action: a short form that says back what was typed when a rule stands in the way."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views import View

from beds.access import Scope
from beds.govuk import GovForm
from beds.models.base import Recorded
from beds.refusal import Refusal
from beds.requests import ScopedRequest
from beds.taking_back import CodedReason, why_cancelled
from beds.versions import VersionedForm, words

Link = tuple[str, str]
"""The words of a link and its address."""


class ActionPage(LoginRequiredMixin, View, ABC):
    """Shows a form, runs one action with what was entered, and goes on; a refusal comes back beside its input.

    A page names its form, its words and its action. `subject` is the record it is about, found within the scope.
    """

    form_class: ClassVar[type[GovForm]]
    template_name = "components/action_page.html"
    title = ""
    button = ""
    intro = ""
    warning = ""
    check_answers = False
    """Whether the answers are shown once more before they are acted on, because it cannot be undone."""

    http_method_names = ("get", "head", "post")
    scope: Scope
    today: dt.date
    subject: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated or str(request.method).lower() not in self.http_method_names:
            return super().dispatch(request, *args, **kwargs)
        self.scope = cast("ScopedRequest", request).scope
        self.subject = self.find(**kwargs)
        if not self.may():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; or another page with a word why, when no answer to the form could be acted on."""
        if why := self.why_not():
            messages.warning(request, why)
            return HttpResponseRedirect(self.instead())
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if "change" in request.POST or not form.is_valid():
            return self.page(form)
        if self.check_answers and "confirmed" not in request.POST:
            if refusal := self._try(form):
                return self._refused(form, refusal)
            return self.page(form, template="components/check_answers.html")
        try:
            done = self.act(dict(form.cleaned_data))
        except Refusal as refusal:
            return self._refused(form, refusal)
        text, links = self.done(done)
        self.say(text, links)
        return HttpResponseRedirect(self.next_page(done))

    # What a page says ------------------------------------------------------------------------------------------

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        """The record that the page is about, or Http404."""
        return None

    def may(self) -> bool:
        """Whether this person may do it."""
        return True

    @property
    def about(self) -> Any:
        """The record that the form changes or ends: the subject, where a page does not say otherwise."""
        return self.subject

    def why_not(self) -> str:
        """Why there is nothing to ask, such as that somebody has cancelled the record; empty when there is.

        What was filled in before is acted on all the same: the action refuses it, and what was typed is still there.
        """
        return why_cancelled(self.about)

    def instead(self) -> str:
        """The address of the page to look at when there is nothing to ask."""
        return self.back()

    def initial(self) -> dict[str, Any]:
        """What the form holds at first."""
        return {}

    def form_facts(self) -> dict[str, Any]:
        """What the form is made with beside the answers."""
        return {}

    @abstractmethod
    def act(self, answers: dict[str, Any]) -> Any:
        """Run the action. Raises Refusal."""

    @abstractmethod
    def done(self, done: Any) -> tuple[str, list[Link]]:
        """What has happened, and where one may want to go from here."""

    def next_page(self, done: Any) -> str:
        """The address of the page to go on to."""
        return self.back()

    def back(self) -> str:
        """The address of the page one came from."""
        return reverse("residents:my_beds")

    def context(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    # How it works ----------------------------------------------------------------------------------------------

    def form(self, data: Any = None) -> GovForm:
        return self.form_class(data, initial=self.initial(), **self.form_facts())

    def known(self) -> dict[str, Any]:
        """What every action takes: who does it, what they may, and the day."""
        return {"by": self.request.user, "scope": self.scope, "today": self.today}

    def refuse(self, form: GovForm, refusal: Refusal) -> None:
        field = refusal.field
        if field == "version" and isinstance(form, VersionedForm):
            record = self.versioned()
            form.show_beside(self.as_recorded(), record)
        visible = field in form.fields and not form.fields[field].widget.is_hidden
        form.add_error(field if visible else None, refusal.message)

    def _refused(self, form: GovForm, refusal: Refusal) -> HttpResponse:
        self.refuse(form, refusal)
        return self.page(form)

    def _try(self, form: GovForm) -> Refusal | None:
        """What stands in the way of the action, so that nobody is asked to check answers that cannot be acted on.

        Found by trying: all that the action writes is rolled back, and what it would do on commit is dropped.
        """
        try:
            with transaction.atomic():
                self.act(dict(form.cleaned_data))
                transaction.set_rollback(True)
        except Refusal as refusal:
            return refusal
        return None

    def versioned(self) -> Recorded:
        """The record that the version of the form is of, as it is now."""
        record: Recorded = self.about
        record.refresh_from_db()
        return record

    def as_recorded(self) -> GovForm:
        """The form with what is recorded now, `versioned()` having read it again."""
        return self.form()

    def page(self, form: GovForm, template: str = "") -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "button": self.button,
            "intro": self.intro,
            "warning": self.warning,
            "back": self.back(),
            "subject": self.subject,
            "today": self.today,
            **self.context(),
        }
        if template:
            context |= {"answers": answers_of(form), "sent": self._sent()}
        return render(self.request, template or self.template_name, context)

    def _sent(self) -> list[tuple[str, str]]:
        """The form as it was sent, to be sent again."""
        lists = self.request.POST.lists()
        return [(name, value) for name, values in lists if name != "csrfmiddlewaretoken" for value in values]

    def say(self, text: str, links: list[Link]) -> None:
        messages.success(self.request, render_to_string("components/done.html", {"text": text, "links": links}))


def answers_of(form: GovForm) -> list[tuple[str, str]]:
    """What was answered, in the words of the form, to be read once more."""
    # a question without an answer of its own has become part of another one
    asked = [bound for bound in form.visible_fields() if bound.name in form.cleaned_data]
    given = [(bound, form.cleaned_data[bound.name]) for bound in asked]
    return [(_asked(bound), answer if isinstance(answer, CodedReason) else words(bound)) for bound, answer in given]


def _asked(bound: BoundField) -> str:
    """The question as it reads beside its answer."""
    return str(getattr(bound.field, "spoken", "") or bound.label)
