"""Whatever is typed into the forms of a meeting, they answer in words and never break."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beds.models import Commissioner
from beds.refusal import Refusal
from residents.actions import notes
from residents.forms.meetings import CloseForm, CorrectActionForm, CorrectNoteForm, DoneForm, MeetingForm, SayForm
from residents.models import Action, Note
from tests.residents.house import signed_in

FORMS: dict[str, Any] = {
    "say": lambda data: SayForm(data, owners=[]),
    "correct an action": lambda data: CorrectActionForm(data, owners=[]),
    "correct a note": CorrectNoteForm,
    "done": DoneForm,
    "start": lambda data: MeetingForm(data, commissioners=[Commissioner()], today=dt.date(2026, 11, 20)),
    "close": CloseForm,
}
NAMES = ("text", "action_text", "owner", "owner_name", "version", "outcome", "present", "next")
DATES = ("due_on", "done_on", "held_on")
typed = st.text(max_size=60) | st.sampled_from(
    ["", " ", "\x00", "=1+1", "<script>", "0", "-1", "٣", "9" * 400, "x" * 5000]
)
answers = st.dictionaries(
    st.sampled_from([*NAMES, *(f"{name}_{part}" for name in DATES for part in ("day", "month", "year")), *DATES]),
    typed,
)


def sent(data: dict[str, str]) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(data)
    return made


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=300, deadline=None)
@given(data=answers)
def test_a_form_answers_anything_in_words(name, data):
    form = FORMS[name](sent(data))
    assert form.is_valid() or all(problem.message for problem in form.error_summary)
    for field, value in data.items():
        if field in form.fields and field not in DATES:  # a whole date comes from a link
            assert form[field].value() == value, field


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), action_text=st.text(max_size=320), name=st.text(max_size=130))
def test_what_is_said_is_written_or_refused_never_lost(met, text, action_text, name):
    known = met.known(met.official)
    agreed = met.agreed(action_text, owner_name=name) if action_text else None
    try:
        note, action = notes.say(
            text=text.replace("\x00", ""),
            agreed=agreed if "\x00" not in action_text + name else None,
            referral=met.referral,
            **known,
        )
    except Refusal:
        return
    assert note is None or Note.objects.get(pk=note.pk).text == text.replace("\x00", "").strip()
    assert action is None or Action.objects.get(pk=action.pk).text == action_text.strip()


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=answers)
def test_the_page_of_a_case_takes_anything_without_an_error(met, data):
    client = signed_in(met.official)
    address = reverse("residents:meeting_case", args=[met.meeting.pk, met.referral.pk])
    assert client.post(address, data).status_code in (200, 302)
