"""A person's tokens for the data feed: make one, revoke one. They are listed on the page of the feed."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from beds.govuk import GovForm
from beds.pages import ActionPage, Link
from beds.refusal import Refusal
from beds.requests import number
from stepdown.accounts import actions
from stepdown.accounts.forms import TokenForm
from stepdown.accounts.models import AccessToken, User

SHOWN_WITHIN = 60
"""Seconds from making a token to the page that shows it."""


def owner_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast("User", request.user)


class TokenPage(ActionPage):
    """A page about the person's own tokens."""

    def may(self) -> bool:
        return self.scope.reads_feed

    def back(self) -> str:
        return reverse("data_feed")

    def done(self, done: Any) -> tuple[str, list[Link]]:
        return f"The token “{done}” is revoked. What used it gets no more data.", []


class NewToken(TokenPage):
    """Make a token, and show it once on the page that follows, so that reloading that page makes no second one.

    Until then, for a minute at the most, the cache has it: a message would travel in a cookie, and a session is stored.
    """

    form_class: ClassVar[type[GovForm]] = TokenForm
    title = "New token for the data feed"
    button = "Make the token"
    intro = "A token lets one program read the figures that you may see. It cannot change anything."

    def form_facts(self) -> dict[str, Any]:
        return {"may_choose": self.scope.sees_figures}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        made = number(request.GET.get("made"))
        if made is None:
            return super().get(request, **kwargs)
        token = get_object_or_404(AccessToken.objects.of(owner_of(request)), pk=made)
        secret = cache.get(_place_of(token))
        if secret is None:
            messages.warning(
                request, f"The token “{token}” was shown once. If you have no copy, revoke it and make another."
            )
            return HttpResponseRedirect(self.back())
        cache.delete(_place_of(token))
        response = render(request, "account/token_made.html", {"token": token, "secret": secret, "back": self.back()})
        add_never_cache_headers(response)
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            token, secret = self.act(dict(form.cleaned_data))
        except Refusal as refusal:
            return self._refused(form, refusal)
        cache.set(_place_of(token), secret, SHOWN_WITHIN)
        return HttpResponseRedirect(f"{reverse('tokens:new')}?made={token.pk}")

    def act(self, answers: dict[str, Any]) -> tuple[AccessToken, str]:
        return actions.make_token(
            by=owner_of(self.request),
            now=timezone.now(),
            name=answers["name"],
            days=answers["days"],
            shared=answers.get("shared", False),
        )


def _place_of(token: AccessToken) -> str:
    """Where the cache has a token that is yet to be shown."""
    return f"new-token-{token.pk}"


class RevokeToken(TokenPage):
    """End a token."""

    form_class = GovForm
    title = "Revoke this token"
    button = "Revoke the token"
    warning = "What uses the token gets no more data at once. This cannot be undone."

    def find(self, pk: int = 0, **kwargs: Any) -> AccessToken:
        token = AccessToken.objects.of(owner_of(self.request)).filter(pk=pk).first()
        if token is None:
            raise Http404
        return token

    def why_not(self) -> str:
        return f"The token “{self.subject}” is revoked already." if self.subject.revoked_at else ""

    @property
    def intro(self) -> str:  # type: ignore[override]
        return f"{self.subject.name}, which ends in {self.subject.ending}."

    def act(self, answers: dict[str, Any]) -> AccessToken:
        return actions.revoke_token(by=owner_of(self.request), now=timezone.now(), token=self.subject)
