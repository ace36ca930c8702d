"""Records as tidy rows: placements by reference, nights of beds, contracts and services."""

from __future__ import annotations

import datetime as dt

from beds.models import Contract, Service
from reporting.elsewhere import ELSEWHERE
from reporting.feed.paging import Rows, cut
from reporting.feed.problems import not_for_shared, wrong
from reporting.feed.reader import Reader
from reporting.feed.rows import BedNightsRow, ContractRow, MeasureRow, PlacementRow, ServiceRow
from reporting.feed.small_numbers import is_shared_measure
from reporting.figures import figures_as_at
from reporting.measures import MEASURES
from reporting.models import ServiceNight
from reporting.prices import FiguresSeen, has_hidden_nights, seen_by
from residents.models import Placement

Known = tuple[set[int], set[int]]
"""The contracts and services that the reader may know of."""


def _after(cursor: str) -> int:
    """The number of the last record of the page before."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise wrong("There is no such page.", "Take the address of a page from `next` of the page before it.")
    return int(cursor or 0)


def measures(cursor: str, limit: int) -> Rows:
    """The catalogue."""
    start = _after(cursor)
    page, more = cut(list(MEASURES.values())[start : start + limit + 1], limit)
    rows = [
        MeasureRow(
            key=measure.key,
            label=measure.label,
            group=measure.group,
            definition=measure.definition,
            unit=measure.unit,
            better=measure.better,
            numerator=measure.numerator,
            denominator=measure.denominator,
            target=measure.target,
            source=measure.source,
            splits=", ".join(measure.rows.splits) if measure.rows and measure.is_calculated else "",
            in_shared_form=is_shared_measure(measure),
        )
        for measure in page
    ]
    return Rows(rows, str(start + limit) if more else "")


def contracts(reader: Reader, cursor: str, limit: int) -> Rows:
    """The contracts that the reader may see."""
    found = Contract.objects.within(reader.scope).filter(pk__gt=_after(cursor)).order_by("pk")
    page, more = cut(list(found.select_related("commissioner", "provider")[: limit + 1]), limit)
    rows = [
        ContractRow(
            contract_id=contract.pk,
            reference=contract.reference,
            commissioner=str(contract.commissioner),
            provider=str(contract.provider),
            funding=contract.funding,
            from_date=contract.from_date,
            until_date=contract.until_date,
            annual_value=None if contract.annual_value is None else float(contract.annual_value),
            stay_limit_nights=contract.stay_limit_nights,
            occupancy_target=float(contract.occupancy_target),
        )
        for contract in page
    ]
    return Rows(rows, str(page[-1].pk) if more else "")


def services(reader: Reader, cursor: str, limit: int) -> Rows:
    """The services that the reader may see."""
    found = Service.objects.within(reader.scope).filter(pk__gt=_after(cursor)).order_by("pk")
    page, more = cut(list(found.select_related("provider")[: limit + 1]), limit)
    rows = [
        ServiceRow(
            service_id=service.pk,
            name=service.name,
            provider=str(service.provider),
            locality=service.locality,
            kind=service.kind,
            women_only=service.women_only,
        )
        for service in page
    ]
    return Rows(rows, str(page[-1].pk) if more else "")


def placements(reader: Reader, as_at: dt.date | None, cursor: str, limit: int) -> Rows:
    """Each placement that had begun by a morning, as the reader may know it. Raises FeedProblem for shared readers."""
    if reader.shared:
        raise not_for_shared("A row for each placement")
    morning = as_at or reader.today
    if morning > reader.today:
        raise wrong("`as_at` is in the future.", "Give today or a morning in the past.")
    within = Placement.objects.within(reader.scope).in_force().filter(admitted_on__lte=morning)
    found = within.filter(pk__gt=_after(cursor)).order_by("pk")
    related = found.select_related("resident", "contract", "service", "referral__ward")
    page, more = cut(list(related[: limit + 1]), limit)
    seen = _seen(reader, [placement.pk for placement in page], morning)
    services = set(Service.objects.within(reader.scope).values_list("pk", flat=True))
    contracts = set(Contract.objects.within(reader.scope).values_list("pk", flat=True))
    rows = [_placement(each, seen[each.pk], morning, (contracts, services)) for each in page]
    return Rows(rows, str(page[-1].pk) if more else "")


def _seen(reader: Reader, ids: list[int], as_at: dt.date) -> dict[int, FiguresSeen]:
    """The figures of placements, with the prices that the reader may see."""
    placements = Placement.objects.within(reader.scope).filter(pk__in=ids)
    figures = figures_as_at(placements, as_at)
    hidden_in = placements.filter(has_hidden_nights(reader.scope)).values_list("pk", flat=True)
    return {each.placement_id: each for each in seen_by(reader.scope, figures.values(), hidden_in, as_at)}


def _placement(placement: Placement, figures: FiguresSeen, as_at: dt.date, known: Known) -> PlacementRow:
    contracts, services = known
    left = placement.discharged_on
    return PlacementRow(
        placement_id=placement.pk,
        reference=placement.resident.reference,
        contract=placement.contract.reference if placement.contract_id in contracts else ELSEWHERE,
        service=placement.service.name if placement.service_id in services else ELSEWHERE,
        ward=placement.referral.ward.name,
        admitted_on=placement.admitted_on,
        discharged_on=left if left and left <= as_at else None,
        as_at=as_at,
        stay_limit=placement.contract.stay_limit_nights,
        los_nights=figures.los_nights,
        overstay_nights=figures.overstay_nights,
        authorised_nights=figures.authorised_nights,
        band=figures.band,
        spot_nights=figures.spot_nights,
        block_nights=figures.block_nights,
        unpriced_nights=figures.unpriced_nights,
        hidden_overstay_nights=figures.hidden_overstay_nights,
        cost=None if figures.cost is None else float(figures.cost),
        overstay_cost=None if figures.overstay_cost is None else float(figures.overstay_cost),
    )


def bed_nights(reader: Reader, from_date: dt.date, until_date: dt.date, cursor: str, limit: int) -> Rows:
    """The beds of each service under each contract, night by night. Raises FeedProblem for shared readers."""
    if reader.shared:
        raise not_for_shared("Who was there on each night")
    skipped = _after(cursor)
    nights = ServiceNight.objects.within(reader.scope).filter(night__gte=from_date, night__lt=until_date)
    found = nights.select_related("contract", "service").order_by("night", "contract_id", "service_id")
    page, more = cut(list(found[skipped : skipped + limit + 1]), limit)
    rows = [
        BedNightsRow(
            night=each.night,
            contract=each.contract.reference,
            service=each.service.name,
            contracted=each.contracted,
            void=each.void,
            available=each.available,
            occupied=each.occupied,
            held=each.held,
            vacant=each.vacant,
            overstay=each.overstay,
            placement_only=each.placement_only,
        )
        for each in page
    ]
    return Rows(rows, str(skipped + limit) if more else "")
