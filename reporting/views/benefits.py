"""The benefits page, and the baselines that it measures against."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.models import Commissioner
from beds.pages import ActionPage, Link
from beds.people import who_decides
from beds.requests import ScopedRequest
from beds.wording import long_date
from reporting.as_at import AsAt, read_as_at
from reporting.benefits import actions
from reporting.benefits.content import benefits as benefits_of
from reporting.benefits.forms import BaselineForm, BenefitsForm, TakeBackForm
from reporting.content import Content
from reporting.models import BenefitBaseline
from reporting.models.benefits import counting
from reporting.rendering import Format, file_response


@require_safe
@login_required
def benefits(request: ScopedRequest) -> HttpResponse:
    """What was reached and avoided in a period, with its working."""
    as_at, asked, content = _asked(request)
    may_set = request.scope.may_decide_for(asked.whose.pk)
    context = {
        "as_at": as_at,
        "asked": asked,
        "form": as_at.form if as_at.form.errors else asked,
        "content": content,
        "formats": list(Format),
        "may_set": may_set,
        "whom": [] if may_set else who_decides([asked.whose.pk]),
        "address": request.build_absolute_uri(),
    }
    return render(request, "reporting/benefits/page.html", context)


def _asked(request: ScopedRequest) -> tuple[AsAt, BenefitsForm, Content]:
    """What the address asks for, and its answer."""
    if not (request.scope.commissioners or request.scope.everything):
        raise PermissionDenied
    as_at = read_as_at(request.GET, timezone.localdate())
    asked = BenefitsForm(request.GET, scope=request.scope, as_at=as_at.date)
    try:
        return as_at, asked, benefits_of(asked.whose, asked.grain, asked.span, as_at.date)
    except Commissioner.DoesNotExist:
        raise Http404 from None


@require_safe
@login_required
def download(request: ScopedRequest, format: str) -> FileResponse:  # noqa: A002 - the address
    """The same as a file."""
    if format not in set(Format):
        raise Http404
    _, _, content = _asked(request)
    return file_response(content, Format(format))


class BaselinePage(ActionPage):
    """A page about the baselines of a commissioner."""

    subject: Commissioner

    def find(self, pk: int = 0, **kwargs: Any) -> Commissioner:
        return get_object_or_404(Commissioner.objects.within(self.scope), pk=pk)

    def may(self) -> bool:
        return self.scope.may_decide_for(self.subject.pk)

    def why_not(self) -> str:
        return ""

    def back(self) -> str:
        return f"{reverse('reporting:benefits')}?commissioner={self.subject.pk}"


class SetBaseline(BaselinePage):
    """A new baseline; `?kind=` names what it is of."""

    form_class = BaselineForm
    title = "Set a baseline"
    button = "Set the baseline"
    intro = (
        "What was avoided is worked out against it, and everybody who reads the page sees whose number it is and where "
        "it comes from. It is never changed: one set later from the same day takes its place."
    )

    def initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in BenefitBaseline.Kind.values else {}

    def act(self, answers: dict[str, Any]) -> BenefitBaseline:
        return actions.set_baseline(commissioner=self.subject, **answers, **self.known())

    def done(self, done: BenefitBaseline) -> tuple[str, list[Link]]:
        return f"{done.get_kind_display()}: set, and holds from {long_date(done.from_date)}.", []


class TakeBaselineBack(BaselinePage):
    """A baseline that was set by mistake counts no more."""

    form_class = TakeBackForm
    title = "Take a baseline back"
    button = "Take it back"
    intro = (
        "It can still be read, with who took it back and why. One of the same kind that holds from an earlier day "
        "counts again. To correct a number, set the baseline again from the same day instead."
    )

    def form_facts(self) -> dict[str, Any]:
        return {"baselines": counting(BenefitBaseline.objects.within(self.scope).filter(commissioner=self.subject))}

    def act(self, answers: dict[str, Any]) -> BenefitBaseline:
        own = BenefitBaseline.objects.within(self.scope).filter(commissioner=self.subject)
        baseline = own.get(pk=answers.pop("baseline"))
        return actions.take_baseline_back(commissioner=self.subject, baseline=baseline, **answers, **self.known())

    def done(self, done: BenefitBaseline) -> tuple[str, list[Link]]:
        return f"{done.get_kind_display()}: what was set from {long_date(done.from_date)} is taken back.", []
