"""What is spent, and what overstays cost."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Unit
from reporting.measures.sources import REVIEW

MONEY = "Money"

MEASURES = (
    Measure(
        "overstay_cost",
        "Overstay cost",
        MONEY,
        "The price of overstay nights at the rate in force on each night, rounded once for each placement; "
        "block-funded nights have no price by the night and are counted as nights only. Nights under a contract that "
        "is not yours are counted too, but their price is not shown and is in no cost.",
        Unit.POUNDS,
        Better.LOWER,
        source=REVIEW,
    ),
    Measure(
        "cost",
        "Cost",
        MONEY,
        "The price of a placement's nights at the rate in force on each night, rounded once, half up, to the penny; "
        "nights for which the bed is held are charged, void nights are not.",
        Unit.POUNDS,
    ),
    Measure(
        "spend",
        "Spend",
        MONEY,
        "Spot contracts: the cost of the nights so far in the financial year, each placement rounded once. Block "
        "contracts: the annual value, in proportion to the nights of the contract so far in the financial year.",
        Unit.POUNDS,
    ),
    Measure(
        "value_to_date",
        "Contract value to date",
        MONEY,
        "The annual value in proportion to the nights of the contract so far in the financial year, which starts on "
        "1 April.",
        Unit.POUNDS,
    ),
    Measure(
        "notional_cost",
        "Notional cost of a block bed-night",
        MONEY,
        "The value of a block contract in the financial year divided by its contracted bed-nights in it; a comparison "
        "only, never added to spot cost.",
        Unit.POUNDS,
        numerator="Annual value, in proportion to the nights of the contract in the year",
        denominator="Contracted bed-nights in the financial year",
    ),
    Measure(
        "days_to_end",
        "Days to the contract's end",
        MONEY,
        "Nights of the contract still to come on the morning of the date.",
        Unit.DAYS,
    ),
)
