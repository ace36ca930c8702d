"""Whether residents are safe, and whether the records can be relied on."""

from __future__ import annotations

from reporting.data_quality import CHECKS
from reporting.measures.definition import Better, Measure, Rows, Unit, number, share
from reporting.measures.people import PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import Incident, Review, RiskAlert

QUALITY = "Safety and quality"
SECTION = f"{REVIEW}, section 2.7"

ABOUT = {"reference": "Resident", "service": "Service", "on_date": "Date"}

INCIDENTS = Rows(
    name="incidents",
    what="Incidents",
    shown=ABOUT | {"kind": "Kind", "severity": "Severity", "told": "Safeguarding team told", "closed_on": "Closed"},
    splits={"kind": dict(Incident.Kind.choices), "severity": dict(Incident.Severity.choices), **PEOPLE},
)
"""One row for each incident, by the day on which it happened."""

MISSING = Rows(name="missing", what="Times that somebody was missing", shown=ABOUT, splits=PEOPLE)
"""One row for each placement and day on which it began."""

REVIEWS = Rows(
    name="reviews",
    what="Reviews",
    shown=ABOUT | {"kind": "Kind", "invited": "Provider invited", "came": "Provider came"},
    splits={"kind": dict(Review.Kind.choices), **PEOPLE},
)
"""One row for each review that was held, by its day."""

ALERTS = Rows(
    name="alerts",
    what="Risk alerts",
    shown={
        "reference": "Resident",
        "service": "Service",
        "level": "Risk",
        "raised_on": "Raised",
        "unread": "Workers who have not read it",
    },
    splits={"level": dict(RiskAlert.Level.choices)},
)
"""One row for each alert that stood on the morning after the last night of the period."""

CHECKED = Rows(
    name="data_quality",
    what="Records checked",
    shown={
        "check": "Check",
        "reference": "Resident",
        "provider": "Provider",
        "service": "Service",
        "on_date": "Date",
        "detail": "What",
    },
    splits={"check": {check.key: check.label for check in CHECKS.values()}},
)
"""One row for each record of the period and each check that applies to it."""

RECORDS_CHECKED = (
    "Each record of the period counts once for each check that applies to it: residents, admissions, departures and "
    "nights of the period as they are recorded now, and what is open on the morning after its last night."
)

EVENT = (
    "Each belongs to the service that has the resident, or had them last, and to the contract under which the stay "
    "began."
)

MEASURES = (
    Measure(
        "incidents",
        "Incidents",
        QUALITY,
        f"Incidents in the period, of every kind and severity, by the day on which each happened. {EVENT}",
        Unit.RECORDS,
        Better.LOWER,
        rows=INCIDENTS,
        calculation=number(),
        split="kind",
        people=True,
    ),
    Measure(
        "safeguarding",
        "Safeguarding",
        QUALITY,
        "Incidents in the period that are a safeguarding concern or were raised with the council's safeguarding team, "
        f"by the day on which each happened. {EVENT}",
        Unit.RECORDS,
        rows=INCIDENTS,
        calculation=number("told = 'Yes' OR kind = 'safeguarding'"),
        people=True,
    ),
    Measure(
        "missing",
        "Missing",
        QUALITY,
        "How often a resident went missing in the period, by the first night away or the day of the incident; all "
        f"that is recorded of a resident and day counts once. {EVENT}",
        Unit.RECORDS,
        Better.LOWER,
        rows=MISSING,
        calculation=number(),
        people=True,
    ),
    Measure(
        "reviews",
        "Reviews held",
        QUALITY,
        f"Reviews of a resident's care that were held in the period, by the day of each. {EVENT}",
        Unit.RECORDS,
        Better.HIGHER,
        source=SECTION,
        rows=REVIEWS,
        calculation=number(),
        people=True,
    ),
    Measure(
        "reviews_with_provider",
        "Reviews with the provider present",
        QUALITY,
        f"The share of the reviews held in the period to which the step-down provider came. {EVENT}",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Reviews held at which the step-down provider was present",
        denominator="Reviews held",
        source=SECTION,
        rows=REVIEWS,
        calculation=share("came = 'Yes'"),
        people=True,
    ),
    Measure(
        "alerts_unacknowledged",
        "Alerts not acknowledged",
        QUALITY,
        "Risk alerts about residents, standing on the morning after the last night of the period, that a worker of "
        "the provider had not read by then as they read then. The workers are those of now, in the service of that "
        "morning.",
        Unit.RECORDS,
        Better.LOWER,
        source=SECTION,
        rows=ALERTS,
        calculation=number("unread > 0"),
        people=True,
    ),
    Measure(
        "data_quality_issues",
        "Data-quality issues",
        QUALITY,
        f"Records that do not pass a check. {RECORDS_CHECKED}",
        Unit.RECORDS,
        Better.LOWER,
        rows=CHECKED,
        calculation=number("NOT passes"),
        split="check",
        people=True,
    ),
    Measure(
        "data_quality_score",
        "Data-quality score",
        QUALITY,
        f"The share of the records checked that pass. {RECORDS_CHECKED}",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Records checked that pass, each once for each check",
        denominator="Records checked, each once for each check that applies to it",
        rows=CHECKED,
        calculation=share("passes"),
        people=True,
    ),
)
