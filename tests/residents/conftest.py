"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker
from tests.residents.meeting_house import met

__all__ = ["house", "met", "placement", "rooms", "worker"]
