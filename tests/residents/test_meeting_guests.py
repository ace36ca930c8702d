"""A meeting speaks of whom it likes, on the agenda or not, and is entered afterwards where it must be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from beds.access import Role
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions import meetings, notes
from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def start(met, days, today=None):
    known = met.known(met.official) | {"today": today or met.today}
    return meetings.start_meeting(commissioner=met.council, held_on=met.today + days * DAY, **known)


# Somebody who is not on the agenda --------------------------------------------------------------------------------


@pytest.fixture
def guest(met):
    """Somebody of this council who is on course, and on no agenda."""
    bed = make.make_contracted_bed(service=met.house.beds[0].service, contract=met.house.placement.contract)
    resident = make.make_resident(name="Gus Lee")
    return make.make_placement(bed, admitted_on=met.house.ago(12), resident=resident).referral


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower"])
def test_whoever_is_not_on_the_agenda_is_spoken_of_by_reference(met, guest, typed):
    reference = guest.resident.reference
    typed = reference.lower() if typed == "lower" else typed.format(reference)
    page = reverse("residents:meeting", args=[met.meeting.pk])
    for user in (met.official, met.worker):
        client = signed_in(user)
        shown = text(client.get(page))
        assert "Speak of somebody else" in shown
        assert reference not in shown
        found = client.get(page, {"reference": typed})
        assert found["Location"] == reverse("residents:meeting_case", args=[met.meeting.pk, guest.pk])
        assert "not on the agenda" in text(client.get(found["Location"]))


def test_of_several_referrals_it_is_the_one_with_the_bed(met, guest):
    make.make_referral(resident=guest.resident, commissioner=met.council, received_on=met.today)
    page = reverse("residents:meeting", args=[met.meeting.pk])
    found = signed_in(met.official).get(page, {"reference": guest.resident.reference})
    assert found["Location"].endswith(f"/cases/{guest.pk}/")


@pytest.mark.parametrize("reference", ["R-NOBODY", "%", "x" * 100])
def test_a_reference_of_nobody_is_refused_in_words(met, reference):
    page = reverse("residents:meeting", args=[met.meeting.pk])
    response = signed_in(met.official).get(page, {"reference": reference})
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert reference in text(response)
    assert 'href="#id_reference"' in text(response)
    assert "Enter the reference" in text(signed_in(met.official).get(page, {"reference": ""}))


def test_nobody_of_another_council_is_found(met):
    stranger = make.make_referral(commissioner=make.make_commissioner())
    page = reverse("residents:meeting", args=[met.meeting.pk])
    response = signed_in(met.official).get(page, {"reference": stranger.resident.reference})
    assert "Nobody of this meeting has the reference" in text(response)


def test_who_only_reads_and_a_closed_meeting_have_nobody_to_add(met):
    page = reverse("residents:meeting", args=[met.meeting.pk])
    viewer = make.make_worker(met.house.provider, role=Role.PROVIDER_VIEWER)
    assert "Speak of somebody else" not in text(signed_in(viewer).get(page))
    meetings.close_meeting(meeting=met.meeting, present="Casey", **met.known(met.official))
    assert "Speak of somebody else" not in text(signed_in(met.official).get(page))


def test_a_guest_is_counted_and_listed_and_what_was_agreed_of_them_is_of_this_meeting(met, guest):
    met.note(referral=guest, meeting=met.meeting)
    now = met.action("Ring his sister", referral=guest, meeting=met.meeting)
    before = met.action("Find his papers", referral=met.house.away.placement.referral)
    for user, name in ((met.official, False), (met.worker, True)):
        page = signed_in(user).get(reverse("residents:meeting", args=[met.meeting.pk]))
        found = page.context["page"]
        assert ([one.referral for one in found.agenda.besides], bool(found.agenda.besides[0].name)) == ([guest], name)
        assert [one.action for one in found.besides] == [now]
        assert [one.action for one in found.others] == [before]
        shown = text(page)
        assert f"0 of {len(found.agenda.lines)} case" in shown
        assert 'discussed, and <a class="govuk-link" href="#besides">1 other</a>.' in shown
        assert "Spoken of in this meeting besides" in shown


def test_a_closed_meeting_lists_whom_it_spoke_of_whatever_is_entered_later(met, guest):
    met.note()
    met.note(referral=guest, meeting=met.meeting)
    page = reverse("residents:meeting", args=[met.meeting.pk])
    client = signed_in(met.official)
    assert len(client.get(page).context["page"].agenda.lines) > 1
    met.action("Find his papers", referral=met.house.away.placement.referral)
    meetings.close_meeting(meeting=met.meeting, present="Casey", **met.known(met.official))
    for _ in range(2):
        found = client.get(page)
        agenda = found.context["page"].agenda
        assert [line.referral for line in agenda.lines] == [met.referral]
        assert [one.referral for one in agenda.besides] == [guest]
        assert (agenda.beds, found.context["page"].others) == ([], [])
        shown = text(found)
        assert "Listed here is whom the meeting spoke of" in shown
        assert "discussed" not in shown
        make.make_placement(
            make.make_contracted_bed(service=met.house.beds[0].service, contract=met.house.placement.contract),
            admitted_on=met.house.ago(60),
        )
    case = reverse("residents:meeting_case", args=[met.meeting.pk, met.referral.pk])
    assert "case 1 of 1" in text(client.get(case))
    meetings.reopen_meeting(meeting=met.meeting, **met.known(met.official))
    assert len(client.get(page).context["page"].agenda.lines) > 1


def test_the_page_of_a_person_leads_into_the_meeting_of_today(met, guest):
    case = reverse("residents:case", args=[guest.pk])
    link = f'href="{reverse("residents:meeting_case", args=[met.meeting.pk, guest.pk])}"'
    assert link in text(signed_in(met.official).get(case))
    assert link in text(signed_in(met.worker).get(case))
    meetings.close_meeting(meeting=met.meeting, present="Casey", **met.known(met.official))
    assert link not in text(signed_in(met.official).get(case))


# A meeting that was held already ----------------------------------------------------------------------------------


def test_a_meeting_of_yesterday_is_entered_as_at_its_day(met):
    client = signed_in(met.official)
    response = client.post(reverse("residents:meeting_new"), date_of("held_on", met.today - DAY))
    assert response.status_code == 302
    page = text(client.get(response["Location"]))
    assert f"as at the morning of <strong>{(met.today - DAY):%-d %B %Y}</strong>" in page
    yesterday = start(met, -1)
    note = notes.add_note(text="Said", referral=met.referral, meeting=yesterday, **met.known(met.official))
    assert note.said_on == met.today - DAY
    assert meetings.close_meeting(meeting=yesterday, present="Casey", **met.known(met.official)).is_closed


def test_a_meeting_is_entered_up_to_a_month_afterwards(met):
    assert start(met, -31).held_on == met.today - 31 * DAY
    with pytest.raises(Refusal, match="in the 31 days before") as refusal:
        start(met, -32)
    assert refusal.value.field == "held_on"


def test_no_meeting_is_entered_before_one_that_is_closed(met):
    meetings.close_meeting(meeting=met.last, present="Casey", **met.known(met.official))
    assert start(met, -6)
    with pytest.raises(Refusal, match=f"The meeting of {long_date(met.last.held_on)} came after it and is closed"):
        start(met, -8)
    assert start(met, -7) == met.last
