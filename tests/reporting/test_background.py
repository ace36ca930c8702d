"""Files made in the background: the same as at once, for their owner alone, and told of when they are ready."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds import table_files
from beds.access import Role
from beds.refusal import Refusal
from reporting import background
from reporting.models import Export
from stepdown.accounts.models import Membership
from stepdown.notices.audience import Audience
from stepdown.notices.kinds import BY_KEY
from stepdown.notices.models import Notice
from stepdown.notices.telling import tell
from tests import factories as make
from tests.reporting.made_packs import make_pack
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house
from tests.residents.house import signed_in
from tests.residents.safe_house import text

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:exports")
NIGHTS = f"{reverse('reporting:nights')}?as_at=2024-11-20&download=csv"


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


@pytest.fixture
def official(house) -> Any:
    return make.make_official(house.council)


def ask(owner: Any, address: str = NIGHTS, title: str = "Nights") -> Export:
    return background.ask_for_export(by=owner, now=timezone.now(), title=title, address=address)


def run() -> int:
    return background.make_exports(now=timezone.now())


def test_a_long_table_is_asked_for_made_and_downloaded_by_its_owner_alone(house, official, monkeypatch):
    client: Any = signed_in(official)
    at_once = b"".join(client.get(NIGHTS).streaming_content)
    monkeypatch.setattr(table_files, "MANY_ROWS", 3)
    answer = client.get(NIGHTS)
    assert answer["Location"].startswith(reverse("reporting:export_new"))
    assert "made in the background" in text(client.get(answer["Location"]))
    assert client.post(answer["Location"], {})["Location"] == LIST
    assert client.post(answer["Location"], {})["Location"] == LIST  # sent twice
    export = Export.objects.get()
    assert "Waiting" in text(client.get(LIST))
    assert client.get(reverse("reporting:export_download", args=[export.pk])).status_code == 404
    assert (run(), run()) == (1, 0)
    page = text(client.get(LIST))
    assert "Ready" in page
    assert export.title in page
    sent = client.get(reverse("reporting:export_download", args=[export.pk]))
    assert sent.content == at_once
    assert "text/csv" in sent["Content-Type"]
    assert signed_in(make.make_official(house.council)).get(sent.request["PATH_INFO"]).status_code == 404

    tell(BY_KEY["export_ready"], Audience.now(), today=timezone.localdate())
    assert [(each.user, each.link) for each in Notice.objects.all()] == [(official, LIST)]


def test_the_records_to_put_right_are_a_long_table_too(official, monkeypatch):
    client: Any = signed_in(official)
    address = f"{reverse('reporting:data_quality_download')}?as_at=2024-11-20"
    at_once = client.get(address).content
    monkeypatch.setattr(table_files, "MANY_ROWS", -1)
    asked = client.get(address).get("Location", "")
    assert asked.startswith(reverse("reporting:export_new"))
    client.post(asked, {})
    assert run() == 1
    assert bytes(Export.objects.get().content or b"") == at_once


def test_a_file_is_for_its_owner_as_long_as_they_may_see_the_same(official):
    export = ask(official)
    run()
    address, client = reverse("reporting:export_download", args=[export.pk]), signed_in(official)
    assert client.get(address).status_code == 200
    Membership.objects.filter(user=official).delete()
    Membership.objects.create(user=official, ward=make.make_ward(), role=Role.REFERRER)
    assert client.get(address).status_code == 404
    assert export.title not in text(client.get(LIST))
    ask(official)
    run()
    assert Export.objects.latest("pk").state == Export.State.FAILED  # and not a file that says nobody


def test_progress_is_told_row_by_row(official, monkeypatch):
    monkeypatch.setattr("beds.progress.STEP", 5)
    export = ask(official)
    run()
    export.refresh_from_db()
    assert 5 <= export.done <= export.total
    assert export.done % 5 == 0


def test_all_files_of_a_pack_come_in_one(house, official):
    pack = make_pack(house.contract, AS_AT)
    ask(official, reverse("reporting:pack_download", args=[pack.pk, 1, "all"]))
    run()
    names = zipfile.ZipFile(io.BytesIO(bytes(Export.objects.get().content or b""))).namelist()
    assert len(names) == len(set(names)) == 8


def test_what_cannot_be_made_says_so(house, official):
    page = ask(official, reverse("reporting:nights"))  # no file
    ask(official, NIGHTS)
    Membership.objects.filter(user=official).delete()
    elsewhere = ask(official, reverse("reporting:pack_download", args=[make_pack(house.contract, AS_AT).pk, 1, "csv"]))
    run()
    for export in (page, elsewhere):
        export.refresh_from_db()
        assert (export.state, export.error) == ("failed", background.FAILED)
    lost = Export.objects.filter(pk=page.pk)
    lost.update(state="running", started_at=timezone.now() - dt.timedelta(hours=2))
    run()
    page.refresh_from_db()
    assert (page.state, page.error) == ("failed", background.LOST)


@pytest.mark.parametrize("address", ["/admin/", "//evil.example/", "https://evil.example/", "/accounts/logout/"])
def test_only_pages_of_ours_are_asked_for(official, address):
    assert signed_in(official).get(reverse("reporting:export_new"), {"address": address}).status_code == 404


def test_nobody_waits_for_too_many_and_files_go_after_a_month(official):
    for number in range(background.MOST_WAITING):
        ask(official, f"{NIGHTS}&x={number}")
    with pytest.raises(Refusal, match="10 of your files"):
        ask(official)
    now = timezone.now()
    assert background.remove_old_exports(now=now + dt.timedelta(days=29)) == 0
    assert background.remove_old_exports(now=now + dt.timedelta(days=31)) == 10
