"""Everything that can be done to a placement. Views, commands, imports and the administration call these."""

from residents.actions.absences import cancel_absence, correct_absence, record_absence, record_return
from residents.actions.admissions import admit
from residents.actions.bookings import book, cancel_booking
from residents.actions.corrections import cancel_placement, correct_admission
from residents.actions.departures import correct_discharge, discharge, undo_discharge
from residents.actions.moves import correct_move, move, undo_move
from residents.actions.overstays import (
    add_overstay_reason,
    cancel_extension,
    cancel_overstay_reason,
    change_overstay_reason,
    grant_extension,
    resolve_overstay_reason,
)
from residents.actions.people import Details, correct_details

__all__ = [
    "Details",
    "add_overstay_reason",
    "admit",
    "book",
    "cancel_absence",
    "cancel_booking",
    "cancel_extension",
    "cancel_overstay_reason",
    "cancel_placement",
    "change_overstay_reason",
    "correct_absence",
    "correct_admission",
    "correct_details",
    "correct_discharge",
    "correct_move",
    "discharge",
    "grant_extension",
    "move",
    "record_absence",
    "record_return",
    "resolve_overstay_reason",
    "undo_discharge",
    "undo_move",
]
