"""What many cases share must not hide what one of them does."""

from __future__ import annotations

import pytest
from django.db import DataError, connection

from residents.models import Ward
from tests import factories as make
from tests.unchanged import unchanged

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Ward.objects.order_by("name").values_list("name", flat=True))


def test_a_case_sees_what_it_writes_and_the_next_one_does_not():
    make.make_ward("Ash")
    with unchanged() as database:
        with database.undone():
            assert names() == ["Ash"]
            make.make_ward("Beech")
            assert names() == ["Ash", "Beech"]
        with database.undone():
            assert names() == ["Ash"]
            assert Ward.objects.get(name="Ash").pk
            assert list(Ward.objects.filter(name="Ash").iterator())
        make.make_ward("Cedar")
    assert names() == ["Ash"]


def test_a_question_that_breaks_the_transaction_spoils_no_other_case():
    with unchanged() as database:
        for _ in range(2):
            with pytest.raises(DataError), database.undone():
                list(Ward.objects.extra(where=["1 / (1 - 1) = 1"]))
            with database.undone():
                assert names() == []


def test_true_is_another_question_than_one():
    with unchanged() as database, database.undone(), connection.cursor() as cursor:
        for value in (1, True, 1):
            cursor.execute("SELECT %s", [value])
            assert type(cursor.fetchone()[0]) is type(value)
