"""What is known of somebody since they left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from beds.access import Scope
from residents.models import AftercareContact, Discharge, Placement, Readmission, ResidentIdentity
from residents.models.destinations import Meaning, meaning_of


@dataclass(frozen=True, slots=True)
class Aftercare:
    """The page about the time after a stay. `departure` is None for somebody who has not left.

    `days` are the whole days from leaving to today.
    """

    placement: Placement
    name: str
    departure: Discharge | None
    contacts: list[AftercareContact]
    readmissions: list[Readmission]
    days: int
    may_write: bool
    may_readmit: bool

    @property
    def meaning(self) -> Meaning | None:
        """What the destination counts as."""
        return meaning_of(self.departure.destination) if self.departure else None

    @property
    def ended(self) -> bool:
        """Whether there is nothing to follow: the person died, or the placement was cancelled."""
        died = self.departure is not None and self.departure.destination == Discharge.Destination.DIED
        return died or self.placement.cancelled_at is not None

    @property
    def details_known(self) -> bool:
        """Whether anything has been said of how they left."""
        departure = self.departure
        unknown = Discharge.YesNoUnknown.NOT_KNOWN
        return departure is not None and (
            (departure.social_care_need, departure.community_support, departure.information_given)
            != (unknown, Discharge.Support.NOT_KNOWN, unknown)
            or departure.improvement != Discharge.Improvement.NOT_KNOWN
            or bool(departure.note)
        )


def aftercare(placement: Placement, scope: Scope, today: dt.date) -> Aftercare:
    """What is known of this person since they left, the latest first. Four queries.

    `placement` brings its resident, service and contract.
    """
    identity = ResidentIdentity.objects.within(scope).filter(resident=placement.resident).first()
    contacts = AftercareContact.objects.within(scope).in_force().filter(placement=placement)
    readmissions = Readmission.objects.within(scope).in_force().filter(placement=placement)
    left = placement.discharged_on
    works = scope.may_write_for(placement.service.provider_id)
    found = list(readmissions.select_related("ward", "placement", "created_by").order_by("-readmitted_on", "-pk"))
    return Aftercare(
        placement=placement,
        name=identity.name if identity else "",
        departure=Discharge.objects.filter(placement=placement).select_related("created_by").first(),
        contacts=list(contacts.select_related("created_by")),
        readmissions=found,
        days=(today - left).days if left else 0,
        may_write=works,
        may_readmit=works or scope.may_decide_for(placement.contract.commissioner_id),
    )
