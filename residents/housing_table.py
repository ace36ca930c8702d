"""The table of all ways out that are open."""

from __future__ import annotations

from beds.tables import CellColumn, Column, Table

HOUSING = "residents/move_on/cells"


class HousingTable(Table):
    """One row an open application or home track."""

    caption = "Open applications and home tracks"

    person = CellColumn(
        f"{HOUSING}/person.html",
        verbose_name="Resident",
        order_by=("case__reference",),
        empty_values=(),
        datum="case__reference",
    )
    service = Column(accessor="case__service")
    days_left = CellColumn(f"{HOUSING}/stay.html", verbose_name="Stay")
    what = CellColumn(f"{HOUSING}/what.html", verbose_name="Way out")
    stage = CellColumn(f"{HOUSING}/stage.html", order_by=("stage_number", "days"))
    late_by = CellColumn(f"{HOUSING}/clock.html", verbose_name="In stage", order_by=("late_by", "days"))
    owner = Column(verbose_name="Whose move")
    moves_by = CellColumn(f"{HOUSING}/forecast.html", verbose_name="Forecast")
