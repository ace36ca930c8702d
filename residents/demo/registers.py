"""The posts, agreements and responsibilities around the invented county."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from beds.models import Agreement, Commissioner, Post, Provider, Responsibility, Service
from residents.demo.records import Records

DAY = dt.timedelta(days=1)
Area, Kind, Type = Responsibility.Area, Agreement.Kind, Post.ContractType

ANSWERS: Sequence[tuple[str, str, str]] = (
    (Area.OVERSIGHT, "Step-down programme lead, Westshire County", "stepdown@county.example"),
    (Area.CONTRACT, "Contract manager, Westshire County", "contracts@county.example"),
    (Area.QUALITY, "Quality team, Westshire County", "quality@county.example"),
    (Area.SUPPORT, "Service manager", ""),
    (Area.MOVE_ON, "Mental health housing officer, Westshire County", "housing@county.example"),
    (Area.CLINICAL, "Community mental health team", "duty@wards.example"),
    (Area.SAFEGUARDING, "Safeguarding team, Westshire County", "safeguarding@county.example"),
    (Area.REPAIRS, "Property team of the provider", ""),
)


def keep_registers(
    records: Records, commissioner: Commissioner, providers: Mapping[str, Provider], start: dt.date, today: dt.date
) -> None:
    """Posts that run, end soon, are vacant or have ended; agreements; and who answers for what in each house."""
    _posts(records, commissioner, providers, start, today)
    _agreements(records, commissioner, providers, start, today)
    for number, service in enumerate(records.of(Service)):
        on = service.created_at.date()
        for area, who, contact in ANSWERS:
            # three houses show what it looks like when nobody has been named
            if number % 4 == 3 and area in (Area.QUALITY, Area.CLINICAL):
                continue
            address = contact or f"office@{service.provider.name.split()[0].lower()}.example"
            records.add(Responsibility(service=service, area=area, who=who, contact=address), on)


def _posts(
    records: Records, commissioner: Commissioner, providers: Mapping[str, Provider], start: dt.date, today: dt.date
) -> None:
    council = "Westshire County"
    for provider, employer, role, kind, until, vacant in (
        ("", council, "Step-down programme lead", Type.FIXED_TERM, today + 58 * DAY, None),
        ("", council, "Mental health housing officer", Type.FIXED_TERM, today + 400 * DAY, None),
        ("", council, "Social worker, step-down", Type.AGENCY, today + 27 * DAY, None),
        ("", council, "Senior social worker, step-down", Type.PERMANENT, None, today - 45 * DAY),
        ("tidewell", "Tidewell Living", "Step-down worker", Type.PERMANENT, None, None),
        ("tidewell", "Tidewell Living", "Peer support worker", Type.VOLUNTEER, None, None),
        ("pinemarten", "Pinemarten Support", "Step-down worker", Type.FIXED_TERM, today + 83 * DAY, None),
        ("pinemarten", "Pinemarten Support", "Night support worker", Type.PERMANENT, None, today - 12 * DAY),
        ("oxlip", "Oxlip Housing", "Private rented sector worker", Type.FIXED_TERM, today - 70 * DAY, None),
        ("northlight", "Northlight Care", "Substance misuse worker", Type.SECONDED, today + 190 * DAY, None),
    ):
        post = Post(commissioner=commissioner, provider=providers.get(provider), employer=employer, role=role)
        post.contract_type, post.from_date, post.until_date, post.vacant_since = kind, start, until, vacant
        records.add(post, start)


def _agreements(
    records: Records, commissioner: Commissioner, providers: Mapping[str, Provider], start: dt.date, today: dt.date
) -> None:
    kept = "Commissioning team, shared drive"
    general: Sequence[tuple[str, str, dt.date | None]] = (
        (Kind.MOU, "Step-down partnership: roles and responsibilities", today + 320 * DAY),
        (Kind.PROTOCOL, "Protocol for step-down beds", today + 41 * DAY),
    )
    for kind, title, until in general:
        agreement = Agreement(commissioner=commissioner, kind=kind, title=title, from_date=start, until_date=until)
        agreement.held_by = kept
        records.add(agreement, start)
    ends = {"ferrydown": today + 24 * DAY, "oxlip": today - 18 * DAY}
    for key, provider in providers.items():
        agreement = Agreement(
            commissioner=commissioner,
            provider=provider,
            kind=Kind.DATA_SHARING,
            title=f"Data sharing with {provider.name}",
            from_date=start,
            until_date=ends.get(key, today + 500 * DAY),
            held_by=kept,
        )
        records.add(agreement, start)
