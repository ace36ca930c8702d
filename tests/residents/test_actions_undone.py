"""An action that is not done after all: what was said of it stays, for whoever did it may have said much."""

from __future__ import annotations

import pytest
from django.urls import reverse

from beds.refusal import Refusal
from residents.actions import agreed
from residents.models import Action
from tests import factories as make
from tests.residents.house import signed_in
from tests.residents.safe_house import text

pytestmark = pytest.mark.django_db

SAID = "The survey is booked, and Ms Hill has the keys"


@pytest.fixture
def done(met) -> Action:
    """An action that the worker has done, saying what came of it."""
    return agreed.complete_action(act=met.action(), outcome=SAID, **met.known(met.worker))


def test_what_came_of_an_action_is_shown_before_it_is_undone_and_stays(met, done):
    client = signed_in(met.official)
    address = reverse("residents:action_undo", args=[done.pk])
    page = client.get(address)
    assert SAID in text(page)
    sent = {"version": page.context["form"]["version"].value()}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302  # sent twice
    done.refresh_from_db()
    assert (done.done_on, done.outcome) == (None, SAID)
    case = text(client.get(reverse("residents:case", args=[met.referral.pk])))
    assert f"Until now: {SAID}" in case
    assert SAID in text(client.get(reverse("residents:action_done", args=[done.pk])))


def test_whoever_undoes_has_read_what_was_said_last(met):
    action = agreed.complete_action(act=met.action(), **met.known(met.worker))
    client = signed_in(met.official)
    address = reverse("residents:action_undo", args=[action.pk])
    sent = {"version": client.get(address).context["form"]["version"].value()}
    agreed.complete_action(act=action, outcome=SAID, **met.known(met.worker))

    response = client.post(address, sent)
    assert response.status_code == 200
    page = text(response)
    assert "wren@elm.example changed this record" in page
    assert SAID in page
    again = {"version": response.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    assert Action.objects.get().outcome == SAID


def test_an_action_done_again_keeps_what_was_said_unless_it_is_said_anew(met, done):
    known = met.known(met.official)
    undone = agreed.undo_action(act=done, version=done.updated_at, **known)
    client = signed_in(make.make_official(met.council))
    tick = reverse("residents:action_done", args=[done.pk])
    assert client.post(tick, {}).status_code == 302
    undone.refresh_from_db()
    assert (undone.done_on, undone.outcome) == (met.today, SAID)
    agreed.undo_action(act=done, **known)
    assert agreed.complete_action(act=done, outcome="Nothing", **known).outcome == "Nothing"
    agreed.undo_action(act=done, **known)
    assert client.post(tick, {"outcome": ""}).status_code == 302  # taken out on purpose
    undone.refresh_from_db()
    assert (undone.done_on, undone.outcome) == (met.today, "")


def test_an_old_version_undoes_nothing(met, done):
    with pytest.raises(Refusal, match="changed this record"):
        agreed.undo_action(act=done, version=done.created_at, **met.known(met.official))
