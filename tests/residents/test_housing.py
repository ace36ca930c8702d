"""The list of all ways out, and what the timeline tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import SYSTEM, Role
from residents.actions import applications, home_tracks, move_on
from residents.models import Referral
from residents.queries.housing import HOME, Asked, housing
from residents.queries.move_on_events import move_on_events
from tests import factories as make
from tests.factories import TODAY
from tests.residents.house import signed_in
from tests.residents.ways import Stage, ago, in_a_bed, many, on_the_ward, person_with

pytestmark = pytest.mark.django_db
PAGE = reverse("residents:housing")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# The list ------------------------------------------------------------------------------------------------------------


def test_a_row_says_who_where_how_long_and_when() -> None:
    way = in_a_bed(40, resident=make.make_resident("R-AAAAAA"))
    application = way.application(60)
    way.stage(way.stage(way.stage(application, Stage.ASSESSMENT, 50), Stage.MATCHED, 20), Stage.INTERVIEW, 12)
    page = housing(SYSTEM, TODAY, Asked())
    (row,) = page.rows
    assert (row.case.reference, row.case.nights, row.case.days_left) == ("R-AAAAAA", 40, 2)
    assert (row.what, row.stage) == ("Supported living, low, Hestia", "Interview")
    assert (row.clock, row.late_by) == ("12 days, expected 7: 5 late", 5)
    assert row.owner == "Supported housing provider"
    assert row.case.forecast.headline == "Can move by 27 November 2026, and will overstay by 5 nights, costing £678.55"
    assert (page.total, page.late) == (1, 1)


def test_somebody_on_the_ward_is_listed_and_somebody_who_left_is_not() -> None:
    ward, gone, declined = on_the_ward(), in_a_bed(), on_the_ward()
    for way in (ward, gone, declined):
        way.application()
    assert gone.placement is not None
    gone.placement.discharged_on = TODAY
    gone.placement.save()
    Referral.objects.filter(pk=declined.referral.pk).update(status="declined", decline_reason="other")
    (row,) = housing(SYSTEM, TODAY, Asked()).rows
    assert row.case.referral == ward.referral
    assert row.case.service == f"On the ward: {ward.referral.ward}"
    assert row.case.days_left is None


def test_what_has_ended_or_was_cancelled_is_not_open() -> None:
    way = in_a_bed()
    for stage in (Stage.REFUSED, Stage.WITHDRAWN):
        way.application_at(stage)
    cancelled = way.application()
    applications.cancel_application(application=cancelled, reason="Wrong person", **way.known)
    track = way.track()
    home_tracks.book_track(track=track, booked_for=TODAY, **way.known)
    home_tracks.finish_track(track=track, done_on=TODAY, **way.known)
    assert housing(SYSTEM, TODAY, Asked()).total == 0


def test_the_list_is_narrowed_by_owner_kind_and_what_is_late() -> None:
    way = in_a_bed()
    way.application(30, owner="housing")
    way.application(1, kind="private", owner="provider")
    way.track(officer="Jo Reed", reported=3)

    def found(**asked: Any) -> list[str]:
        return sorted(row.kind for row in housing(SYSTEM, TODAY, Asked(**asked)).rows)

    assert found() == [HOME, "private", "supported_low"]
    assert found(owner="housing") == [HOME, "supported_low"]
    assert found(kind=HOME) == [HOME]
    assert found(late=True) == ["supported_low"]
    assert found(late=True, owner="provider") == []


def test_a_track_is_late_once_housings_date_has_passed_or_a_week_has_without_one() -> None:
    way = in_a_bed()
    track = home_tracks.book_track(track=way.track(reported=9), booked_for=ago(3), **way.known)
    (row,) = housing(SYSTEM, TODAY, Asked()).rows
    assert (row.late_by, row.clock) == (3, "due 17 November 2026: 3 late")
    home_tracks.change_track(track=track, reported_on=ago(9), version=None, **way.known)
    (row,) = housing(SYSTEM, TODAY, Asked()).rows
    assert (row.late_by, row.clock) == (2, "9 days, no date yet: 2 late")
    home_tracks.change_track(track=track, reported_on=ago(7), version=None, **way.known)
    (row,) = housing(SYSTEM, TODAY, Asked()).rows
    assert (row.late_by, row.clock) == (0, "7 days, no date yet")


def test_rejections_wait_on_top_until_the_council_has_decided() -> None:
    way = in_a_bed()
    quiet = way.reject(way.application(), 5)
    asked = way.reject(way.application(housing_provider="Peabody"), challenge_asked="An old risk")
    page = housing(SYSTEM, TODAY, Asked())
    assert [each.application for each in page.rejections] == [asked, quiet]
    assert page.rejections[1].days == 5
    assert page.rows == []
    applications.let_rejection_stand(application=quiet, reason="Valid", **way.known)
    way.challenge(asked)
    assert housing(SYSTEM, TODAY, Asked()).rejections == []


def test_each_sees_their_own(client: Any) -> None:
    mine, theirs = in_a_bed(today=timezone.localdate()), in_a_bed(today=timezone.localdate())
    for way in (mine, theirs):
        way.application()
        way.reject(way.application(housing_provider="Peabody"))
    for role in ("worker", "viewer", "official", "housing officer", "manager"):
        page = text(signed_in(person_with(role, mine)).get(PAGE))
        assert mine.referral.resident.reference in page, role
        assert theirs.referral.resident.reference not in page, role
        assert ("Let it stand" in page) == (role in ("official", "housing officer")), role
    assert signed_in(person_with("referrer", mine)).get(PAGE).status_code == 403
    assert signed_in(make.make_user()).get(PAGE).status_code == 403


def test_whoever_has_moved_to_another_provider_is_followed_there() -> None:
    way = in_a_bed(60)
    way.application_at(Stage.OFFER)
    first = make.make_provider()
    Referral.objects.filter(pk=way.referral.pk).update(provider=first)
    assert housing(make.make_worker(first).scope(), TODAY, Asked()).rows == []


def test_a_price_that_is_not_ones_own_is_not_shown() -> None:
    # admitted under one council's contract, and moved since to a bed that another pays for
    moved_to = make.make_contracted_bed()
    way = in_a_bed(60, moves=[(ago(5), moved_to)])
    way.application_at(Stage.OFFER)
    assert way.placement is not None
    council = make.make_official(way.placement.contract.commissioner).scope()
    (row,) = housing(council, TODAY, Asked()).rows
    assert row.case.forecast.headline.endswith(
        "22 nights, costing £1,764.23, 9 nights with a price that is not shown to you"
    )
    (row,) = housing(SYSTEM, TODAY, Asked()).rows
    assert row.case.forecast.headline.endswith("costing £2,985.62")


def test_the_page_sorts_pages_and_narrows(client: Any) -> None:
    today = timezone.localdate()
    provider = make.make_provider()
    service = make.make_service(provider=provider)
    contract = make.make_contract(provider=provider)
    for number in range(26):
        bed = make.make_contracted_bed(service=service, contract=contract)
        in_a_bed(number, today, bed=bed, resident=make.make_resident(f"R-{number:06}")).application()
    worker = signed_in(make.make_worker(provider, role=Role.PROVIDER_VIEWER))
    first = text(worker.get(PAGE))
    assert "R-000025" in first
    assert "R-000000" not in first
    assert "R-000000" in text(worker.get(PAGE, {"page": "2"}))
    assert "R-000000" in text(worker.get(PAGE, {"sort": "person"}))
    for column in ("service", "days_left", "what", "stage", "-late_by", "owner", "moves_by", "nonsense"):
        assert worker.get(PAGE, {"sort": column}).status_code == 200
    assert "Nothing that is open matches" in text(worker.get(PAGE, {"kind": "private"}))
    assert "Way out must be one of the list" in text(worker.get(PAGE, {"kind": "castle"}))


def test_an_empty_list_says_how_it_fills() -> None:
    way = in_a_bed(today=timezone.localdate())
    page = text(signed_in(person_with("official", way)).get(PAGE))
    assert "No application, repair or tenancy is open" in page
    assert "added on the move-on page of a person" in page


def test_who_has_no_way_out_is_named() -> None:
    without, tenant, gone = in_a_bed(50), in_a_bed(10), in_a_bed()
    tenant.track("tenancy")
    without.reject(without.application())
    in_a_bed().application()
    in_a_bed().application_at(Stage.MOVED)
    in_a_bed().track()
    assert gone.placement is not None
    gone.placement.discharged_on = TODAY
    gone.placement.save()
    found = housing(SYSTEM, TODAY, Asked()).without
    assert [(each.referral_id, each.nights, each.limit) for each in found] == [
        (without.referral.pk, 50, 42),
        (tenant.referral.pk, 10, 42),
    ]


def test_whose_home_is_ready_and_who_is_still_here_is_named() -> None:
    repaired, again, moved, gone = in_a_bed(60), in_a_bed(50), in_a_bed(45), in_a_bed()
    for way in (repaired, again, gone):
        track = home_tracks.book_track(track=way.track(reported=40), booked_for=ago(30), **way.known)
        home_tracks.finish_track(track=track, done_on=ago(30), **way.known)
    again.track(reported=1)
    moved.application_at(Stage.MOVED, housing_provider="Peabody")
    assert gone.placement is not None
    gone.placement.discharged_on = TODAY
    gone.placement.save()
    page = housing(SYSTEM, TODAY, Asked())
    assert [(each.referral_id, each.nights, each.limit, each.why) for each in page.ready] == [
        (repaired.referral.pk, 60, 42, "Repairs to own home were finished on 21 October 2026"),
        (moved.referral.pk, 45, 42, "The application to Peabody says that they moved on 17 November 2026"),
    ]
    assert page.without == []
    assert [row.case.referral for row in page.rows] == [again.referral]


@pytest.mark.parametrize(("nights", "left"), [(40, "2 left"), (42, "due today"), (99, "57 over")])
def test_nights_are_those_that_have_happened_as_on_every_page(nights: int, left: str) -> None:
    way = in_a_bed(nights, timezone.localdate())
    way.application()
    page = text(signed_in(person_with("worker", way)).get(PAGE))
    assert f"{nights} of 42 nights</span>" in page
    assert f">{left}</span>" in page


def test_the_page_names_them() -> None:
    way = in_a_bed(50, timezone.localdate())
    way.application_at(Stage.MOVED)
    page = text(signed_in(person_with("housing officer", way)).get(PAGE))
    assert "Home ready, still here" in page
    assert "The application to Hestia says that they moved on" in page


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_asks_a_fixed_number_of_questions(number: int, django_assert_num_queries: Any) -> None:
    many(number)
    with django_assert_num_queries(12):
        housing(SYSTEM, TODAY, Asked())


# The timeline --------------------------------------------------------------------------------------------------------


def test_the_timeline_tells_all_of_it() -> None:
    way = in_a_bed(today=timezone.localdate())
    way.plan(target_on=ago(-9, way.today))
    move_on.finish_step(step=way.step(), done_on=way.today, **way.known)
    move_on.cancel_step(step=way.step(text="Pack"), reason="Not needed", **way.known)
    application = way.answer(way.application_at(Stage.CHALLENGED), won=True, days=1)
    way.undo(application)
    track = way.track()
    home_tracks.agree_track(track=track, agreed_on=ago(4, way.today), **way.known)
    events = list(move_on_events(Referral.objects.get()))
    titles = [event.title for event in events]
    assert {event.kind for event in events} == {"move_on"}
    assert titles == [
        "Move-on plan: Supported living, low",
        "Done: Get proof of identity",
        "Step cancelled: Pack",
        "Application: Referral made",
        "Application: Assessment",
        "Application: Rejected by provider",
        "Application: Rejection challenged",
        "Challenge won: back to “Assessment”",
        "Application back to “Rejection challenged”: the stage after it was a mistake",
        "Repairs to own home: reported to housing",
        "Repairs to own home: access or notice agreed",
    ]
    rejected = events[5]
    assert rejected.detail == "Supported living, low, Hestia. Risk to or from others"
    assert rejected.date == ago(4, way.today)
    assert rejected.recorded_late


def test_the_timeline_asks_a_fixed_number_of_questions(django_assert_num_queries: Any) -> None:
    (way,) = many(1)
    for number in range(3):
        way.application(housing_provider=f"House {number}")
    referral = Referral.objects.get()
    with django_assert_num_queries(7):
        list(move_on_events(referral))
