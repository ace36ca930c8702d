"""The forms of the market statement and of the benefits page with right answers, and their pages that are only read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from beds.access import SYSTEM
from reporting.market import actions as market
from reporting.models import BenefitBaseline, MarketWording
from reporting.models.market import TEXTS
from reporting.periods import financial_year_of
from reporting.runs import recompute_all
from tests import factories as make
from tests.hostile_answers import Form
from tests.residents.house import House, date_of


def council_of(house: House) -> Any:
    return house.placement.contract.commissioner


def to(name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=args)


def write(house: House) -> tuple[str, dict[str, Any]]:
    words = dict.fromkeys(TEXTS, "Words") | {"version": ""}
    return to("market_write", council_of(house).pk, house.today.year - 1), words


def publish(house: House) -> tuple[str, dict[str, Any]]:
    """What somebody has written and nobody has published."""
    council, year = council_of(house), dt.date(house.today.year - 1, 4, 1)
    words = MarketWording.objects.create(commissioner=council, from_date=year, edition=1, risks="Few staff")
    return to("market_publish", council.pk, year.year), {"version": words.updated_at.isoformat()}


def baseline(house: House) -> tuple[str, dict[str, Any]]:
    facts = {"kind": "ward_night", "value": "450", "source": "A return"}
    return to("benefits_baseline", council_of(house).pk), facts | date_of("from_date", house.ago(40))


def take_back(house: House) -> tuple[str, dict[str, Any]]:
    council = council_of(house)
    made = BenefitBaseline.objects.create(
        commissioner=council, kind="ward_night", value=450, source="A return", from_date=house.ago(40)
    )
    return to("benefits_take_back", council.pk), {"baseline": made.pk, "reason": "A slip"}


PAGES = {"write": write, "publish": publish, "baseline": baseline, "take back": take_back}


def asked(house: House, address: str, **facts: Any) -> Form:
    """A page with figures that the commissioner opens."""
    recompute_all(today=house.today)
    return Form(address, {}, make.make_official(council_of(house)), **facts)


def published(house: House, name: str, *args: Any) -> Form:
    """A page of a statement that was published."""
    year = financial_year_of(house.ago(1))
    known = {"by": None, "scope": SYSTEM, "today": house.today, "commissioner": council_of(house), "year": year}
    market.write_statement(texts=dict.fromkeys(TEXTS, "Written"), **known)
    return asked(house, to(name, market.publish_statement(**known).pk, *args))


ASKED = {
    "benefits": lambda house: asked(house, to("benefits")),
    "benefits download": lambda house: asked(house, to("benefits_download", "csv")),
    "market statement": lambda house: asked(house, to("market_statement"), chooses=True),
    "market download": lambda house: asked(house, to("market_download", "csv"), chooses=True),
    "market published": lambda house: published(house, "market_published"),
    "market published download": lambda house: published(house, "market_published_download", "csv"),
    "market editions": lambda house: asked(house, to("market_editions", council_of(house).pk, 2024)),
}
