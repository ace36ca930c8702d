"""What a person may see and do, as a plain value: every read starts from it and every action asks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a membership lets its holder do."""

    COMMISSIONER = "commissioner"
    CONTRACT_MANAGER = "contract_manager"
    ADMINISTRATOR = "administrator"
    PROVIDER_WORKER = "provider_worker"
    PROVIDER_VIEWER = "provider_viewer"


COMMISSIONER_ROLES = (Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR)
PROVIDER_ROLES = (Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER)


@dataclass(frozen=True, slots=True)
class Scope:
    """The commissioners and providers, by id, whose records a person may see, and where they may write.

    `providers` includes the partners of a lead provider. `everything` is the scope of commands and tasks, which
    act for the system and for no person.
    """

    commissioners: frozenset[int] = field(default=frozenset())
    decides_for: frozenset[int] = field(default=frozenset())
    providers: frozenset[int] = field(default=frozenset())
    writes_for: frozenset[int] = field(default=frozenset())
    everything: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.everything or self.commissioners or self.providers)

    def may_write_for(self, provider_id: int) -> bool:
        """Log admissions, discharges, voids and so on for this provider."""
        return self.everything or provider_id in self.writes_for

    def may_decide_for(self, commissioner_id: int) -> bool:
        """Approve an extension and the like on behalf of this commissioner."""
        return self.everything or commissioner_id in self.decides_for


SYSTEM = Scope(everything=True)
"""The scope of commands, tasks and the administration site, which see all records."""
