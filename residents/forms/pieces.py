"""Questions that many forms ask alike."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

REASON = 300
YES_NO = (("yes", "Yes"), ("no", "No"))


def missing(message: str) -> dict[str, str]:
    """What a field says when it is left empty."""
    return {"required": message}


def yes_no(
    label: str, *, unanswered: str, initial: str | None = None, labels: Iterable[tuple[str, str]] = YES_NO
) -> forms.TypedChoiceField:
    """A question with two answers, as radios; gives True or False. `unanswered` is said when there is no answer."""
    return forms.TypedChoiceField(
        label=label,
        choices=list(labels),
        coerce=lambda answer: answer == "yes",
        initial=initial,
        error_messages=missing(unanswered),
        widget=forms.RadioSelect,
    )


def text_area(
    label: str, help_text: str = "", *, required: bool = True, rows: int = 3, most: int | None = REASON
) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        error_messages=missing("Say why"),
        widget=forms.Textarea(attrs={"rows": rows}),
    )
