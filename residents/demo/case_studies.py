"""The three case studies of the Hammersmith and Fulham review (section 3), told in records.

Y is R-HF12, Z is R-HF06 and W is R-HF01. Published: what happened and in which order, and how things stood when the
review was written, which is what their pages say as at 1 April 2023. Invented: every date, and what became of them
after that morning.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from residents.demo.care import Level, Measure, Party, Point, Severity, Support, What
from residents.demo.leaving import Answer, Better, With
from residents.demo.pathway import DAY, Before, Case, Substance, Suitability, cases_of, stay
from residents.demo.pathway import Level as Needs
from residents.demo.records import Records, moment
from residents.demo.ways_out import Kind, Owner, Stage, State, Track
from residents.models import (
    Action,
    ApplicationStage,
    Assessment,
    Discharge,
    ExtensionRequest,
    HomeTrack,
    HomeTrackDate,
    Incident,
    Meeting,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Note,
    OutcomeScore,
    PlanWording,
    Referral,
    ReferralStep,
    Resident,
    Review,
    ReviewParty,
    RiskAlert,
    SupportRecord,
)

Y, Z, W = "R-HF12", "R-HF06", "R-HF01"
REFERENCES = (Y, Z, W)
Goes, Social, Clinical = Discharge.Destination, SupportRecord.Nature.SOCIAL, SupportRecord.Nature.CLINICAL


def day(month: int, number: int, year: int = 2023) -> dt.date:
    return dt.date(year, month, number)


def tell(records: Records, meeting: Meeting) -> None:
    """All three. The meeting is that of 9 March 2023, which the authors of the review attended."""
    cases = {case.referral.resident.reference: case for case in cases_of(records)}
    _of_y(Teller(records, cases[Y], meeting))
    _of_z(Teller(records, cases[Z], meeting))
    _of_w(Teller(records, cases[W], meeting))


class Teller:
    """Writes down what is told of one person."""

    def __init__(self, records: Records, case: Case, meeting: Meeting) -> None:
        self.records = records
        self.case = case
        self.meeting = meeting
        self.placement = stay(case)

    def came(self, need: Resident.Need, conditions: str = "", **facts: Any) -> None:
        """What the ward wrote, and each step to the admission."""
        referral = self.case.referral
        referral.resident.need = need
        referral.has_identity_document = referral.has_financial_documents = referral.has_referral_form = True
        for name, value in facts.items():
            setattr(referral, name, value)
        received, admitted = referral.received_on, self.placement.admitted_on
        for status, on in (
            (Referral.Status.RECEIVED, received),
            (Referral.Status.ASSESSING, received + DAY),
            (Referral.Status.ACCEPTED, received + 2 * DAY),
            (Referral.Status.PLACED, admitted),
        ):
            self.records.add(ReferralStep(referral=referral, status=status, on=on), on)
        assessment = Assessment(referral=referral, assessed_on=received + 2 * DAY, assessor="Service manager")
        assessment.suitability = Suitability.WITH_CONDITIONS if conditions else Suitability.SUITABLE
        assessment.needs_level, assessment.note = referral.needs_level, conditions
        self.records.add(assessment, assessment.assessed_on)

    def plan(self, goal: str, wishes: str) -> MoveOnPlan:
        referral = self.case.referral
        plan = MoveOnPlan(referral=referral, goal=goal, target_on=self.case.due, wishes=wishes)
        plan.lead_name = referral.allocated_worker
        self.records.add(plan, referral.received_on)
        return plan

    def plan_changed(self, plan: MoveOnPlan, on: dt.date, goal: str, wishes: str) -> None:
        """The plan says something else from that day on."""
        before = {name: getattr(plan, name) for name in ("goal", "target_on", "lead_name", "wishes")}
        self.records.part(PlanWording(plan=plan, replaced_at=moment(on, 15), **before))
        plan.goal, plan.wishes = goal, wishes

    def housing_said(self, track: HomeTrack, on: dt.date, until: dt.date) -> None:
        """Housing gave its date on that day, or another one than before."""
        row = HomeTrackDate(track=track, state=State.BOOKED, on=until, was=track.booked_for)
        track.booked_for = until
        self.records.add(row, on)

    def step(self, text: str, owner: str, on: dt.date, due: dt.date, done: dt.date, who: str = "") -> None:
        step = MoveOnStep(referral=self.case.referral, text=text, owner=owner, owner_name=who)
        step.due_on, step.done_on = due, done
        self.records.add(step, on)

    def applied(self, kind: str, housing_provider: str, *stages: tuple[str, dt.date, str]) -> None:
        application = MoveOnApplication(referral=self.case.referral, kind=kind, housing_provider=housing_provider)
        application.stage, application.owner = stages[-1][0], Owner.SUPPORTED_HOUSING
        self.records.add(application, stages[0][1])
        for stage, on, note in stages:
            self.records.add(ApplicationStage(application=application, stage=stage, on=on, note=note), on)

    def said(self, on: dt.date, text: str) -> None:
        self.records.add(Note(referral=self.case.referral, text=text, said_on=on), on)

    def discussed(self, text: str, todo: str, who: str, due: dt.date, done: dt.date, outcome: str) -> None:
        """What the meeting of 9 March said, and what was to be done."""
        on = self.meeting.held_on
        self.records.add(Note(referral=self.case.referral, meeting=self.meeting, text=text, said_on=on), on)
        action = Action(referral=self.case.referral, meeting=self.meeting, text=todo, owner_name=who)
        action.agreed_on, action.due_on, action.done_on, action.outcome = on, due, done, outcome
        self.records.add(action, on)

    def review(
        self,
        kind: str,
        on: dt.date,
        summary: str,
        *came: str,
        absent: tuple[str, ...] = (),
        planned_on: dt.date | None = None,
    ) -> None:
        """A review that was held; `planned_on` is the day on which it was put into the record, if that was before."""
        review = Review(placement=self.placement, kind=kind, held_on=on, held=True, summary=summary)
        self.records.add(review, planned_on or on)
        for party in (*came, *absent):
            self.records.part(ReviewParty(review=review, party=party, attended=party in came))

    def supported(self, kind: str, nature: str, *days: dt.date, minutes: int = 45, note: str = "") -> None:
        for on in days:
            row = SupportRecord(placement=self.placement, on=on, kind=kind, nature=nature, minutes=minutes, note=note)
            self.records.add(row, on)

    def scored(self, *totals: tuple[str, dt.date, int]) -> None:
        for point, on, total in totals:
            row = OutcomeScore(placement=self.placement, measure=Measure.REQOL_10, point=point, taken_on=on)
            row.score = Decimal(total)
            self.records.add(row, on)

    def left(self, improvement: str, support: str, care: str) -> None:
        discharge = self.case.discharge
        assert discharge is not None  # noqa: S101 - all three have left
        discharge.improvement, discharge.community_support, discharge.social_care_need = improvement, support, care
        discharge.information_given = Answer.YES


def _of_y(y: Teller) -> None:
    """Four months: a B&B that lapsed, well at first, then missing and sleeping rough, and no wish to move."""
    y.came(
        Resident.Need.PSYCHOSIS,
        conditions="If accommodation is found within 6 weeks, as agreed.",
        accommodation_before=Before.TEMPORARY,
        home_area="Hammersmith",
        needs_level=Needs.MEDIUM,
        substance_misuse=Substance.UNTREATED,
        needs="Was discharged to a B&B. This lapsed, and he is without accommodation.",
        risks="Drugs in the past; how far now was not looked at on the ward.",
        move_on_plan="Suitable accommodation within 6 weeks, as agreed with housing. Step-down bed in the interim.",
    )
    plan = y.plan(Goes.OTHER, "Suitable accommodation within 6 weeks, as agreed.")
    y.step("Provide suitable accommodation within 6 weeks, as agreed", Owner.HOUSING,
           y.case.referral.received_on, y.case.due, day(6, 12))  # fmt: skip
    y.said(day(12, 21, 2022), "Is doing well in the placement.")
    incident = Incident(placement=y.placement, happened_on=day(2, 13), kind=What.MISSING, severity=Severity.SERIOUS)
    incident.account = "Went missing from the placement. Seen sleeping rough from 16 February."
    incident.action_taken = "Police and clinical team told; outreach team asked to look out."
    incident.closed_on, incident.outcome = day(2, 25), "Returned to the placement by himself."
    y.records.add(incident, day(2, 13))
    y.said(day(2, 27), "Back in the placement, with substance misuse needs. He is struggling with his mental health.")
    y.discussed(
        "Does not wish to stop using drugs nor to move from the placement. The provider no longer wants him in the "
        "placement, because he does not engage.",
        "Hold a joint meeting about his long-term needs",
        "Senior Social Worker",
        day(4, 5),
        day(4, 5),
        "Held.",
    )
    y.review(Review.Kind.MEDICAL, day(3, 16), "Medical review carried out. Medication changed; physical health fair.",
             Party.CLINICAL, Party.RESIDENT, Party.PROVIDER)  # fmt: skip
    y.supported(Support.SUBSTANCE, Clinical, day(3, 20), minutes=60,
                note="Turning Point: substance use assessment, to put a support plan in place.")  # fmt: skip
    y.step("Medical review", Owner.CLINICAL, day(3, 9), day(3, 24), day(3, 16))
    y.step("Substance use assessment by Turning Point", Owner.CLINICAL, day(3, 9), day(3, 24), day(3, 20))
    y.step("Put the support plan for substance misuse in place", Owner.PROVIDER, day(3, 20), day(4, 14), day(4, 12))
    y.review(
        Review.Kind.JOINT, day(4, 5), "Long-term needs: a high-support place, with treatment going on there.",
        Party.PROVIDER, Party.CLINICAL, Party.SOCIAL_CARE, Party.HOUSING, absent=(Party.RESIDENT,),
        planned_on=day(3, 27),
    )  # fmt: skip
    y.plan_changed(plan, day(4, 5), Goes.SUPPORTED_HIGH, "")
    y.supported(Support.EMOTIONAL, Social, day(12, 14, 2022), day(1, 10), day(3, 2), day(3, 22), day(3, 29), minutes=30)
    y.supported(Support.MEDICATION, Clinical, day(12, 20, 2022), day(1, 24), day(3, 7), day(3, 28), minutes=15)
    y.scored((Point.ENTRY, day(12, 9, 2022), 14), (Point.REVIEW, day(3, 21), 11), (Point.EXIT, day(6, 19), 17))
    y.applied(
        Kind.SUPPORTED_HIGH, "Brackenmere Homes", (Stage.MADE, day(4, 12), ""), (Stage.ASSESSMENT, day(4, 25), ""),
        (Stage.MATCHED, day(5, 22), ""), (Stage.INTERVIEW, day(5, 31), ""), (Stage.OFFER, day(6, 7), ""),
        (Stage.MOVED, day(6, 19), ""),
    )  # fmt: skip
    y.left(Better.MODERATE, With.MENTAL_HEALTH_TEAM, Answer.YES)


def _of_z(z: Teller) -> None:
    """Four months: cannot return to her tenancy, vulnerable, well again, and waiting for a high-support place."""
    z.came(
        Resident.Need.MOOD,
        accommodation_before=Before.SOCIAL_TENANCY,
        home_area="Fulham",
        needs_level=Needs.HIGH,
        substance_misuse=Substance.NONE,
        needs="Learning needs. Has her own tenancy and cannot return home.",
        risks="Vulnerable, and at risk from others at her own tenancy.",
        move_on_plan="Cannot return to her own tenancy. A long-term place: female only, or high support and "
        "self-contained. Step-down bed while she waits.",
    )
    z.plan(Goes.SUPPORTED_HIGH, "A female only place, or high support and self-contained. Gets on well with others.")
    alert = RiskAlert(placement=z.placement, level=Level.HIGH, raised_on=day(12, 19, 2022), source="Ward")
    alert.text = "Vulnerable and at risk from others, who know her old address."
    alert.precautions = "Tell nobody where she is. Ring the police if anybody asks for her."
    alert.ended_on, alert.ended_why = day(6, 6), "Moved on."
    z.records.add(alert, alert.raised_on)
    incident = Incident(placement=z.placement, happened_on=day(12, 22, 2022), kind=What.SAFEGUARDING)
    incident.severity, incident.safeguarding = Severity.SERIOUS, True
    incident.account = "Safeguarding concerns regarding her learning needs: others take advantage of her at her home."
    incident.action_taken = "Raised with the council's safeguarding team."
    incident.closed_on, incident.outcome = day(2, 1), "Safeguarding plan agreed: she does not return to the tenancy."
    z.records.add(incident, incident.happened_on)
    z.review(Review.Kind.SAFEGUARDING, day(1, 12), "Plan agreed. The tenancy is not safe and is to be given up.",
             Party.PROVIDER, Party.SOCIAL_CARE, Party.RESIDENT, absent=(Party.HOUSING,))  # fmt: skip
    granted = z.case.extensions[0]
    request = ExtensionRequest(placement=z.placement, until_date=granted.until_date, reason=granted.reason)
    request.decision, request.extension = ExtensionRequest.Decision.GRANTED, granted
    request.decided_at = granted.created_at
    z.records.add(request, day(1, 24))
    track = HomeTrack(referral=z.case.referral, kind=Track.TENANCY, officer="Mental Health Housing Officer")
    track.reported_on, track.agreed_on, track.done_on, track.state = day(2, 6), day(2, 20), day(5, 29), State.DONE
    track.note = "Not safe to return home; tenancy to be given up."
    z.records.add(track, track.reported_on)
    z.housing_said(track, day(3, 6), day(4, 28))
    z.housing_said(track, day(4, 26), day(5, 29))
    z.applied(
        Kind.SUPPORTED_HIGH, "Brackenmere Homes", (Stage.MADE, day(12, 20, 2022), ""),
        (Stage.ASSESSMENT, day(1, 9), "Needs high support. Stays on the waiting list due to her vulnerability."),
        (Stage.MATCHED, day(5, 10), ""), (Stage.INTERVIEW, day(5, 17), ""), (Stage.OFFER, day(5, 24), ""),
        (Stage.MOVED, day(6, 6), ""),
    )  # fmt: skip
    z.discussed(
        "Remains on the waiting list for a high supported placement, due to her vulnerability. Engages well with "
        "others; no current concerns.",
        "Look for a female only, or a high-support and self-contained, vacancy",
        "Supported housing pathway",
        day(4, 13),
        day(5, 10),
        "A vacancy is matched.",
    )
    z.review(
        Review.Kind.CARE, day(3, 21),
        "Physical health is much improved and mental health is now stable. Engages well with others.",
        Party.PROVIDER, Party.CLINICAL, Party.RESIDENT,
    )  # fmt: skip
    z.step("Find a female only or high supported, self-contained place", Owner.SUPPORTED_HOUSING,
           z.case.referral.received_on, z.case.due, day(5, 10))  # fmt: skip
    z.step("Close the old tenancy", Owner.HOUSING, day(2, 6), day(4, 28), day(5, 29), "Mental Health Housing Officer")
    z.supported(Support.GROUP, Social, day(1, 11), day(1, 25), day(2, 8), day(2, 22), day(3, 8), day(3, 22), minutes=90)
    z.supported(Support.GP, Clinical, day(1, 4), day(2, 15), minutes=60)
    z.scored((Point.ENTRY, day(12, 20, 2022), 12), (Point.REVIEW, day(3, 21), 24), (Point.EXIT, day(6, 6), 27))
    z.left(Better.GOOD, With.FLOATING, Answer.YES)


def _of_w(w: Teller) -> None:
    """Two months: well, visiting his family, and waiting for a date from housing for the repairs to his home."""
    w.came(
        Resident.Need.MOOD,
        accommodation_before=Before.SOCIAL_TENANCY,
        home_area="Hammersmith",
        needs_level=Needs.MEDIUM,
        substance_misuse=Substance.NONE,
        needs="His property is in much need of repairs; he cannot live there until they are done.",
        risks="None known on the ward.",
        move_on_plan="Return to his own home as soon as the repairs are done.",
    )
    w.plan(Goes.HOME, "To go home. Visits his family regularly meanwhile.")
    track = HomeTrack(referral=w.case.referral, kind=Track.REPAIRS, officer="Mental Health Housing Officer")
    reported_on = w.case.referral.received_on + DAY
    track.reported_on, track.agreed_on, track.done_on, track.state = reported_on, day(2, 27), day(4, 17), State.DONE
    track.note = "Much needed repairs. Support is needed from the Housing Department for them to be completed."
    w.records.add(track, track.reported_on)
    w.housing_said(track, day(4, 6), day(4, 17))
    w.step("Report the repairs to housing", Owner.SOCIAL_CARE, w.case.referral.received_on, reported_on, reported_on)
    w.step("Give the repairs team access to the property", Owner.RESIDENT, day(2, 21), day(3, 3), day(2, 27))
    w.step("Confirm a date and time for the repairs to commence", Owner.HOUSING, day(2, 27), day(3, 16), day(4, 6),
           "Mental Health Housing Officer")  # fmt: skip
    w.review(
        Review.Kind.CARE, day(2, 21),
        "Doing well in the placement and visiting his family regularly. Physical health good, mental health stable.",
        Party.PROVIDER, Party.CLINICAL, Party.RESIDENT, absent=(Party.HOUSING,),
    )  # fmt: skip
    w.discussed(
        "Waits for much needed repairs on his property. Support is needed from the Housing Department to allow for "
        "works to be completed. He has agreed to give access.",
        "Confirm a date and time for the repairs to commence",
        "Mental Health Housing Officer",
        day(3, 16),
        day(4, 6),
        "The repairs start on 11 April.",
    )
    w.said(day(3, 30), "Still awaiting the housing officer to confirm a date and time for the repairs to commence.")
    w.supported(Support.FAMILY, Social, day(2, 5), day(2, 19), day(3, 5), day(3, 19), day(3, 26), minutes=120,
                note="Visit to his family.")  # fmt: skip
    w.supported(Support.HOUSING, Social, day(2, 14), day(3, 2), day(3, 15), day(3, 30), note="Repairs.")
    w.scored((Point.ENTRY, day(1, 26), 19), (Point.REVIEW, day(2, 21), 25), (Point.EXIT, day(4, 19), 29))
    w.left(Better.GOOD, With.FLOATING, Answer.NO)


def meeting_of_9_march(records: Records, commissioner: Any) -> Meeting:
    """The weekly meeting that the authors of the review attended as observers."""
    meeting = Meeting(commissioner=commissioner, held_on=day(3, 9), closed_at=moment(day(3, 9), 16))
    meeting.present = "Frontline workers of the providers, council and trust\nTwo observers"
    return records.add(meeting, meeting.held_on)
