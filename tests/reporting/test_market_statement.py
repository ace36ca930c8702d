"""The market statement: the published one reproduced, editions of words, versions that stay, and who reads what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from beds.access import Scope
from beds.models import Commissioner
from beds.refusal import Refusal
from reporting.content import Content, Facts, Table, Words, from_json
from reporting.market import actions, sentences
from reporting.market.content import market_statement
from reporting.market.facts import market_facts
from reporting.market.queries import statement_page
from reporting.models import MarketWording, PublishedStatement
from reporting.models.market import TEXTS
from reporting.periods import financial_year_of
from reporting.readings import Reading
from reporting.runs import recompute_all
from residents.demo import load
from tests import factories as make
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
YEAR = financial_year_of(dt.date(2024, 11, 1))


def texts(**said: str) -> dict[str, str]:
    return dict.fromkeys(TEXTS, "") | said


def told(content: Content) -> str:
    """Every sentence of it."""
    blocks = [block for section in content.sections for block in section.blocks]
    return " ".join(line for block in blocks if isinstance(block, Words) for line in block.paragraphs)


def table(content: Content, key: str) -> Table:
    return next(table for table in content.tables() if table.key == key)


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def known_to(official: Any, house: SmallHouse) -> dict[str, Any]:
    """What every action takes."""
    facts = {"by": official, "scope": official.scope(), "today": AS_AT}
    return facts | {"commissioner": house.council, "year": YEAR}


def test_the_published_statement_of_somerset():
    load("somerset", today=TODAY)
    recompute_all(today=TODAY)
    somerset = Commissioner.objects.get(slug="somerset")
    content = market_statement(somerset, YEAR, TODAY, wording=None)
    data = dict(zip(table(content, "data").column("figure"), table(content, "data").column("year"), strict=True))
    assert list(data.values())[:3] == [8, Decimal(520000), 78]
    assert content.as_at == dt.date(2025, 4, 1)
    capacity = table(content, "capacity")
    assert capacity.column("locality") == ["Wells", "Yeovil", None]
    assert capacity.column("beds") == [4, 4, 8]
    assert capacity.column("support")[:2] == ["9am to 5pm, 7 days a week"] * 2
    rating = content.sections[1].blocks[0]
    assert isinstance(rating, Facts)
    assert rating.pairs == (("Market quality", "Good"), ("Market supply", "Stable"))
    said = told(content)
    assert "8 beds were in a contract: 4 in Wells and 4 in Yeovil." in said
    assert "ends before 1 January 2027" in said
    assert "had stayed for 78 nights on average, 36 more than the limit of 42 nights (6 weeks)." in said
    assert "£520,000 was spent in 2024/25." in said
    assert "All of those who left in 2024/25 and of whom it is known needed no adult social care." in said


def test_what_is_said_of_few_people_and_of_a_year_in_progress(house):
    facts = market_facts(house.council, YEAR, AS_AT)
    said = " ".join([*sentences.capacity(facts), *sentences.objectives(facts), *sentences.contracts(facts)])
    assert "On the night of 19 November 2024 4 beds were in a contract" in said
    assert "Fewer than 5 people left in 2024/25, so no average stay is given." in said
    assert "settled" not in said
    assert "Fewer than 5 people lived there in 2024/25, so no occupancy is given." in said
    content = market_statement(house.council, YEAR, AS_AT, wording=None)
    assert table(content, "data").column("year")[3] == "Fewer than 5 lived there"
    assert set(table(content, "occupancy").column("occupancy")) == {"Fewer than 5 lived there"}
    assert "Fewer than 5 people had a spot bed in 2024/25, so no spend is given." in said
    assert table(content, "data").column("year")[1] == "Fewer than 5 in spot beds"
    assert "was spent" not in told(content)
    assert "ends before 1 April 2026, with 497 nights to go." in said
    assert sentences.average_stay(Reading(Decimal(40), Decimal(4), Decimal(10))) is None


def test_spot_spend_is_told_of_five_people_of_whom_one_who_comes_twice_counts_once(house):
    def spend() -> Any:
        recompute_all(today=AS_AT)
        return table(market_statement(house.council, YEAR, AS_AT, wording=None), "data").column("year")[1]

    bed = house.left.bed_stays.get().bed
    again = [house.left.resident, make.make_resident("R-FOUR")]
    for resident, admitted in zip(again, (21, 24), strict=True):
        on = dt.date(2024, 10, admitted)
        make.make_placement(bed, admitted_on=on, discharged_on=on + dt.timedelta(2), resident=resident)
    assert spend() == "Fewer than 5 in spot beds"
    on = dt.date(2024, 10, 28)
    make.make_placement(bed, admitted_on=on, discharged_on=on + dt.timedelta(1), resident=make.make_resident("R-FIVE"))
    # 19 + 31 nights of one, 8 + 2 of two, 10 + 2 of the one who left, 2 and 1 of the others, at £100
    assert spend() == 7500


@pytest.mark.parametrize(
    ("some", "says"),
    [(0, "None of"), (3, "Some of"), (8, "Of those who left"), (17, "Most of"), (20, "All of")],
)
def test_a_share_tells_of_nobody(house, monkeypatch, some, says):
    facts = market_facts(house.council, YEAR, AS_AT)
    reading = Reading(Decimal(some), Decimal(20), None)
    monkeypatch.setattr(type(facts.readings), "of", lambda *asked: reading)
    (sentence,) = sentences._share(facts, "settled_rate", "went to settled accommodation")
    assert sentence.startswith(says)
    assert ("40%" in sentence) == (some == 8)


def test_a_year_without_a_contract_says_so(house):
    content = market_statement(house.council, financial_year_of(dt.date(2010, 5, 1)), AS_AT, wording=None)
    assert "No contract of" in told(content)
    assert content.as_at == dt.date(2011, 4, 1)
    coming = market_statement(house.council, financial_year_of(dt.date(2025, 5, 1)), AS_AT, wording=None)
    assert "2025/26 begins on 1 April 2025" in told(coming)


def test_it_opens_on_the_last_year_with_figures_and_says_so(house):
    later = statement_page(house.scope, None, None, dt.date(2027, 6, 1))
    assert (later.year_name, later.last_night) == ("2024/25", dt.date(2024, 11, 19))
    soon = statement_page(house.scope, None, None, dt.date(2025, 6, 1))
    assert (soon.year_name, soon.last_night) == ("2024/25", None)
    assert statement_page(house.scope, None, 2026, dt.date(2027, 6, 1)).last_night is None


def test_words_are_kept_in_editions_and_two_writers_do_not_lose_each_others(house):
    known = known_to(make.make_official(house.council), house)
    first = actions.write_statement(texts=texts(risks="Few staff."), **known)
    assert actions.write_statement(texts=texts(risks="Few staff. "), **known) == first
    second = actions.write_statement(texts=texts(risks="Fewer staff."), version=first.updated_at, **known)
    with pytest.raises(Refusal, match="changed this record"):
        actions.write_statement(texts=texts(risks="Enough."), version=first.updated_at, **known)
    assert [each.risks for each in MarketWording.objects.of(house.council, YEAR)] == ["Fewer staff.", "Few staff."]
    assert second.edition == 2
    outsider = known | {"scope": Scope(commissioners=frozenset({house.council.pk}))}
    with pytest.raises(PermissionDenied):
        actions.write_statement(texts=texts(), **outsider)


def test_what_is_published_stays_and_says_of_when_and_whom(house):
    official = make.make_official(house.council, first_name="Ada", last_name="Lane")
    known = known_to(official, house)
    with pytest.raises(Refusal, match="Write the statement first"):
        actions.publish_statement(**known)
    written = actions.write_statement(texts=texts(risks="Few staff.\n\nHigh rents."), **known)
    one = actions.publish_statement(version=written.updated_at, **known)
    assert actions.publish_statement(version=written.updated_at, **known) == one
    actions.write_statement(texts=texts(risks="None."), version=written.updated_at, **known)
    with pytest.raises(Refusal, match="changed this record"):
        actions.publish_statement(version=written.updated_at, **known)
    two = actions.publish_statement(**known)
    assert (one.number, two.number) == (1, 2)
    kept: list[Any] = [MarketWording.objects, PublishedStatement.objects]
    for records in kept:
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            records.update(from_date=dt.date(2023, 4, 1))
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            records.order_by("-pk")._raw_delete("default")
    one.refresh_from_db()
    content = from_json(one.content)
    assert "Few staff. High rents." in told(content)
    assert not any(row.opens for each in content.tables() for row in each.rows)
    about = content.sections[-1].blocks[0]
    today = timezone.localdate()
    assert dict(about.pairs) == {
        "Figures as at the morning of": AS_AT,
        "Words last written by": f"Ada Lane, on {today:%-d %B %Y} (edition 1)",
        "Version": "1, published by Ada Lane on 20 November 2024",
    }


def test_who_reads_the_pages(house, client):
    provider, other = house.service.provider, make.make_provider()
    official = make.make_official(house.council)
    known = known_to(official, house)
    actions.write_statement(texts=texts(risks="Few staff."), **known)
    published = actions.publish_statement(**known)
    page, every = reverse("reporting:market_published", args=[published.pk]), reverse("reporting:market_statement")
    draft = f"{every}?year=2024&as_at={AS_AT}"
    for user, status, link in [(official, 200, True), (make.make_worker(provider), 200, True)]:
        client.force_login(user)
        assert client.get(page).status_code == status
        assert (page in client.get(draft).text) == link
    client.force_login(make.make_worker(provider))
    assert "Figure" not in client.get(draft).text
    client.force_login(make.make_worker(other))
    assert client.get(page).status_code == 404
    assert page not in client.get(every).text


def test_the_pages_of_writing(house, client, django_assert_max_num_queries):
    official = make.make_official(house.council)
    client.force_login(official)
    write = reverse("reporting:market_write", args=[house.council.pk, 2024])
    publish = reverse("reporting:market_publish", args=[house.council.pk, 2024])
    assert client.get(publish).status_code == 302
    assert "Write at least one of the texts" in client.post(write, texts(risks=" ") | {"version": ""}).text
    assert not MarketWording.objects.exists()
    assert client.post(write, texts(risks="Few staff.") | {"version": ""}).status_code == 302
    stale = client.post(write, texts(risks="Too few.") | {"version": ""})
    assert "changed this record while you were typing" in stale.text
    assert "Too few." in stale.text
    assert "What is recorded now" in stale.text
    answer = client.post(publish, {"version": client.get(publish).context["form"]["version"].value()}, follow=True)
    assert "Version 1 is published." in answer.text
    assert PublishedStatement.objects.count() == 1
    assert "nothing new to publish" in client.get(publish, follow=True).text
    same = client.get(write).context["form"].initial
    assert "Nothing was changed" in client.post(write, same, follow=True).text
    assert "Edition 1" in client.get(reverse("reporting:market_editions", args=[house.council.pk, 2024])).text
    with django_assert_max_num_queries(45):
        shown = client.get(reverse("reporting:market_statement"), {"year": "2024"})
    assert "2024/25" in shown.text
    assert "It has these words and figures" in shown.text
    assert publish not in shown.text
    lost = client.get(reverse("reporting:market_statement"), {"year": "1800"}).text
    assert "There is nothing for the year “1800”. This is" in lost
