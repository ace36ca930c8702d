"""How the stays of a demonstration ended, and what was heard of those who left."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from residents.demo.pathway import DAY, Case, Pathway, by_resident, stay
from residents.models import AftercareContact, Discharge, Readmission, Ward

Goes, Answer, With, Better, Why = (
    Discharge.Destination,
    Discharge.YesNoUnknown,
    Discharge.Support,
    Discharge.Improvement,
    Discharge.NoImprovementReason,
)
How = AftercareContact.How

NO_BETTER = {Goes.HOSPITAL: Why.UNWELL, Goes.LEFT: Why.NO_ENGAGEMENT, Goes.PRISON: Why.SUBSTANCE}
SUPPORTED = {
    With.COMMUNITY_GROUP: 22,
    With.FLOATING: 20,
    With.MENTAL_HEALTH_TEAM: 30,
    With.HOME_TREATMENT: 8,
    With.NONE: 12,
    With.NOT_KNOWN: 8,
}
GONE_FOR_GOOD = {Goes.DIED, Goes.HOSPITAL, Goes.PRISON, Goes.LEFT}


def see_off(pathway: Pathway, social_care_share: float) -> None:
    """The rest of what is asked of a discharge; that share of the leavers needs adult social care."""
    for case in pathway.cases:
        if case.discharge is not None:
            _details(pathway, case, case.discharge, social_care_share)


def _details(pathway: Pathway, case: Case, discharge: Discharge, social_care_share: float) -> None:
    needs_care = Answer.YES if pathway.chance(social_care_share) else Answer.NO
    discharge.social_care_need = needs_care
    if discharge.destination == Goes.CARE_HOME:
        discharge.social_care_need = Answer.YES
    discharge.information_given = Answer.YES if discharge.planned and pathway.chance(0.92) else Answer.NO
    discharge.community_support = pathway.chosen(SUPPORTED) if discharge.planned else With.NOT_KNOWN
    no_better = NO_BETTER.get(Goes(discharge.destination))
    if case.nights(pathway.today) == 0:
        no_better = Why.TOO_SHORT
    if no_better is None and pathway.chance(0.06):
        no_better = pathway.rng.choice((Why.NO_ENGAGEMENT, Why.SUBSTANCE))
    if no_better is not None:
        discharge.improvement, discharge.no_improvement_reason = Better.NONE, no_better
    else:
        discharge.improvement = pathway.chosen({Better.GOOD: 55, Better.MODERATE: 32, Better.NOT_KNOWN: 7})


def keep_in_touch(pathway: Pathway, since: dt.date) -> None:
    """A call after a week and another after a month with those who left since then and can be reached.

    Nobody who is on a ward again, which is told before, is rung at home.
    """
    again = {id(row.placement): row.readmitted_on for row in pathway.records.of(Readmission)}
    for case in pathway.cases:
        if not case.left_since(since) or case.discharge is None or case.discharge.destination in GONE_FOR_GOOD:
            continue
        for days in (7, 28):
            on = case.last_day(pathway.today) + (days + pathway.rng.randint(-1, 3)) * DAY
            if on <= min(pathway.today, again.get(id(case.placement), on)) and pathway.chance(0.75):
                how = pathway.chosen({How.PHONE: 6, How.VISIT: 2, How.MESSAGE: 1, How.NO_ANSWER: 2})
                settled = None if how == How.NO_ANSWER else pathway.chance(0.9)
                contact = AftercareContact(placement=stay(case), on=on, how=how, still_settled=settled)
                pathway.records.add(contact, on)


def readmit(pathway: Pathway) -> None:
    """Most of those who came back to step-down were on the ward before; now and then somebody else was, too."""
    wards = pathway.records.of(Ward)
    for cases in by_resident(pathway.cases).values():
        for case, following in pairwise([*cases, None]):
            if case is not None and case.discharge is not None and case.discharge.destination not in GONE_FOR_GOOD:
                _readmission(pathway, case, following, wards)


def _readmission(pathway: Pathway, case: Case, following: Case | None, wards: list[Ward]) -> None:
    left = case.last_day(pathway.today)
    latest = pathway.today
    if following is not None:
        latest = following.referral.received_on - 4 * DAY
    if not pathway.chance(0.8 if following is not None else 0.05):
        return
    on = left + pathway.rng.randint(2, 75) * DAY
    if on > latest:
        on = latest
    if on <= left:
        return
    ward = following.referral.ward if following is not None else pathway.rng.choice(wards)
    pathway.records.add(Readmission(placement=stay(case), readmitted_on=on, ward=ward), on)
