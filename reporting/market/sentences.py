"""The sentences that a market statement makes of its figures. Each is true whatever the figures are.

Comparisons are of the numbers as they are shown, so that a reader who takes one from the other gets what is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from beds.wording import long_date
from reporting.market.facts import MarketFacts
from reporting.periods import Span
from reporting.readings import Reading

FEWEST = 5
"""Fewer people than this are not told of: somebody might know them."""
WEEK = 7
YEAR = 365


def shown(value: Decimal) -> Decimal:
    """To one decimal, half up."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """To one decimal, without a decimal that is 0: `78`, `93.1`."""
    return f"{shown(value):,f}".removesuffix(".0")


def pounds(value: Decimal) -> str:
    """`£520,000`, `£1,234.50`."""
    return f"£{value:,.2f}".removesuffix(".00")


def listed(words: Sequence[str]) -> str:
    """`Wells`, `Wells and Yeovil`, `Bath, Wells and Yeovil`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def several(count: int, one: str, many: str = "") -> str:
    """`1 bed`, `4 beds`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


# What there is ---------------------------------------------------------------------------------------------------


def capacity(facts: MarketFacts) -> list[str]:
    """How many beds there are, and where."""
    night = long_date(facts.last_night)
    if not facts.houses:
        return [f"On the night of {night} no bed was in a contract."]
    places: Counter[str] = Counter()
    for house in facts.houses:
        places[house.service.locality] += house.beds
    where = listed([f"{beds} in {place}" for place, beds in sorted(places.items())])
    was = "was" if facts.beds == 1 else "were"
    return [f"On the night of {night} {several(facts.beds, 'bed')} {was} in a contract: {where}."]


def contracts(facts: MarketFacts) -> list[str]:
    """When each contract ends, or ended."""
    return [_contract(facts, at) for at in range(len(facts.contracts))]


def _contract(facts: MarketFacts, at: int) -> str:
    contract = facts.contracts[at]
    what = f"Contract {contract.reference} with {contract.provider} ({contract.get_funding_display().lower()})"
    left = contract.days_left(facts.as_at)
    if not left:
        return f"{what} ended before {long_date(contract.until_date)}."
    return f"{what} ends before {long_date(contract.until_date)}, with {several(left, 'night')} to go."


# How far from what is wanted -------------------------------------------------------------------------------------


def objectives(facts: MarketFacts) -> list[str]:
    """Stays against the limit, occupancy against the target, where people went, and spend against the value."""
    return [*_stays(facts), *_within(facts), *_occupancy(facts), *_went(facts), _spend(facts)]


def _limit(nights: int) -> str:
    weeks, rest = divmod(nights, WEEK)
    return f"{several(nights, 'night')}" + ("" if rest else f" ({several(weeks, 'week')})")


def _stays(facts: MarketFacts) -> list[str]:
    mean, limits = average_stay(facts.of("los_leavers_mean")), facts.limits
    if mean is None:
        return [f"Fewer than {FEWEST} people left in {facts.name}, so no average stay is given."]
    said = f"Those who left in {facts.name} had stayed for {plain(mean)} nights on average"
    if len(limits) > 1:
        return [f"{said}. The contracts have limits from {_limit(limits[0])} to {_limit(limits[-1])}."]
    over = shown(mean) - limits[0]
    if over == 0:
        return [f"{said}, which is the limit of {_limit(limits[0])}."]
    return [f"{said}, {plain(abs(over))} {'more' if over > 0 else 'fewer'} than the limit of {_limit(limits[0])}."]


def average_stay(reading: Reading) -> Decimal | None:
    """The mean stay, unless so few left that it would tell of one of them."""
    return reading.value if reading.bottom is not None and reading.bottom >= FEWEST else None


def _within(facts: MarketFacts) -> list[str]:
    did = "had stayed no longer than the limit of their contract"
    return _share(facts, "discharges_within_limit_rate", did, known="")


def _went(facts: MarketFacts) -> list[str]:
    return [
        *_share(facts, "settled_rate", "went to settled accommodation"),
        *_share(facts, "no_social_care_rate", "needed no adult social care"),
    ]


def _share(facts: MarketFacts, measure: str, did: str, *, known: str = " and of whom it is known") -> list[str]:
    """Who of those who left did something; nothing where the few who did or did not might be known."""
    reading = facts.of(measure)
    some, everybody = reading.top or Decimal(0), reading.bottom or Decimal(0)
    if everybody < FEWEST:
        return []
    among = f"those who left in {facts.name}{known}"
    if some in (0, everybody):
        return [f"{'All' if some else 'None'} of {among} {did}."]
    if min(some, everybody - some) < FEWEST:
        return [f"{'Most' if some * 2 > everybody else 'Some'} of {among} {did}."]
    return [f"Of {among} {plain(some * 100 / everybody)}% {did}."]


def few_lived(facts: MarketFacts, period: Span) -> bool:
    """Whether so few people had the beds that the nights in them would tell how many."""
    return (facts.readings.of("residents", period).top or 0) < FEWEST


def _occupancy(facts: MarketFacts) -> list[str]:
    value, targets = facts.of("occupancy").value, facts.targets
    if value is None:
        return [f"No bed was available in {facts.name}, so there is no occupancy."]
    if few_lived(facts, facts.year):
        return [f"Fewer than {FEWEST} people lived there in {facts.name}, so no occupancy is given."]
    said = f"A resident had the bed on {plain(value)}% of the available bed-nights"
    if len(targets) > 1:
        return [f"{said}. The contracts have targets from {plain(targets[0])}% to {plain(targets[-1])}%."]
    over = shown(value) - targets[0]
    if over == 0:
        return [f"{said}, which is the target of {plain(targets[0])}%."]
    return [f"{said}, {plain(abs(over))} points {'above' if over > 0 else 'below'} the target of {plain(targets[0])}%."]


def few_in_spot_beds(facts: MarketFacts, year: Span) -> bool:
    """Whether the spend would tell what was paid for a few: that of block contracts can be taken from it."""
    return year in facts.spot_years and facts.spot_people(year) < FEWEST


def _spend(facts: MarketFacts) -> str:
    if few_in_spot_beds(facts, facts.year):
        return f"Fewer than {FEWEST} people had a spot bed in {facts.name}, so no spend is given."
    spend = facts.of("spend").value or Decimal(0)
    return f"{pounds(spend)} was spent in {facts.name}{'' if facts.is_over else ' so far'}."


# What may go wrong -----------------------------------------------------------------------------------------------


def _vacant(vacant: int, posts: int) -> str:
    if not vacant:
        return f"none of {several(posts, 'post')} was"
    return f"{vacant} of {several(posts, 'post')} {'was' if vacant == 1 else 'were'}"


def risks(facts: MarketFacts) -> list[str]:
    """Posts without anybody, posts that end, and contracts that end within a year."""
    filled, vacant = (int(facts.of(key).value or 0) for key in ("posts_filled", "posts_vacant"))
    morning, said = long_date(facts.as_at), []
    if filled + vacant:
        said.append(f"On the morning of {morning} {_vacant(vacant, filled + vacant)} vacant.")
    if ending := int(facts.of("posts_ending").value or 0):
        said.append(f"{several(ending, 'post')} {'was' if ending == 1 else 'were'} to end in the 90 days after that.")
    soon = [each.reference for each in facts.contracts if 0 < each.days_left(facts.as_at) <= YEAR]
    if soon:
        ends = "Contract {} ends" if len(soon) == 1 else "Contracts {} end"
        said.append(f"{ends.format(listed(soon))} within a year of {morning}.")
    return said
