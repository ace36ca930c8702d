"""The pages of a pack: what each side reads and downloads, and one journey from the draft to a second version."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from beds.access import Role
from reporting.content import Chart, Column, Content, Kind, Row, Section, Shape, Table
from reporting.models import PackFile, PackVersion
from reporting.opening import opened_from_signed, rows_address
from reporting.packs import actions
from reporting.packs.frozen import thaw
from reporting.periods import month_of
from reporting.runs import apply_corrections
from residents.models import Placement
from tests import factories as make
from tests.reporting.made_packs import make_pack
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house
from tests.reporting.test_packs import draft
from tests.residents.house import signed_in
from tests.residents.safe_house import text
from tests.residents.test_journeys import DONE, fits

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:packs")


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def of(pack: Any, name: str, *more: Any) -> str:
    return reverse(f"reporting:{name}", args=[pack.pk, *more])


def test_the_list_is_read_in_as_many_queries_however_long(house, django_assert_num_queries):
    official = signed_in(make.make_official(house.council))
    for state in ("draft", "review", "signed"):
        make_pack(make.make_contract(commissioner=house.council), AS_AT, state)
    with django_assert_num_queries(7):
        page = text(official.get(LIST))
    assert "3 packs" in page
    assert all(word in page for word in ("Draft a pack", "Draft", "In review", "Signed off", "October 2024"))
    assert "1 pack<" in text(official.get(LIST, {"state": "signed", "month": "2024-10-01"}))
    assert "No pack is like that" in text(official.get(LIST, {"contract": "all"}))
    assert "must be" not in text(official.get(LIST, {"contract": "all"}))


def test_what_each_person_can_do_is_on_the_page(house):
    pack = make_pack(house.contract, AS_AT)
    manager = signed_in(make.make_official(house.council, role=Role.CONTRACT_MANAGER))
    worker = signed_in(make.make_worker(house.contract.provider))
    viewer = signed_in(make.make_worker(house.contract.provider, role=Role.PROVIDER_VIEWER))
    page = of(pack, "pack")
    ways = ("comment", "send", "refresh", "sign_off", "new_version")

    def offers(client: Any) -> list[str]:
        said = text(client.get(page))
        return [each for each in ways if f'"{of(pack, f"pack_{each}")}' in said]

    assert offers(manager) == ["comment", "send", "refresh"]
    assert offers(worker) == ["comment", "send"]
    assert offers(viewer) == []
    answer = worker.post(of(pack, "pack_comment"), {"section": "summary", "text": "The boiler was out"})
    assert answer.status_code == 302
    assert "1 comment<" in text(manager.get(page))
    worker.post(of(pack, "pack_send"), {})
    assert offers(manager) == ["comment", "refresh", "sign_off"]


def test_a_draft_says_so_in_its_files_and_a_signed_file_is_what_was_signed(house):
    pack = make_pack(house.contract, AS_AT)
    official = signed_in(make.make_official(house.council))
    address = of(pack, "pack_download", 1, "csv")
    draft = official.get(address)
    assert "draft-contract-review-pack" in draft["Content-Disposition"]
    assert "version-1" in draft["Content-Disposition"]
    known: dict[str, Any] = {"by": None, "scope": make.make_official(house.council).scope(), "today": AS_AT}
    actions.send_for_review(pack=pack, **known)
    actions.sign_off(pack=pack, **known)
    for shared in (False, True):
        sent = official.get(address, {"shared": "1"} if shared else {}).content
        assert hashlib.sha256(sent).hexdigest() == PackFile.objects.get(format="csv", shared=shared).sha256
        names = zipfile.ZipFile(io.BytesIO(sent)).namelist()
        assert any("summary" in name for name in names)
    assert official.get(of(pack, "pack_download", 1, "doc")).status_code == 404
    assert official.get(of(pack, "pack_download", 2, "csv")).status_code == 404


def test_each_section_has_a_screen_and_a_comment_comes_back_to_it(house):
    pack = draft(house)
    worker = signed_in(make.make_worker(house.contract.provider))
    page, keys = of(pack, "pack"), [each.key for each in thaw(pack.versions.get().content).sections]
    assert len(keys) == 21
    whole = text(worker.get(page, {"all": "1"}))
    for key in keys:
        shown = text(worker.get(page, {"section": key}))
        alone = [key] if key not in keys[:2] else keys[:2]
        assert [each for each in keys if f'<h2 class="govuk-heading-m" id="{each}">' in shown] == alone
        assert f'<h2 class="govuk-heading-m" id="{key}">' in whole
        assert len(shown) < len(whole)
    for key, back in (("voids", "voids"), ("summary", "summary"), ("", "commentary")):
        answer = worker.post(of(pack, "pack_comment"), {"section": key, "text": f"Of {key}: the boiler"})
        assert answer["Location"] == f"{page}?section={back}"
        assert f"Of {key}: the boiler" in text(worker.get(answer["Location"]))
    assert worker.get(f"{of(pack, 'pack_comment')}?section=voids").context["back"] == f"{page}?section=voids"
    assert "the boiler" not in text(worker.get(of(pack, "pack_version", 1), {"section": keys[4]}))


def test_a_section_that_is_not_there_says_so_and_a_signed_one_takes_no_comment(house):
    pack = make_pack(house.contract, AS_AT, "signed")
    worker = signed_in(make.make_worker(house.contract.provider))
    missing = text(worker.get(of(pack, "pack"), {"section": "<weather>"}))
    assert "no section “&lt;weather&gt;”" in missing
    assert "Signed off" in missing
    assert 'id="summary"' in missing
    signed = text(worker.get(of(pack, "pack"), {"section": "commentary"}))
    assert "Signed off" in signed
    assert "<textarea" not in signed


def test_the_rows_behind_a_signed_figure_say_that_they_are_of_today(house):
    worker = signed_in(make.make_worker(house.contract.provider))
    rows = (Row(("x", 1), opens=rows_address("admissions", month_of(AS_AT), AS_AT)), Row(("y", 2)))
    table = Table("t", "T", (Column("of", "Of"), Column("n", "N", Kind.COUNT)), rows)
    blocks = (table, Chart("c", "C", "", Shape.BARS, table))
    signed = opened_from_signed(Content("Pack", "", AS_AT, (Section(1, "a", "A", blocks),)))
    for each in signed.tables():
        assert [row.opens.endswith("&signed=1") for row in each.rows] == [True, False]
    said = "These are the records as they are known today"
    assert said in text(worker.get(signed.tables()[0].rows[0].opens))
    assert said not in text(worker.get(rows[0].opens))


@pytest.mark.django_db(transaction=True)
def test_from_the_draft_to_a_second_version(
    live_server: Any, page: Page, sign_in: Callable[[Any], None], accessible: Callable[[Page], None]
) -> None:
    house = make_small_house()
    manager = make.make_official(house.council, role=Role.CONTRACT_MANAGER, first_name="Kay", last_name="Ode")
    worker = make.make_worker(house.contract.provider)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()

    sign_in(manager)
    page.goto(f"{live_server.url}{LIST}")
    expect(page.locator(".govuk-inset-text")).to_contain_text("There is no pack yet")
    press("Draft a pack")
    page.get_by_label("Pack of").select_option(label=f"{house.contract.reference}, {house.contract.provider}")
    page.get_by_label("Month").select_option(label="October 2024")
    accessible(page)
    press("Draft the pack")
    expect(page.locator(DONE)).to_contain_text("October 2024")
    expect(page.get_by_role("link", name="21 Data quality")).to_be_visible()
    fits(page)

    sign_in(worker)
    page.reload()
    page.get_by_role("link", name="Comment on “Summary”").click()
    page.get_by_label("Comment", exact=True).fill("The boiler was out for a week")
    accessible(page)
    press("Add the comment")
    press("Send for review")
    press("Send for review")
    page.get_by_role("link", name="20 ").click()
    expect(page.locator("#commentary").locator("..")).to_contain_text("The boiler was out for a week")
    page.get_by_role("link", name="Next section: 21 ").click()
    page.get_by_label("Comment", exact=True).fill("Two dates are still missing")
    fits(page)
    accessible(page)
    press("Add the comment")
    expect(page.locator(DONE)).to_contain_text("Your comment is in the pack")
    expect(page.get_by_role("main")).to_contain_text("Two dates are still missing")

    sign_in(manager)
    page.goto(page.url.partition("?")[0])
    press("Sign off")
    expect(page.locator("form").last).to_contain_text("Sign off")
    accessible(page)
    press("Sign off")
    expect(page.locator(DONE)).to_contain_text("Version 1 is signed off")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="PDF", exact=True).first.click()
    kept = PackFile.objects.get(format="pdf", shared=False)
    assert hashlib.sha256(downloading.value.path().read_bytes()).hexdigest() == kept.sha256

    Placement.objects.filter(pk=house.left.pk).update(cancelled_at=timezone.now(), cancelled_reason="Twice")
    apply_corrections()
    page.get_by_role("link", name="with today’s records").click()
    expect(page.get_by_role("region", name="Restated since").first).to_contain_text("not what the records say today")
    page.locator("summary", has_text="What differs").click()
    expect(page.locator("details").first).to_contain_text("Admissions")
    accessible(page)
    assert PackFile.objects.get(format="pdf", shared=False).sha256 == kept.sha256

    press("Issue a new version")
    page.get_by_label("Why a new version is issued").fill("An admission was entered twice")
    press("Draft the new version")
    expect(page.locator("#versions").locator("..")).to_contain_text("An admission was entered twice")
    page.get_by_role("link", name="What has changed since version 1").click()
    expect(page.get_by_role("group", name="What differs")).to_contain_text("Admissions")
    accessible(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    expect(page.locator(".govuk-inset-text").first).to_contain_text("This is version 1")
    assert list(PackVersion.objects.order_by("number").values_list("state", flat=True)) == ["signed", "draft"]
