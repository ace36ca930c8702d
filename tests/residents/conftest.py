"""What the tests about residents share."""

from tests.residents.histories import placement, rooms
from tests.residents.house import house, worker
from tests.residents.support_house import life, official

__all__ = ["house", "life", "official", "placement", "rooms", "worker"]
