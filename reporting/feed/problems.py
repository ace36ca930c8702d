"""Questions that the feed does not answer, with what to do instead."""

from __future__ import annotations


class FeedProblem(Exception):
    """Why there is no answer; the roof turns it into JSON with this status."""

    def __init__(self, status: int, error: str, what_to_do: str) -> None:
        super().__init__(error)
        self.status, self.error, self.what_to_do = status, error, what_to_do


def wrong(error: str, what_to_do: str) -> FeedProblem:
    """A question that cannot be asked like this."""
    return FeedProblem(422, error, what_to_do)


def not_for_shared(what: str) -> FeedProblem:
    """Something that would show small numbers."""
    return FeedProblem(
        403,
        f"{what} would show small numbers, which this token does not see.",
        "Ask for readings by month, all together or by contract; or use a token without hidden numbers if you may.",
    )
