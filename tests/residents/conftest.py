"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker
from tests.residents.meeting_house import met
from tests.residents.safe_house import safe
from tests.residents.support_house import life, official
from tests.residents.ward import pathway

__all__ = ["house", "life", "met", "official", "pathway", "placement", "rooms", "safe", "worker"]
