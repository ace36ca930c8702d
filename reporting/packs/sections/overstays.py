"""Overstays, resident by resident, as the published table of the review of 2023 has them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from beds.models import Contract, Provider
from beds.wording import long_date
from reporting.content import Cell, Column, Kind, Row, Section, Table
from reporting.elsewhere import ELSEWHERE
from reporting.figures import lines_of
from reporting.packs.figures import Figures
from reporting.packs.tables import measure_table, section, split_table
from reporting.prices import priced_under
from reporting.queries.overstayers import Choice, Overstay, Overstayers, Reason

COLUMNS = (
    Column("resident", "Resident"),
    Column("service", "Service"),
    Column("due_on", "Move-on due", Kind.DATE),
    Column("reason", "Reason"),
    Column("owner", "Whose move it is"),
    Column("nights", "Overstay nights", Kind.COUNT),
    Column("authorised", "Authorised", Kind.COUNT),
    Column("unauthorised", "Unauthorised", Kind.COUNT),
    Column("cost", "Cost", Kind.POUNDS),
)
NONE_RECORDED, NOT_SHOWN = "None recorded", "Not shown"


def overstays(figures: Figures) -> Section:
    """Who is past the limit, why, whose move it is, for how many nights and at what cost."""
    measures = measure_table(
        figures,
        "overstays",
        "Overstays",
        (
            "overstayers",
            "overstay_beds",
            "overstays_new",
            "overstays_ended",
            "due_soon",
            "overstay_nights",
            "authorised",
            "unauthorised",
            "overstay_cost",
        ),
        note="Nights and cost are those that lie in the period; in the list below they are those of the whole stay.",
    )
    reasons = _by(figures, "reason", "Overstayers by reason", "Reason")
    owners = _by(figures, "owner", "Overstayers by whose move it is", "Whose move it is")
    return section("overstays", "Overstays", [measures, reasons, owners, _by_resident(figures)])


def _by(figures: Figures, split: str, title: str, heading: str) -> Table:
    return split_table(
        figures,
        f"overstay_{split}s",
        title,
        "overstayers",
        split,
        heading,
        earlier=figures.month_before,
        earlier_name=figures.previous_name,
        overlapping=True,
        empty="Nobody was past the limit.",
        note="Residents past the limit on the morning after the period; somebody with several is in each.",
    )


def overstayers_of(figures: Figures) -> list[Overstay]:
    """Those that the measure counts, each once, by reference."""
    found = Overstayers(figures.scope, figures.as_at, Choice(sort="reference"))
    counted = {row.placement_id for row in figures.rows("overstayers")}
    return _as_both_may_know([row for row in found if row.placement_id in counted], figures)


def _as_both_may_know(found: list[Overstay], figures: Figures) -> list[Overstay]:
    """The same without other providers' prices, and without what became of residents who went on to one."""
    if figures.providers is None:
        return found
    own = Contract.objects.within(figures.scope).filter(provider__in=figures.providers)
    contracts = {None, *own.order_by().values_list("pk", flat=True)}
    names = set(Provider.objects.filter(pk__in=figures.providers).values_list("name", flat=True))
    lines = lines_of([each.placement_id for each in found], figures.as_at)
    rows = []
    for each in found:
        facts = priced_under(contracts, lines.get(each.placement_id, []))
        facts.pop("cost", None)
        if each.provider not in names:
            facts |= {"service": ELSEWHERE, "reasons": (Reason(NOT_SHOWN, NOT_SHOWN),)}
        rows.append(replace(each, **facts))
    return rows


def _by_resident(figures: Figures) -> Table:
    found = overstayers_of(figures)
    rows = [Row(_cells(each), opens=_page(figures, each)) for each in found]
    if rows:
        rows.append(Row(_totals(found), opens=figures.opens("overstayers"), is_total=True))
    part_block = [f"{each.reference}, {each.part_block_words.lower()}" for each in found if each.part_block_words]
    also = f" Partly block funded: {'; '.join(part_block)}." if part_block else ""
    if any(each.hidden_overstay_nights for each in found):
        also += " Nights under another provider’s contract are counted, and their price is not shown."
    return Table(
        "overstayers",
        f"Residents past the limit on the morning of {long_date(figures.as_at)}",
        COLUMNS,
        tuple(rows),
        note="All overstay nights of the stay so far, and the price of those that have one, at the rate in force on "
        f"each night. Block-funded nights have no price by the night and count as nights.{also}",
        empty="Nobody was past the limit.",
        about_people=True,
    )


def _page(figures: Figures, each: Overstay) -> str:
    return f"{reverse('reporting:placement', args=[each.placement_id])}?as_at={figures.as_at}"


def _cells(each: Overstay) -> tuple[Cell, ...]:
    return (
        each.reference,
        each.service,
        each.move_on_due,
        "; ".join(reason.label for reason in each.reasons) or NONE_RECORDED,
        "; ".join(dict.fromkeys(reason.owner for reason in each.reasons)) or NONE_RECORDED,
        each.overstay_nights,
        each.authorised_nights,
        each.unauthorised_nights,
        each.cost_or_words,
    )


def _totals(found: list[Overstay]) -> tuple[Cell, ...]:
    costs = [each.overstay_cost for each in found if each.overstay_cost is not None]
    return (
        "All",
        "",
        "",
        "",
        "",
        sum(each.overstay_nights for each in found),
        sum(each.authorised_nights for each in found),
        sum(each.unauthorised_nights for each in found),
        sum(costs, Decimal("0.00")) if costs else found[0].cost_or_words,
    )
