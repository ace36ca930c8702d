"""What is spent, and what overstays cost."""

from __future__ import annotations

from reporting.measures.capacity import VOIDS
from reporting.measures.definition import (
    EVERY_DIMENSION,
    Better,
    Calculation,
    Dimension,
    Form,
    Measure,
    Rows,
    Unit,
    distinct,
    total,
)
from reporting.measures.overstay import OVERSTAY_NIGHTS
from reporting.measures.sources import REVIEW

MONEY = "Money"

SPENDING = Rows(
    name="spending",
    what="What was paid for under each contract",
    shown={
        "contract": "Contract",
        "kind": "For",
        "reference": "Resident",
        "service": "Service",
        "nights": "Nights",
        "spend": "Spend",
        "value": "Value",
    },
    dimensions=(Dimension.COMMISSIONER, Dimension.PROVIDER, Dimension.CONTRACT),
    splits={
        "kind": {"placement": "A placement", "value": "The contract", "discharge": "A discharge within the limit"},
    },
)
"""One row a period, contract and placement, one for the value of the contract, and one for each discharge in time."""

OVERSTAY_CHANGES = Rows(
    name="overstay_changes",
    what="Overstay nights of the period and of as many nights before it",
    shown={
        "reference": "Resident",
        "service": "Service",
        "contract": "Contract",
        "nights": "Overstay nights",
        "cost": "Cost",
        "earlier_nights": "Overstay nights before",
        "earlier_cost": "Cost before",
    },
    dimensions=EVERY_DIMENSION,
    per="placement_id",
    adds=("nights_in_both", "priced_nights", "sevenths", "earlier_sevenths"),
)
"""One row a placement, contract and service with overstay nights in either."""


def _pounds(sevenths: str) -> str:
    """Sevenths of a penny as pounds, rounded once, half up, as in `sql/figures.sql`; but a sum is no integer here."""
    return f"div(2 * ({sevenths})::numeric + 7, 14) * 0.01"


def _priced(top: str, nights: str) -> Calculation:
    """A sum of money: nothing where there is no night, and no value where no night has a price."""
    return Calculation(
        Form.SUM, f"CASE WHEN sum(priced_nights) > 0 OR sum({nights}) = 0 THEN coalesce(sum({top}), 0) END"
    )


def _spend_for_each(bottom: str, kind: str) -> Calculation:
    """The spend, divided by how many there are of a kind."""
    return Calculation(
        Form.RATIO, "coalesce(sum(spend), 0)", bottom, "spend IS NOT NULL", f"spend IS NOT NULL OR kind = '{kind}'"
    )


PRICED = (
    "Nights with no rate in force are left out. Only contracts that you may see are counted, and money goes by "
    "contract: a placement under two of them has an amount under each."
)

SPOT_PEOPLE = Measure(
    "spot_people",
    "Residents with a price a night",
    MONEY,
    "How many people the spend under spot contracts is of.",
    Unit.PEOPLE,
    rows=SPENDING,
    calculation=distinct("reference", "kind = 'placement' AND spend IS NOT NULL"),
)
"""In no catalogue: what is paid for a few is told to nobody outside."""

MEASURES = (
    Measure(
        "overstay_cost",
        "Overstay cost",
        MONEY,
        "The price of overstay nights at the rate in force on each night, rounded once for each placement; "
        "block-funded nights have no price by the night and are counted as nights only. Nights under a contract that "
        "is not yours are counted too, but their price is not shown and is in no cost. A period has the nights that "
        "lie in it; where none of them has a price there is no cost.",
        Unit.POUNDS,
        Better.LOWER,
        source=REVIEW,
        rows=OVERSTAY_NIGHTS,
        calculation=_priced(_pounds("sevenths"), "nights"),
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
        "Spot contracts: the cost of the nights in the period, each placement rounded once. Block contracts: the "
        "annual value, in proportion to the nights of the contract in the period. On the pages of contracts the period "
        "is the financial year so far.",
        Unit.POUNDS,
        rows=SPENDING,
        calculation=Calculation(
            Form.SUM, "coalesce(sum(spend), 0)", counts="spend IS NOT NULL", among="spend IS NOT NULL"
        ),
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
    Measure(
        "contract_value",
        "Contract value",
        MONEY,
        "The annual value of the contracts in proportion to their nights in the period so far, each contract rounded "
        "once: the price of a block contract, the budget of a spot one. A contract without a value adds nothing.",
        Unit.POUNDS,
        rows=SPENDING,
        calculation=total("value", "kind = 'value'"),
    ),
    Measure(
        "spend_share",
        "Spend as a share of contract value",
        MONEY,
        "The spend in the period as a share of the contract value in it; only of contracts that have a value.",
        Unit.PER_CENT,
        numerator="Spend in the period under contracts with an annual value",
        denominator="Annual value, in proportion to the nights of the contracts in the period",
        rows=SPENDING,
        calculation=Calculation(
            Form.RATIO,
            "coalesce(sum(spend) FILTER (WHERE has_value), 0)",
            "coalesce(sum(value), 0)",
            "spend IS NOT NULL AND has_value",
            "has_value AND kind <> 'discharge'",
        ),
    ),
    Measure(
        "cost_per_occupied_night",
        "Spend for each night with a resident",
        MONEY,
        "The spend in the period, divided by the nights on which a resident had a bed: occupied, or held while the "
        f"resident was away, which is charged alike. {PRICED}",
        Unit.POUNDS,
        Better.LOWER,
        numerator="Spend in the period, block and spot",
        denominator="Bed-nights occupied or held that are block funded or have a rate",
        rows=SPENDING,
        calculation=_spend_for_each("coalesce(sum(nights), 0)", "placement"),
    ),
    Measure(
        "cost_per_placement",
        "Spend for each placement",
        MONEY,
        "The spend in the period, divided by the placements that had a bed for a night of it, each counted once. "
        + PRICED,
        Unit.POUNDS,
        Better.LOWER,
        numerator="Spend in the period, block and spot",
        denominator="Placements with a night in the period that is block funded or has a rate",
        rows=SPENDING,
        calculation=_spend_for_each("count(DISTINCT placement_id) FILTER (WHERE kind = 'placement')", "placement"),
    ),
    Measure(
        "cost_per_discharge_within_limit",
        "Spend for each discharge within the limit",
        MONEY,
        "The spend in the period, divided by the placements that ended in it after no more nights than their limit, by "
        f"the day of leaving; a discharge belongs to the contract under which the stay began. {PRICED}",
        Unit.POUNDS,
        Better.LOWER,
        numerator="Spend in the period, block and spot",
        denominator="Placements that ended in the period within their limit",
        rows=SPENDING,
        calculation=_spend_for_each("count(*) FILTER (WHERE kind = 'discharge')", "discharge"),
    ),
    Measure(
        "void_cost_block",
        "Cost of voids on block",
        MONEY,
        "Void nights in the period of beds in a block contract, where the commissioner pays for the void, each at the "
        "value of the contract in the financial year divided by the bed-nights reserved in it; rounded once for each "
        "void. It is part of what the contract costs, and never added to it.",
        Unit.POUNDS,
        Better.LOWER,
        rows=VOIDS,
        calculation=Calculation(
            Form.SUM, "coalesce(sum(cost), 0)", counts="cost IS NOT NULL", among="cost IS NOT NULL"
        ),
    ),
    Measure(
        "overstay_cost_change",
        "Change of the overstay cost",
        MONEY,
        "The overstay cost of the period so far, less that of as many nights just before it: below 0, overstays cost "
        "less than before. Each placement is rounded once on either side; where no night has a price, it is empty.",
        Unit.POUNDS,
        Better.LOWER,
        source=REVIEW,
        rows=OVERSTAY_CHANGES,
        calculation=_priced(f"{_pounds('sevenths')} - {_pounds('earlier_sevenths')}", "nights_in_both"),
    ),
)
