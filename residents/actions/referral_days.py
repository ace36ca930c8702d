"""The days of a referral: a slip of the year would put somebody at the head of every list, or at its very end."""

from __future__ import annotations

import datetime as dt

from beds.acting import not_in_future
from beds.refusal import Refusal
from beds.wording import long_date

LONGEST_WAIT = 10
"""Years; nobody waits longer for a bed, or on a ward for the referral. An earlier day is a slip of the pen."""
REFERRED = "The date of the referral"
READY = "The date on which they were ready to leave the ward"


def check_received(received_on: dt.date, today: dt.date) -> None:
    """Refuse a day of referral in the future, or of long ago, when it is entered."""
    not_in_future(received_on, today, REFERRED, "received_on")
    if today.year - received_on.year > LONGEST_WAIT:
        raise Refusal(f"Check the year: {received_on.year} is too long ago for a referral.", field="received_on")


def check_ready(ready_on: dt.date, received_on: dt.date) -> None:
    """Refuse a day of being ready to leave the ward that is long before the referral."""
    if received_on.year - ready_on.year > LONGEST_WAIT:
        raise Refusal(
            f"Check the year: {ready_on.year} is too long before the referral, {long_date(received_on)}.",
            field="clinically_ready_on",
        )
