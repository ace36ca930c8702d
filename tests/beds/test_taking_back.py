"""Cancelling needs a reason from the list; "Other" needs words."""

from __future__ import annotations

import pytest

from beds.acting import reason_given
from beds.forms import CANCEL_WORDS, CancelForm
from beds.models import Void
from beds.models.base import Cancellable
from beds.pages import answers_of
from beds.taking_back import CancelledCode, CodedReason, code_of, take_back
from tests import factories as make


@pytest.mark.parametrize(
    ("code", "words", "text"),
    [
        ("by_mistake", "", "Entered by mistake"),
        ("twice", " by the night shift ", "Entered twice: by the night shift"),
        ("other", "Went home", "Went home"),
        ("other", "", "Other"),
    ],
)
def test_a_coded_reason_reads_as_words_and_knows_its_code(code, words, text):
    reason = CodedReason(code, words)
    assert reason == text
    assert code_of(reason) == code
    assert code_of(reason_given(reason, "Say why")) == code


def test_words_alone_are_coded_as_other():
    assert code_of("Went home") == CancelledCode.OTHER


def test_the_longest_reason_fits_its_column():
    most = Cancellable._meta.get_field("cancelled_reason").max_length or 0
    for code in CancelledCode.values:
        assert len(CodedReason(code, "x" * CANCEL_WORDS)) <= most


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "given", "code"),
    [
        (CodedReason("twice", "again"), "", "twice"),
        ("Wrong room", "", "other"),
        ("Wrong room", "wrong_record", "wrong_record"),
    ],
)
def test_what_is_taken_back_keeps_code_and_words(reason, given, code):
    void = make.make_void(make.make_bed(), make.day("2026-04-01"))
    take_back(void, reason, by=None, code=given)
    saved = Void.objects.get(pk=void.pk)
    assert (saved.cancelled_code, saved.cancelled_reason) == (code, str(reason))
    assert saved.cancelled_at is not None


# The form -----------------------------------------------------------------------------------------------------------


def test_a_reason_from_the_list_is_enough():
    form = CancelForm({"code": "twice", "reason": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"reason": "Entered twice"}
    assert code_of(form.cleaned_data["reason"]) == "twice"
    assert answers_of(form) == [("In your own words (optional)", "Entered twice")]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"code": ["Select why"]}),
        ({"reason": "Wrong room"}, {"code": ["Select why"]}),
        ({"code": "other"}, {"reason": ["Say why"]}),
        ({"code": "other", "reason": "  "}, {"reason": ["Say why"]}),
    ],
)
def test_what_is_missing_is_asked_for_beside_its_input(sent, errors):
    assert CancelForm(sent).errors == errors


def test_a_code_that_is_not_listed_and_too_many_words_are_refused():
    form = CancelForm({"code": "whim", "reason": "x" * (CANCEL_WORDS + 1)})
    assert set(form.errors) == {"code", "reason"}
