"""The shared version of a report: what it says, and that nobody can work out what it hides."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from reporting import suppression
from reporting.content import (
    Adds,
    Chart,
    Column,
    Content,
    Facts,
    Kind,
    Row,
    Section,
    Shape,
    Table,
    Words,
    from_json,
    to_json,
)
from reporting.suppression import moves, shared
from tests.reporting.attacker import NOTHING, World, worked_out

AS_AT = dt.date(2023, 4, 1)
WHAT = Column("what", "What")
MONTH = Column("month", "This month", Kind.COUNT, people=True)


def content(*blocks) -> Content:
    return Content("Review", "March 2023", AS_AT, (Section(1, "all", "All", blocks),))


def table(*rows: Row, columns=(WHAT, MONTH), key="t", **options) -> Table:
    return Table(key, "Table", columns, rows, **options)


def shown(report: Content) -> list[list]:
    """The cells of each table; `NOTHING` in one that is left out."""
    told = {each.key: [list(row.cells[1:]) for row in each.rows] for each in shared(report).tables()}
    left_out = {each.key: [[NOTHING] * (len(row.cells) - 1) for row in each.rows] for each in report.tables()}
    return [told.get(key, cells) for key, cells in left_out.items()]


def one_way(rng: random.Random) -> World:
    """A breakdown with its total, which the summary tells too; and what is settled, a part of it."""
    world = World()
    parts = [world.number(rng) for _ in range(rng.randint(2, 8))]
    settled = parts[: len(parts) // 2 + 1]
    values = [world.value([at]) for at in parts]
    rows = [
        Row((f"code {at}", value), part="settled" if at in settled else "not")
        for at, value in zip(parts, values, strict=True)
    ]
    told = shown(
        content(
            table(Row(("All", sum(values))), Row(("Settled", world.value(settled))), adds=Adds.NO, key="summary"),
            table(*rows, Row(("Total", sum(values)), is_total=True)),
        )
    )
    world.tell(parts, told[0][0][0])
    world.tell(settled, told[0][1][0])
    for at, (cell,) in zip([[each] for each in parts], told[1][:-1], strict=True):
        world.tell(at, cell, group="breakdown")
    world.tell(parts, told[1][-1][0])
    return world


def two_ways(rng: random.Random) -> World:
    """Two things at once, with both margins."""
    world = World()
    grid = [[world.number(rng) for _ in range(rng.randint(2, 4))]]
    grid += [[world.number(rng) for _ in grid[0]] for _ in range(rng.randint(1, 4))]
    sums = [[*[[at] for at in row], row] for row in grid]
    sums.append([*([row[j] for row in grid] for j in range(len(grid[0]))), [at for row in grid for at in row]])
    columns = (WHAT, *(Column(f"c{j}", f"c{j}", Kind.COUNT, people=True) for j in range(len(grid[0]))))
    columns += (Column("all", "All", Kind.COUNT, people=True, is_total=True),)
    rows = [
        Row((f"row {i}", *(world.value(each) for each in row)), is_total=i == len(grid)) for i, row in enumerate(sums)
    ]
    for row, cells in zip(sums, shown(content(table(*rows, columns=columns, adds=Adds.BOTH)))[0], strict=True):
        for atoms, cell in zip(row, cells, strict=True):
            world.tell(atoms, cell)
    return world


def steps(rng: random.Random) -> World:
    """Sub-totals below their parts, and the total of all."""
    world = World()
    sums, rows = [], []
    for block in range(rng.randint(2, 4)):
        parts = [world.number(rng) for _ in range(rng.randint(1, 4))]
        for atoms in (*([at] for at in parts), parts):
            sums.append(atoms)
            rows.append(Row((f"{block} {atoms}", world.value(atoms)), is_total=atoms is parts))
    sums.append(list(range(len(world.truth))))
    rows.append(Row(("All", sum(world.truth)), is_total=True))
    for atoms, (cell,) in zip(sums, shown(content(table(*rows)))[0], strict=True):
        world.tell(atoms, cell)
    return world


def months(rng: random.Random) -> World:
    """The reports of three months, each with the month before it, the year to date, and months side by side."""
    world = World()
    count = rng.randint(2, 5)
    grid = [[world.number(rng) for _ in range(count)] for _ in range(3)]
    before = Column("before", "Month before", Kind.COUNT, people=True)
    to_date = Column("year", "Year to date", Kind.COUNT, people=True, cumulative=True)
    codes = tuple(Column(f"c{j}", f"code {j}", Kind.COUNT, people=True) for j in range(count))
    total = Column("all", "All", Kind.COUNT, people=True, is_total=True)
    for (_, last), (m, this) in pairwise(enumerate(grid)):
        sums = [[[this[j]], [last[j]], [grid[i][j] for i in range(m + 1)]] for j in range(count)]
        sums.append([[at for part in column for at in part] for column in zip(*sums, strict=True)])
        over_time = [[*([at] for at in month), month] for month in grid[: m + 1]]
        told = shown(
            content(
                table(
                    *(
                        Row((f"code {j}", *(world.value(each) for each in row)), is_total=j == count)
                        for j, row in enumerate(sums)
                    ),
                    columns=(WHAT, MONTH, before, to_date),
                ),
                table(
                    *(Row((f"month {i}", *(world.value(each) for each in row))) for i, row in enumerate(over_time)),
                    columns=(WHAT, *codes, total),
                    adds=Adds.ACROSS,
                    key="trend",
                ),
            )
        )
        for name, rows, cells in (("split", sums, told[0]), ("trend", over_time, told[1])):
            for i, (row, line) in enumerate(zip(rows, cells, strict=True)):
                for j, (atoms, cell) in enumerate(zip(row, line, strict=True)):
                    of = (i if name == "trend" else m - j) if len(atoms) == 1 else None
                    world.tell(atoms, cell, group="" if of is None else f"month {of}")
    return world


def shares(rng: random.Random) -> World:
    """The shares of the parts of a whole, whose numbers may be left out; and a rate of others, who did or did not."""
    world = World()
    parts = [world.number(rng) for _ in range(rng.randint(2, 4))]
    did, did_not = world.number(rng), world.number(rng)
    columns = (
        WHAT,
        Column("number", "Number", Kind.COUNT, people=True, cumulative=rng.random() < 0.5),
        Column("share", "Share", Kind.PER_CENT, people=True),
    )
    whole = world.value(parts)
    rows = [
        Row((f"code {at}", each, per_cent(each, whole)), behind=(None, None, each))
        for at, each in zip(parts, (world.value([at]) for at in parts), strict=True)
    ]
    asked, settled = world.value([did, did_not]), world.value([did])
    told = shown(
        content(
            table(*rows, Row(("Total", whole, per_cent(whole, whole)), is_total=True), columns=columns),
            table(Row(("All", whole)), adds=Adds.NO, key="all"),
            rates(Row(("Settled", per_cent(settled, asked), asked), behind=(None, settled))),
        )
    )
    for at, (number, share) in zip(parts, told[0], strict=False):
        world.tell([at], number, group="breakdown")
        world.tell_share([at], parts, share)
    world.tell(parts, told[1][0][0])
    rate, of = told[2][0]
    world.tell([did, did_not], of)
    world.tell_share([did], [did, did_not], rate)
    world.tell([did_not], "*" if world.value([did_not]) < 5 else NOTHING, group="not told")
    return world


def per_cent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1")) if whole else None


def rates(*rows: Row) -> Table:
    """Rates, each with the number that it is a share of."""
    columns = (WHAT, Column("rate", "Rate", Kind.BY_ROW), Column("of", "Out of", Kind.COUNT, people=True))
    told = (replace(row, kind=Kind.PER_CENT, people=True) for row in rows)
    return table(*told, columns=columns, adds=Adds.NO, key="rates")


MAKERS: tuple[Callable[[random.Random], World], ...] = (one_way, two_ways, steps, months, shares)


@pytest.mark.slow
def test_no_hidden_number_can_be_worked_out_in_a_thousand_random_reports() -> None:
    rng = random.Random(4)
    worlds = [MAKERS[at % len(MAKERS)](rng) for at in range(1000)]
    assert sum(len(world.secrets()) for world in worlds) > 3000
    assert [(world.sums[at], world.told) for world, at in worked_out(worlds)] == []


def test_without_hiding_others_the_solver_finds_hidden_numbers(monkeypatch) -> None:
    monkeypatch.setattr(moves, "protect", lambda *args: None)
    rng = random.Random(4)
    worlds = [MAKERS[at % len(MAKERS)](rng) for at in range(200)]
    assert len(worked_out(worlds)) > 10


@pytest.mark.parametrize("left_out", ["_shares_of_a_whole", "_few_in_the_rest"])
def test_the_solver_finds_hidden_numbers_by_the_shares_of_the_others(monkeypatch, left_out: str) -> None:
    monkeypatch.setattr(suppression, left_out, lambda *args: ())
    rng = random.Random(4)
    assert len(worked_out([shares(rng) for _ in range(100)])) > 10


def test_no_share_of_a_split_is_told_when_one_of_its_parts_is_small() -> None:
    columns = (
        WHAT,
        Column("number", "Number", Kind.COUNT, people=True, cumulative=True),
        Column("share", "Share", Kind.PER_CENT, people=True),
        Column("other_share", "Share of others", Kind.PER_CENT, people=True),
    )
    rows = [
        Row(("Male", 18, Decimal("75.0"), Decimal("50.0")), behind=(None, None, 18, 9)),
        Row(("Female", 4, Decimal("16.7"), Decimal("33.3")), behind=(None, None, 4, 6)),
        Row(("Other", 2, Decimal("8.3"), Decimal("16.7")), behind=(None, None, 2, 3)),
        Row(("All", 24, Decimal(100), Decimal(100)), is_total=True),
    ]
    told = shared(content(table(*rows, columns=columns)))
    assert "are too few people" in str(told.sections[0].blocks[1])
    rows[2] = Row(("Other", 2, Decimal("8.3"), Decimal("20.0")), behind=(None, None, 2, 5))
    assert shown(content(table(*rows, columns=columns)))[0] == [
        ["*", "*", Decimal(50)],
        ["*", "*", Decimal(35)],
        ["*", "*", Decimal(20)],
        ["*", "*", "*"],
    ]


def test_a_rate_is_hidden_when_those_it_leaves_out_are_few() -> None:
    rows = [
        Row(("Settled", Decimal("91.7"), 24), behind=(None, 22)),
        Row(("No social care", Decimal("79.2"), 24), behind=(None, 19)),
        Row(("Good", Decimal("83.3"), 24), behind=(None, 20)),
        Row(("Every one", Decimal(100), 24), behind=(None, 24)),
    ]
    assert shown(content(rates(*rows))) == [[["*", 25], [Decimal(80), 25], ["*", 25], ["*", 25]]]


def test_small_numbers_are_hidden_and_others_rounded_to_the_nearest_five() -> None:
    values = [0, 4, 5, 7, 8, 12, 13, 22, 23]
    told = shown(content(table(*(Row((str(each), each)) for each in values), adds=Adds.NO)))[0]
    assert [cell for (cell,) in told] == ["*", "*", 5, 5, 10, 10, 15, 20, 25]


def test_a_total_does_not_give_its_hidden_part_away() -> None:
    rows = [Row(("a", 7)), Row(("b", 7)), Row(("c", 4)), Row(("All", 18), is_total=True)]
    assert shown(content(table(*rows))) == [[["*"], [5], ["*"], [20]]]


def test_a_cell_hidden_in_one_table_is_hidden_in_the_other() -> None:
    first = table(Row(("a", 7)), Row(("b", 9)), Row(("c", 4)))
    again = table(Row(("c", 4)), Row(("a", 7)), adds=Adds.NO, key="again")
    assert shown(content(first, again)) == [[["*"], [10], ["*"]], [["*"], ["*"]]]


def test_nights_and_money_of_few_are_hidden_and_of_others_rounded() -> None:
    columns = (
        WHAT,
        MONTH,
        Column("nights", "Nights", Kind.COUNT),
        Column("cost", "Cost", Kind.POUNDS),
        Column("rate", "Rate", Kind.PER_CENT),
        Column("target", "Target", Kind.PER_CENT),
    )
    rows = [
        Row(("repairs", 1, 25, Decimal("3220.36"), Decimal(10), Decimal(85))),
        Row(("documents", 8, 103, Decimal("9403.44"), Decimal("72.7"), Decimal(85))),
        Row(("funding", 2, 9, None, Decimal(18), None)),
    ]
    assert shown(content(table(*rows, columns=columns)))[0] == [
        ["*", "*", "*", "*", Decimal(85)],
        [10, 105, Decimal(9400), Decimal(75), Decimal(85)],
        ["*", "*", "*", "*", None],
    ]


def test_a_row_of_its_own_kind_is_hidden_by_the_people_behind_it() -> None:
    columns = (WHAT, Column("month", "This month", Kind.BY_ROW), Column("year", "Year", Kind.BY_ROW, cumulative=True))
    rows = [
        Row(("Occupancy", Decimal("91.3"), Decimal("90.1")), kind=Kind.PER_CENT),
        Row(("Settled", Decimal("80"), Decimal("81")), kind=Kind.PER_CENT, people=True, behind=(None, 24, 30)),
        Row(("Readmitted", Decimal("33.3"), Decimal("9")), kind=Kind.PER_CENT, people=True, behind=(None, 1, 9)),
        Row(("Mean stay", Decimal("41.6"), Decimal("40")), kind=Kind.DECIMAL, people=True),
    ]
    assert shown(content(table(*rows, columns=columns, adds=Adds.NO)))[0] == [
        [Decimal("91.3"), Decimal("90.1")],
        [Decimal(80), Decimal(80)],
        ["*", Decimal(10)],
        ["*", "*"],
    ]


def test_stocks_are_hidden_and_shares_that_make_a_whole_hide_each_other() -> None:
    rows = [
        Row(("Residents", 12), kind=Kind.COUNT, people=True, cumulative=True),
        Row(("Good", Decimal("41.7")), kind=Kind.PER_CENT, people=True, part="better", behind=(None, 5)),
        Row(("None", Decimal("16.7")), kind=Kind.PER_CENT, people=True, part="better", behind=(None, 2)),
        Row(("Settled", Decimal("58.3")), kind=Kind.PER_CENT, people=True, behind=(None, 7)),
    ]
    columns = (WHAT, Column("month", "This month", Kind.BY_ROW))
    told = shown(content(table(*rows, columns=columns, adds=Adds.NO)))[0]
    assert told == [["*"], ["*"], ["*"], [Decimal(60)]]


def test_nobody_looks_like_a_few() -> None:
    share = Column("share", "Share", Kind.PER_CENT, people=True)
    few = table(Row(("a", 1)), Row(("b", 2)))
    none = table()
    assert shared(content(few)).sections[0].blocks[1] == shared(content(none)).sections[0].blocks[1]
    rows = [Row(("Settled", 2, Decimal(50))), Row(("Good", 0, None))]
    assert shown(content(table(*rows, columns=(WHAT, MONTH, share), adds=Adds.NO))) == [[["*", "*"], ["*", "*"]]]


def test_words_facts_and_charts_say_no_more_than_the_tables() -> None:
    months = table(
        Row(("March", 7, Decimal("5.5"))),
        Row(("April", 3, Decimal("5.5"))),
        adds=Adds.NO,
        columns=(WHAT, Column("value", "Value", Kind.COUNT, people=True), Column("mean", "Mean", Kind.DECIMAL)),
    )
    report = content(
        Words(("Three people left.",), people=True),
        Words(("The stay limit is 42 nights.",)),
        Facts((("Residents", 24), ("Women", 2), ("Beds", 9)), (Kind.COUNT,) * 3, people=(True, True, False)),
        Chart("c", "Leavers", "It fell from 7 to 3.", Shape.SPC, months),
        table(Row(("R-1", 1)), about_people=True, key="persons"),
        table(Row(("a", 9)), regroups=True, key="again"),
    )
    told = shared(report)
    blocks: list[Any] = list(told.sections[0].blocks)
    assert told.shared
    assert told == shared(told) == from_json(to_json(told))
    assert "Three people" not in str(told)
    assert "from 7 to 3" not in str(told)
    assert "R-1" not in str(told)
    assert "42 nights" in str(told)
    hidden = replace(months, rows=(Row(("March", 2, Decimal("5.5"))),))
    (left_out,) = shared(content(Chart("c", "Leavers", "", Shape.SPC, hidden))).sections[0].blocks[1:]
    assert isinstance(left_out, Words)
    assert blocks[3].pairs == (("Residents", 25), ("Women", "*"), ("Beds", 9))
    assert [row.cells for row in blocks[4].table.rows] == [("March", 5, None), ("April", "*", None)]
    assert all(isinstance(block, Words) for block in blocks[5:])
