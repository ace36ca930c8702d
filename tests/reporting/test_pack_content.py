"""The pack of a month says what the published sources say, and the same as the pages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from beds.access import Scope
from beds.models import Commissioner, Contract
from reporting.content import Cell, Chart, Content, Facts, Row, Table, Words, from_json, to_json
from reporting.drawing import svg
from reporting.measures import MEASURES, calculated
from reporting.packs import Comment, Cover, Side, Subject, pack_content, with_comments, with_cover
from reporting.periods import month_of
from reporting.queries.dashboard import dashboard
from reporting.runs import recompute_all
from reporting.suppression import shared
from residents.demo import load
from tests.factories import make_contract, make_official

# one worker loads the demonstrations for all of these tests
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstrations")]
TODAY = dt.date(2026, 11, 20)
MARCH_2023, MARCH_2025 = month_of(dt.date(2023, 3, 1)), month_of(dt.date(2025, 3, 1))
DRAFT = Cover(1, "Draft", TODAY)

# 001, section 3: overstay nights and cost of residents 1 to 15
PUBLISHED = [
    ("R-HF01", 25, "3220.36"), ("R-HF02", 3, "386.44"), ("R-HF03", 38, "4894.94"), ("R-HF04", 54, "6955.97"),
    ("R-HF05", 161, "21849.31"), ("R-HF06", 62, "8414.02"), ("R-HF07", 3, "407.13"), ("R-HF08", 41, "5564.11"),
    ("R-HF09", 38, "5156.98"), ("R-HF10", 49, "Block funded"), ("R-HF11", 1, "128.81"), ("R-HF12", 73, "9403.44"),
    ("R-HF13", 57, "7735.47"), ("R-HF14", 1, "135.71"), ("R-HF15", 48, "5485.44"), ("All", 654, "79738.13"),
]  # fmt: skip
SECTIONS = [
    "cover", "summary", "capacity", "voids", "referrals", "admissions", "stay", "overstays", "discharges",
    "readmissions", "outcomes", "experience", "safety", "workforce", "finance", "trends", "equality", "housing",
    "actions", "commentary", "quality",
]  # fmt: skip


@pytest.fixture(scope="module")
def packs(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, Content]]:
    """Both demonstrations, loaded once, with the packs of all contracts of each."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        for slug in ("hammersmith-fulham", "somerset"):
            load(slug, today=TODAY)
        recompute_all(today=TODAY)
        yield {
            slug: pack_content(Subject(Commissioner.objects.get(slug=slug).pk), month, cover=DRAFT)
            for slug, month in (("hammersmith-fulham", MARCH_2023), ("somerset", MARCH_2025))
        }
        transaction.set_rollback(True)


@pytest.fixture
def hammersmith(packs: dict[str, Content], db: None) -> Content:
    return packs["hammersmith-fulham"]


@pytest.fixture
def somerset(packs: dict[str, Content], db: None) -> Content:
    return packs["somerset"]


def table(content: Content, key: str) -> Table:
    (found,) = (each for each in content.tables() if each.key == key)
    return found


def row(content: Content, key: str, first: str) -> Row:
    (found,) = (each for each in table(content, key).rows if each.cells[0] == first)
    return found


def cells(content: Content, key: str, first: str) -> tuple[Cell, ...]:
    return row(content, key, first).cells[1:]


def test_the_21_sections_in_their_order(hammersmith: Content) -> None:
    assert [section.key for section in hammersmith.sections] == SECTIONS
    assert [section.number for section in hammersmith.sections] == list(range(1, 22))
    assert hammersmith.as_at == dt.date(2023, 4, 1)
    keys = [each.key for each in hammersmith.tables()]
    assert len(keys) == len(set(keys))
    assert from_json(json.loads(json.dumps(to_json(hammersmith)))) == hammersmith


def test_the_published_overstays(hammersmith: Content) -> None:
    found = table(hammersmith, "overstayers")
    rows = [(each.cells[0], each.cells[5], str(each.cells[8])) for each in found.rows]
    assert rows == PUBLISHED
    assert found.rows[-1].is_total
    assert found.about_people
    assert cells(hammersmith, "overstays", "Overstay cost")[2] == Decimal("79738.13")


def test_the_published_profile(hammersmith: Content) -> None:
    ages = {each.cells[0]: each.cells[3] for each in table(hammersmith, "profile_age_band").rows}
    assert ages == {"20 to 29": 5, "30 to 39": 5, "40 to 49": 7, "50 to 59": 4, "Not known": 3, "All": 24}
    assert cells(hammersmith, "profile_gender", "Female")[2] == 2
    assert table(hammersmith, "profile_gender").columns[3].label == "Residents since 8 June 2022"


def test_the_published_county(somerset: Content) -> None:
    assert cells(somerset, "beds", "Beds contracted")[0] == 8
    assert cells(somerset, "money", "Spend")[2] == Decimal("520000.00")
    assert cells(somerset, "money", "Contract value")[2] == Decimal("520000.00")
    assert cells(somerset, "los_leavers", "Length of stay of leavers, mean")[2:] == (Decimal("78.0"), 36)
    assert cells(somerset, "notional", "SOM-2023-01") == (Decimal("178.08"),)
    assert cells(somerset, "money", "Overstay cost") == ("Block funded",) * 3


def test_the_sentences_of_the_summary(hammersmith: Content) -> None:
    words = next(block for block in hammersmith.sections[1].blocks if isinstance(block, Words))
    assert words.people
    assert words.paragraphs[1].startswith("15 residents were past the limit of their stay on the morning of 1 April")
    assert words.paragraphs[2] == "2 people were admitted and nobody left in March 2023."


def test_a_pack_says_what_the_pages_say(hammersmith: Content, somerset: Content) -> None:
    for slug, content in (("hammersmith-fulham", hammersmith), ("somerset", somerset)):
        scope = Scope(commissioners=frozenset({Commissioner.objects.get(slug=slug).pk}))
        page = dashboard(scope, content.as_at)
        month = page.months[-1].nights
        assert cells(content, "bed_nights", "Occupied bed-nights")[0] == month.occupied
        assert month.occupancy is not None
        assert cells(content, "bed_nights", "Occupancy")[0] == round(month.occupancy, 1)
        assert cells(content, "summary", "Overstayers")[0] == page.overstayers.people
        assert cells(content, "overstays", "Overstay nights")[0] == page.this_month.nights
        assert cells(content, "overstays", "Move-on due in the next 14 days")[0] == len(page.due_soon)
        assert cells(content, "money", "Spend")[2] == page.spend.spend
        assert cells(content, "voids", "Void nights")[0] == page.void_nights


def test_there_is_something_to_draw_in_the_charts(somerset: Content) -> None:
    charts = [block for section in somerset.sections for block in section.blocks if isinstance(block, Chart)]
    empty = [chart.key for chart in charts if "There are no figures to draw" in svg(chart)]
    assert empty == []
    # all its nights are block funded, and have no price to follow
    assert "trend_overstay_cost" not in {chart.key for chart in charts}
    assert len(charts) == 19


def test_trends_are_control_charts_of_the_months_on_record(hammersmith: Content, somerset: Content) -> None:
    months = [each.cells[0] for each in table(somerset, "trend_occupancy").rows]
    assert (len(months), months[0], months[-1]) == (24, "Apr 2023", "Mar 2025")
    assert all(each.cells[2] is not None for each in table(somerset, "trend_occupancy").rows)
    assert table(hammersmith, "trend_overstayers").rows[0].cells[0] == "Jun 2022"
    assert len(table(hammersmith, "trend_overstayers").columns) == 2
    chart = next(each for each in somerset.sections[15].blocks if isinstance(each, Chart))
    assert chart.target == 85
    assert chart.target_label == "Target 85.0%"


def test_the_pack_of_one_contract_counts_its_own(hammersmith: Content) -> None:
    council = Commissioner.objects.get(slug="hammersmith-fulham")
    block = Contract.objects.get(reference="HF-2022-D")
    content = pack_content(Subject(council.pk, block.pk), MARCH_2023, cover=DRAFT)
    assert [each.cells[0] for each in table(content, "overstayers").rows] == ["R-HF10", "All"]
    assert cells(content, "overstayers", "All")[4:] == (49, 0, 49, "Block funded")
    assert content.subtitle.endswith("contract HF-2022-D with Thornwick Housing")
    assert f"contract={block.pk}" in row(content, "summary", "Occupancy").opens
    with pytest.raises(Contract.DoesNotExist):
        pack_content(Subject(council.pk, Contract.objects.get(reference="SOM-2023-01").pk), MARCH_2023, cover=DRAFT)


def test_the_number_of_each_section_opens_its_rows(hammersmith: Content, client: Client) -> None:
    client.force_login(make_official(Commissioner.objects.get(slug="hammersmith-fulham")))
    opened = set()
    for section in hammersmith.sections:
        blocks = [block.table if isinstance(block, Chart) else block for block in section.blocks]
        rows = [each for block in blocks if isinstance(block, Table) for each in block.rows if each.opens]
        for each in rows[-1:]:
            assert client.get(each.opens).status_code == 200, each.opens
            opened.add(section.key)
    assert sorted(set(SECTIONS) - opened) == ["commentary", "cover"]
    opens = [each.opens for found in hammersmith.tables() for each in found.rows if each.opens]
    shown = {urlsplit(address).path.split("/")[2] for address in opens}
    assert {each.key for each in calculated()} - shown == set()


def test_a_contract_without_anything_gives_a_full_pack_in_words() -> None:
    contract = make_contract(annual_value=None)
    month = month_of(contract.from_date)
    content = pack_content(Subject(contract.commissioner_id, contract.pk), month, cover=DRAFT)
    assert [section.key for section in content.sections] == SECTIONS
    for section in content.sections:
        assert section.blocks
        for block in section.blocks:
            found = block.table if isinstance(block, Chart) else block
            assert not isinstance(found, Table) or found.rows or found.empty
    words = next(block for block in content.sections[1].blocks if isinstance(block, Words))
    assert words.paragraphs[0].startswith("No bed was available on any night of")
    assert cells(content, "contracts", contract.reference)[2:6] == (Decimal(0), "No value agreed") * 2


def test_a_pack_goes_on_in_its_life_without_new_figures(hammersmith: Content) -> None:
    signed = with_cover(hammersmith, Cover(2, "Signed off", TODAY, "Ada Lane", TODAY, "A discharge was recorded late"))
    facts = signed.sections[0].blocks[1]
    assert isinstance(facts, Facts)
    assert dict(facts.pairs) == {
        "Version": 2, "State": "Signed off", "Prepared on": TODAY, "Signed off by": "Ada Lane", "Signed off on": TODAY,
        "Reason for this version": "A discharge was recorded late",
    }  # fmt: skip
    comment = Comment(Side.PROVIDER, "Lanternside Homes", TODAY, "The repairs are done.", "overstays")
    commented = with_comments(signed, [comment])
    assert commented.sections[1:19] == hammersmith.sections[1:19]
    (said,) = table(commented, "comments").rows
    assert said.cells == ("Lanternside Homes", "Provider", TODAY, "Overstays", "The repairs are done.")
    assert commented.sections[19].number == 20


def test_the_shared_pack_shows_no_small_number_of_people(hammersmith: Content) -> None:
    content = shared(hammersmith)
    assert "overstayers" not in {each.key for each in content.tables()}
    for found in content.tables():
        for each in found.rows:
            for column, cell in zip(found.columns, each.cells, strict=True):
                if column.people and column.kind == "count" and isinstance(cell, int | Decimal):
                    assert cell >= 5, (found.key, each.cells)
    told = {(found.key, each.cells[0]): each.cells[1] for found in content.tables() for each in found.rows}
    # 20 of 24 were still there: who is here is a stock, and the bed-nights of 20 are rounded
    assert told["activity", MEASURES["residents"].label] == "*"
    nights = told["bed_nights", MEASURES["occupied_nights"].label]
    assert isinstance(nights, int)
    assert nights % 5 == 0
    assert {"by_service", "los_services", "delay_owners"}.isdisjoint(each.key for each in content.tables())
