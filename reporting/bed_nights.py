"""Bed-nights of a set of beds and nights, and the rates that follow from them: pure arithmetic, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BedNights:
    """Counts of bed-nights; each contracted one is void, occupied, held or vacant.

    `placement_only` are those occupied or held in beds bought for one placement, which are counted above as well.
    `overstay` are those occupied by, or held for, somebody past the stay limit.
    """

    contracted: int = 0
    void: int = 0
    occupied: int = 0
    held: int = 0
    overstay: int = 0
    placement_only: int = 0

    def __add__(self, other: BedNights) -> BedNights:
        return BedNights(
            self.contracted + other.contracted,
            self.void + other.void,
            self.occupied + other.occupied,
            self.held + other.held,
            self.overstay + other.overstay,
            self.placement_only + other.placement_only,
        )

    @property
    def used(self) -> int:
        """Occupied or held."""
        return self.occupied + self.held

    @property
    def available(self) -> int:
        return self.contracted - self.void

    @property
    def vacant(self) -> int:
        return self.available - self.used

    @property
    def occupancy(self) -> Decimal | None:
        """Per cent of available bed-nights; None when none was available."""
        return per_cent(self.used, self.available)

    @property
    def utilisation(self) -> Decimal | None:
        """Per cent of contracted bed-nights; None when none was contracted."""
        return per_cent(self.used, self.contracted)

    @property
    def occupancy_of_reserved(self) -> Decimal | None:
        """Occupancy without the beds bought for one placement only, which are always full by construction."""
        return per_cent(self.used - self.placement_only, self.available - self.placement_only)

    @property
    def utilisation_of_reserved(self) -> Decimal | None:
        """Utilisation without the beds bought for one placement only."""
        return per_cent(self.used - self.placement_only, self.contracted - self.placement_only)


def per_cent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent; None of nothing."""
    return Decimal(100 * part) / whole if whole else None
