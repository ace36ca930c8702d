"""Every form of the service with its right answers, and every page that is asked something by its address.

Each is made from a world, which is the name of a fixture; `tests/residents/test_hostile_input.py` sees that none is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reporting.models import SavedView
from reporting.runs import recompute_all
from residents.actions import referrals
from residents.models import AftercareContact, ExtensionRequest, FeedbackLink, Readmission
from residents.models.support import hash_of_secret
from stepdown.notices.models import Notice
from tests import factories as make
from tests.account_forms import SIGNING_IN, TOKENS
from tests.beds.test_registers_pages import PAGES as REGISTERS
from tests.form_entries import Entry, Made, official, to, worker
from tests.hostile_answers import Form
from tests.reporting import made_packs, report_forms
from tests.residents import house as houses
from tests.residents import (
    safe_house,
    support_house,
    test_extension_requests_pages,
    test_leaving_pages,
    test_meeting_pages,
    test_move_on_pages,
    test_referral_pages,
)
from tests.residents.test_pages import extension
from tests.residents.ways import person_with
from tests.unchanged import unchanged

__all__ = ["ASKED", "FORMS", "SIGNING_IN", "Entry", "check_each", "worlds_of"]


def of(area: str, world: str, pages: Mapping[str, Any], who: Callable[[Any], Any], **facts: Any) -> dict[str, Entry]:
    """The forms of one area, which the same person sends."""

    def made(page: Any) -> Made:
        def form(world: Any) -> Form:
            address, answers = page(world)
            return Form(address, answers, who(world), **facts)

        return form

    return {f"{area}: {name}": (world, made(page)) for name, page in pages.items()}


# What is sent ----------------------------------------------------------------------------------------------------


def aftercare(name: str) -> Any:
    def page(house: houses.House) -> tuple[str, dict[str, Any]]:
        contact = AftercareContact.objects.create(placement=house.left, on=house.ago(2), how="phone")
        back = Readmission.objects.create(placement=house.left, readmitted_on=house.ago(1))
        return test_leaving_pages.pages_of(house, contact, back)[name]

    return page


def undone_move(house: houses.House) -> tuple[str, dict[str, Any]]:
    """The move of somebody whose first room is still free."""
    free = house.beds[1]
    now = make.make_contracted_bed("Room 7", service=free.service, contract=house.placement.contract)
    placement = make.make_placement(free, admitted_on=house.ago(20), moves=[(house.ago(10), now)])
    address = to("residents:move_undo", placement.pk, placement.bed_stays.latest("from_date").pk)
    return address, {"version": placement.updated_at.isoformat()}


def request_for_longer(name: str, **more: Any) -> Any:
    def page(house: houses.House) -> tuple[str, dict[str, Any]]:
        until = house.ago(-45)
        asked = ExtensionRequest.objects.create(placement=house.placement, until_date=until, reason="Keys")
        address, answers = test_extension_requests_pages.pages(house, asked)[name]
        return address, answers | (houses.date_of("until_date", until) if name == "decide" else {}) | more

    return page


def written(met: Any) -> Any:
    met.mine = met.note("Repairs are awaited")
    met.task = met.action()
    return met


def draft_of(pathway: Any) -> Any:
    known = pathway.known(pathway.nurse)
    return referrals.save_draft(ward=pathway.ward, answers={"name": "Ann"}, **known)


def taken_up_draft(pathway: Any) -> tuple[str, dict[str, Any]]:
    draft = draft_of(pathway)
    version = {"draft": str(draft.pk), "version": draft.updated_at.isoformat()}
    return to("residents:referral_new"), pathway.typed(**version)


def discarded_draft(pathway: Any) -> tuple[str, dict[str, Any]]:
    draft = draft_of(pathway)
    return to("residents:draft_discard", draft.pk), {"version": draft.updated_at.isoformat()}


def placed_referral(house: houses.House) -> tuple[str, dict[str, Any]]:
    """What the referral of somebody who is here says."""
    referral = house.placement.referral
    names = ("age_band", "gender", "ethnicity", "need", "accommodation_before", "needs_level", "substance_misuse")
    said = dict.fromkeys(names, "not_known") | {"name": "Ann Lee", "nhs_number": "", "home_area": "Wells"}
    said |= {"needs": "Company", "risks": "Falls", "version": referral.updated_at.isoformat()}
    return to("residents:referral_edit", referral.pk), said


def notice_of(house: Any) -> Notice:
    return Notice.objects.create(
        user=worker(house), key="one", kind="referral_new", in_app=True, by_email=True, text="Read me", link="/my-beds/"
    )


def opened_notice(house: Any) -> Form:
    notice = notice_of(house)
    return Form(to("notices:open", notice.pk), {}, notice.user)


def read_notices(house: Any) -> Form:
    notice = notice_of(house)
    return Form(to("notices:read_all"), {"newest": notice.pk}, notice.user)


def given_feedback(life: Any) -> Form:
    answers = {"verdict": "mixed", "was_good": "", "could_be_better": "", "anything_else": ""}
    secret = "another-secret-of-thirty-two-letters"
    FeedbackLink.objects.create(
        placement=life.placement, giver="carer", expires_on=life.today, secret_hash=hash_of_secret(secret)
    )
    return Form(to("residents:feedback_give", secret), answers)


def of_a_view(house: Any, name: str, answers: dict[str, Any]) -> Form:
    """A page about a view that its owner has saved."""
    view = SavedView.objects.create(owner=worker(house), name="Voids", query="measure=void_nights")
    return Form(to(f"reporting:{name}", view.pk), answers, view.owner)


def in_a_meeting(page: Any) -> Any:
    return lambda met: page(written(met))


def of_support(name: str) -> Any:
    return lambda life: support_house.sent(name, life)


MEETINGS = {name: in_a_meeting(page) for name, page in test_meeting_pages.WRITES.items()}
SUPPORT = {name: of_support(name) for name in support_house.ALL if name != "ask"}

FORMS: dict[str, Entry] = {
    **of("stay", "house", houses.PAGES | {"undo move": undone_move}, worker),
    **of("stay", "house", {"extension": extension}, official),
    **of(
        "stay",
        "house",
        {"extension confirmed": lambda h: (extension(h)[0], extension(h)[1] | {"confirmed": "yes"})},
        official,
    ),
    **of(
        "stay",
        "house",
        {
            "cancel extension": lambda h: (
                to("residents:extension_cancel", h.extension.pk),
                {"code": "by_mistake", "reason": "Entered twice"},
            )
        },
        official,
    ),
    **of(
        "leaving",
        "house",
        {n: aftercare(n) for n in ("details", "contact", "cancel contact", "readmission", "cancel readmission")},
        worker,
    ),
    **of(
        "longer",
        "house",
        {"ask": test_extension_requests_pages.ask_page, "withdraw": request_for_longer("withdraw")},
        worker,
    ),
    **of(
        "longer",
        "house",
        {"refuse": request_for_longer("decide"), "grant": request_for_longer("decide", decision="granted")},
        official,
    ),
    **of("referral", "pathway", test_referral_pages.PAGES, lambda p: p.worker),
    **of("referral", "house", {"edit placed": placed_referral}, worker),
    **of(
        "referral",
        "pathway",
        {
            "new": lambda p: (to("residents:referral_new"), p.typed()),
            "put aside": lambda p: (to("residents:referral_new"), p.typed(save="yes")),
            "taken up": taken_up_draft,
        },
        lambda p: p.nurse,
        chooses=True,
    ),
    **of("referral", "pathway", {"discard": discarded_draft}, lambda p: p.nurse),
    **of("move-on", "way", test_move_on_pages.ALL, lambda way: person_with("official", way)),
    **of("safety", "safe", safe_house.PAGES, worker),
    **of(
        "safety",
        "safe",
        {
            "read": lambda s: (
                to("residents:alert_acknowledge", s.alert.pk),
                {"edition": s.alert.edition, "from": "safety"},
            )
        },
        worker,
    ),
    **of("support", "life", SUPPORT, worker),
    **of("support", "life", {"ask": lambda life: support_house.sent("ask", life)}, worker, shows_what_is_done=True),
    **of(
        "support",
        "life",
        {
            "today": lambda life: (
                to("residents:support_today"),
                support_house.usual(life.today, placements=life.placement.pk),
            )
        },
        worker,
    ),
    "support: given": ("life", given_feedback),
    **of("meeting", "met", MEETINGS, lambda met: met.official),
    **of(
        "views",
        "house",
        {"save": lambda h: (to("reporting:view_new") + "?measure=occupancy&by=service", {"name": "How full"})},
        worker,
    ),
    "views: rename": ("house", lambda house: of_a_view(house, "view_rename", {"name": "Emptier"})),
    "views: delete": ("house", lambda house: of_a_view(house, "view_delete", {})),
    **of("register", "registers", REGISTERS, lambda r: make.make_official(r.council)),
    **of("pack", "house", made_packs.PAGES, official),
    **of(
        "notices",
        "house",
        {"choices": lambda h: (to("notices:choices"), {"limit-in_app": "on", "ending-by_email": "on"})},
        worker,
    ),
    **of("report", "house", report_forms.PAGES, official),
    "notices: open": ("house", opened_notice),
    "notices: read all": ("house", read_notices),
}

FORMS |= SIGNING_IN | TOKENS


def check_each(names: Iterable[str], world: str, request: Any, check: Callable[[Form], None]) -> None:
    """Check those of the forms that are made from this world, each as if it were the first."""
    facts = request.getfixturevalue(world)
    with unchanged() as database:
        for name in names:
            if FORMS[name][0] == world:
                try:
                    with database.undone():
                        check(FORMS[name][1](facts))
                except Exception as error:
                    error.add_note(name)
                    raise


def worlds_of(names: Iterable[str]) -> list[str]:
    """What these forms are made from."""
    return sorted({FORMS[name][0] for name in names})


# What is asked by an address --------------------------------------------------------------------------------------


def page(name: str, *args: Any, **facts: Any) -> Entry:
    """A page that the commissioner of the house opens; `args` are made from the house."""

    def made(house: Any) -> Form:
        return Form(to(name, *(arg(house) for arg in args)), {}, official(house), **facts)

    return "house", made


def report(name: str, *args: Any) -> Entry:
    """A page with figures."""
    world, made = page(name, *args)

    def with_figures(house: Any) -> Form:
        recompute_all(today=house.today)
        return made(house)

    return world, with_figures


def of_placement(house: Any) -> int:
    return house.placement.pk


def of_referral(house: Any) -> int:
    return house.placement.referral_id


ASKED: dict[str, Entry] = {
    **{
        name: report(f"reporting:{name}")
        for name in (
            "dashboard",
            "overstayers",
            "bed_board",
            "contracts",
            "beds",
            "nights",
            "voids",
            "overstay_nights",
            "unpriced",
            "data_quality",
            "data_quality_download",
            "runs",
            "explore",
            "more",
            "definitions",
            "dictionary",
            "packs",
            "exports",
        )
    },
    "data feed": page("data_feed"),
    **{name: ("house", made) for name, made in report_forms.ASKED.items()},
    "export": ("house", made_packs.downloaded_export),
    **{name: page(f"reporting:{name}", made_packs.of_house, *more) for name, more in made_packs.READ.items()},
    "download": report("reporting:overstayers_download", lambda house: "csv"),
    "data quality check": report("reporting:data_quality_check", lambda house: "overstay_reason"),
    "measure rows": report("reporting:measure_rows", lambda house: "void_nights"),
    "placement": report("reporting:placement", of_placement),
    "contract": report("reporting:contract", lambda house: house.placement.contract_id),
    **{
        name: page(f"residents:{name}")
        for name in ("referrals", "housing", "incidents", "feedback_list", "extension_requests", "meetings", "my_work")
    },
    "my beds": ("house", lambda house: Form(to("residents:my_beds"), {}, worker(house))),
    "alerts": ("safe", lambda safe: Form(to("residents:alerts"), {}, worker(safe))),
    "matching": ("house", lambda house: Form(to("residents:matching"), {}, worker(house), chooses=True)),
    "overrides": page("residents:overrides"),
    "correct": ("house", lambda house: Form(to("residents:correct", house.placement.pk), {}, worker(house))),
    "aftercare": page("residents:aftercare", lambda house: house.left.pk),
    "safety": page("residents:safety", of_placement),
    "support": page("residents:support", of_placement),
    "referral": page("residents:referral", of_referral),
    "move on": page("residents:move_on", of_referral),
    "thanks": ("house", lambda house: Form(to("residents:feedback_thanks"), {})),
    "meeting": ("met", lambda met: Form(to("residents:meeting", met.meeting.pk), {}, met.official)),
    "minutes": ("met", lambda met: Form(to("residents:minutes", met.meeting.pk), {}, met.official)),
    "minutes download": (
        "met",
        lambda met: Form(to("residents:minutes_download", met.meeting.pk, "csv"), {}, met.official),
    ),
    "registers": ("registers", lambda r: Form(to("beds:registers"), {}, make.make_official(r.council))),
    "service": ("registers", lambda r: Form(to("beds:service", r.service.pk), {}, make.make_official(r.council))),
    "notices": ("house", lambda house: Form(to("notices:list"), {}, notice_of(house).user)),
}
