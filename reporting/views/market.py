"""The market statement: the draft that its commissioner writes, and what was published of it."""

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
from beds.models.base import Recorded
from beds.pages import ActionPage, Link
from beds.people import who_decides
from beds.requests import ScopedRequest, number
from reporting.as_at import read_as_at
from reporting.content import from_json
from reporting.market import actions
from reporting.market.forms import PublishForm, StatementForm
from reporting.market.queries import (
    StatementPage,
    editions,
    newest_wording,
    published_as_it_is,
    published_within,
    statement_page,
    year_from,
)
from reporting.models import MarketWording, PublishedStatement
from reporting.models.market import TEXTS
from reporting.periods import Span, financial_year_name
from reporting.rendering import Format, file_response


@require_safe
@login_required
def market_statement(request: ScopedRequest) -> HttpResponse:
    """The statement of a commissioner's year as it would be published now; for others, what was published."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    if request.scope.providers and not request.scope.commissioners:
        found = published_within(request.scope)
        return render(request, "reporting/market/all_published.html", {"published": found})
    as_at = read_as_at(request.GET, timezone.localdate())
    page = _page(request, as_at.date)
    writes = request.scope.may_decide_for(page.commissioner.pk)
    context = {
        "as_at": as_at,
        "form": as_at.form,
        "page": page,
        "no_such_year": _no_such_year(request),
        "formats": list(Format),
        "whom": [] if writes else who_decides([page.commissioner.pk]),
        "address": request.build_absolute_uri(),
    }
    return render(request, "reporting/market/statement.html", context)


def _page(request: ScopedRequest, as_at: Any) -> StatementPage:
    asked = request.GET
    try:
        return statement_page(request.scope, number(asked.get("commissioner")), number(asked.get("year")), as_at)
    except Commissioner.DoesNotExist:
        raise Http404 from None


def _no_such_year(request: ScopedRequest) -> str:
    """The year of the address where there can be none of it, so that another one is shown."""
    asked = request.GET.get("year", "")
    wanted = number(asked)
    return asked if asked and (wanted is None or year_from(wanted) is None) else ""


@require_safe
@login_required
def download(request: ScopedRequest, format: str) -> FileResponse:  # noqa: A002 - the address
    """The draft as a file."""
    if not (request.scope.commissioners or request.scope.everything):
        raise PermissionDenied
    as_at = read_as_at(request.GET, timezone.localdate())
    return file_response(_page(request, as_at.date).content, _format(format))


def _format(name: str) -> Format:
    if name not in set(Format):
        raise Http404
    return Format(name)


@require_safe
@login_required
def published_download(request: ScopedRequest, pk: int, format: str) -> FileResponse:  # noqa: A002 - the address
    """A statement as it was published, as a file."""
    found = get_object_or_404(PublishedStatement.objects.within(request.scope), pk=pk)
    return file_response(from_json(found.content), _format(format))


@require_safe
@login_required
def published(request: ScopedRequest, pk: int) -> HttpResponse:
    """A statement as it was published."""
    found = get_object_or_404(PublishedStatement.objects.within(request.scope), pk=pk)
    newer = published_within(request.scope).filter(
        commissioner=found.commissioner_id, from_date=found.from_date, number__gt=found.number
    )
    context = {"published": found, "content": from_json(found.content), "newer": newer.first(), "formats": list(Format)}
    return render(request, "reporting/market/published.html", context)


@require_safe
@login_required
def wordings(request: ScopedRequest, commissioner: int, year: int) -> HttpResponse:
    """Everything that people wrote for a year, the newest first."""
    found = get_object_or_404(Commissioner.objects.within(request.scope), pk=commissioner)
    span = _year(year)
    context = {
        "commissioner": found,
        "year": span,
        "year_name": financial_year_name(span),
        "editions": editions(request.scope, found, span),
    }
    return render(request, "reporting/market/editions.html", context)


def _year(number: int) -> Span:
    year = year_from(number)
    if year is None:
        raise Http404
    return year


# Writing and publishing ------------------------------------------------------------------------------------------


class StatementAction(ActionPage):
    """A page that does something to the statement of one commissioner and year."""

    subject: Commissioner
    year: Span
    verb = ""

    def find(self, pk: int = 0, commissioner: int = 0, year: int = 0, **kwargs: Any) -> Commissioner:
        self.year = _year(year)
        found = get_object_or_404(Commissioner.objects.within(self.scope), pk=commissioner)
        self.title = f"{self.verb} the market statement of {found}, {financial_year_name(self.year)}"
        return found

    def may(self) -> bool:
        return self.scope.may_decide_for(self.subject.pk)

    @property
    def about(self) -> MarketWording | None:
        return newest_wording(self.scope, self.subject, self.year)

    def why_not(self) -> str:
        return "" if self.today > self.year.from_date else "This year has not had a night yet."

    def versioned(self) -> Recorded:
        wording = self.about
        if wording is None:
            raise Http404
        return wording

    def initial(self) -> dict[str, Any]:
        wording = self.about
        return {"version": wording.updated_at.isoformat()} if wording else {}

    def back(self) -> str:
        address = reverse("reporting:market_statement")
        return f"{address}?commissioner={self.subject.pk}&year={self.year.from_date.year}"

    def known(self) -> dict[str, Any]:
        return super().known() | {"commissioner": self.subject, "year": self.year}


class WriteStatement(StatementAction):
    """The words of the statement."""

    form_class = StatementForm
    verb = "Write"
    button = "Save the words"
    intro = "Each line becomes a paragraph. What was written before is kept."
    before: MarketWording | None
    """The newest edition before the words were saved."""

    def initial(self) -> dict[str, Any]:
        wording = self.about
        return super().initial() | ({name: getattr(wording, name) for name in TEXTS} if wording else {})

    def act(self, answers: dict[str, Any]) -> MarketWording:
        version = answers.pop("version")
        self.before = self.about
        return actions.write_statement(texts=answers, version=version, **self.known())

    def done(self, done: MarketWording) -> tuple[str, list[Link]]:
        if done == self.before:
            return f"Nothing was changed: edition {done.edition} has these words already.", []
        return f"Edition {done.edition} is saved. It is a draft until it is published.", []


class PublishStatement(StatementAction):
    """The statement as it is now becomes a version of its own."""

    form_class = PublishForm
    verb = "Publish"
    button = "Publish the statement"
    intro = "The words and figures are kept as a version that can be read and downloaded for ever."
    warning = (
        "Every provider that has, or had, a contract with you can read it. It cannot be changed: to put something "
        "right, publish a new version."
    )

    def why_not(self) -> str:
        if why := super().why_not():
            return why
        if self.about is None:
            return "Write the statement first, then publish it."
        version = published_as_it_is(self.scope, self.subject, self.year, self.today)
        return f"Version {version} says just this: there is nothing new to publish." if version else ""

    def act(self, answers: dict[str, Any]) -> PublishedStatement:
        return actions.publish_statement(**answers, **self.known())

    def done(self, done: PublishedStatement) -> tuple[str, list[Link]]:
        return f"Version {done.number} is published.", []

    def next_page(self, done: PublishedStatement) -> str:
        return reverse("reporting:market_published", args=[done.pk])
