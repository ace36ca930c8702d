"""What is spent, against what was agreed, and what overstays and voids cost."""

from __future__ import annotations

from django.urls import reverse

from reporting.content import Cell, Column, Kind, Row, Section, Table
from reporting.measures import Dimension
from reporting.packs.figures import Figures
from reporting.packs.tables import measure_table, rounded, section
from reporting.periods import Span
from reporting.queries.contracts import notional_costs

SPENT = ("spend", "contract_value", "spend_share")


def finance(figures: Figures) -> Section:
    """Block and spot, spend against value, and what a night costs."""
    measures = measure_table(
        figures,
        "money",
        "Spend and cost",
        (
            *SPENT,
            "cost_per_occupied_night",
            "cost_per_placement",
            "cost_per_discharge_within_limit",
            "overstay_cost",
            "overstay_cost_change",
            "void_cost_block",
        ),
        note="The cost of overstays and of voids is part of the spend, and never added to it.",
    )
    return section("finance", "Finance", [measures, _by_contract(figures), _notional(figures)])


def _by_contract(figures: Figures) -> Table:
    readings = figures.by(Dimension.CONTRACT, *SPENT)

    def pounds(key: str, at: Span, unit: int | None) -> Cell:
        reading = readings.of(key, at, unit) if unit is not None else figures.of(key, at)
        no_value = key == "contract_value" and not reading.value
        return "No value agreed" if no_value else rounded(reading.value, Kind.POUNDS)

    def cells(unit: int | None) -> tuple[Cell, ...]:
        found = [pounds(key, at, unit) for at in (figures.month, figures.year) for key in SPENT[:2]]
        share = readings.value(SPENT[2], figures.year, unit) if unit else figures.value(SPENT[2], figures.year)
        return (*found, rounded(share, Kind.PER_CENT))

    rows = [
        Row(
            (each.reference, str(each.provider), each.get_funding_display(), *cells(each.pk)),
            opens=figures.opens("spend", contract=each.pk),
        )
        for each in figures.contracts
    ]
    if len(rows) > 1:
        rows.append(Row(("All", "", "", *cells(None)), opens=figures.opens("spend"), is_total=True))
    return Table(
        "contracts",
        "By contract",
        _of_contracts(figures),
        tuple(rows),
        empty="No contract has a night in the month.",
        regroups=True,
    )


def _of_contracts(figures: Figures) -> tuple[Column, ...]:
    return (
        Column("contract", "Contract"),
        Column("provider", "Provider"),
        Column("funding", "Funding"),
        Column("spend", f"Spend, {figures.month_name}", Kind.POUNDS),
        Column("value", f"Value, {figures.month_name}", Kind.POUNDS),
        Column("year_spend", f"Spend, {figures.year_name}", Kind.POUNDS),
        Column("year_value", f"Value, {figures.year_name}", Kind.POUNDS),
        Column("share", f"Spend as a share of value, {figures.year_name}", Kind.PER_CENT),
    )


def _notional(figures: Figures) -> Table:
    columns = (Column("contract", "Contract"), Column("notional", "Notional cost of a bed-night", Kind.POUNDS))
    costs = notional_costs(figures.contracts, figures.as_at)
    rows = tuple(
        Row(
            (each.reference, costs.get(each.pk)),
            opens=f"{reverse('reporting:contract', args=[each.pk])}?as_at={figures.as_at}",
        )
        for each in figures.contracts
        if each.is_block
    )
    return Table(
        "notional",
        "Notional cost of block contracts",
        columns,
        rows,
        note="Notional: the value of the contract in the financial year, divided by its contracted bed-nights. It is "
        "for comparison only, and is never added to the cost of spot nights.",
        empty="No block contract has a night in the month.",
    )
