"""Pages of the registers, and of one service."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.forms import CancelForm
from beds.models import Agreement, Post, Responsibility, Service
from beds.models.base import Recorded
from beds.pages import ActionPage, Link
from beds.registers import actions, forms, queries, tables
from beds.registers.actions import AgreementFacts, PostFacts
from beds.registers.permissions import can_keep_post, nameable
from beds.requests import ScopedRequest, number
from beds.table_files import page_or_file
from beds.wording import long_date

ROWS_A_PAGE = 50
SERVICES_A_PAGE = 10
POSTS, AGREEMENTS, RESPONSIBILITIES, PROVIDERS = "posts", "agreements", "responsibilities", "providers"
REGISTERS = {
    POSTS: ("Posts", forms.PostsFilter),
    AGREEMENTS: ("Agreements", forms.AgreementsFilter),
    RESPONSIBILITIES: ("Responsibilities", forms.ResponsibilitiesFilter),
    PROVIDERS: ("Lead providers", forms.ProvidersFilter),
}


def register_url(show: str) -> str:
    """The address of one register."""
    return f"{reverse('beds:registers')}?show={show}"


@require_safe
@login_required
def registers(request: ScopedRequest) -> HttpResponseBase:
    """One of the four registers; `?show=` names it."""
    scope, today = request.scope, timezone.localdate()
    if not scope.sees_figures:
        raise PermissionDenied
    asked = request.GET.get("show", POSTS)
    show = asked if asked in REGISTERS else POSTS
    form = REGISTERS[show][1](request.GET, scope=scope)
    context: dict[str, Any] = {
        "show": show,
        "title": REGISTERS[show][0],
        "registers": [(key, title) for key, (title, _) in REGISTERS.items()],
        "form": form,
        "today": today,
        "may_add": bool(scope.decides_for or (show == POSTS and scope.writes_for)),
    }
    if show == RESPONSIBILITIES:
        context["page"] = _duties(request, form)
    else:
        context["table"] = _table(request, show, form)
        return page_or_file(request, f"beds/registers/{show}.html", context, context["table"], on=today)
    return render(request, f"beds/registers/{show}.html", context)


def _table(request: ScopedRequest, show: str, form: forms.FilterForm) -> tables.RegisterTable:
    scope, today = request.scope, timezone.localdate()
    table: tables.RegisterTable
    if show == POSTS:
        rows = queries.posts_list(scope, today, form.chosen("state"), form.chosen("provider"))
        table = tables.PostsTable(rows, request=request)
    elif show == AGREEMENTS:
        agreements = queries.agreements_list(scope, today, form.chosen("state"), form.chosen("kind"))
        table = tables.AgreementsTable(agreements, request=request)
    else:
        table = tables.ProvidersTable(queries.providers_list(scope), request=request)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    return table


def _duties(request: ScopedRequest, form: forms.FilterForm) -> Any:
    scope = request.scope
    services = queries.services_with_gaps(scope) if form.chosen("gaps") else queries.services_within(scope)
    if form.chosen("service"):
        services = services.filter(pk=form.chosen("service").pk)
    page: Any = Paginator(services, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    page.rows = queries.duties_of(page.object_list, scope)
    return page


@require_safe
@login_required
def service(request: ScopedRequest, pk: int) -> HttpResponse:
    """One service: where it is, what it offers, and who is responsible for what."""
    try:
        page = queries.service_page(request.scope, pk, timezone.localdate())
    except Service.DoesNotExist:
        raise Http404 from None
    may_add = bool(request.scope.decides_for) or request.scope.may_write_for(page.service.provider_id)
    return render(request, "beds/service.html", {"page": page, "may_add_post": may_add})


# Posts ---------------------------------------------------------------------------------------------------------


class RegisterPage(ActionPage):
    """A page that changes a register, and goes back to it."""

    register = POSTS

    def back(self) -> str:
        return register_url(self.register)

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope} if issubclass(self.form_class, forms.PostForm | forms.AgreementForm) else {}


class AddPost(RegisterPage):
    """A post is registered; `?service=` names the one it is for."""

    form_class = forms.PostForm
    title = "Add a post"
    button = "Add the post"
    intro = "A post that the service depends on, filled or not. Nobody’s name is kept."

    def may(self) -> bool:
        return bool(self.scope.decides_for or self.scope.writes_for)

    def initial(self) -> dict[str, Any]:
        asked = number(self.request.GET.get("service"))
        service = (
            Service.objects.within(self.scope).select_related("provider").filter(pk=asked).first() if asked else None
        )
        return {"service": service, "provider": service.provider} if service else {}

    def act(self, answers: dict[str, Any]) -> Post:
        answers.pop("version")
        return actions.add_post(facts=PostFacts(**answers), **self.known())

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is in the register.", [("Not right? Correct it", reverse("beds:post_correct", args=[done.pk]))]


class PostPage(RegisterPage):
    """A page about one post."""

    subject: Post
    verb = ""

    def find(self, pk: int = 0, **kwargs: Any) -> Post:
        post = queries.posts_within(self.scope).filter(pk=pk).first()
        if post is None:
            raise Http404
        self.title = f"{self.verb}: {post}"
        return post

    def may(self) -> bool:
        return can_keep_post(self.subject.commissioner_id, self.subject.provider_id, self.scope)

    def known(self) -> dict[str, Any]:
        return super().known() | {"post": self.subject}


class CorrectPost(PostPage):
    """What was entered was wrong, or has changed."""

    form_class = forms.PostForm
    template_name = "beds/registers/correct_post.html"
    verb = "Change"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        names = PostFacts.__dataclass_fields__
        return {name: getattr(self.subject, name) for name in names} | {"version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Post:
        version = answers.pop("version")
        return actions.correct_post(facts=PostFacts(**answers), version=version, **self.known())

    def context(self) -> dict[str, Any]:
        return {"row": queries.PostRow(self.subject, self.today, may_change=True)}

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is put right.", []


class EndPost(PostPage):
    """A post ends, or is to end."""

    form_class = forms.EndPostForm
    verb = "End"
    button = "Record the end"

    def initial(self) -> dict[str, Any]:
        return {"until_date": self.subject.until_date}

    def act(self, answers: dict[str, Any]) -> Post:
        return actions.end_post(**answers, **self.known())

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is paid for until {long_date(done.until_date or self.today)}.", []


class VacantPost(PostPage):
    """Nobody is in a post."""

    form_class = forms.VacantForm
    verb = "Vacant"
    button = "It is vacant"

    def initial(self) -> dict[str, Any]:
        return {"vacant_since": self.today}

    def act(self, answers: dict[str, Any]) -> Post:
        return actions.mark_vacant(**answers, **self.known())

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is vacant since {long_date(done.vacant_since or self.today)}.", []


class FilledPost(PostPage):
    """Somebody is in a post again."""

    form_class = forms.FilledForm
    verb = "Filled"
    button = "Somebody is in the post"

    def find(self, pk: int = 0, **kwargs: Any) -> Post:
        post = super().find(pk)
        since = post.vacant_since
        self.intro = f"Vacant since {long_date(since)}." if since else "It is not vacant."
        return post

    def act(self, answers: dict[str, Any]) -> Post:
        return actions.mark_filled(**answers, **self.known())

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is filled.", []


class CancelPost(PostPage):
    """A post was entered by mistake."""

    form_class = CancelForm
    verb = "Entered by mistake"
    button = "Cancel the record"
    intro = "It will count for nothing. A post that was there and is over has an end instead."

    def act(self, answers: dict[str, Any]) -> Post:
        return actions.cancel_post(**answers, **self.known())

    def done(self, done: Post) -> tuple[str, list[Link]]:
        return f"{done} is no longer in the register.", []


# Agreements ----------------------------------------------------------------------------------------------------


class AddAgreement(RegisterPage):
    """An agreement is registered."""

    form_class = forms.AgreementForm
    register = AGREEMENTS
    title = "Add an agreement"
    button = "Add the agreement"
    intro = "A memorandum of understanding, a data-sharing agreement or a protocol, and when it runs out."

    def may(self) -> bool:
        return bool(self.scope.decides_for)

    def act(self, answers: dict[str, Any]) -> Agreement:
        answers.pop("version")
        return actions.add_agreement(facts=AgreementFacts(**answers), **self.known())

    def done(self, done: Agreement) -> tuple[str, list[Link]]:
        link = reverse("beds:agreement_correct", args=[done.pk])
        return f"{done} is in the register.", [("Not right? Correct it", link)]


class AgreementPage(RegisterPage):
    """A page about one agreement."""

    register = AGREEMENTS
    subject: Agreement
    verb = ""

    def find(self, pk: int = 0, **kwargs: Any) -> Agreement:
        agreement = queries.agreements_within(self.scope).filter(pk=pk).first()
        if agreement is None:
            raise Http404
        self.title = f"{self.verb}: {agreement}"
        return agreement

    def may(self) -> bool:
        return self.scope.may_decide_for(self.subject.commissioner_id)

    def known(self) -> dict[str, Any]:
        return super().known() | {"agreement": self.subject}


class CorrectAgreement(AgreementPage):
    """What was entered was wrong, or has changed."""

    form_class = forms.AgreementForm
    template_name = "beds/registers/correct_agreement.html"
    verb = "Change"
    button = "Save"
    intro = "If it was agreed anew, add the new agreement instead, so that the old one stays in the register."

    def initial(self) -> dict[str, Any]:
        names = AgreementFacts.__dataclass_fields__
        return {name: getattr(self.subject, name) for name in names} | {"version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Agreement:
        version = answers.pop("version")
        return actions.correct_agreement(facts=AgreementFacts(**answers), version=version, **self.known())

    def done(self, done: Agreement) -> tuple[str, list[Link]]:
        return f"{done} is put right.", []


class CancelAgreement(AgreementPage):
    """An agreement was entered by mistake."""

    form_class = CancelForm
    verb = "Entered by mistake"
    button = "Cancel the record"
    intro = "It will count for nothing. An agreement that held and is over has an end instead."

    def act(self, answers: dict[str, Any]) -> Agreement:
        return actions.cancel_agreement(**answers, **self.known())

    def done(self, done: Agreement) -> tuple[str, list[Link]]:
        return f"{done} is no longer in the register.", []


# Responsibilities ----------------------------------------------------------------------------------------------


class NameResponsible(ActionPage):
    """Who answers for one area of a service."""

    form_class = forms.ResponsibilityForm
    button = "Save"
    subject: Service
    area = ""
    said = ("", "")
    """What was there before."""

    def find(self, pk: int = 0, area: str = "", **kwargs: Any) -> Service:
        service = queries.services_within(self.scope).filter(pk=pk).first()
        if service is None or area not in Responsibility.Area.values:
            raise Http404
        self.area = area
        self.title = f"{Responsibility.Area(area).label}: {service}"
        return service

    def may(self) -> bool:
        return nameable(self.scope).filter(pk=self.subject.pk).exists()

    def back(self) -> str:
        return f"{reverse('beds:service', args=[self.subject.pk])}#responsibilities"

    def initial(self) -> dict[str, Any]:
        known = self._known_now()
        if known is None:
            return {}
        return {"who": known.who, "contact": known.contact, "version": known.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Responsibility:
        before = self._known_now()
        self.said = (before.who, before.contact) if before is not None else ("", "")
        return actions.name_responsible(service=self.subject, area=self.area, **answers, **self.known())

    def next_page(self, done: Responsibility) -> str:
        """The top of the page of the service, where it says what was done."""
        return reverse("beds:service", args=[self.subject.pk])

    def done(self, done: Responsibility) -> tuple[str, list[Link]]:
        what = done.get_area_display()
        if (done.who, done.contact) == self.said:
            return f"{what}: nothing was changed.", []
        if not done.who:
            return f"{what}: nobody is named for {self.subject}.", []
        return f"{what} at {self.subject}: {done.who}.", []

    def versioned(self) -> Recorded:
        known = self._known_now()
        if known is None:
            raise Http404
        return known

    def _known_now(self) -> Responsibility | None:
        return Responsibility.objects.within(self.scope).filter(service=self.subject, area=self.area).first()
