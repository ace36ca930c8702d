"""Whatever is said in a meeting is written or refused in words, and never lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beds.refusal import Refusal
from residents.actions import notes
from residents.models import Action, Note


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
