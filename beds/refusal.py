"""What an action says when a rule stands in the way."""

from __future__ import annotations


class Refusal(Exception):
    """An action that cannot be done: the message names what is in the way and says what to do.

    `field` names the input that a form should show the message beside, when one is to blame.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
