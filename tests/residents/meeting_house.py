"""A house whose commissioner meets with its provider today, and last week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from beds.access import Role
from beds.models import Commissioner
from residents.actions import agreed, meetings, notes
from residents.actions.agreed import Agreed
from residents.models import Action, Meeting, Note, Referral
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import House


@dataclass
class MeetingHouse:
    """Who is at the meeting, and how they write in it."""

    house: House
    council: Commissioner
    official: Any
    worker: Any
    meeting: Meeting
    last: Meeting

    @property
    def today(self) -> dt.date:
        return self.house.today

    @property
    def referral(self) -> Referral:
        """The one who overstays."""
        return self.house.placement.referral

    def known(self, user: Any) -> dict[str, Any]:
        return {"by": user, "scope": user.scope(), "today": self.today}

    def note(self, text: str = "Repairs are booked", user: Any = None, **about: Any) -> Note:
        about = about or {"referral": self.referral, "meeting": self.meeting}
        return notes.add_note(text=text, **about, **self.known(user or self.official))

    def agreed(self, text: str = "Ask housing for a date", **facts: Any) -> Agreed:
        facts.setdefault("due_on", self.today + dt.timedelta(days=7))
        if "owner" not in facts and "owner_name" not in facts:
            facts["owner"] = self.worker
        return Agreed(text, **facts)

    def action(self, text: str = "Ask housing for a date", user: Any = None, **facts: Any) -> Action:
        about = {name: facts.pop(name) for name in ("referral", "meeting") if name in facts}
        about = about or {"referral": self.referral, "meeting": self.meeting}
        return agreed.add_action(agreed=self.agreed(text, **facts), **about, **self.known(user or self.official))


@pytest.fixture
def met(house: House) -> MeetingHouse:
    council = house.placement.contract.commissioner
    official = make.make_official(council, email="casey@council.example")
    known: dict[str, Any] = {"by": official, "scope": official.scope(), "commissioner": council}
    week_ago = house.ago(7)
    return MeetingHouse(
        house=house,
        council=council,
        official=official,
        worker=make.make_worker(house.provider, email="wren@elm.example"),
        last=meetings.start_meeting(today=week_ago, held_on=week_ago, **known),
        meeting=meetings.start_meeting(today=house.today, held_on=house.today, **known),
    )


def make_referrer(referral: Referral) -> Any:
    """Somebody of the ward that made a referral."""
    user = make.make_user()
    Membership.objects.create(user=user, ward=referral.ward, role=Role.REFERRER)
    return user
