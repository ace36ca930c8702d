"""The forms of the market statement."""

from __future__ import annotations

from django import forms

from beds.versions import VersionedForm

LONGEST = 5000


def _text(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=f"{label} (optional)",
        required=False,
        max_length=LONGEST,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class StatementForm(VersionedForm):
    """What people write; each line becomes a paragraph. The figures are added by the page itself."""

    context = _text(
        "Market context", "What the service is for. Where the beds are, and how many, is added from the records."
    )
    rating = _text("Market rating", "Why quality and supply are rated so. The ratings are those of the services.")
    status = _text(
        "Current market status", "What is to become of the contracts. Their dates are added from the records."
    )
    objectives = _text(
        "Distance from the objectives",
        "What the figures do not say. Stays, occupancy, where people went and spend are added from the records.",
    )
    risks = _text("Market risks", "Vacant posts and contracts about to end are added from the records.")
    focus = _text("Current areas of focus", "What the commissioner works on now.")


class PublishForm(VersionedForm):
    """Nothing to enter: the button is the answer."""
