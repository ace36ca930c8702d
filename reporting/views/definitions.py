"""The definitions page and the data dictionary."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beds.govuk import GovForm
from beds.requests import ScopedRequest
from reporting.dictionary import data_dictionary, matching
from residents.models.destinations import meanings


class SearchForm(GovForm):
    """Looks for words in the definitions."""

    q = forms.CharField(
        label="Find a measure", required=False, max_length=100, help_text="For example, six weeks, overstay or cost"
    )


@require_safe
@login_required
def definitions(request: ScopedRequest) -> HttpResponse:
    """How each figure is counted; `?q=` shows only the measures with these words."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    groups = matching(asked)
    found = sum(len(measures) for _, measures in groups)
    context = {"groups": groups, "found": found, "asked": asked, "form": form, "destinations": meanings()}
    return render(request, "reporting/definitions.html", context)


@require_safe
@login_required
def dictionary(request: ScopedRequest) -> HttpResponse:
    """The data dictionary as CSV, which holds nothing of anybody."""
    headers = {"Content-Disposition": 'attachment; filename="stepdown-data-dictionary.csv"'}
    return HttpResponse(data_dictionary(), content_type="text/csv; charset=utf-8", headers=headers)
