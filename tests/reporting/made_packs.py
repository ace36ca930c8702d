"""Packs made straight in the database, with one small table in them: drafting a real one takes its time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from beds.models import Contract
from reporting.content import Column, Content, Facts, Kind, Row, Section, Table
from reporting.models import Export, PackVersion, ReviewPack
from reporting.packs.frozen import freeze
from reporting.periods import last_months
from reporting.runs import recompute_all
from tests.factories import make_worker
from tests.hostile_answers import Form

COLUMNS = (Column("measure", "Measure"), Column("month", "Month", Kind.COUNT))


def small_content(as_at: dt.date) -> Content:
    table = Table("summary", "Key measures", COLUMNS, (Row(("Admissions", 7)),))
    facts = Facts((("Version", 1),), (Kind.COUNT,))
    sections = (
        Section(1, "cover", "About this pack", (facts, facts)),
        Section(2, "summary", "Summary", (table,)),
        Section(3, "commentary", "Commentary", ()),
    )
    return Content("Contract review pack", "A contract", as_at, sections)


def make_pack(contract: Contract, today: dt.date, state: str = "draft", **facts: Any) -> ReviewPack:
    """The pack of the month before `today`, in a state."""
    month = last_months(today, 2)[0]
    pack = ReviewPack.objects.create(commissioner=contract.commissioner, contract=contract, month=month.from_date)
    PackVersion.objects.create(
        pack=pack,
        number=1,
        state=state,
        content=freeze(small_content(month.until_date)),
        as_at=month.until_date,
        drafted_at=timezone.now(),
        sent_at=None if state == "draft" else timezone.now(),
        signed_at=timezone.now() if state == "signed" else None,
        **facts,
    )
    return pack


def made_export(owner: Any) -> Export:
    """A file that is ready."""
    now = timezone.now()
    ready: dict[str, Any] = {
        "state": "done",
        "name": "a.csv",
        "content_type": "text/csv",
        "content": b"1",
        "scope": owner.scope().mark,
    }
    return Export.objects.create(owner=owner, title="A", address="/", asked_at=now, finished_at=now, **ready)


# The forms about packs, with right answers, in the house of `tests/residents/house.py` ------------------------------


def of_house(house: Any) -> int:
    """The number of a draft of the house's contract."""
    return make_pack(house.placement.contract, house.today).pk


def _page(name: str, state: str, *, seen: bool = False, **answers: Any) -> Any:
    """What is done with a pack in this state; `seen` says which version of it was on the screen."""

    def page(house: Any) -> tuple[str, dict[str, Any]]:
        recompute_all(today=house.today)
        pack = make_pack(house.placement.contract, house.today, state)
        version = {"version": pack.versions.get().updated_at.isoformat()} if seen else {}
        return reverse(f"reporting:pack_{name}", args=[pack.pk]), version | answers

    return page


def _draft(house: Any) -> tuple[str, dict[str, Any]]:
    recompute_all(today=house.today)
    contract = house.placement.contract
    month = last_months(house.today, 2)[0].from_date
    answers = {"subject": f"{contract.commissioner_id}-{contract.pk}", "month": f"{month}"}
    return reverse("reporting:pack_draft"), answers


def _export(house: Any) -> tuple[str, dict[str, Any]]:
    """A download of the overstayers, to be made in the background."""
    there = reverse("reporting:overstayers_download", args=["csv"])
    return f"{reverse('reporting:export_new')}?address={there}&title=Overstayers", {}


PAGES = {
    "draft": _draft,
    "refresh": _page("refresh", "draft", seen=True),
    "comment": _page("comment", "draft", text="Why", section="summary"),
    "send": _page("send", "draft", seen=True),
    "sign off": _page("sign_off", "review", seen=True),
    "new version": _page("new_version", "signed", reason="A late record"),
    "export": _export,
}

READ: dict[str, tuple[Any, ...]] = {
    "pack": (),
    "pack_version": (lambda house: 1,),
    "pack_download": (lambda house: 1, lambda house: "csv"),
}
"""The pages about a pack that only answer, with what their addresses take beside its number."""


def downloaded_export(house: Any) -> Form:
    """A file that is ready, and its owner."""
    export = made_export(make_worker(house.provider))
    return Form(reverse("reporting:export_download", args=[export.pk]), {}, export.owner)
