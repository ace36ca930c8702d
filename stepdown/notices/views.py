"""The list of a person's notices, and what they want to be told of."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beds.pages import ActionPage, Link
from beds.requests import number
from stepdown.accounts.models import User
from stepdown.notices import actions, queries
from stepdown.notices.audience import offers_to
from stepdown.notices.forms import ChoicesForm, NoticesFilter
from stepdown.notices.kinds import KINDS
from stepdown.notices.models import Notice

NOTICES_A_PAGE = 25


def reader_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast("User", request.user)


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first. Looking at the list marks nothing as read."""
    reader = reader_of(request)
    form = NoticesFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = queries.notices_of(reader, kind=asked.get("kind", ""), unread=bool(asked.get("unread")))
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(notice, queries.label_of(notice.kind)) for notice in page],
        "form": form,
        "unread": queries.unread_count(reader),
        "newest": queries.notices_of(reader).order_by("-pk").values_list("pk", flat=True).first(),
        "doubtful": queries.doubtful_letters(reader, timezone.localdate()),
    }
    return render(request, "notices/list.html", context)


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = Notice.objects.of(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    actions.read(by=reader_of(request), now=timezone.now(), notice=notice)
    return redirect(notice.link or reverse("notices:list"))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that the page knew of."""
    newest = number(request.POST.get("newest"))
    if newest is not None:
        actions.read_all(by=reader_of(request), now=timezone.now(), newest=newest)
    return redirect("notices:list")


class Choices(ActionPage):
    """What the person wants to be told of, and how."""

    form_class = ChoicesForm
    template_name = "notices/choices.html"
    title = "What you are told of"
    button = "Save"

    def form_facts(self) -> dict[str, Any]:
        return {"offers": offers_to(reader_of(self.request), KINDS)}

    def page(self, form: Any, template: str = "") -> HttpResponse:
        self.rows = list(form.rows())
        return super().page(form, template)

    def context(self) -> dict[str, Any]:
        return {"rows": self.rows}

    def form(self, data: Any = None) -> ChoicesForm:
        self.shown = cast("ChoicesForm", super().form(data))
        return self.shown

    def act(self, answers: dict[str, Any]) -> None:
        actions.choose(by=reader_of(self.request), wanted=self.shown.wanted)

    def done(self, done: None) -> tuple[str, list[Link]]:
        return "Your choices are saved. They hold for what happens from now on.", []

    def back(self) -> str:
        return reverse("notices:list")
