"""The form of a token for the data feed."""

from __future__ import annotations

from typing import Any

from django import forms

from beds.govuk import GovForm

DAYS = ((30, "30 days"), (90, "90 days"), (180, "6 months"), (365, "1 year"))


class TokenForm(GovForm):
    """What the token is for, how long it lasts, and whether it may see small numbers."""

    name = forms.CharField(
        label="What is it for?",
        max_length=60,
        help_text="The program and where it runs, such as Power BI on my laptop. One token for each.",
        error_messages={"required": "Say what the token is for"},
    )
    days = forms.TypedChoiceField(
        label="How long should it last?",
        choices=DAYS,
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how long it should last"},
    )
    shared = forms.BooleanField(
        label="Hide small numbers",
        required=False,
        help_text="For figures that go on to other people: counts of people below 5 become *, others are rounded.",
    )

    def __init__(self, *args: Any, may_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_choose:
            del self.fields["shared"]
