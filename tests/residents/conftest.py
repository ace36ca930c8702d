"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker
from tests.residents.safe_house import safe

__all__ = ["house", "placement", "rooms", "safe", "worker"]
