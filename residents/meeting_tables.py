"""The table of meetings."""

from __future__ import annotations

from beds.tables import CellColumn, Column, NumberColumn, Table
from beds.written import Kind

CELLS = "residents/meetings/cells"


class MeetingsTable(Table):
    """One row a meeting."""

    caption = "Step-down meetings"

    held_on = CellColumn(f"{CELLS}/meeting.html", kind=Kind.DATE, verbose_name="Meeting")
    commissioner = Column()
    state = CellColumn(f"{CELLS}/state.html")
    cases = NumberColumn(verbose_name="People spoken of")
    actions = NumberColumn(verbose_name="Actions agreed")
    actions_open = NumberColumn(verbose_name="Open still")
    minutes = CellColumn(
        f"{CELLS}/minutes.html", verbose_name="Minutes", orderable=False, empty_values=(), exclude_from_export=True
    )
