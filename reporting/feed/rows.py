"""What one row of each address holds. The descriptions are those of the OpenAPI document and of the help page."""

from __future__ import annotations

import datetime as dt
from typing import Generic, TypeVar

from ninja import Field, Schema

Row = TypeVar("Row", bound=Schema)


class MeasureRow(Schema):
    """One measure of the catalogue."""

    key: str = Field(description="By which readings are asked for.")
    label: str
    group: str
    definition: str
    unit: str = Field(description="What a value counts: people, per cent, pounds and so on.")
    better: str = Field(description="Which way is good.")
    numerator: str
    denominator: str
    target: str
    source: str
    splits: str = Field(description="By what its readings may be split, with commas between.")
    in_shared_form: bool = Field(description="Whether it is given to readers who see no small numbers.")


class ReadingRow(Schema):
    """The value of one measure in one period, for one organisation or all together, and one code of a split or all."""

    measure: str
    period_from: dt.date
    period_until: dt.date = Field(description="The day after the last day of the period.")
    as_at: dt.date = Field(description="The morning of which the reading speaks; it counts what had happened by then.")
    by: str = Field(description="The dimension asked by; empty for all together.")
    unit_id: int | None = Field(description="The number of the contract, service and so on.")
    unit: str = Field(description="Its reference or name.")
    split: str
    code: str
    code_label: str
    numerator: float | None
    denominator: float | None
    value: float | None = Field(description="Empty where there is nothing to measure, and where it is hidden.")
    hidden: bool = Field(description="Whether the value is hidden because it speaks of few people.")


class PlacementRow(Schema):
    """The nights and the cost of one placement by a morning. The person is known by a random reference alone."""

    placement_id: int
    reference: str
    contract: str
    service: str
    ward: str
    admitted_on: dt.date
    discharged_on: dt.date | None
    as_at: dt.date
    stay_limit: int
    los_nights: int
    overstay_nights: int
    authorised_nights: int
    band: str
    spot_nights: int = Field(description="Nights with a price, under contracts that you may see.")
    block_nights: int
    unpriced_nights: int
    hidden_overstay_nights: int = Field(description="Overstay nights under contracts whose prices you may not see.")
    cost: float | None = Field(description="Pounds, of the spot nights; empty without any.")
    overstay_cost: float | None


class BedNightsRow(Schema):
    """The beds of one service under one contract on one night."""

    night: dt.date
    contract: str
    service: str
    contracted: int
    void: int
    available: int
    occupied: int
    held: int
    vacant: int
    overstay: int = Field(description="Occupied or held by somebody past the stay limit.")
    placement_only: int = Field(description="Occupied or held in a bed bought for one placement only.")


class ContractRow(Schema):
    """One contract."""

    contract_id: int
    reference: str
    commissioner: str
    provider: str
    funding: str
    from_date: dt.date
    until_date: dt.date = Field(description="The first night that is not in the contract.")
    annual_value: float | None = Field(description="Pounds a year.")
    stay_limit_nights: int
    occupancy_target: float = Field(description="Per cent.")


class ServiceRow(Schema):
    """One service."""

    service_id: int
    name: str
    provider: str
    locality: str
    kind: str
    women_only: bool


class Page(Schema, Generic[Row]):
    """One page of rows."""

    rows: list[Row]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class Problem(Schema):
    """Why there is no answer, and what to do."""

    error: str
    what_to_do: str
