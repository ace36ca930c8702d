"""Whether everybody has the same access: who is referred, and who becomes a resident."""

from __future__ import annotations

from decimal import Decimal

from reporting.content import Column, Kind, Row, Section, Table, Words
from reporting.packs.figures import Figures
from reporting.packs.tables import in_order, labels_of_rows, rounded, section

SPLITS = {"gender": "Gender", "age_band": "Age", "ethnicity": "Ethnicity", "need": "Main need"}
SHARES = (
    Column("referrals", "Referrals", Kind.COUNT, people=True, cumulative=True),
    Column("referrals_share", "Share of referrals", Kind.PER_CENT, people=True),
    Column("residents", "Residents", Kind.COUNT, people=True, cumulative=True),
    Column("residents_share", "Share of residents", Kind.PER_CENT, people=True),
)
NOTE = (
    "Referrals and residents of the financial year so far, side by side: where a group has a smaller share of the "
    "residents than of the referrals, ask why. A resident may have been referred before the year began, and somebody "
    "may have been referred twice. With few people, shares go up and down by chance."
)


def equality(figures: Figures) -> Section:
    """Referrals against residents, by what is recorded of the person."""
    tables = [_table(figures, split, heading) for split, heading in SPLITS.items()]
    return section("equality", "Equality of access", [Words((NOTE,)), *tables])


def _table(figures: Figures, split: str, heading: str) -> Table:
    year = figures.year
    referred, residents = (figures.split(key, split, [year]) for key in ("referrals", "residents"))
    labels = labels_of_rows("residents", split)
    codes = in_order({*referred.codes("referrals"), *residents.codes("residents")}, labels)
    numbers = {
        code: (
            int(referred.value("referrals", year, code=code) or 0),
            int(residents.value("residents", year, code=code) or 0),
        )
        for code in codes
    }
    totals = [sum(each[at] for each in numbers.values()) for at in (0, 1)]
    rows = [
        Row(
            (labels.get(code, code), many, _share(many, totals[0]), here, _share(here, totals[1])),
            opens=figures.opens("referrals", year, split=split, code=code),
            behind=(None, None, many, None, here),
        )
        for code, (many, here) in numbers.items()
    ]
    if rows:
        cells = ("All", totals[0], _share(totals[0], totals[0]), totals[1], _share(totals[1], totals[1]))
        rows.append(Row(cells, opens=figures.opens("referrals", year), is_total=True))
    return Table(
        f"access_{split}",
        heading,
        (Column("code", heading), *SHARES),
        tuple(rows),
        empty="Nobody was referred or resident in the year so far.",
    )


def _share(part: int, whole: int) -> Decimal | int | None:
    return rounded(Decimal(part * 100) / whole, Kind.PER_CENT) if whole else None
