"""What happened during the stays of a demonstration: incidents, alerts, reviews, support, scores and feedback."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

from residents.demo.pathway import DAY, Case, Pathway, stay
from residents.models import (
    Absence,
    Discharge,
    Feedback,
    FeedbackLink,
    Giver,
    GpHandover,
    Incident,
    OutcomeScore,
    Placement,
    Review,
    ReviewParty,
    RiskAlert,
    SupportRecord,
)

What, Severity, Level = Incident.Kind, Incident.Severity, RiskAlert.Level
Party, Measure, Point, Verdict = ReviewParty.Party, OutcomeScore.Measure, OutcomeScore.Point, Feedback.Verdict
Support, Nature, Delivery = SupportRecord.Kind, SupportRecord.Nature, SupportRecord.Status

INCIDENTS = {
    (What.SAFEGUARDING, "Said that a visitor takes money from them.", "Spoke in private; visitor asked to leave."): 4,
    (What.SELF_HARM, "Cuts to the arm, seen at breakfast.", "First aid; crisis team rang back within the hour."): 3,
    (What.HARM_TO_OTHERS, "Shouted at another resident over the washing.", "Both heard; rota for the machine."): 4,
    (What.HARM_FROM_OTHERS, "Followed home from the shop.", "Reported to the police; goes with staff for now."): 2,
    (What.SUBSTANCE, "Came back drunk at two in the morning.", "Made safe; talked about it the next day."): 5,
    (What.MEDICATION, "Two evening doses missed.", "Clinical team told; prompts in the evening begun."): 6,
    (What.DAMAGE, "Window of the room broken.", "Boarded up; repair ordered."): 2,
}
OUTCOMES = ("No further action needed.", "Support plan changed.", "Discussed at the review; plan agreed.")
CLOSED_AFTER = range(2, 15)

ALERTS = (
    (Level.HIGH, "Violence to staff on the ward in the last six months.", "Two workers at every visit to the room.",
     "Ward discharge summary"),
    (Level.HIGH, "A former partner looks for this resident and must not learn the address.",
     "Confirm nothing on the telephone. Ring the police if he comes.", "Safeguarding meeting"),
    (Level.MEDIUM, "Hides tablets when low.", "Watch the medication being taken; tell the clinical team of a miss.",
     "Care coordinator"),
    (Level.MEDIUM, "Falls asleep while smoking.", "Smoking outside only; alarm tested weekly.", "Family"),
    (Level.HIGH, "Conditions of a court order: no contact with children.", "No visits by families in the house.",
     "Probation"),
)  # fmt: skip

SUPPORT = {
    (Support.GROUP, Nature.SOCIAL, 90): 9,
    (Support.COMMUNITY, Nature.SOCIAL, 60): 8,
    (Support.EMOTIONAL, Nature.SOCIAL, 30): 10,
    (Support.LIVING_QUARTERS, Nature.SOCIAL, 30): 6,
    (Support.BENEFITS, Nature.SOCIAL, 60): 6,
    (Support.HOUSING, Nature.SOCIAL, 45): 8,
    (Support.MEDICATION, Nature.CLINICAL, 15): 9,
    (Support.CLINICAL_LINKS, Nature.CLINICAL, 30): 7,
    (Support.PSYCHOSOCIAL, Nature.CLINICAL, 50): 4,
    (Support.SUBSTANCE, Nature.CLINICAL, 60): 4,
    (Support.GP, Nature.CLINICAL, 60): 3,
    (Support.FAMILY, Nature.SOCIAL, 45): 3,
    (Support.FOODBANK, Nature.SOCIAL, 30): 2,
    (Support.EMPLOYMENT, Nature.SOCIAL, 60): 2,
    (Support.FREEDOM_PASS, Nature.SOCIAL, 20): 1,
    (Support.GRANTS, Nature.SOCIAL, 45): 1,
    (Support.COURT, Nature.SOCIAL, 120): 1,
}
AT_ENTRY = {Measure.REQOL_10: (9, 20, 40), Measure.DIALOG: (28, 45, 77), Measure.GBO: (0, 3, 10)}
"""Between which totals most begin, and the highest total that there is."""
GOALS = ("Sleep through the night", "Go to the shop alone", "Cook three meals a week", "Ring my brother on Sundays")
GOOD = ("Somebody to talk to in the evening.", "My own key.", "Staff listened and did what they said.", "Quiet, clean.")
BETTER = ("Too many different workers.", "Nobody could say where I would go next.", "The wait for a flat.", "")
ELSE = ("Thank you.", "", "", "I would like to visit.")
PRACTICES = ("Quayside Practice", "Old Mill Surgery", "Northam Cross Practice")


def live_in(pathway: Pathway, since: dt.date) -> None:
    """Everything about the stays of those who are here or left since then."""
    cases = [case for case in pathway.cases if case.is_here or case.left_since(since)]
    for case in cases:
        _incidents(pathway, case)
        _handover(pathway, case)
    raise_alerts(pathway, pathway.here)
    hold_reviews(pathway, cases)
    score(pathway, cases)
    hear_feedback(pathway, cases)


def _incidents(pathway: Pathway, case: Case) -> None:
    placement = stay(case)
    last = case.last_day(pathway.today)
    for absence in case.absences:
        if absence.kind in (Absence.Kind.MISSING, Absence.Kind.SLEEPING_ROUGH):
            _missing(pathway, placement, absence)
    if pathway.chance(0.16) and case.nights(pathway.today) > 4:
        kind, account, action = pathway.chosen(INCIDENTS)
        on = pathway.day_between(placement.admitted_on + DAY, last)
        serious = Severity.SERIOUS if pathway.chance(0.15) else pathway.rng.choice((Severity.LOW, Severity.MODERATE))
        incident = Incident(
            placement=placement,
            happened_on=on,
            kind=kind,
            severity=serious,
            account=account,
            action_taken=action,
            safeguarding=kind in (What.SAFEGUARDING, What.HARM_FROM_OTHERS),
        )
        closed = on + pathway.rng.choice(CLOSED_AFTER) * DAY
        if closed <= pathway.today:
            incident.closed_on, incident.outcome = closed, pathway.rng.choice(OUTCOMES)
        pathway.records.add(incident, on)


def _missing(pathway: Pathway, placement: Placement, absence: Absence) -> None:
    incident = Incident(
        placement=placement,
        happened_on=absence.from_date,
        kind=What.MISSING,
        severity=Severity.MODERATE,
        account="Not in at the evening check, and not answering the telephone.",
        action_taken="Police, clinical team and family told; places where they go looked at.",
    )
    if absence.until_date is not None:
        incident.closed_on, incident.outcome = absence.until_date, "Came back, or was found."
    pathway.records.add(incident, absence.from_date)


def _handover(pathway: Pathway, case: Case) -> None:
    placement = stay(case)
    nights = case.nights(pathway.today)
    if nights < 30 or not pathway.chance(0.2):
        return
    on = placement.admitted_on + pathway.rng.randint(20, nights) * DAY
    handover = GpHandover(placement=placement, handed_over_on=on, practice=pathway.rng.choice(PRACTICES))
    if pathway.chance(0.7):
        handover.appointment_on = on + pathway.rng.randint(4, 18) * DAY
    pathway.records.add(handover, on)


def raise_alerts(pathway: Pathway, here: Iterable[Case]) -> None:
    """For one in four of those who are here, and for one of each provider an alert of two days ago."""
    providers: set[int] = set()
    for case in here:
        placement = stay(case)
        provider = id(placement.service.provider)
        fresh = provider not in providers and case.nights(pathway.today) > 2
        if not fresh and not pathway.chance(0.25):
            continue
        providers.add(provider)
        level, text, precautions, source = pathway.rng.choice(ALERTS)
        on = pathway.today - 2 * DAY if fresh else pathway.day_between(placement.admitted_on, pathway.today - 9 * DAY)
        alert = RiskAlert(placement=placement, level=level, text=text, precautions=precautions, source=source)
        alert.raised_on = max(on, placement.admitted_on)
        pathway.records.add(alert, alert.raised_on)


def hold_reviews(pathway: Pathway, cases: Iterable[Case]) -> None:
    """A review at about four weeks, a joint one of long stays, and the next one of those whose limit is near."""
    for case in cases:
        admitted_on = stay(case).admitted_on
        nights = case.nights(pathway.today)
        if nights >= 30 and pathway.chance(0.75):
            on = admitted_on + pathway.rng.randint(24, 30) * DAY
            _review(pathway, case, Review.Kind.CARE, on, "Doing well. Move-on plan looked at; dates agreed.")
        if nights >= 62 and pathway.chance(0.6):
            on = admitted_on + pathway.rng.randint(55, 62) * DAY
            _review(
                pathway, case, Review.Kind.JOINT, on, "What keeps the person here named; housing answers by Friday."
            )
        if case.is_here and 22 <= nights <= 48 and pathway.chance(0.6):
            on = pathway.today + pathway.rng.randint(1, 9) * DAY
            _review(pathway, case, Review.Kind.DISCHARGE, on, "")


def _review(pathway: Pathway, case: Case, kind: str, on: dt.date, summary: str) -> None:
    """A review with its parties; the provider is left out of one in six."""
    held = on <= pathway.today
    review = Review(placement=stay(case), kind=kind, held_on=on, held=held, summary=summary)
    pathway.records.add(review, min(on, pathway.today) - 3 * DAY if not held else on)
    parties = {Party.PROVIDER: 0.84, Party.CLINICAL: 0.95, Party.RESIDENT: 0.95, Party.SOCIAL_CARE: 0.6}
    parties |= {Party.HOUSING: 0.8 if kind == Review.Kind.JOINT else 0.25, Party.CARER: 0.2}
    for party, invited_share in parties.items():
        invited = pathway.chance(invited_share)
        if invited or party == Party.PROVIDER:
            came = (invited and pathway.chance(0.85)) if held else None
            pathway.records.part(ReviewParty(review=review, party=party, invited=invited, attended=came))


def support(pathway: Pathway, since: dt.date) -> None:
    """About two activities or interventions a week with everybody who was here since then."""
    for case in pathway.cases:
        if case.placement is None or not (case.is_here or case.left_since(since + DAY)):
            continue
        day = max(since, case.placement.admitted_on) + pathway.rng.randint(0, 2) * DAY
        while day <= min(case.last_day(pathway.today), pathway.today):
            if not any(_away(absence, day) for absence in case.absences):
                _supported(pathway, case, day)
            day += pathway.rng.randint(2, 5) * DAY


def _supported(pathway: Pathway, case: Case, day: dt.date) -> None:
    kind, nature, minutes = pathway.chosen(SUPPORT)
    record = SupportRecord(placement=stay(case), on=day, kind=kind, nature=nature, minutes=minutes)
    if nature == Nature.CLINICAL and pathway.chance(0.12):
        record.status, record.minutes = Delivery.COMMISSIONED, None
    pathway.records.add(record, day)


def score(pathway: Pathway, cases: Iterable[Case]) -> None:
    """Outcome scores at entry, at four weeks and on leaving, for rather more than half."""
    for case in cases:
        placement = stay(case)
        nights = case.nights(pathway.today)
        if nights < 7 or not pathway.chance(0.6):
            continue
        measure = pathway.chosen({Measure.REQOL_10: 7, Measure.DIALOG: 2, Measure.GBO: 2})
        low, high, most = AT_ENTRY[measure]
        value = pathway.rng.randint(low, high)
        goal = pathway.rng.choice(GOALS) if measure == Measure.GBO else ""
        moments = [(Point.ENTRY, placement.admitted_on + 2 * DAY)]
        if nights >= 30:
            moments.append((Point.REVIEW, placement.admitted_on + 28 * DAY))
        if placement.discharged_on is not None:
            moments.append((Point.EXIT, placement.discharged_on))
        for point, on in moments:
            row = OutcomeScore(placement=placement, measure=measure, point=point, taken_on=on, goal=goal)
            row.score = Decimal(value)
            pathway.records.add(row, on)
            value = min(most, max(0, value + pathway.rng.randint(-(high - low) // 4, (high - low) * 3 // 4)))


def hear_feedback(pathway: Pathway, cases: Iterable[Case]) -> None:
    """What a third of those who left say, some weeks later; and two links that nobody has opened yet."""
    links = 0
    for case in cases:
        left = stay(case).discharged_on
        if left is None or case.discharge is None or case.discharge.destination == Discharge.Destination.DIED:
            continue
        asked = pathway.chance(0.33)
        on = left + pathway.rng.choice((-1, 0, 0, 14, 21, 28)) * DAY
        if asked and stay(case).admitted_on < on <= pathway.today:
            _heard(pathway, case, on)
        elif links < 2 and left >= pathway.today - 20 * DAY:
            links += 1
            secret = hashlib.sha256(f"{pathway.rng.random()}".encode()).hexdigest()
            link = FeedbackLink(
                placement=stay(case), giver=Giver.RESIDENT, secret_hash=secret, expires_on=left + 60 * DAY
            )
            pathway.records.add(link, left)


def _heard(pathway: Pathway, case: Case, on: dt.date) -> None:
    verdict = pathway.chosen({Verdict.POSITIVE: 7, Verdict.MIXED: 3, Verdict.NEGATIVE: 1})
    row = Feedback(
        placement=stay(case),
        giver=Giver.CARER if pathway.chance(0.15) else Giver.RESIDENT,
        received_on=on,
        verdict=verdict,
        was_good="" if verdict == Verdict.NEGATIVE else pathway.rng.choice(GOOD),
        could_be_better=pathway.rng.choice(BETTER[:3] if verdict != Verdict.POSITIVE else BETTER),
        anything_else=pathway.rng.choice(ELSE),
    )
    pathway.records.add(row, on)


def _away(absence: Absence, day: dt.date) -> bool:
    return absence.from_date <= day and (absence.until_date is None or day < absence.until_date)
