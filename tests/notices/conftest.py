"""What the tests of notices share."""

from tests.notices.place import place, today

__all__ = ["place", "today"]
