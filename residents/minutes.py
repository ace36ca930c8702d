"""The minutes of a meeting as files: notes and actions as CSV, or as a spreadsheet. References, and no names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from beds.files import FileColumn, Format, Sheet, as_file
from beds.table_files import typed
from beds.wording import long_date
from beds.written import Cell
from residents.models import Action, Note
from residents.queries.meetings import Minutes, MinutesCase

NOBODY = "General"
"""What stands in place of a reference where a note is about nobody in particular."""

NOTE_COLUMNS = (("About", 14), ("Note", 90), ("Written by", 30))
ACTION_COLUMNS = (
    ("About", 14),
    ("What is to be done", 60),
    ("Who", 30),
    ("By", 14),
    ("Done on", 14),
    ("What came of it", 40),
)
CSV_COLUMNS = ("kind", "about", "text", "who", "due", "done", "outcome")
Line = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MinutesFile:
    """The minutes, ready to be written to a file."""

    minutes: Minutes

    @property
    def title(self) -> str:
        return f"Step-down meeting of {long_date(self.minutes.meeting.held_on)}"

    def name(self, kind: Format) -> str:
        """Whose meeting and when: `minutes-hammersmith-fulham-2023-04-01.xlsx`."""
        meeting = self.minutes.meeting
        return f"minutes-{meeting.commissioner.slug}-{meeting.held_on.isoformat()}.{kind}"

    def as_file(self, kind: Format) -> IO[bytes]:
        """The whole file: notes and actions together as CSV, else a sheet of each and one with who was there."""
        return as_file(kind, self.title, [self._lines()] if kind is Format.CSV else self._sheets())

    def _lines(self) -> Sheet:
        notes: list[Line] = [
            ("note", about(case), note.text, str(note.created_by or ""), None, None, "") for case, note in self._notes()
        ]
        actions: list[Line] = [
            ("action", about(case), action.text, action.who, action.due_on, action.done_on, action.outcome)
            for case, action in self._actions()
        ]
        return sheet("Minutes", [(name, 0) for name in CSV_COLUMNS], notes + actions)

    def _sheets(self) -> list[Sheet]:
        actions: list[Line] = [
            (about(case), one.text, one.who, one.due_on, one.done_on, one.outcome) for case, one in self._actions()
        ]
        notes: list[Line] = [(about(case), one.text, str(one.created_by or "")) for case, one in self._notes()]
        return [
            sheet("Actions", ACTION_COLUMNS, actions),
            sheet("Notes", NOTE_COLUMNS, notes),
            sheet("Meeting", (("Meeting", 30), ("What", 90)), self._about()),
        ]

    def _about(self) -> list[Line]:
        meeting = self.minutes.meeting
        return [
            ("Commissioner", str(meeting.commissioner)),
            ("Held on", meeting.held_on),
            ("Minutes", "Closed" if meeting.is_closed else "Not closed yet"),
            *(("Present", name) for name in self.minutes.present),
        ]

    def _notes(self) -> Iterator[tuple[MinutesCase, Note]]:
        return ((case, note) for case in self.minutes.in_order for note in case.notes)

    def _actions(self) -> Iterator[tuple[MinutesCase, Action]]:
        return ((case, action) for case in self.minutes.in_order for action in case.actions)


def sheet(name: str, columns: Iterable[tuple[str, int]], rows: Iterable[Line]) -> Sheet:
    """A sheet of words and dates, with the widths of its columns."""
    heads = [FileColumn(label, width=width) for label, width in columns]
    return Sheet(name, heads, ([typed(value) for value in row] for row in rows))


def about(case: MinutesCase) -> str:
    """Whom a row is about, by reference."""
    return case.referral.resident.reference if case.referral is not None else NOBODY
