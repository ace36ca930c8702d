"""What a person may see and do, as a plain value: every read starts from it and every action asks it."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from enum import StrEnum
from hashlib import sha256


class Role(StrEnum):
    """What a membership lets its holder do."""

    COMMISSIONER = "commissioner"
    CONTRACT_MANAGER = "contract_manager"
    ADMINISTRATOR = "administrator"
    HOUSING_OFFICER = "housing_officer"
    ANALYST = "analyst"
    PROVIDER_WORKER = "provider_worker"
    PROVIDER_VIEWER = "provider_viewer"
    REFERRER = "referrer"


COMMISSIONER_ROLES = (
    Role.COMMISSIONER,
    Role.CONTRACT_MANAGER,
    Role.ADMINISTRATOR,
    Role.HOUSING_OFFICER,
    Role.ANALYST,
)
PROVIDER_ROLES = (Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER)
WARD_ROLES = (Role.REFERRER,)
DECIDING_ROLES = (Role.COMMISSIONER, Role.ADMINISTRATOR)
SIGNING_ROLES = (*DECIDING_ROLES, Role.CONTRACT_MANAGER)


@dataclass(frozen=True, slots=True)
class Scope:
    """The commissioners, providers and wards, by id, whose records a person may see, and where they may write.

    A ward's referrers see the referrals that it made. `providers` includes the partners of a lead provider. Of the
    commissioners in `analyses_for` a person sees figures in the data feed, with small numbers hidden, and nothing else.
    `everything` is the scope of commands and tasks, which act for the system and for no person.
    """

    commissioners: frozenset[int] = field(default=frozenset())
    decides_for: frozenset[int] = field(default=frozenset())
    signs_for: frozenset[int] = field(default=frozenset())
    houses_for: frozenset[int] = field(default=frozenset())
    providers: frozenset[int] = field(default=frozenset())
    writes_for: frozenset[int] = field(default=frozenset())
    wards: frozenset[int] = field(default=frozenset())
    analyses_for: frozenset[int] = field(default=frozenset())
    everything: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.sees_figures or self.wards)

    @property
    def sees_figures(self) -> bool:
        """Whether nights, overstays and contracts are for this person: they are not for a ward."""
        return bool(self.everything or self.commissioners or self.providers)

    @property
    def reads_feed(self) -> bool:
        """Whether the data feed has anything for this person, be it with small numbers hidden."""
        return self.sees_figures or bool(self.analyses_for)

    @property
    def mark(self) -> str:
        """Tells two scopes apart, and is the same for equal ones: kept with what somebody got within it."""
        known = [sorted(value) if isinstance(value, frozenset) else value for value in astuple(self)]
        return sha256(repr(known).encode()).hexdigest()

    def may_write_for(self, provider_id: int) -> bool:
        """Log admissions, discharges, voids and so on for this provider."""
        return self.everything or provider_id in self.writes_for

    def may_decide_for(self, commissioner_id: int) -> bool:
        """Approve an extension and the like on behalf of this commissioner."""
        return self.everything or commissioner_id in self.decides_for

    def may_sign_for(self, commissioner_id: int) -> bool:
        """Draft review packs of this commissioner's contracts, and sign them off."""
        return self.everything or commissioner_id in self.signs_for

    def may_house_for(self, commissioner_id: int) -> bool:
        """Keep move-on applications and repairs up to date, as this commissioner's housing officer."""
        return self.everything or commissioner_id in self.houses_for

    def may_refer_for(self, ward_id: int) -> bool:
        """Refer people from this ward."""
        return self.everything or ward_id in self.wards


SYSTEM = Scope(everything=True)
"""The scope of commands, tasks and the administration site, which see all records."""
