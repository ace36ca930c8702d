"""The records of a demonstration, put together in memory and written all at once."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection, models

from beds.models import (
    Agreement,
    Bed,
    Commissioner,
    Contract,
    ContractBed,
    Post,
    Provider,
    Rate,
    Responsibility,
    Service,
    Void,
)
from beds.models.base import Cancellable, Recorded
from residents.demo.people import invent_identity, invent_worker
from residents.models import (
    Absence,
    Action,
    AftercareContact,
    ApplicationStage,
    Assessment,
    BedStay,
    Booking,
    Discharge,
    Extension,
    ExtensionRequest,
    Feedback,
    FeedbackLink,
    GpHandover,
    HomeTrack,
    HomeTrackDate,
    Incident,
    Meeting,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Note,
    OutcomeScore,
    OverstayReason,
    Placement,
    PlanWording,
    Readmission,
    Referral,
    ReferralStep,
    Resident,
    ResidentIdentity,
    Review,
    ReviewParty,
    RiskAlert,
    SupportRecord,
    Ward,
)
from residents.models.people import REFERENCE_ALPHABET

R = TypeVar("R", bound=Recorded)
C = TypeVar("C", bound=Cancellable)

IN_ORDER: tuple[Any, ...] = (
    Commissioner,
    Provider,
    Service,
    Bed,
    Contract,
    ContractBed,
    Rate,
    Void,
    Ward,
    Resident,
    ResidentIdentity,
    Referral,
    Placement,
    BedStay,
    Absence,
    Extension,
    OverstayReason,
    Discharge,
    Booking,
    Agreement,
    Post,
    Responsibility,
    ReferralStep,
    Assessment,
    MoveOnPlan,
    PlanWording,
    MoveOnStep,
    MoveOnApplication,
    ApplicationStage,
    HomeTrack,
    HomeTrackDate,
    ExtensionRequest,
    Incident,
    RiskAlert,
    Review,
    ReviewParty,
    GpHandover,
    SupportRecord,
    OutcomeScore,
    FeedbackLink,
    Feedback,
    AftercareContact,
    Readmission,
    Meeting,
    Note,
    Action,
)
"""What is referred to comes before what refers to it."""

MOVE_ON_PLANS = (
    "Return to own tenancy once the home is ready; floating support for the first 12 weeks.",
    "Supported living, low needs: referral to the housing pathway made from the ward.",
    "Supported living, medium needs: assessment booked, documents collected.",
    "Supported living, high needs: panel application in hand, care coordinator leads.",
    "Private rented flat through the deposit scheme; housing benefit claim opened.",
    "Stay with family after a planned period of recovery; carer's assessment offered.",
)


def moment(day: dt.date, hour: int = 12) -> dt.datetime:
    """That hour of the day in London, so that the record shows the day on which it was entered."""
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/London"))


class Records:
    """Collects records, each dated with the day on which somebody would have entered it."""

    def __init__(self, seed: str, series: int) -> None:
        """`series` (0 to 9) keeps the invented NHS numbers of two demonstrations apart."""
        self.rng = random.Random(seed)  # noqa: S311 - invents data, guards nothing
        self.series = series
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self._refers: list[tuple[Ward, Commissioner]] = []
        self._references: set[str] = set()
        self._bed_now: dict[int, BedStay] = {}

    def add(self, row: R, on: dt.date) -> R:
        """Keep a record, as entered at noon of `on`."""
        row.created_at = moment(on)
        self.rows[type(row)].append(row)
        return row

    def part(self, row: models.Model) -> None:
        """Keep a row that says nothing of its own writer, because it is a part of another record."""
        self.rows[type(row)].append(row)

    def refers_to(self, ward: Ward, commissioner: Commissioner) -> None:
        """People from this ward may be referred to this commissioner's beds."""
        self._refers.append((ward, commissioner))

    def take_back(self, row: C, on: dt.date, reason: str) -> C:
        """The record was cancelled in the afternoon of that day."""
        row.cancelled_at, row.cancelled_reason = moment(on, 15), reason
        return row

    def of(self, kind: type[R]) -> list[R]:
        """The records of one kind kept so far."""
        return self.rows[kind]

    def resident(self, on: dt.date, *, age_band: str, gender: str, ethnicity: str, reference: str = "") -> Resident:
        """A resident who became known on that day, with an invented name, date of birth and NHS number."""
        reference = reference or self._new_reference()
        resident = Resident(reference=reference, age_band=age_band, gender=gender, ethnicity=ethnicity)
        self.add(resident, on)
        number = len(self.of(ResidentIdentity))
        identity = invent_identity(self.rng, self.series, number, age_band=age_band, gender=gender, on=on)
        self.add(ResidentIdentity(resident=resident, **identity), on)
        return resident

    def referral(
        self,
        resident: Resident,
        ward: Ward,
        contract: Contract,
        provider: Provider,
        received_on: dt.date,
        **facts: Any,
    ) -> Referral:
        """A referral with a move-on plan and an allocated worker, unless `facts` say otherwise."""
        defaults = {
            "status": Referral.Status.PLACED,
            "clinically_ready_on": received_on + dt.timedelta(days=self.rng.randint(0, 4)),
            "allocated_worker": invent_worker(self.rng),
            "move_on_plan": self.rng.choice(MOVE_ON_PLANS),
        }
        return self.add(
            Referral(
                resident=resident,
                ward=ward,
                commissioner=contract.commissioner,
                provider=provider,
                received_on=received_on,
                **(defaults | facts),
            ),
            received_on,
        )

    def admit(
        self,
        referral: Referral,
        contract: Contract,
        bed: Bed,
        on: dt.date,
        *,
        entered_on: dt.date | None = None,
    ) -> Placement:
        """A placement that begins in that bed on that day."""
        placement = Placement(
            referral=referral,
            resident=referral.resident,
            contract=contract,
            service=bed.service,
            admitted_on=on,
        )
        self.add(placement, entered_on or on)
        self.bed_stay(placement, bed, on, entered_on=entered_on)
        return placement

    def bed_stay(self, placement: Placement, bed: Bed, on: dt.date, *, entered_on: dt.date | None = None) -> BedStay:
        """The placement has this bed from that night on; a bed that it had until now is left that morning."""
        self.leave_bed(placement, on)
        placement.service = bed.service
        stay = BedStay(placement=placement, resident=placement.resident, bed=bed, from_date=on)
        self._bed_now[id(placement)] = stay
        return self.add(stay, entered_on or on)

    def leave_bed(self, placement: Placement, on: dt.date) -> None:
        """The bed that the placement has, if any, is free from that morning."""
        if stay := self._bed_now.pop(id(placement), None):
            stay.until_date = on

    def discharge(
        self,
        placement: Placement,
        on: dt.date,
        destination: str,
        *,
        planned: bool = True,
        entered_on: dt.date | None = None,
    ) -> Discharge:
        """The placement ends on that morning, and so does its stay in the bed that it has."""
        placement.discharged_on = on
        self.leave_bed(placement, on)
        return self.add(Discharge(placement=placement, destination=destination, planned=planned), entered_on or on)

    def save(self) -> Mapping[type[models.Model], int]:
        """Write everything; the caller holds the transaction. Returns how many records of each kind."""
        written: dict[type[models.Model], int] = {}
        for kind in IN_ORDER:
            if rows := self.rows[kind]:
                if kind is Provider:  # a partner refers to its lead, which must have been written before
                    for row in rows:
                        row.save()
                else:
                    kind.objects.bulk_create(rows, batch_size=2_000)
                written[kind] = len(rows)
        links = Ward.commissioners.through
        links.objects.bulk_create(links(ward=ward, commissioner=commissioner) for ward, commissioner in self._refers)
        with connection.cursor() as cursor:
            # without statistics the database plans the first figures for empty tables, which takes minutes
            cursor.execute("ANALYZE " + ", ".join(kind._meta.db_table for kind in written))
        return written

    def _new_reference(self) -> str:
        while True:
            reference = "R-" + "".join(self.rng.choices(REFERENCE_ALPHABET, k=6))
            if reference not in self._references:
                self._references.add(reference)
                return reference
