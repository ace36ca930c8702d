"""A provider asks for a longer stay, the commissioner decides, and both see the list."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.pages import Link
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from beds.wording import long_date
from residents.actions import extension_requests as actions
from residents.extension_tables import ExtensionRequestsTable
from residents.forms.extensions import AskForExtensionForm, DecideForm, RequestsForm
from residents.forms.stays import ReasonForm
from residents.models import ExtensionRequest
from residents.queries.choices import why_closed
from residents.queries.extension_requests import answered_requests, authorised_until, waiting_requests
from residents.views.base import PlacementPage
from residents.views.overstays import DecisionPage

ROWS_A_PAGE = 25
Decision = ExtensionRequest.Decision


@require_safe
@login_required
def extension_requests(request: ScopedRequest) -> HttpResponseBase:
    """Those that wait on top; the others below, filtered and by pages."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    form = RequestsForm(request.GET)
    table = ExtensionRequestsTable(answered_requests(request.scope, form.chosen), request=request)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {
        "waiting": waiting_requests(request.scope, timezone.localdate()),
        "filters": form,
        "table": table,
        "decides": bool(request.scope.decides_for),
        "asks": bool(request.scope.writes_for),
    }
    return page_or_file(request, "residents/extension_requests/list.html", context, table, on=timezone.localdate())


class Ask(PlacementPage):
    """The provider asks the commissioner for a longer stay."""

    form_class = AskForExtensionForm
    verb = "Ask for an extension for"
    button = "Ask the commissioner"
    intro = "The commissioner decides. Until then, and without an answer, nights beyond the limit are not authorised."

    def why_not(self) -> str:
        return why_closed(self.subject) or actions.why_not_asked(self.subject)

    def back(self) -> str:
        return reverse("reporting:placement", args=[self.subject.pk])

    def context(self) -> dict[str, Any]:
        return super().context() | {"authorised_until": authorised_until(self.subject)}

    def act(self, answers: dict[str, Any]) -> ExtensionRequest:
        return actions.request_extension(**answers, **self.known())

    def done(self, done: ExtensionRequest) -> tuple[str, list[Link]]:
        text = f"The commissioner is asked for {self.subject.resident} to stay until {long_date(done.until_date)}."
        return text, [self.link("Withdraw the request", "extension_withdraw", done.pk)]


class Withdraw(PlacementPage):
    """The provider takes a request back."""

    form_class = ReasonForm
    verb = "Withdraw the request for"
    button = "Withdraw the request"
    extension_request: ExtensionRequest

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        self.extension_request = found(self, pk)
        self.intro = said_of(self.extension_request)
        return super().find(pk=self.extension_request.placement_id)

    def why_not(self) -> str:
        return why_closed(self.subject) or actions.what_became_of(self.extension_request)

    def back(self) -> str:
        return reverse("reporting:placement", args=[self.subject.pk])

    def act(self, answers: dict[str, Any]) -> ExtensionRequest:
        known = self.known() | {"request": self.extension_request}
        del known["placement"]
        return actions.withdraw_extension_request(**answers, **known)

    def done(self, done: ExtensionRequest) -> tuple[str, list[Link]]:
        return f"The request for {self.subject.resident} is withdrawn.", []


class Decide(DecisionPage):
    """The commissioner grants a request or refuses it."""

    form_class = DecideForm
    template_name = "residents/extension_requests/decide.html"
    verb = "Decide on the extension for"
    button = "Decide"
    check_answers = True
    extension_request: ExtensionRequest

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        self.extension_request = found(self, pk)
        return super().find(pk=self.extension_request.placement_id)

    def why_not(self) -> str:
        return why_closed(self.subject) or actions.what_became_of(self.extension_request)

    def initial(self) -> dict[str, Any]:
        return {"until_date": self.extension_request.until_date}

    def back(self) -> str:
        return reverse("residents:extension_requests")

    def context(self) -> dict[str, Any]:
        waiting = waiting_requests(self.scope, self.today)
        case = next((row for row in waiting if row.request.pk == self.extension_request.pk), None)
        return super().context() | {"case": case}

    def act(self, answers: dict[str, Any]) -> ExtensionRequest:
        known = self.known() | {"request": self.extension_request}
        del known["placement"]
        return actions.decide_extension_request(**answers, **known)

    def done(self, done: ExtensionRequest) -> tuple[str, list[Link]]:
        links = [("Open the placement", reverse("reporting:placement", args=[self.subject.pk]))]
        if done.decision == Decision.REFUSED or done.extension is None:
            return f"The request for {self.subject.resident} is refused.", links
        links.append(self.link("Cancel the extension", "extension_cancel", done.extension.pk))
        return f"The stay of {self.subject.resident} is authorised until {long_date(done.extension.until_date)}.", links


def found(page: PlacementPage | DecisionPage, pk: int) -> ExtensionRequest:
    """The request of that number that the person may see, or Http404."""
    requests = ExtensionRequest.objects.within(page.scope).select_related("extension", "decided_by")
    request = requests.filter(pk=pk).first()
    if request is None:
        raise Http404
    return request


def said_of(request: ExtensionRequest) -> str:
    """A request in a sentence or two."""
    return f"Asked for on {long_date(request.asked_on)}, until {long_date(request.until_date)}: {request.reason}"
