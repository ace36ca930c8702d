"""The forms of a meeting and of what is said and agreed about a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from beds.govuk import GovDateField, GovForm
from beds.models import Commissioner
from beds.versions import VersionedForm
from residents.actions.agreed import LONGEST as LONGEST_ACTION
from residents.actions.agreed import Agreed
from residents.actions.notes import EMPTY, LONGEST
from residents.forms.pieces import missing, text_area

Owners = Sequence[tuple[str, Sequence[Any]]]
"""Who may be given an action, by organisation."""

LONGEST_LIST = 4000


class OwnerField(forms.ChoiceField):
    """Somebody who signs in and sees the case; empty for anybody else, who is named in a box of their own."""

    users: dict[str, Any]

    def offer(self, owners: Owners, keep: Any = None) -> None:
        """Offer these users, and `keep`, who has it now."""
        self.users = {str(user.pk): user for _, group in owners for user in group}
        groups: list[Any] = [(name, [(str(user.pk), str(user)) for user in users]) for name, users in owners]
        if keep is not None and str(keep.pk) not in self.users:
            self.users[str(keep.pk)] = keep
            groups.append((str(keep.pk), str(keep)))
        self.choices = [("", "Somebody else, named below"), *groups]

    def clean(self, value: Any) -> Any:
        """The user, or None."""
        return self.users.get(super().clean(value))


class AgreedFields(GovForm):
    """Who does what by when."""

    action_text = forms.CharField(
        label="What is to be done",
        required=False,
        max_length=LONGEST_ACTION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = OwnerField(label="Who does it", required=False)
    owner_name = forms.CharField(
        label="Name, if they are not on the list", required=False, max_length=120, help_text="And where they work."
    )
    due_on = GovDateField(label="By", required=False)

    def __init__(self, *args: Any, owners: Owners, keep: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(owners, keep)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for all that an action lacks at once."""
        answers = super().clean() or self.cleaned_data
        answers["agreed"] = self._agreed(answers) if self._is_given(answers) else None
        return answers

    def _is_given(self, answers: dict[str, Any]) -> bool:
        return any(answers.get(name) or self.has_error(name) for name in ("action_text", "owner", "owner_name"))

    def _agreed(self, answers: dict[str, Any]) -> Agreed | None:
        text, owner = answers.get("action_text"), answers.get("owner")
        name, due_on = answers.get("owner_name", ""), answers.get("due_on")
        if not text and not self.has_error("action_text"):
            self.add_error("action_text", "Enter what is to be done")
        if not (owner or name or self.has_error("owner") or self.has_error("owner_name")):
            self.add_error("owner", "Select who does it, or enter a name")
        if due_on is None and not self.has_error("due_on"):
            self.add_error("due_on", "Enter the day by which it is to be done")
        return Agreed(text, due_on, owner, name) if text and due_on else None


class SayForm(AgreedFields):
    """A note, an action, or both."""

    text = text_area("Note", required=False, rows=4, most=LONGEST)
    field_order = ("text", "action_text", "owner", "owner_name", "due_on")

    def __init__(self, *args: Any, may_be_empty: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_empty = may_be_empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: then there is nothing to save."""
        return not (self.cleaned_data.get("text") or self.cleaned_data.get("agreed"))

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.errors and self.is_empty and not self.may_be_empty:
            self.add_error("text", EMPTY.rstrip("."))
        return answers


class CorrectActionForm(VersionedForm, AgreedFields):
    """What is to be done, by whom or by when was not right."""

    def _is_given(self, answers: dict[str, Any]) -> bool:
        return True


class CorrectNoteForm(VersionedForm):
    """One's own words, put right."""

    text = text_area("Note", rows=6, most=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = "Enter the note"


class DoneForm(GovForm):
    """It is done. Both answers may be left out: it was today, and there is nothing to add."""

    done_on = GovDateField(label="Done on", required=False)
    outcome = text_area("What came of it (optional)", required=False, rows=2)


class MeetingForm(GovForm):
    """A meeting is called."""

    commissioner = forms.ModelChoiceField(
        Commissioner.objects.none(),
        label="Whose meeting",
        empty_label="Select a commissioner",
        error_messages=missing("Select whose meeting it is"),
    )
    held_on = GovDateField(
        label="Day of the meeting",
        help_text="Today, in the next 14 days, or up to 31 days ago. The agenda is drawn as at that morning.",
        error_messages=missing("Enter the day of the meeting"),
    )

    def __init__(self, *args: Any, commissioners: Sequence[Commissioner], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = today
        if len(commissioners) == 1:
            del self.fields["commissioner"]
        else:
            choice: Any = self.fields["commissioner"]
            choice.queryset = Commissioner.objects.filter(pk__in=[one.pk for one in commissioners])


class SpeakOfForm(GovForm):
    """Somebody who is not on the agenda is spoken of."""

    reference = forms.CharField(
        label="Reference",
        help_text="Such as R-7K2PQX, of anybody whom this meeting may speak of.",
        error_messages=missing("Enter the reference of the person"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
    )


class CloseForm(VersionedForm):
    """A meeting is over."""

    present = text_area("Who was there", "One a line: the name, and where they work.", rows=8, most=LONGEST_LIST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].error_messages["required"] = "Enter who was there"
