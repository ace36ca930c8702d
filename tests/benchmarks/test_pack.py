"""A review pack of 21 sections with 24 months of history for 60 beds, made and set as a workbook and a PDF.

docs/performance.md tells what was measured and where.
"""

from __future__ import annotations

import datetime as dt
import io
import time
from statistics import median

import pytest

from beds.models import Bed, Commissioner
from reporting.packs import Cover, Subject, pack_content
from reporting.packs.figures import Figures
from reporting.periods import month_of
from reporting.rendering import Format, render
from reporting.runs import recompute_all
from residents.demo import load

TODAY = dt.date(2026, 11, 20)
MONTH = month_of(dt.date(2026, 10, 1))
LIMIT_SECONDS = 5


@pytest.mark.django_db
def test_a_pack_of_24_months_for_60_beds() -> None:
    load("county", today=TODAY)
    recompute_all(today=TODAY)
    assert Bed.objects.count() == 60
    subject = Subject(Commissioner.objects.get().pk)
    assert len(Figures(subject, MONTH).months) == 24
    taken: dict[str, list[float]] = {"content": [], "xlsx": [], "pdf": []}
    for _ in range(5):
        started = time.perf_counter()
        content = pack_content(subject, MONTH, cover=Cover(1, "Draft", TODAY))
        taken["content"].append(time.perf_counter() - started)
        for file_format in (Format.XLSX, Format.PDF):
            started = time.perf_counter()
            render(content, file_format, io.BytesIO())
            taken[file_format].append(time.perf_counter() - started)
    middle = {name: median(times) for name, times in taken.items()}
    print(f"\n{len(content.sections)} sections:", ", ".join(f"{name} {each:.2f} s" for name, each in middle.items()))
    assert sum(middle.values()) < LIMIT_SECONDS
