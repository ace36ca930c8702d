"""The posts that services depend on: filled, vacant, or soon no longer paid for."""

from __future__ import annotations

from reporting.measures.definition import EVERY_DIMENSION, Better, Dimension, Measure, Rows, Unit, number, share
from reporting.measures.sources import REVIEW

WORKFORCE = "Workforce"
SECTION = f"{REVIEW}, section 2.5"

WHEN = (
    "on the morning after the last night of the period so far, by the register as it is now: a vacancy that has been "
    "filled since is no longer in it. A post belongs to the contract of its commissioner and provider on that night, "
    "for its service, where there is just one."
)

POSTS = Rows(
    name="posts",
    what="Posts",
    shown={
        "role": "Role",
        "employer": "Employer",
        "service": "Service",
        "from_date": "Paid for from",
        "until_date": "Paid for until",
        "vacant_since": "Vacant since",
    },
    dimensions=tuple(each for each in EVERY_DIMENSION if each is not Dimension.WARD),
)
"""One row for each post that was paid for on that morning."""

MEASURES = (
    Measure(
        "posts_filled",
        "Posts filled",
        WORKFORCE,
        f"Posts that were paid for and not vacant, {WHEN}",
        Unit.POSTS,
        Better.HIGHER,
        source=SECTION,
        rows=POSTS,
        calculation=number("NOT vacant"),
    ),
    Measure(
        "posts_vacant",
        "Posts vacant",
        WORKFORCE,
        f"Posts that were paid for and vacant, {WHEN}",
        Unit.POSTS,
        Better.LOWER,
        source=SECTION,
        rows=POSTS,
        calculation=number("vacant"),
    ),
    Measure(
        "posts_ending",
        "Posts ending in the next 90 days",
        WORKFORCE,
        "Posts, filled or vacant, that were paid for and whose first day without pay is one of the 90 days after, "
        f"{WHEN}",
        Unit.POSTS,
        Better.LOWER,
        source=SECTION,
        rows=POSTS,
        calculation=number("ending"),
    ),
    Measure(
        "vacancy_rate",
        "Vacancy rate",
        WORKFORCE,
        f"The share of the posts paid for that were vacant, {WHEN}",
        Unit.PER_CENT,
        Better.LOWER,
        numerator="Posts paid for and vacant",
        denominator="Posts paid for",
        source=SECTION,
        rows=POSTS,
        calculation=share("vacant"),
    ),
)
