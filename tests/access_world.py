"""One record of each kind around one resident, and one person of each role, near and far, who might look at them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from beds.access import Role
from beds.models import Agreement, Post
from reporting.market import actions as market
from reporting.models import SavedView
from reporting.models.market import TEXTS
from reporting.periods import financial_year_of
from residents.actions import agreed, extension_requests, leaving, notes
from residents.models import Referral, ReferralDraft
from stepdown.accounts.models import User
from stepdown.notices.models import Notice
from tests import factories as make
from tests.reporting.made_packs import made_export, make_pack
from tests.residents.house import House, signed_in
from tests.residents.meeting_house import MeetingHouse
from tests.residents.safe_house import Safe
from tests.residents.support_house import Life
from tests.residents.ward import make_referrer
from tests.residents.ways import Way

NAME = "Ann Lee"
ACCOUNT = "Not back by midnight."
PRICE = "135.71"
COST = "2,442.78"  # of the 18 nights beyond the limit
GENERAL = "The budget is agreed"


@dataclass
class World:
    """The records by the names that the matrix calls them, and a client for each person."""

    house: House
    records: dict[str, Any]
    people: dict[str, User | None]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        if who not in self.clients:
            user = self.people[who]
            self.clients[who] = signed_in(user) if user else Client()
        return self.clients[who]

    @property
    def reference(self) -> str:
        return str(self.house.placement.resident.reference)


def build(safe: Safe, life: Life, met: MeetingHouse) -> World:
    """Everything of one placement, its ward and its commissioner; the provider works for another commissioner too."""
    house, council = safe.house, met.council
    provider, placement = house.provider, house.placement
    ward = placement.referral.ward
    Referral.objects.update(ward=ward)
    ward.commissioners.add(council)
    other_council, other_provider, lead = make.make_commissioner(), make.make_provider(), make.make_provider()
    make.make_contract(commissioner=other_council, provider=provider)
    make.make_contract(commissioner=council, provider=other_provider)
    provider.lead = lead
    provider.save()
    people: dict[str, User | None] = {
        "commissioner": met.official,
        "contract_manager": make.make_official(council, role=Role.CONTRACT_MANAGER),
        "administrator": make.make_official(council, role=Role.ADMINISTRATOR),
        "housing_officer": make.make_official(council, role=Role.HOUSING_OFFICER),
        "analyst": make.make_official(council, role=Role.ANALYST),
        "worker": met.worker,
        "viewer": make.make_worker(provider, role=Role.PROVIDER_VIEWER),
        "lead": make.make_worker(lead),
        "nurse": make_referrer(ward),
        "other_nurse": make_referrer(make.make_ward()),
        "other_worker": make.make_worker(other_provider),
        "other_official": make.make_official(other_council),
        "nobody": make.make_user(),
        "signed_out": None,
    }
    records = _records(safe, life, met, people)
    for who, user in people.items():
        if user is not None:
            records[f"token of {who}"] = make.make_token(user)
            records[f"notice of {who}"] = Notice.objects.create(
                user=user,
                kind="limit",
                key=f"k{user.pk}",
                text="A notice",
                link="/my-work/",
                in_app=True,
                by_email=False,
            )
    return World(house, records, people)


def _records(safe: Safe, life: Life, met: MeetingHouse, people: dict[str, Any]) -> dict[str, Any]:
    house, placement = safe.house, safe.placement
    way = Way(placement.referral, placement, today=house.today, by=met.worker)
    application = way.application()
    rejected = way.application_at("rejected", housing_provider="Mind")
    waiting = make.make_referral(
        ward=placement.referral.ward,
        commissioner=met.council,
        provider=house.provider,
        status=Referral.Status.RECEIVED,
        received_on=house.ago(5),
    )
    known = way.known
    contact = leaving.record_contact(placement=house.left, on=house.ago(1), how="phone", **known)
    readmission = leaving.record_readmission(placement=house.left, readmitted_on=house.today, **known)
    asked = extension_requests.request_extension(
        placement=placement, until_date=house.today + dt.timedelta(days=60), reason="The flat", **way.known
    )
    note = met.note("The boiler is broken")
    notes.add_note(text=GENERAL, meeting=met.meeting, **met.known(met.official))
    action = agreed.add_action(
        agreed=met.agreed("Ring the landlord"),
        referral=placement.referral,
        meeting=met.meeting,
        **met.known(met.official),
    )
    plan = way.plan()
    draft = ReferralDraft.objects.create(ward=placement.referral.ward, answers={"name": "Zoe Drafted"})
    return {
        "placement": placement,
        "absent": house.away.placement,
        "left": house.left,
        "bed stay": placement.bed_stays.last(),
        "absence": house.away,
        "booking": house.booking,
        "reason": house.reason,
        "extension": house.extension,
        "contact": contact,
        "readmission": readmission,
        "waiting": waiting,
        "referral": placement.referral,
        "assessment": _assessment(waiting, house),
        "draft": draft,
        "plan": plan,
        "step": way.step(),
        "track": way.track(),
        "application": application,
        "stage": application.steps_taken[-1],
        "rejected": rejected,
        "incident": safe.incident,
        "closed incident": safe.closed,
        "alert": safe.alert,
        "review": safe.review,
        "handover": safe.handover,
        "support": life.asked,
        "score": life.score,
        "link": life.link,
        "feedback": life.paper,
        "view": SavedView.objects.create(owner=met.official, name="Voids", query="measure=void_nights"),
        "request": asked,
        "meeting": met.meeting,
        "last meeting": met.last,
        "note": note,
        "action": action,
        "contract": placement.contract,
        "council": met.council,
        "market statement": _market_statement(met, house),
        "pack": make_pack(placement.contract, house.today),
        "export": made_export(met.worker),
        "void": house.void,
        "bed": house.beds[1],
        "service": house.beds[0].service,
        "post": Post.objects.create(
            commissioner=met.council,
            provider=house.provider,
            employer="Elm",
            role="Worker",
            contract_type="permanent",
            from_date=make.START,
        ),
        "agreement": Agreement.objects.create(
            commissioner=met.council, provider=house.provider, kind="mou", title="MoU", from_date=make.START
        ),
    }


def _market_statement(met: MeetingHouse, house: House) -> Any:
    """One that was published, of the year so far."""
    year = financial_year_of(house.ago(1))
    known = met.known(met.official) | {"commissioner": met.council, "year": year}
    market.write_statement(texts=dict.fromkeys(TEXTS, "Written"), **known)
    return market.publish_statement(**known)


def _assessment(referral: Referral, house: House) -> Any:
    return referral.assessments.create(
        assessed_on=house.ago(1), assessor="Kim Ray", suitability="suitable", needs_level="medium"
    )
