"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker
from tests.residents.ward import pathway

__all__ = ["house", "pathway", "placement", "rooms", "worker"]
