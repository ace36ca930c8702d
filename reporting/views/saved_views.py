"""The pages on which a person saves, renames and deletes their own views of Explore."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from beds.govuk import GovForm
from beds.pages import ActionPage, Link
from beds.refusal import Refusal
from reporting.actions.saved_views import delete_view, rename_view, save_view
from reporting.as_at import read_as_at
from reporting.explore_forms import ExploreForm
from reporting.models import SavedView
from reporting.queries.saved_views import view_of

NOTHING_ASKED = "There is no view to save yet: choose a measure first."


class NameForm(GovForm):
    """What a view is called."""

    name = forms.CharField(
        label="Name of the view", max_length=80, help_text="Only you see it. For example, Voids of my services"
    )


class ViewPage(ActionPage):
    """A page about saved views, which leads back to Explore."""

    def may(self) -> bool:
        return self.scope.sees_figures

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        """The view, if it is this person's own."""
        if not pk:
            return None
        try:
            return view_of(self.request.user, pk)
        except SavedView.DoesNotExist:
            raise Http404 from None

    def why_not(self) -> str:
        return ""

    def back(self) -> str:
        query = self.subject.query if self.subject else self.request.GET.urlencode()
        return f"{reverse('reporting:explore')}{f'?{query}' if query else ''}"


class Save(ViewPage):
    """What the address asks of Explore is kept under a name."""

    form_class = NameForm
    title = "Save this view"
    button = "Save the view"
    intro = (
        "The question is kept, and no figures: when you open the view it is answered anew. Where no dates were chosen "
        "it shows the latest periods."
    )

    def question(self) -> ExploreForm:
        """The question of the address."""
        as_at = read_as_at(self.request.GET, self.today)
        return ExploreForm(self.request.GET, scope=self.scope, as_at=as_at.date)

    def why_not(self) -> str:
        return "" if self.question().is_valid() else NOTHING_ASKED

    def act(self, answers: dict[str, Any]) -> SavedView:
        form = self.question()
        if not form.is_valid():
            raise Refusal(NOTHING_ASKED)
        dated = read_as_at(self.request.GET, self.today).query.urlencode()
        return save_view(by=self.request.user, name=answers["name"], query="&".join(filter(None, [form.query, dated])))

    def done(self, done: SavedView) -> tuple[str, list[Link]]:
        return f"Saved as “{done.name}”. It is in the list of your views.", []


class Rename(ViewPage):
    """A view gets another name."""

    form_class = NameForm
    title = "Rename this view"
    button = "Rename the view"

    def initial(self) -> dict[str, Any]:
        return {"name": self.subject.name}

    def act(self, answers: dict[str, Any]) -> SavedView:
        return rename_view(by=self.request.user, view=self.subject, name=answers["name"])

    def done(self, done: SavedView) -> tuple[str, list[Link]]:
        return f"The view is called “{done.name}” now.", []


class Delete(ViewPage):
    """A view is forgotten, once that is confirmed."""

    form_class = GovForm
    title = "Delete this view"
    button = "Delete the view"
    warning = "The view is gone for good. No figure and no record is touched."

    def context(self) -> dict[str, Any]:
        return {"title": f"Delete the view “{self.subject.name}”"}

    def act(self, answers: dict[str, Any]) -> str:
        name = str(self.subject.name)
        delete_view(by=self.request.user, view=self.subject)
        return name

    def done(self, done: str) -> tuple[str, list[Link]]:
        return f"The view “{done}” is deleted.", []

    def next_page(self, done: str) -> str:
        return reverse("reporting:explore")
