"""The cover: whose month it is, how far the pack has come, how good the data are, and who signed it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from beds.wording import long_date
from reporting.content import Cell, Content, Facts, Kind, Section, Words
from reporting.measures import MEASURES
from reporting.packs.figures import Figures
from reporting.packs.parts import Cover
from reporting.packs.tables import section, told

NOT_SIGNED = "Not signed off yet"
REASON = "Reason for this version"
SCORE = "data_quality_score"


def cover_section(figures: Figures, cover: Cover) -> Section:
    """The first page. Its second block is the only one that changes in the life of a pack."""
    pairs: list[tuple[str, Cell, Kind]] = [
        ("Commissioner", figures.commissioner.name, Kind.WORDS),
        *_contracts(figures),
        ("Month", figures.month_name, Kind.WORDS),
        ("Figures as at the morning of", figures.as_at, Kind.DATE),
        *_score(figures),
    ]
    return section("cover", "About this pack", [_facts(pairs), _life(cover), Words((_what_it_counts(figures),))])


def with_cover(content: Content, cover: Cover) -> Content:
    """The same pack further on in its life."""
    (before,) = (each for each in content.sections if each.key == "cover")
    about, _, *others = before.blocks
    return content.with_section(replace(before, blocks=(about, _life(cover), *others)))


def _facts(pairs: Sequence[tuple[str, Cell, Kind]], title: str = "") -> Facts:
    return Facts(
        tuple((name, value) for name, value, _ in pairs),
        tuple(kind for *_, kind in pairs),
        title,
        # what people write may speak of one
        people=tuple(kind is Kind.PER_CENT or name == REASON for name, _, kind in pairs),
    )


def _life(cover: Cover) -> Facts:
    pairs: list[tuple[str, Cell, Kind]] = [
        ("Version", cover.version, Kind.COUNT),
        ("State", cover.state, Kind.WORDS),
        ("Prepared on", cover.prepared_on, Kind.DATE),
        ("Signed off by", cover.signed_off_by or NOT_SIGNED, Kind.WORDS),
    ]
    if cover.signed_off_on:
        pairs.append(("Signed off on", cover.signed_off_on, Kind.DATE))
    if cover.reason:
        pairs.append((REASON, cover.reason, Kind.WORDS))
    return _facts(pairs, "Version and sign-off")


def _contracts(figures: Figures) -> list[tuple[str, Cell, Kind]]:
    """The contract, its provider and its terms; of several, their references."""
    if figures.subject.contract_id is None:
        listed = ", ".join(f"{each.reference} ({each.provider})" for each in figures.contracts)
        return [("Contracts", listed or "None in this month", Kind.WORDS)]
    (contract,) = figures.contracts
    terms = f"{contract.get_funding_display()}, from {long_date(contract.from_date)} to before "
    return [
        ("Contract", contract.reference, Kind.WORDS),
        ("Provider", str(contract.provider), Kind.WORDS),
        ("Terms", f"{terms}{long_date(contract.until_date)}", Kind.WORDS),
        ("Stay limit in nights", contract.stay_limit_nights, Kind.COUNT),
    ]


def _score(figures: Figures) -> list[tuple[str, Cell, Kind]]:
    score = told(figures, SCORE, figures.month)
    return [(MEASURES[SCORE].label, "No records to check" if score is None else score, Kind.PER_CENT)]


def _what_it_counts(figures: Figures) -> str:
    return (
        f"Every figure is as at the morning of {long_date(figures.as_at)}: nights and events before it are counted, "
        "with all that has been recorded or corrected by the time the pack was prepared. A dash means that there is "
        "nothing to divide by, or no earlier month on record."
    )
