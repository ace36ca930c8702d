"""Which pages have anything to say to a person: the others would tell them of “nobody” and “£0.00”, which is not so."""

from __future__ import annotations

from django.urls import ResolverMatch

from beds.access import Scope

OF_RECORDS = frozenset({"beds", "reporting", "residents"})
FOR_EVERYBODY = frozenset(
    {
        "reporting:dashboard",
        "reporting:definitions",
        "reporting:dictionary",
        "reporting:more",
        "residents:feedback_give",
        "residents:feedback_thanks",
    }
)
"""Pages that hold no records, or say themselves that there are none for this person."""
FOR_WARDS = frozenset({"reporting:exports", "reporting:export_new"})
"""Of the pages of figures, those that a ward needs for files of its own."""
NOT_FOR_WARDS = frozenset({"residents:meetings"})


def may_open(scope: Scope, match: ResolverMatch) -> bool:
    """Whether a page may be asked at all. One about a single record says itself that there is none for this person."""
    name = match.view_name
    if match.app_name not in OF_RECORDS or name in FOR_EVERYBODY or "pk" in match.kwargs:
        return True
    of_figures = match.app_name == "reporting" or name in NOT_FOR_WARDS
    return scope.sees_figures if of_figures and name not in FOR_WARDS else not scope.is_empty
