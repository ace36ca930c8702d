"""Habits of this code that no library checks."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("beds", "residents", "reporting")


def modules(*folders: str) -> list[Path]:
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def views() -> list[Path]:
    return [path for path in modules(*APPS) if path.name in ("views.py", "pages.py") or "views" in path.parts]


def unscoped_reads(source: str) -> list[int]:
    """The lines that read `Model.objects` and do not go on with `.within(...)`."""
    tree = ast.parse(source)
    scoped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "within"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager") and id(node) not in scoped
    ]


def test_the_check_for_unscoped_reads_sees_one() -> None:
    assert unscoped_reads("Bed.objects.filter(pk=1)") == [1]
    assert unscoped_reads("Bed.objects.within(scope).filter(pk=1)") == []


@pytest.mark.parametrize("path", views(), ids=lambda path: str(path.relative_to(ROOT)))
def test_views_read_within_the_scope(path: Path) -> None:
    assert not unscoped_reads(path.read_text())


def reads_the_clock(source: str) -> list[int]:
    """The lines that ask what day or time it is."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr in ("localdate", "today", "now", "utcnow", "localtime")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("timezone", "dt", "datetime", "date")
    ]


def at_the_edge(path: Path) -> bool:
    return "commands" in path.parts or path.name in ("tasks.py", "admin.py") or path in views()


@pytest.mark.parametrize(
    "path", [path for path in modules(*APPS) if not at_the_edge(path)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_only_the_edge_asks_what_day_it_is(path: Path) -> None:
    lines = reads_the_clock(path.read_text())
    source = path.read_text().splitlines()
    assert not [line for line in lines if "localdate" in source[line - 1] or "today" in source[line - 1]]


def committed(pattern: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_templates_and_code_hold_no_inline_script_or_style() -> None:
    # the content security policy refuses both, so a page would silently lose them
    inline = re.compile(r"\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|\son(click|change|submit|load)=", re.IGNORECASE)
    guilty = [name for name in committed("templates/**") if inline.search((ROOT / name).read_text())]
    assert not guilty


def test_no_file_has_grown_past_its_room() -> None:
    written = [name for name in committed("*.py") if "/migrations/" not in name]
    long = {name: len((ROOT / name).read_text().splitlines()) for name in written}
    assert not {name: lines for name, lines in long.items() if lines > 400}
