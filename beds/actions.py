"""Everything that can be done to beds, voids and contracts. Views, commands and the administration call these.

The administration hands over a record with the values that it is to have; the others name what happened.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, unchanged_since, write
from beds.claims import Claim, claims_on
from beds.locks import lock_beds
from beds.models import Bed, Contract, ContractBed, Rate, Void
from beds.models.base import Recorded
from beds.refusal import Refusal
from beds.taking_back import cancel, refuse_cancelled
from beds.wording import dates, long_date

NIGHT = dt.timedelta(days=1)

# Voids -------------------------------------------------------------------------------------------------------


@action
def record_void(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    bed: Bed,
    from_date: dt.date,
    reason: str,
    payer: str = Void.Payer.PROVIDER,
    until_date: dt.date | None = None,
    note: str = "",
) -> Void:
    """The bed is out of service from a day on, today, in the past, or planned.

    `until_date`, the day it came back, is for one entered afterwards. Sending the same void again changes nothing.
    Raises `Refusal` naming whoever has the bed then.
    """
    bed = _lock_own(bed, scope)
    one_of(reason, Void.Reason.values, "Select why the bed is out of service.", "reason")
    one_of(payer, Void.Payer.values, "Select who pays for the bed.", "payer")
    facts = {"from_date": from_date, "until_date": until_date, "reason": reason, "payer": payer, "note": note.strip()}
    known = bed.voids.in_force().filter(**facts).first()
    if known is not None:
        return known
    void = Void(bed=bed, **facts)
    _check_void(void, today, scope)
    return write(void, by=by)


@action
def end_void(*, by: Any, scope: Scope, today: dt.date, void: Void, until_date: dt.date) -> Void:
    """The bed is back in service from `until_date` on. Sending the same again changes nothing. Raises `Refusal`."""
    void = _lock_void(void, scope)
    refuse_cancelled(void)
    if void.until_date == until_date:
        return void
    if void.until_date is not None:
        raise Refusal(
            f"{void.bed} is already back in service since {long_date(void.until_date)}. To change that, correct the "
            "record.",
            field="until_date",
        )
    void.until_date = until_date
    _check_void(void, today, scope)
    return write(void, by=by)


@action
def correct_void(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    void: Void,
    from_date: dt.date,
    until_date: dt.date | None,
    reason: str,
    payer: str,
    note: str = "",
    version: dt.datetime | None = None,
) -> Void:
    """Change what was entered about a void. Raises `Refusal` naming whoever has the bed then."""
    void = _lock_void(void, scope)
    refuse_cancelled(void)
    unchanged_since(void, version)
    one_of(reason, Void.Reason.values, "Select why the bed is out of service.", "reason")
    one_of(payer, Void.Payer.values, "Select who pays for the bed.", "payer")
    void.from_date, void.until_date = from_date, until_date
    void.reason, void.payer, void.note = reason, payer, note.strip()
    _check_void(void, today, scope)
    return write(void, by=by)


@action
def cancel_void(*, by: Any, scope: Scope, today: dt.date, void: Void, reason: str) -> Void:
    """The bed was not out of service: the void counts for nothing. Sending the same again changes nothing."""
    return cancel(_lock_void(void, scope), reason, "Say why this is cancelled.", by=by)


def _lock_own(bed: Bed, scope: Scope) -> Bed:
    bed = lock_beds([bed.pk])[bed.pk]
    if not scope.may_write_for(bed.service.provider_id):
        raise PermissionDenied("You can only change the records of your own services.")
    return bed


def _lock_void(void: Void, scope: Scope) -> Void:
    """The void as it is now, cancelled or not, its bed locked."""
    bed = _lock_own(void.bed, scope)
    fresh = Void.objects.select_related("updated_by").get(pk=void.pk)
    fresh.bed = bed
    return fresh


def _check_void(void: Void, today: dt.date, scope: Scope) -> None:
    """Rule 2 from the other side: nobody has the bed, or has it booked, while it is out of service."""
    bed = void.bed
    if void.until_date is not None:
        # what is only expected frees no bed
        not_in_future(void.until_date, today, "The day the bed came back into service", "until_date")
        if void.until_date <= void.from_date:
            raise Refusal(
                f"{bed} was out of service from {long_date(void.from_date)}. It must come back after that day; "
                "if it was in use every night, cancel the record.",
                field="until_date",
            )
    if void.from_date < bed.from_date:
        raise Refusal(f"{bed} was not in use before {long_date(bed.from_date)}.", field="from_date")
    if bed.until_date is not None and max(void.from_date + NIGHT, void.until_date or void.from_date) > bed.until_date:
        raise Refusal(
            f"{bed} is in use only until {long_date(bed.until_date)}. It can be out of service only before that day.",
            field="until_date" if void.from_date < bed.until_date else "from_date",
        )
    claim = next(iter(claims_on(bed, void.from_date, void.until_date, scope)), None)
    if claim is not None:
        raise Refusal(f"{bed} {claim}. {_way_out(claim)}", field="from_date")
    other = bed.voids.in_force().exclude(pk=void.pk).overlapping(void.from_date, void.until_date).first()
    if other is not None:
        raise Refusal(
            f"{bed} is already recorded as out of service {dates(other.from_date, other.until_date)} "
            f"({other.get_reason_display().lower()}). Correct that record, or choose other dates.",
            field="from_date",
        )


def _way_out(claim: Claim) -> str:
    if claim.booked:
        return "First cancel the booking, or book another bed."
    if claim.is_open:
        return f"First move {claim.who} to another bed, or record that they have left."
    return "Choose other dates."


# Contracts ---------------------------------------------------------------------------------------------------


@action
def save_contract(*, by: Any, scope: Scope, today: dt.date, contract: Contract) -> Contract:
    """Save a contract, new or changed. Its period must go on holding the beds that are in it."""
    _may_decide(contract, scope)
    _complete(contract)
    if contract.pk is not None:
        before = Contract.objects.get(pk=contract.pk)
        _may_decide(before, scope)
        if before.commissioner_id != contract.commissioner_id and contract.placements.exists():
            raise Refusal(
                f"{before} has placements of {before.commissioner}, so its commissioner cannot change. "
                "End it and make a new contract.",
                field="commissioner",
            )
        for link in contract.contract_beds.select_related("bed__service"):
            _inside_contract(link, contract)
    return write(contract, by=by)


@action
def save_contract_bed(*, by: Any, scope: Scope, today: dt.date, contract_bed: ContractBed) -> ContractBed:
    """Save which bed a contract buys, and when. Nights under somebody's finished stay cannot be taken out of it."""
    contract = contract_bed.contract
    _may_decide(contract, scope)
    _complete(contract_bed)
    before = ContractBed.objects.select_related("contract").filter(pk=contract_bed.pk).first()
    beds = lock_beds({contract_bed.bed_id, before.bed_id if before else contract_bed.bed_id})
    bed = beds[contract_bed.bed_id]
    if contract.provider_id not in (bed.service.provider_id, bed.service.provider.lead_id):
        raise Refusal(
            f"{bed} belongs to {bed.service.provider}, and {contract} is with {contract.provider}. "
            "Choose a bed of theirs.",
            field="bed",
        )
    _inside_contract(contract_bed, contract)
    if before is not None:
        _may_decide(before.contract, scope)
        _nobody_loses_nights(beds[before.bed_id], before, contract_bed, scope)
    return write(contract_bed, by=by)


@action
def save_rate(*, by: Any, scope: Scope, today: dt.date, rate: Rate) -> Rate:
    """Save what a night costs under a contract in a period. Every figure that it touches is computed again."""
    _may_decide(rate.contract, scope)
    _complete(rate)
    return write(rate, by=by)


@action
def save_bed(*, by: Any, scope: Scope, today: dt.date, bed: Bed) -> Bed:
    """Save a bed. It cannot open after, or close before, somebody's nights in it or its nights in a contract."""
    if not scope.may_write_for(bed.service.provider_id):
        raise PermissionDenied("You can only change the beds of your own services.")
    _complete(bed)
    if not Bed.objects.filter(pk=bed.pk).exists():
        return write(bed, by=by)
    lock_beds([bed.pk])
    claims = claims_on(bed, dt.date.min, None, scope)
    for claim in claims:
        if claim.from_date < bed.from_date or (bed.until_date and (claim.until_date or dt.date.max) > bed.until_date):
            raise Refusal(
                f"{bed} {claim}. Choose dates that hold those nights, or settle that first.", field="until_date"
            )
    for link in bed.contract_beds.select_related("contract"):
        if link.from_date < bed.from_date or (bed.until_date and link.until_date > bed.until_date):
            raise Refusal(
                f"{bed} is in contract {link.contract} {dates(link.from_date, link.until_date)}. Change that first.",
                field="until_date",
            )
    return write(bed, by=by)


def _may_decide(contract: Contract, scope: Scope) -> None:
    if not scope.may_decide_for(contract.commissioner_id):
        raise PermissionDenied("Only the commissioner of a contract changes it.")


Saved = TypeVar("Saved", bound=Recorded)


def _complete(record: Saved) -> Saved:
    """Refuse a record that breaks a rule of its own: a missing or overlong value, or a constraint of its table."""
    try:
        record.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(messages[0], field=None if field == "__all__" else field) from error
    return record


def _inside_contract(link: ContractBed, contract: Contract) -> None:
    if link.from_date < contract.from_date or link.until_date > contract.until_date:
        raise Refusal(
            f"{link.bed} is in the contract {dates(link.from_date, link.until_date)}, and {contract} runs "
            f"{dates(contract.from_date, contract.until_date)}. Bring the two together first.",
            field="until_date",
        )


def _nobody_loses_nights(bed: Bed, before: ContractBed, after: ContractBed, scope: Scope) -> None:
    """Refuse when a finished stay, or the first night of an open one, would fall out of the contract."""
    same = before.bed_id == after.bed_id and before.contract.commissioner_id == after.contract.commissioner_id
    lost: list[tuple[dt.date, dt.date]] = [(before.from_date, before.until_date)]
    if same:
        lost = [
            (before.from_date, min(after.from_date, before.until_date)),
            (max(after.until_date, before.from_date), before.until_date),
        ]
    for from_date, until_date in lost:
        if from_date >= until_date:
            continue
        for claim in claims_on(bed, from_date, until_date, scope):
            if not claim.is_open or from_date <= claim.from_date < until_date:
                raise Refusal(
                    f"{bed} {claim}, and these nights would be in no contract. Choose dates that hold them.",
                    field="until_date" if claim.from_date >= after.from_date else "from_date",
                )
