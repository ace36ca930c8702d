"""The data feed: who reads what, page by page, as JSON and as CSV, and what is hidden."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beds.access import Role
from reporting.feed import small_numbers
from reporting.runs import recompute_all
from reporting.suppression import SMALL
from stepdown import feed
from stepdown.accounts import actions
from stepdown.accounts.models import AccessToken, Membership
from tests import factories as make
from tests.reporting.attacker import World, worked_out
from tests.reporting.small_house import SmallHouse, make_small_house
from tests.residents.ward import make_referrer

pytestmark = pytest.mark.django_db

FROM_UNTIL = {"from": "2024-10-01", "until": "2024-12-01"}
READINGS = {"measure": ["occupied_nights", "admissions", "settled_rate"], **FROM_UNTIL}
ADDRESSES: dict[str, dict[str, Any]] = {
    "measures": {},
    "readings": READINGS,
    "placements": {},
    "bed-nights": FROM_UNTIL,
    "contracts": {},
    "services": {},
}


@pytest.fixture
def small() -> SmallHouse:
    return make_small_house()


def token_of(user: Any, *, shared: bool = False, days: int = 30) -> str:
    now = timezone.now()
    return actions.make_token(by=user, now=now, name="Excel", days=days, shared=shared)[1]


def ask(secret: str, name: str, asked: dict[str, Any] | None = None, **headers: str) -> Any:
    return Client().get(f"/api/v1/{name}", asked or {}, headers={"Authorization": f"Bearer {secret}", **headers})


def rows_of(secret: str, name: str, **asked: Any) -> list[dict[str, Any]]:
    got = ask(secret, name, asked)
    assert got.status_code == 200, got.content
    return got.json()["rows"]


def test_readings_are_those_of_the_catalogue(small):
    rows = rows_of(token_of(make.make_official(small.council)), "readings", by="contract", **READINGS)
    found = {(row["measure"], row["period_from"]): row for row in rows}
    november = found["occupied_nights", "2024-11-01"]
    assert (november["value"], november["unit"], november["hidden"]) == (27, small.contract.reference, False)
    assert found["admissions", "2024-10-01"]["value"] == 2
    settled = found["settled_rate", "2024-10-01"]
    assert (settled["numerator"], settled["denominator"], settled["value"]) == (1, 1, 100)
    split = rows_of(
        token_of(make.make_official(small.council)),
        "readings",
        measure="discharges",
        split="destination",
        grain="quarter",
        **FROM_UNTIL,
    )
    assert [(row["code"], row["code_label"], row["value"], row["period_until"]) for row in split] == [
        ("home", "Home", 1, "2025-01-01")
    ]


def test_placements_have_their_figures_and_no_names(small):
    secret = token_of(make.make_official(small.council))
    rows = {row["reference"]: row for row in rows_of(secret, "placements", as_at="2024-11-20")}
    assert set(rows) == {"R-ONE", "R-TWO", "R-LEFT"}
    one = rows["R-ONE"]
    assert (one["los_nights"], one["overstay_nights"], one["authorised_nights"], one["cost"]) == (50, 8, 3, 5000)
    assert one["overstay_cost"] == 800
    assert rows["R-LEFT"]["discharged_on"] == "2024-10-20"
    earlier = {row["reference"]: row for row in rows_of(secret, "placements", as_at="2024-10-15")}
    assert (set(earlier), earlier["R-LEFT"]["discharged_on"]) == ({"R-ONE", "R-LEFT"}, None)
    assert "Ada Lane" not in ask(secret, "placements").content.decode()


def test_csv_says_the_same_as_json(small):
    secret = token_of(make.make_official(small.council))
    for name, asked in ADDRESSES.items():
        rows = rows_of(secret, name, **asked)
        got = ask(secret, name, asked, Accept="text/csv")
        assert got["Content-Type"] == "text/csv; charset=utf-8"
        assert "no-store" in got["Cache-Control"]
        assert got.content == ask(secret, name, asked | {"format": "csv"}).content
        lines = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
        assert rows
        assert lines == [{key: as_text(value) for key, value in row.items()} for row in rows], name


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else f"{value:g}" if isinstance(value, float) and value % 1 == 0 else str(value)


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_pages_together_are_all_rows(small, name):
    secret = token_of(make.make_official(small.council))
    whole = rows_of(secret, name, limit=10_000, **ADDRESSES[name])
    size = max(1, len(whole) // 3)
    found: list[Any] = []
    got = ask(secret, name, ADDRESSES[name] | {"limit": size})
    while True:
        page = got.json()
        assert 1 <= len(page["rows"]) <= size
        found += page["rows"]
        if page["next"] is None:
            break
        as_csv = ask(secret, name, ADDRESSES[name] | {"limit": size, "format": "csv"})
        assert 'rel="next"' in as_csv["Link"]
        got = Client().get(page["next"], headers={"Authorization": f"Bearer {secret}"})
    assert found == whole


def test_each_reads_what_is_theirs(small):
    other = make.make_official(make.make_commissioner())
    worker = make.make_worker(small.service.provider)
    for user, sees in ((make.make_official(small.council), 3), (worker, 3), (other, 0)):
        secret = token_of(user)
        assert len(rows_of(secret, "placements")) == sees
        assert len(rows_of(secret, "services")) == len(rows_of(secret, "contracts")) == min(sees, 1)
        assert bool(rows_of(secret, "bed-nights", **FROM_UNTIL)) is bool(sees)
        values = [row["value"] for row in rows_of(secret, "readings", measure="admissions", **FROM_UNTIL)]
        assert values == ([2, 1] if sees else [0, 0])
    for nobody in (make.make_user(), make_referrer(make.make_ward())):
        got = ask(token_of(nobody), "services")
        assert (got.status_code, set(got.json())) == (403, {"error", "what_to_do"})


def test_a_token_is_as_good_as_its_owner_and_its_dates(small, django_assert_max_num_queries):
    official = make.make_official(small.council)
    secret = token_of(official)
    token = AccessToken.objects.get()
    assert secret not in str(token.__dict__)
    assert AccessToken.objects.filter(last_used_at=None).exists()
    with django_assert_max_num_queries(8):
        assert ask(secret, "services").status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    for headers in ({}, {"Authorization": "Bearer sd_wrong"}, {"Authorization": f"Basic {secret}"}):
        got = Client().get("/api/v1/services", headers=headers)
        assert (got.status_code, got["WWW-Authenticate"]) == (401, "Bearer")
        assert "More" in got.json()["what_to_do"]
    assert Client().get("/api/v1/services", {"token": secret}).status_code == 401
    official.memberships.all().delete()
    assert ask(secret, "services").status_code == 403
    official.is_active = False
    official.save()
    assert ask(secret, "services").status_code == 401
    official.is_active = True
    official.save()
    AccessToken.objects.update(
        created_at=timezone.now() - dt.timedelta(days=40), expires_at=timezone.now() - dt.timedelta(seconds=1)
    )
    assert ask(secret, "services").status_code == 401
    again = token_of(official)
    actions.revoke_token(by=official, now=timezone.now(), token=AccessToken.objects.of(official)[0])
    assert ask(again, "services").status_code == 401


def test_nothing_is_written_and_nobody_asks_too_often(small, monkeypatch):
    secret = token_of(make.make_official(small.council))
    for method in ("post", "put", "patch", "delete"):
        got = getattr(Client(), method)("/api/v1/services", headers={"Authorization": f"Bearer {secret}"})
        assert (got.status_code, got["Allow"], got.json()["what_to_do"]) == (405, "GET", "Send a GET request.")
    monkeypatch.setattr(feed, "REQUESTS_A_MINUTE", 2)
    codes = [ask(secret, "services").status_code for _ in range(5)]
    assert codes.count(429) >= 1
    got = ask(secret, "services")
    assert got.status_code == 200 or 1 <= int(got["Retry-After"]) <= 60
    assert ask(token_of(make.make_official(small.council)), "services").status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "measure"),
        ({"measure": "no_such", **FROM_UNTIL}, "no_such"),
        ({"measure": "contracted", **FROM_UNTIL}, "no readings"),
        ({"measure": "admissions", "from": "yesterday", "until": "2024-12-01"}, "from"),
        ({"measure": "admissions", "from": "2024-12-01", "until": "2024-12-01"}, "empty"),
        ({"measure": "admissions", "from": "1924-12-01", "until": "2024-12-01"}, "too long"),
        ({"measure": "admissions", "from": "0001-01-01", "until": "0001-02-01", "grain": "year"}, "our time"),
        ({"measure": "admissions", "from": "2024-12-01", "until": "9999-12-31"}, "our time"),
        ({"measure": "\x00", **FROM_UNTIL}, "no readings"),
        ({"measure": "admissions", "cursor": "1" * 60, **FROM_UNTIL}, "no such page"),
        ({"measure": "admissions", "split": "shoe", **FROM_UNTIL}, "not split"),
        ({"measure": "admissions", "by": "moon", **FROM_UNTIL}, "by"),
        ({"measure": "admissions", "as_at": "2999-01-01", **FROM_UNTIL}, "future"),
        ({"measure": "admissions", "cursor": "9.9", **FROM_UNTIL}, "no such page"),
        ({"measure": "admissions", "limit": "0", **FROM_UNTIL}, "limit"),
        ({"measure": "admissions", "commissioner": "2", "contract": "5", **FROM_UNTIL}, "“commissioner”, “contract”"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_what_to_do(asked, said):
    got = ask(token_of(make.make_official(make.make_commissioner())), "readings", asked)
    assert got.status_code == 422
    assert said in got.json()["error"]
    assert got.json()["what_to_do"]


def contract_with(council: Any, people: int, *, on: dt.date) -> Any:
    """A contract under which some people were admitted on a day, and stayed."""
    contract = make.make_contract(commissioner=council, from_date=dt.date(2024, 4, 1), until_date=dt.date(2026, 4, 1))
    service = make.make_service(provider=contract.provider)
    for number in range(people):
        bed = make.make_contracted_bed(f"Room {number}", service=service, contract=contract)
        make.make_placement(bed, admitted_on=on, contract=contract)
    return contract


def test_an_analyst_sees_no_small_numbers():
    council = make.make_commissioner()
    contracts = [contract_with(council, people, on=dt.date(2024, 10, 5)) for people in (3, 7, 8)]
    recompute_all(today=dt.date(2024, 11, 20))
    analyst = make.make_official(council, role=Role.ANALYST)
    secret = token_of(analyst)
    asked = {
        "measure": ["admissions", "days_to_admission", "beds_contracted"],
        "from": "2024-10-01",
        "until": "2024-11-01",
    }
    rows = rows_of(secret, "readings", by="contract", **asked)
    told = {(row["measure"], row["unit"]): (row["value"], row["hidden"]) for row in rows}
    small, middle, large = (contract.reference for contract in contracts)
    assert told["admissions", small] == told["admissions", middle] == (None, True)
    assert told["admissions", large] == (10, False)
    assert told["beds_contracted", small] == (3, False)
    assert {row["numerator"] for row in rows} == {row["denominator"] for row in rows} == {None}
    assert rows_of(secret, "readings", **asked)[0]["value"] == 20
    for name, more in (
        ("placements", {}),
        ("bed-nights", FROM_UNTIL),
        ("readings", {"measure": "admissions", "split": "gender", **FROM_UNTIL}),
        ("readings", {"measure": "admissions", "by": "service", **FROM_UNTIL}),
        ("readings", {"measure": "admissions", "grain": "quarter", **FROM_UNTIL}),
        ("readings", {"measure": "admissions", "as_at": "2024-11-20", **FROM_UNTIL}),
        ("readings", {"measure": "overstay_cost", **FROM_UNTIL}),
        ("readings", {"measure": "residents", **FROM_UNTIL}),
    ):
        got = ask(secret, name, more)
        assert (got.status_code, "small numbers" in got.json()["error"]) == (403, True), more
    # what is not over yet grows from day to day
    today = timezone.localdate()
    assert (
        rows_of(secret, "readings", **{"measure": "admissions", "from": today, "until": today + dt.timedelta(1)}) == []
    )
    client = Client()
    client.force_login(analyst)
    assert "data feed" in client.get("/").content.decode()
    refused = client.get("/contracts/")
    assert (refused.status_code, "As an analyst you read figures" in refused.content.decode()) == (403, True)


def test_a_share_is_hidden_when_those_it_leaves_out_are_few():
    """Two of twelve who stayed beyond the limit are not to be had from those who did not."""
    council = make.make_commissioner()
    contract = make.make_contract(commissioner=council, from_date=dt.date(2024, 4, 1), until_date=dt.date(2026, 4, 1))
    service = make.make_service(provider=contract.provider)
    for number in range(12):
        bed = make.make_contracted_bed(f"Room {number}", service=service, contract=contract)
        came = dt.date(2024, 7, 1) if number < 2 else dt.date(2024, 9, 25)
        make.make_placement(bed, admitted_on=came, discharged_on=dt.date(2024, 10, 5), contract=contract)
    recompute_all(today=dt.date(2024, 11, 20))
    asked = {"measure": ["discharges", "discharges_within_limit_rate"], "from": "2024-10-01", "until": "2024-11-01"}
    rows = rows_of(token_of(make.make_official(council, role=Role.ANALYST)), "readings", **asked)
    assert [(row["value"], row["hidden"]) for row in rows] == [(10, False), (None, True)]
    assert rows_of(token_of(make.make_official(council)), "readings", **asked)[1]["value"] == 83.3333


def test_what_is_hidden_is_the_same_however_it_is_asked():
    """Nor does it tell nobody from a few that a contract is left out."""
    council = make.make_commissioner()
    small, large = (contract_with(council, people, on=dt.date(2024, 10, 5)) for people in (3, 20))
    later = contract_with(council, 10, on=dt.date(2024, 12, 5))
    later.from_date = dt.date(2024, 12, 1)
    later.save()
    recompute_all(today=dt.date(2025, 2, 1))
    secret = token_of(make.make_official(council, role=Role.ANALYST))

    def told(from_date: str, until: str, month: str) -> dict[str, Any]:
        asked = {"measure": "admissions", "by": "contract", "from": from_date, "until": until}
        rows = [row for row in rows_of(secret, "readings", **asked) if row["period_from"] == month]
        return {row["unit"]: row["value"] for row in rows}

    hidden = dict.fromkeys((small.reference, large.reference, later.reference))
    assert told("2024-10-01", "2024-11-01", "2024-10-01") == hidden
    assert told("2024-10-01", "2025-01-01", "2024-10-01") == hidden
    assert told("2024-11-01", "2024-12-01", "2024-11-01") == hidden
    assert told("2024-12-01", "2025-01-01", "2024-12-01") == hidden  # else the others would be known to have nobody


def test_nobody_takes_what_they_know_exactly_from_what_is_shared():
    """Full rights at one commissioner or at a provider, and those of an analyst at another."""
    known, shared = make.make_commissioner(), make.make_commissioner()
    mine = contract_with(known, 30, on=dt.date(2024, 10, 5))
    theirs = [contract_with(shared, people, on=dt.date(2024, 10, 5)) for people in (3, 20)]
    recompute_all(today=dt.date(2024, 11, 20))
    user = make.make_official(known)
    Membership.objects.create(user=user, commissioner=shared, role=Role.ANALYST)
    asked = {"measure": "admissions", "from": "2024-10-01", "until": "2024-11-01"}
    hiding, exact = token_of(user, shared=True), token_of(user)
    assert [row["value"] for row in rows_of(exact, "readings", **asked)] == [30]
    assert [row["value"] for row in rows_of(hiding, "readings", **asked)] == [25]
    by_contract = {row["unit"]: row["value"] for row in rows_of(hiding, "readings", by="contract", **asked)}
    assert by_contract == dict.fromkeys(contract.reference for contract in theirs)
    assert [row["reference"] for row in rows_of(exact, "contracts")] == [mine.reference]
    Membership.objects.create(user=user, provider=theirs[1].provider, role=Role.PROVIDER_VIEWER)
    got = ask(hiding, "readings", asked)
    assert (got.status_code, "exactly" in got.json()["error"]) == (403, True)
    assert ask(exact, "readings", asked).status_code == 200


class Unrounded(World):
    """The reader knows every figure that is told to the last unit."""

    def limits(self, at: int) -> tuple[int, int]:
        cell = self.told[at]
        return (cell, cell) if isinstance(cell, int) else super().limits(at)


def world_of_readings(rng: random.Random, hide: Callable[[dict[int | None, int]], set[int | None]]) -> World:
    """What the feed tells of a month: some contracts, and all together."""
    world = Unrounded()
    units = [world.number(rng) for _ in range(rng.randint(2, 6))]
    people: dict[int | None, int] = {unit: world.truth[unit] for unit in units}
    hidden, total = hide(people), sum(people.values())
    for unit in units:
        world.tell([unit], "*" if unit in hidden else people[unit], "contracts")
    world.tell(units, "*" if total < SMALL else total)
    return world


def test_a_solver_works_out_no_hidden_reading():
    worlds = [world_of_readings(random.Random(seed), small_numbers.hidden_units) for seed in range(300)]
    assert sum(len(world.secrets()) for world in worlds) > 300
    assert not worked_out(worlds)

    def only_small(people: dict[int | None, int]) -> set[int | None]:
        return {unit for unit, count in people.items() if count < SMALL}

    assert worked_out([world_of_readings(random.Random(seed), only_small) for seed in range(300)])


def test_somebody_who_sees_everything_may_have_a_token_that_does_not(small):
    secret = token_of(make.make_official(small.council), shared=True)
    rows = rows_of(secret, "readings", measure="admissions", **FROM_UNTIL)
    assert [(row["value"], row["hidden"]) for row in rows] == [(None, True)] * 2
    assert ask(secret, "placements").status_code == 403


def test_the_document_describes_every_address(small):
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {f"/api/v1/{name}" for name in ADDRESSES}
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        assert set(path) == {"get"}
        assert path["get"]["security"] == [{"Token": []}]
        assert {"200", "401", "403", "422", "429"} <= set(path["get"]["responses"])
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas
    secret = token_of(make.make_official(small.council))
    for name, asked in ADDRESSES.items():
        page = document["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        row = next(references(schemas[page["$ref"].rsplit("/", 1)[-1]])).rsplit("/", 1)[-1]
        assert list(schemas[row]["properties"]) == list(rows_of(secret, name, **asked)[0])


def references(value: Any):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)
