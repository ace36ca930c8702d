"""The page that a feedback link opens: no sign-in, no names, and nothing said of whose stay it is about."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from beds.refusal import Refusal
from residents.actions import feedback as actions
from residents.actions.feedback import Said
from residents.forms.support import GiveForm
from residents.queries.feedback import link_of

FOLDER = "residents/feedback"


def public(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """A page that no cache keeps, no search engine lists, and whose address goes to no other site."""
    response = render(request, f"{FOLDER}/{template}", context)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # "no-referrer" would make the browser send the form with "Origin: null", which the check against forged forms
    # rightly refuses. This one sends the name of the site and never the path, which is where the secret is.
    response["Referrer-Policy"] = "strict-origin" if "form" in (context or {}) else "no-referrer"
    return response


@method_decorator(sensitive_variables("secret"), name="dispatch")
class GiveFeedback(View):
    """Asks the questions and takes the answers, once. Opening the page uses nothing up: mail scanners open it too."""

    http_method_names = ("get", "head", "post")

    @sensitive_variables("secret")
    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        if link_of(secret, timezone.localdate()) is None:
            return self.unusable(request)
        return public(request, "give.html", {"form": GiveForm()})

    @sensitive_variables("secret")
    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        today = timezone.localdate()
        form = GiveForm(request.POST)
        if not form.is_valid():
            known = link_of(secret, today)
            return public(request, "give.html", {"form": form}) if known else self.unusable(request)
        try:
            actions.give_feedback(today=today, secret=secret, said=Said(**form.cleaned_data))
        except Refusal as refusal:
            if refusal.message == actions.UNUSABLE:
                return self.unusable(request)
            form.add_error(refusal.field, refusal.message)
            return public(request, "give.html", {"form": form})
        return redirect("residents:feedback_thanks")

    def unusable(self, request: HttpRequest) -> HttpResponse:
        """The one answer for unknown, used, expired and cancelled. Not an error: those are logged with the address."""
        return public(request, "unusable.html", {"message": actions.UNUSABLE})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The answers have been kept."""
    return public(request, "thanks.html")
