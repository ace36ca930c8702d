"""What a placement's page is told: what happened, and what may be done."""

from __future__ import annotations

import pytest

from beds.access import SYSTEM, Role
from residents import actions
from residents.queries import available_actions, timeline
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.histories import KNOWN, away, back, leave, move

pytestmark = pytest.mark.django_db


def test_the_timeline_tells_everything_in_order(rooms, placement):
    worker = make.make_worker(placement.service.provider, email="kim@example.org")
    move(placement, rooms[1], "2026-10-20", by=worker)
    away(placement, "2026-10-25", bed_held=False)
    back(placement, "2026-10-28", bed=rooms[2])
    make.make_overstay_reason(placement, day("2026-11-05"), resolved_on=day("2026-11-08"))
    leave(placement, "2026-11-10")
    placement.refresh_from_db()
    events = timeline(placement, SYSTEM)
    assert [event.title for event in events] == [
        "Referred",
        "Admitted to Room 1, Elm House",
        "Moved to Room 2, Elm House",
        "Went away",
        "Came back",
        "Given a bed again: Room 3, Elm House",
        "Cannot move on: On supported-housing waiting list",
        "Resolved: On supported-housing waiting list",
        "Left: Home",
    ]
    moved = events[2]
    assert (moved.by, moved.recorded_late) == ("kim@example.org", True)


def test_another_providers_bed_has_no_name_in_the_timeline(rooms, placement):
    elsewhere = make.make_contracted_bed(commissioner=placement.contract.commissioner)
    move(placement, elsewhere, "2026-10-20")
    theirs = make.make_worker(elsewhere.service.provider).scope()
    titles = [event.title for event in timeline(placement, theirs)]
    assert "Admitted to Another provider" in titles
    assert f"Moved to {elsewhere}" in titles
    assert not any("Elm House" in title for title in titles)


def labels(placement, user) -> list[str]:
    placement.refresh_from_db()
    return [choice.label for choice in available_actions(placement, user.scope(), TODAY)]


def test_each_role_is_offered_what_it_may_do(placement):
    provider, commissioner = placement.service.provider, placement.contract.commissioner
    worker = make.make_worker(provider)
    assert labels(placement, worker) == [
        "Discharge",
        "Move to another bed",
        "Away",
        "Ask for an extension",
        "Add a reason for the overstay",
        "Correct a mistake",
    ]
    assert labels(placement, make.make_official(commissioner)) == [
        "Add a reason for the overstay",
        "Grant an extension",
    ]
    assert labels(placement, make.make_official(commissioner, role=Role.CONTRACT_MANAGER)) == []
    assert labels(placement, make.make_worker(provider, role=Role.PROVIDER_VIEWER)) == []
    assert labels(placement, make.make_worker(make.make_provider())) == []


def test_what_is_offered_follows_what_happened(placement):
    worker = make.make_worker(placement.service.provider)
    away(placement)
    assert labels(placement, worker)[:2] == ["Returned", "Discharge"]
    leave(placement)
    assert labels(placement, worker) == ["After the stay", "Add a reason for the overstay", "Correct a mistake"]
    official = make.make_official(placement.contract.commissioner, role=Role.CONTRACT_MANAGER)
    assert labels(placement, official) == ["After the stay"]
    assert labels(placement, make.make_worker(make.make_provider())) == []
    actions.cancel_placement(placement=placement, reason="Wrong person", **KNOWN)
    assert labels(placement, worker) == []
