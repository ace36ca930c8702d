"""A placement that was a mistake takes all with it that was entered about it, and nothing of it goes on."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from beds.models.base import Cancellable
from beds.refusal import Refusal
from residents import actions
from residents.actions import extension_requests, feedback
from residents.actions.corrections import _entered_about
from residents.actions.feedback import Said
from residents.models import Feedback, Placement
from tests import factories as make
from tests.residents.support_house import SECRET, make_feedback

pytestmark = pytest.mark.django_db


def cancelled(house, worker=None):
    worker = worker or make.make_worker(house.provider)
    known = {"by": worker, "scope": worker.scope(), "today": house.today}
    return actions.cancel_placement(placement=house.placement, reason="Wrong person", **known)


def test_every_kind_of_record_of_a_placement_is_known_to_it():
    """A new kind that hangs on a placement is taken back with it too."""
    of_its_own = {"bed_stays", "absences", "undone_departures"}  # an undone departure is taken back already
    kinds = {
        field.get_accessor_name()
        for field in Placement._meta.related_objects
        if field.related_model in apps.get_models() and issubclass(cast("type", field.related_model), Cancellable)
    }
    known = {records.field.remote_field.related_name for records in _entered_about(Placement(pk=0))}
    assert known == kinds - of_its_own


def test_all_that_was_entered_about_it_is_taken_back(safe, life):
    house = safe.house
    worker = make.make_worker(house.provider)
    known = {"by": worker, "scope": worker.scope(), "today": house.today}
    asked = extension_requests.request_extension(
        placement=safe.placement, until_date=house.today + dt.timedelta(days=60), reason="The flat", **known
    )
    cancelled(house, worker)
    records = [safe.incident, safe.closed, safe.alert, safe.review, safe.handover, asked]
    for record in [*records, life.record, life.asked, life.score, life.link, life.paper]:
        record.refresh_from_db()
        assert record.cancelled_reason == "Wrong person", record


def test_a_link_of_a_cancelled_placement_does_not_work(life):
    cancelled(life.house)
    with pytest.raises(Refusal, match=feedback.UNUSABLE[:20]):
        feedback.give_feedback(today=life.today, secret=SECRET, said=Said(verdict="positive"))
    page = Client().get(reverse("residents:feedback_give", args=[SECRET]))
    assert feedback.UNUSABLE[:20] in page.content.decode()


def test_what_others_entered_of_what_a_resident_said_is_not_swept_away(life):
    official = make.make_official(life.placement.contract.commissioner)
    said = make_feedback(life.placement, life.today, verdict="negative", created_by=official)
    with pytest.raises(Refusal, match=r"entered by somebody else on .* the commissioner to take the feedback back"):
        cancelled(life.house)
    known = {"by": official, "scope": official.scope(), "today": life.today}
    feedback.cancel_feedback(feedback=said, reason="Wrong person", **known)
    assert cancelled(life.house).cancelled_at is not None


def test_what_a_resident_said_with_a_link_is_not_swept_away(life):
    """A provider cannot take such feedback back, so neither can it by cancelling the stay."""
    said = make_feedback(life.placement, life.today, link=life.link, verdict="negative")
    with pytest.raises(Refusal, match="ask the commissioner to take the feedback back first"):
        cancelled(life.house)
    official = make.make_official(life.placement.contract.commissioner)
    known = {"by": official, "scope": official.scope(), "today": life.today}
    feedback.cancel_feedback(feedback=Feedback.objects.get(pk=said.pk), reason="A test", **known)
    assert cancelled(life.house).cancelled_at is not None
