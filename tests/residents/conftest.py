"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker

__all__ = ["house", "placement", "rooms", "worker"]
