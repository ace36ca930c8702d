"""The minutes of a meeting as files: notes and actions as CSV, or as an Excel workbook. References, and no names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import xlsxwriter

from beds.files import BYTE_ORDER_MARK, Format, Value, harmless, head, lay_out, put
from beds.wording import long_date
from residents.models import Action, Note
from residents.queries.meetings import Minutes, MinutesCase

NOBODY = "General"
"""What stands in place of a reference where a note is about nobody in particular."""

NOTE_COLUMNS = ("About", "Note", "Written by")
NOTE_WIDTHS = (14, 90, 30)
ACTION_COLUMNS = ("About", "What is to be done", "Who", "By", "Done on", "What came of it")
ACTION_WIDTHS = (14, 60, 30, 14, 14, 40)
CSV_COLUMNS = ("kind", "about", "text", "who", "due", "done", "outcome")


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
        """The whole file."""
        if kind is Format.XLSX:
            file = io.BytesIO()
            self.write_xlsx(file)
            file.seek(0)
            return file
        text = io.StringIO(newline="")
        text.write(BYTE_ORDER_MARK)
        self.write_csv(text)
        return io.BytesIO(text.getvalue().encode())

    def write_csv(self, file: IO[str]) -> None:
        """A header, then one line a note and one an action."""
        lines = csv.writer(file)
        lines.writerow(CSV_COLUMNS)
        for case, note in self._notes():
            lines.writerow(map(harmless, ("note", about(case), note.text, str(note.created_by or ""), None, None, "")))
        for case, action in self._actions():
            row = ("action", about(case), action.text, action.who, action.due_on, action.done_on, action.outcome)
            lines.writerow(map(harmless, row))

    def write_xlsx(self, file: IO[bytes]) -> None:
        """A sheet of actions, one of notes, and one with the meeting and who was there."""
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            book.set_properties({"title": self.title})
            top = {"text_wrap": True, "valign": "top"}
            formats = {
                "head": book.add_format({**top, "bold": True, "bottom": 1}),
                "words": book.add_format(top),
                "date": book.add_format({**top, "num_format": "d mmm yyyy", "align": "left"}),
            }
            actions: list[tuple[Value, ...]] = [
                (about(case), one.text, one.who, one.due_on, one.done_on, one.outcome) for case, one in self._actions()
            ]
            notes: list[tuple[Value, ...]] = [
                (about(case), one.text, str(one.created_by or "")) for case, one in self._notes()
            ]
            for name, columns, widths, rows in (
                ("Actions", ACTION_COLUMNS, ACTION_WIDTHS, actions),
                ("Notes", NOTE_COLUMNS, NOTE_WIDTHS, notes),
                ("Meeting", ("Meeting", ""), (30, 90), self._about()),
            ):
                sheet = book.add_worksheet(name)
                lay_out(sheet, widths)
                head(sheet, columns, formats["head"], self.title)
                sheet.freeze_panes(1, 0)
                for number, row in enumerate(rows, start=1):
                    for column, value in enumerate(row):
                        put(sheet, number, column, value, formats)

    def _about(self) -> list[tuple[Value, ...]]:
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


def about(case: MinutesCase) -> str:
    """Whom a row is about, by reference."""
    return case.referral.resident.reference if case.referral is not None else NOBODY
