"""The benefits page: workings followed with pen and paper, baselines that are never changed, and who sees them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from beds.access import Role, Scope
from beds.refusal import Refusal
from reporting.benefits import actions, workings
from reporting.benefits.content import benefits
from reporting.content import Content, Table
from reporting.models import BenefitBaseline
from reporting.periods import Grain, financial_year_of, month_of
from tests import factories as make
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house

pytestmark = pytest.mark.django_db
YEAR = financial_year_of(AS_AT)
Kind = BenefitBaseline.Kind


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


@pytest.fixture
def known(house) -> dict[str, Any]:
    official = make.make_official(house.council, first_name="Ada", last_name="Lane")
    facts = {"by": official, "scope": official.scope(), "today": AS_AT, "commissioner": house.council}
    return facts | {"source": "The trust's return of 2023", "from_date": YEAR.from_date}


def tables(content: Content) -> dict[str, Table]:
    return {table.key: table for table in content.tables()}


def worked(content: Content, key: str) -> dict[Any, Any]:
    table = tables(content)[f"working_{key}"]
    return dict(zip(table.column("line"), table.column("value"), strict=True))


def test_a_working_is_rounded_once_and_may_be_a_loss():
    lines = workings.out_of_area(
        {"area_nights": Decimal(1200), "area_nights_now": Decimal(331), "area_night": Decimal("612.35")}, 92, 365
    )
    assert lines[-1].value == Decimal("134126.46")  # 869 × 612.35 × 92 ÷ 365 = 134,126.4597
    (*_, lost) = workings.ward_nights({"ward_night": Decimal("90.00")}, Decimal(10), Decimal("900.01"))
    assert lost.value == Decimal("-0.01")
    (*_, worth) = workings.shorter_stays({"mean_stay": Decimal(80)}, Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    assert worth.value is None


def test_each_working_against_the_small_house(house, known):
    empty = benefits(house.council, Grain.YEAR, YEAR, AS_AT)
    assert not [key for key in tables(empty) if key.startswith("working")]
    assert "no baseline has been set" in str(empty)
    assert tables(empty)["reached"].column("before")[3:5] == ["nobody admitted", "nobody left"]
    for kind, value in [
        (Kind.WARD_NIGHT, "450.00"), (Kind.MEAN_STAY, "90.5"), (Kind.AREA_NIGHT, "600.00"), (Kind.AREA_NIGHTS, "730"),
        (Kind.AREA_NIGHTS_NOW, "365"),
    ]:  # fmt: skip
        actions.set_baseline(kind=kind, value=Decimal(value), **known)
    content = benefits(house.council, Grain.YEAR, YEAR, AS_AT)
    # 31 + 19 nights of one, 8 of two, 10 of the one who left; 2 more were held, and paid for
    assert list(worked(content, "ward").values()) == [450, 68, 30600, 7000, 23600]
    # one left after 10 nights: 80.5 fewer, at 7,000 for 70 nights
    assert list(worked(content, "stays").values()) == [
        Decimal("90.5"),
        1,
        Decimal("90.5"),
        10,
        Decimal("80.5"),
        7000,
        70,
        8050,
    ]
    # 365 nights fewer in a year of 365, of which 233 have passed
    assert list(worked(content, "area").values()) == [730, 365, 365, 600, 233, Decimal("139800.00")]
    opens = {row.cells[0]: row.opens for row in tables(content)["working_ward"].rows}
    assert "/measures/occupied_nights/rows/?from=2024-04-01&until=2025-04-01&as_at=2024-11-20" in opens["b"]
    assert not opens["c"]
    assert "The trust's return of 2023" in tables(content)["working_ward"].note
    assert "not money that came back" in str(content.sections[-1])


def test_a_figure_without_a_value_says_why(house):
    type(house.one).objects.filter(pk=house.one.pk).update(miles_from_home=3)
    content = benefits(house.council, Grain.MONTH, month_of(dt.date(2024, 11, 1)), AS_AT)
    assert tables(content)["distance_from_home"].column("distance_from_home") == [3, "not recorded for the 1 admitted"]
    assert tables(content)["distance_from_home"].column("period") == ["October 2024", "November 2024 so far"]
    assert tables(content)["reached"].column("period")[3:5] == ["not recorded for the 1 admitted", "nobody left"]


def test_a_later_baseline_takes_the_place_of_an_earlier_one_and_none_is_lost(house, known):
    def set_it(value, **more):
        return actions.set_baseline(**known | {"kind": Kind.WARD_NIGHT, "value": Decimal(value)} | more)

    first = set_it("450.00")
    assert set_it("450.00") == first
    with pytest.raises(IntegrityError, match="stays as it was set"), transaction.atomic():
        BenefitBaseline.objects.update(value=1)
    set_it("460.00")
    set_it("500.00", from_date=dt.date(2024, 11, 1))
    october, november = month_of(dt.date(2024, 10, 1)), month_of(dt.date(2024, 11, 1))
    assert worked(benefits(house.council, Grain.MONTH, october, AS_AT), "ward")["a"] == 460
    content = benefits(house.council, Grain.MONTH, november, AS_AT)
    assert worked(content, "ward")["a"] == 500
    history = tables(content)["baselines"]
    assert history.column("value") == [500, 460, 450]
    assert history.column("counts") == ["Counts", "Does not count", "Does not count"]
    assert set(history.column("by")) == {"Ada Lane"}
    earlier = benefits(house.council, Grain.YEAR, financial_year_of(dt.date(2023, 5, 1)), AS_AT)
    assert "The first one holds from 1 April 2024" in str(earlier)


def test_a_baseline_that_is_taken_back_counts_no_more_and_the_one_before_it_does_again(house, known, client):
    def set_it(value, on):
        facts = known | {"kind": Kind.WARD_NIGHT, "value": Decimal(value), "from_date": on}
        return actions.set_baseline(**facts)

    early, late = set_it("450.00", dt.date(2024, 4, 1)), set_it("9.00", dt.date(2024, 11, 1))
    client.force_login(known["by"])
    form = reverse("reporting:benefits_take_back", args=[house.council.pk])
    assert "Say why it is taken back" in client.post(form, {"baseline": late.pk}).text
    assert client.post(form, {"baseline": late.pk, "reason": "A slip"}).status_code == 302
    november = month_of(dt.date(2024, 11, 1))
    content = benefits(house.council, Grain.MONTH, november, AS_AT)
    assert worked(content, "ward")["a"] == 450
    assert tables(content)["baselines"].column("value") == ["Taken back", 9, 450]
    facts = {name: known[name] for name in ("by", "scope", "today", "commissioner")}
    assert actions.take_baseline_back(baseline=late, reason="A slip", **facts).value is None
    assert BenefitBaseline.objects.count() == 3
    newer = set_it("460.00", dt.date(2024, 4, 1))
    with pytest.raises(Refusal, match="Another one was set meanwhile"):
        actions.take_baseline_back(baseline=early, reason="A slip", **facts)
    actions.take_baseline_back(baseline=newer, reason="A slip", **facts)
    assert "no baseline has been set" in str(benefits(house.council, Grain.MONTH, november, AS_AT))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": Decimal("-1")}, "value"),
        ({"value": Decimal(0)}, "value"),
        ({"value": Decimal("78.25"), "kind": Kind.MEAN_STAY}, "value"),
        ({"value": Decimal("0.5"), "kind": Kind.AREA_NIGHTS}, "value"),
        ({"source": "  "}, "source"),
        ({"kind": "ward"}, "kind"),
        ({"from_date": AS_AT + dt.timedelta(days=1)}, "from_date"),
    ],
)
def test_what_is_no_baseline_is_refused(known, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.set_baseline(**known | {"kind": Kind.WARD_NIGHT, "value": Decimal(450)} | changes)
    assert refused.value.field == field


def test_only_who_decides_sets_a_baseline(house, known):
    reader = known | {"scope": Scope(commissioners=frozenset({house.council.pk}))}
    with pytest.raises(PermissionDenied):
        actions.set_baseline(**reader | {"kind": Kind.WARD_NIGHT, "value": Decimal(450)})


def test_the_page_keeps_what_was_typed_and_shows_the_working(house, known, client, django_assert_max_num_queries):
    client.force_login(known["by"])
    form = reverse("reporting:benefits_baseline", args=[house.council.pk])
    page = reverse("reporting:benefits")
    typed = {
        "kind": "mean_stay",
        "value": "78.25",
        "source": "The old ward",
        "from_date_day": "1",
        "from_date_month": "4",
    }
    typed["from_date_year"] = "2024"
    wrong = client.post(form, typed)
    assert "a number with one decimal at most" in wrong.text
    assert "78.25" in wrong.text
    assert "The old ward" in wrong.text
    assert client.post(form, typed | {"value": "78.5"}).status_code == 302
    assert client.post(form, typed | {"kind": "ward_night", "value": "£1,450.50"}).status_code == 302
    assert BenefitBaseline.objects.get(kind="ward_night").value == Decimal("1450.50")
    asked = {"period": "year-2024-04-01", "as_at": str(AS_AT)}
    with django_assert_max_num_queries(40):
        shown = client.get(page, asked).text
    assert "Bed-nights released for others" in shown
    assert "68.5" in shown
    assert client.get(page, {"period": "year-1024-04-01"}).status_code == 200
    assert "You can ask" not in shown
    client.force_login(make.make_official(house.council, role=Role.CONTRACT_MANAGER))
    assert f'href="mailto:{known["by"].email}?subject=Baselines' in client.get(page).text
    client.force_login(make.make_worker(house.service.provider))
    assert client.get(page).status_code == 403
