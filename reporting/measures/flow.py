"""How people come and go: referrals, what becomes of them, admissions and discharges, and the days in between."""

from __future__ import annotations

from reporting.measures.definition import SUPPLY, Better, Measure, Rows, Unit, median, number, ratio, share
from reporting.measures.people import ADMISSIONS, DISCHARGES, PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import Referral

FLOW = "Flow"

WHOSE = (
    "Where the person is placed, it belongs to the provider and contract of the placement; before that, to the "
    "provider that was asked and its contract with the commissioner on the day of the referral, if there is just one. "
    "A referral made by mistake counts for nothing."
)
"""To whom a referral belongs: it has no contract of its own."""

WITHIN_LIMIT = "los_nights <= stay_limit"

SENT = {"reference": "Resident", "ward": "Ward", "provider": "Provider", "received_on": "Referred"}

REFERRALS = Rows(name="referrals", what="Referrals", shown=SENT, splits=PEOPLE)
"""One row for each referral, by the day on which it was made."""

ASSESSMENTS = Rows(
    name="assessments",
    what="Assessments",
    shown=SENT | {"assessed_on": "Assessed", "days_to_assessment": "Days to the first"},
    splits=PEOPLE,
)
"""One row for each assessment, by its day."""

DECISIONS = Rows(
    name="decisions",
    what="Decisions on referrals",
    shown=SENT | {"decided_on": "Decided", "outcome": "Outcome"},
    splits={"reason": dict(Referral.DeclineReason.choices) | dict(Referral.WithdrawReason.choices), **PEOPLE},
)
"""One row for each acceptance, decline, withdrawal and sending on that counts, by its day."""

THROUGHPUT = Rows(
    name="throughput",
    what="Discharges and beds by service and contract",
    shown={"service": "Service", "contract": "Contract", "discharged": "Left", "beds": "Beds on average"},
    dimensions=SUPPLY,
)
"""One row a period, service and contract."""

MEASURES = (
    Measure(
        "referrals",
        "Referrals",
        FLOW,
        "Referrals made in the period, by the date of the referral; one that is sent on to another provider here is a "
        f"new referral to it, and both count. {WHOSE}",
        Unit.REFERRALS,
        rows=REFERRALS,
        calculation=number(),
        people=True,
    ),
    Measure(
        "assessments",
        "Assessments",
        FLOW,
        "Assessments made in the period, by the day of the assessment: each counts, except those taken back. " + WHOSE,
        Unit.RECORDS,
        rows=ASSESSMENTS,
        calculation=number(),
        people=True,
    ),
    Measure(
        "acceptances",
        "Acceptances",
        FLOW,
        "Referrals accepted in the period, each once, on the day on which it was first accepted, or of the admission "
        f"where nobody was asked before it. {WHOSE}",
        Unit.REFERRALS,
        rows=DECISIONS,
        calculation=number("outcome = 'accepted'"),
        people=True,
    ),
    Measure(
        "declines",
        "Declines",
        FLOW,
        "Referrals that are declined, by the day of that decision; one that was opened again no longer counts. "
        + WHOSE,
        Unit.REFERRALS,
        Better.LOWER,
        rows=DECISIONS,
        calculation=number("outcome = 'declined'"),
        split="reason",
        people=True,
    ),
    Measure(
        "withdrawals",
        "Withdrawals",
        FLOW,
        "Referrals that are withdrawn, by the day of that; one that was opened again no longer counts. " + WHOSE,
        Unit.REFERRALS,
        rows=DECISIONS,
        calculation=number("outcome = 'withdrawn'"),
        people=True,
    ),
    Measure(
        "redirections",
        "Sent on",
        FLOW,
        "Referrals that are sent on to a better service, here or elsewhere, by the day of that; one that was opened "
        f"again no longer counts. {WHOSE}",
        Unit.REFERRALS,
        rows=DECISIONS,
        calculation=number("outcome = 'redirected'"),
        people=True,
    ),
    Measure(
        "days_to_assessment",
        "Days from referral to assessment",
        FLOW,
        "Half of the referrals first assessed in the period waited for as many days as this or fewer from the date of "
        f"the referral to that of the assessment. {WHOSE}",
        Unit.DAYS,
        Better.LOWER,
        rows=ASSESSMENTS,
        calculation=median("days_to_assessment"),
    ),
    Measure(
        "days_to_admission",
        "Days from referral to admission",
        FLOW,
        "Half of those admitted in the period waited for as many days as this or fewer from the date of the referral; "
        "somebody admitted before it came waited 0.",
        Unit.DAYS,
        Better.LOWER,
        rows=ADMISSIONS,
        calculation=median("days_to_admission"),
    ),
    Measure(
        "days_ready_to_admission",
        "Days from clinically ready to admission",
        FLOW,
        "Half of those admitted in the period had been clinically ready to leave the ward for as many days as this or "
        "fewer; those for whom that date is not recorded are left out.",
        Unit.DAYS,
        Better.LOWER,
        rows=ADMISSIONS,
        calculation=median("days_ready_to_admission"),
    ),
    Measure(
        "admissions",
        "Admissions",
        FLOW,
        "Placements that began in the period, by the date of admission; moving between beds is no admission.",
        Unit.PEOPLE,
        rows=ADMISSIONS,
        calculation=number(),
        people=True,
    ),
    Measure(
        "admissions_without_plan",
        "Admissions without a plan or worker",
        FLOW,
        "Placements that began in the period as an emergency, without a move-on plan or without an allocated worker, "
        "by the date of admission; a plan made later changes nothing, and an emergency taken back as a mistake does "
        "not count.",
        Unit.PEOPLE,
        Better.LOWER,
        source=REVIEW,
        rows=ADMISSIONS,
        calculation=number("without_plan"),
        people=True,
    ),
    Measure(
        "discharges",
        "Discharges",
        FLOW,
        "Placements that ended in the period, by the day of leaving, wherever the person went.",
        Unit.PEOPLE,
        rows=DISCHARGES,
        calculation=number(),
        split="destination",
        people=True,
    ),
    Measure(
        "discharges_within_limit",
        "Discharges within the limit",
        FLOW,
        "Placements that ended in the period after no more nights than their limit: 42, which is 6 weeks, unless the "
        "contract says otherwise.",
        Unit.PEOPLE,
        Better.HIGHER,
        source=REVIEW,
        rows=DISCHARGES,
        calculation=number(WITHIN_LIMIT),
        people=True,
    ),
    Measure(
        "discharges_within_limit_rate",
        "Discharges within the limit, share",
        FLOW,
        "The share of those who left in the period that stayed no longer than the limit of their contract.",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Placements that ended in the period within their limit",
        denominator="Placements that ended in the period",
        source=REVIEW,
        rows=DISCHARGES,
        calculation=share(WITHIN_LIMIT),
        people=True,
    ),
    Measure(
        "throughput",
        "Throughput",
        FLOW,
        "How many people left for each contracted bed in the period, by the day of leaving. A bed bought for one "
        "placement only counts on the nights somebody has it.",
        Unit.STAYS_A_BED,
        Better.HIGHER,
        numerator="Placements that ended in the period",
        denominator="Contracted bed-nights divided by the nights of the period so far",
        rows=THROUGHPUT,
        calculation=ratio("discharged", "beds"),
    ),
)
