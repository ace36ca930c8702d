"""What can go wrong on a laptop, said so that the person at it knows what to do."""


class LocalError(Exception):
    """A sentence for the person at the terminal: what is in the way, and what to do."""
