"""The downloads and the command: the rows of the page, as CSV and XLSX, opened as a reader would."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds import table_files
from beds.access import Scope
from beds.files import harmless
from beds.models import Commissioner, Contract
from reporting import background
from reporting.exports import FIELDS
from reporting.models import Export
from reporting.queries.overstayers import Overstayers
from tests.factories import (
    make_commissioner,
    make_contract,
    make_contracted_bed,
    make_extension,
    make_official,
    make_placement,
    make_provider,
    make_resident,
    make_service,
    make_user,
    make_worker,
)

pytestmark = pytest.mark.django_db
AS_AT = dt.date(2026, 6, 1)
ASKED = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def council() -> Commissioner:
    """A council with three overstayers, one of them block funded, one of a provider with a dangerous name."""
    council = make_commissioner("Wells Council", slug="wells")
    danger = make_service(provider=make_provider("=HYPERLINK(1) Café"))
    spot = make_contracted_bed(service=danger, commissioner=council, rate="135.71")
    block = make_contracted_bed(contract=make_contract(commissioner=council, funding=Contract.Funding.BLOCK))
    weekly = make_contracted_bed(commissioner=council, rate="100.00")
    admitted = AS_AT - dt.timedelta(days=100)
    make_extension(make_placement(spot, admitted_on=admitted, resident=make_resident("R-SPOT")), AS_AT)
    make_placement(block, admitted_on=admitted + dt.timedelta(days=9), resident=make_resident("R-BLOCK"))
    make_placement(
        weekly,
        admitted_on=admitted,
        discharged_on=admitted + dt.timedelta(days=50),
        resident=make_resident("R-LEFT"),
    )
    return council


def download(client: Client, kind: str, **asked: str):
    return client.get(reverse("reporting:overstayers_download", args=[kind]), {**ASKED, **asked})


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes, name: str = "Overstays") -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True))


@pytest.fixture
def official(client, council) -> Client:
    client.force_login(make_official(council))
    return client


def test_the_csv_has_the_columns_in_order_and_one_line_a_row(official):
    response = download(official, "csv", who="everyone")
    data = content(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="overstayers-wells-2026-06-01.csv"'
    assert data.startswith(b"\xef\xbb\xbf")  # or Excel reads another alphabet
    assert data.decode("utf-8-sig").splitlines() == [
        "reference,provider,admitted,discharged,los_nights,overstay_nights,authorised_nights,funding,overstay_cost",
        "R-SPOT,'=HYPERLINK(1) Café,2026-02-21,,100,58,58,Spot,7871.18",
        f"R-BLOCK,{read_csv(data)[1]['provider']},2026-03-02,,91,49,0,Block funded,Block funded",
        f"R-LEFT,{read_csv(data)[2]['provider']},2026-02-21,2026-04-12,50,8,0,Spot,800.00",
    ]


def test_the_workbook_has_real_dates_and_numbers_and_no_formula(official):
    data = content(download(official, "xlsx", who="everyone"))
    header, spot, block, left = sheet(data)
    assert header == tuple(FIELDS)
    assert spot[:2] == ("R-SPOT", "=HYPERLINK(1) Café")
    assert spot[2:] == (dt.datetime(2026, 2, 21), None, 100, 58, 58, "Spot", 7871.18)  # noqa: DTZ001 - as a sheet has it
    assert block[7:] == ("Block funded", "Block funded")
    assert left[3] == dt.datetime(2026, 4, 12)  # noqa: DTZ001
    cells = openpyxl.load_workbook(io.BytesIO(data))["Overstays"]
    assert cells["B2"].data_type == "s"
    assert cells["C2"].number_format == "d mmm yyyy"
    assert cells["I2"].number_format == "£#,##0.00"
    assert cells.freeze_panes == "B2"
    assert cells.auto_filter.ref == "A1:I4"


def test_the_workbook_says_what_was_asked_and_what_it_adds_up_to(official):
    about = [row[:2] for row in sheet(content(download(official, "xlsx", band="critical")), "About")]
    for said in (
        ("As at the morning of", dt.datetime(2026, 6, 1)),  # noqa: DTZ001
        ("Who", "Still here"),
        ("Band", "Critical"),
        ("Placements", 2),
        ("Overstay nights", 107),
        ("of which costed", 58),
        ("of which block funded", 49),
        ("Overstay cost", 7871.18),
    ):
        assert said in about
    assert any(name == "Overstay nights" and "beyond its limit" in str(value) for name, value in about)


def test_page_csv_and_workbook_have_the_same_rows_in_the_same_order(official, council):
    for asked in ({"sort": "reference"}, {"who": "everyone", "sort": "-los_nights"}, {"who": "left"}):
        page = official.get(reverse("reporting:overstayers"), {**ASKED, **asked})
        shown = [row.record.reference for row in page.context["table"].paginated_rows]
        in_csv = read_csv(content(download(official, "csv", **asked)))
        _, *in_xlsx = sheet(content(download(official, "xlsx", **asked)))
        assert shown == [row["reference"] for row in in_csv] == [row[0] for row in in_xlsx]
        costs = [row["overstay_cost"] for row in in_csv]
        assert costs == [row[8] if isinstance(row[8], str) else f"{row[8]:.2f}" for row in in_xlsx]


def test_the_cost_column_adds_up_to_the_total_of_the_page(official, council):
    total = Overstayers(Scope(commissioners=frozenset({council.pk})), AS_AT).summary.overstay_cost
    costs = [row["overstay_cost"] for row in read_csv(content(download(official, "csv")))]
    assert sum(Decimal(cost) for cost in costs if cost != "Block funded") == total


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM", "\tx", "\rx"])
def test_words_that_a_spreadsheet_would_run_get_an_apostrophe(start):
    assert harmless(start) == f"'{start}"


@pytest.mark.parametrize("value", ["R-7K3QX2", "Spot", 3, None, Decimal("1.00"), dt.date(2026, 1, 2)])
def test_everything_else_is_left_alone(value):
    assert not harmless(value).startswith("'")


def test_a_download_holds_only_what_the_person_may_see(client, council):
    provider = make_contracted_bed().service.provider
    client.force_login(make_worker(provider))
    assert read_csv(content(download(client, "csv"))) == []
    client.force_login(make_user())
    assert download(client, "csv").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client):
    assert download(client, "csv").status_code == 302


def test_a_download_is_only_read_and_only_as_csv_or_xlsx(official):
    assert official.post(reverse("reporting:overstayers_download", args=["csv"])).status_code == 405
    assert download(official, "pdf").status_code == 404


def test_a_download_that_makes_no_sense_goes_to_the_page_that_says_why(official):
    response = download(official, "csv", band="huge")
    assert response.status_code == 302
    assert "There is a problem" in official.get(response["Location"]).content.decode()


def test_a_long_download_is_made_in_the_background(official, monkeypatch):
    at_once = content(download(official, "csv", who="everyone"))
    monkeypatch.setattr(table_files, "MANY_ROWS", 2)
    asked = download(official, "csv", who="everyone").get("Location", "")
    assert asked.startswith(reverse("reporting:export_new"))
    page = official.get(asked).content.decode()
    assert "Overstayers as at 1 June 2026, CSV" in page
    assert f'href="{reverse("reporting:overstayers_download", args=["csv"])}' not in page  # it leads back here
    assert official.post(asked, {}).status_code == 302
    assert background.make_exports(now=timezone.now()) == 1
    made = Export.objects.get()
    assert (bytes(made.content or b""), made.name) == (at_once, "overstayers-wells-2026-06-01.csv")
    assert " download>CSV" not in official.get(reverse("reporting:overstayers"), ASKED).content.decode()


# The command -------------------------------------------------------------------------------------------------


def export(**options: object) -> str:
    out = io.StringIO()
    call_command(
        "export_overstays", commissioner="wells", as_at="2026-06-01", stdout=out, stderr=io.StringIO(), **options
    )
    return out.getvalue()


def test_the_command_writes_the_default_page_as_plain_csv(official):
    page = content(download(official, "csv"))
    assert export(format="csv") == page.decode("utf-8-sig")


def test_the_command_writes_files(tmp_path: Path, council):
    export(format="xlsx", output=tmp_path / "o.xlsx", who="everyone")
    export(format="csv", output=tmp_path / "o.csv", who="everyone")
    _, *in_xlsx = sheet((tmp_path / "o.xlsx").read_bytes())
    assert [row[0] for row in in_xlsx] == [row["reference"] for row in read_csv((tmp_path / "o.csv").read_bytes())]
    assert len(in_xlsx) == 3


def test_the_command_names_the_commissioners_there_are(council):
    with pytest.raises(CommandError, match=r"no commissioner 'bath'\. Known: wells"):
        call_command("export_overstays", "--commissioner", "bath")


@pytest.mark.parametrize(("date", "message"), [("1 April", "not a date"), ("2023-02-30", "not a date")])
def test_the_command_refuses_what_is_no_date(council, date, message):
    with pytest.raises(CommandError, match=message):
        call_command("export_overstays", "--commissioner", "wells", "--as-at", date)


def test_the_command_refuses_the_future(council):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(CommandError, match="in the future"):
        call_command("export_overstays", "--commissioner", "wells", "--as-at", tomorrow.isoformat())


def test_the_command_says_why_a_file_cannot_be_written(council):
    with pytest.raises(CommandError, match="Cannot write"):
        export(output=Path("/nowhere/at/all.csv"))


def test_the_published_review_comes_out_to_the_night_and_the_penny():
    call_command("load_demo", "hammersmith-fulham", stdout=io.StringIO())
    out = io.StringIO()
    call_command("export_overstays", commissioner="hammersmith-fulham", as_at="2023-04-01", stdout=out)
    found = read_csv(out.getvalue().encode())
    assert len(found) == 15
    assert sum(int(row["overstay_nights"]) for row in found) == 654
    costs = [row["overstay_cost"] for row in found]
    assert sum(Decimal(cost) for cost in costs if cost != "Block funded") == Decimal("79738.13")
    assert [row["overstay_nights"] for row in found if row["overstay_cost"] == "Block funded"] == ["49"]
