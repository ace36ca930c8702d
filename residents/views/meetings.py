"""The weekly step-down meeting: the list, the agenda, a case on one screen, the minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.files import Format
from beds.govuk import GovForm
from beds.models import Commissioner
from beds.pages import ActionPage, Link
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from beds.wording import long_date
from residents.actions import meetings as actions
from residents.actions.speaking import may_take_part, why_not_held
from residents.forms.meetings import CloseForm, MeetingForm, SpeakOfForm
from residents.forms.stays import ReasonForm
from residents.meeting_tables import MeetingsTable
from residents.minutes import MinutesFile
from residents.models import Meeting, Referral
from residents.queries.agenda import agenda
from residents.queries.cases import case_in_meeting, general
from residents.queries.meetings import MeetingPage as Page
from residents.queries.meetings import meeting_page, minutes, state_of, to_speak_of
from residents.queries.meetings import meetings as meetings_of
from residents.views.cases import SayPage, find_referral

ROWS_A_PAGE = 26
"""Half a year of weekly meetings."""


@require_safe
@login_required
def meetings(request: ScopedRequest) -> HttpResponseBase:
    """The meetings of one's commissioners."""
    today = timezone.localdate()
    table = MeetingsTable(meetings_of(request.scope, today), request=request)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {"table": table, "may_start": bool(request.scope.decides_for)}
    return page_or_file(request, "residents/meetings/list.html", context, table, on=today)


def find_meeting(pk: int, scope: Any) -> Meeting:
    """A meeting that this person may read, cancelled or not, or Http404."""
    rows = Meeting.objects.within(scope).select_related("commissioner", "updated_by")
    meeting = rows.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def to_the_meetings(request: HttpRequest, why: str) -> HttpResponse:
    """To the list of meetings, with a word why."""
    messages.warning(request, why)
    return redirect("residents:meetings")


@require_safe
@login_required
def meeting(request: ScopedRequest, pk: int) -> HttpResponse:
    """One meeting with its agenda; a `reference` in the address leads to the case of that person."""
    found = find_meeting(pk, request.scope)
    if why := why_not_held(found):
        return to_the_meetings(request, why)
    form = SpeakOfForm(request.GET if "reference" in request.GET else None)
    if form.is_bound and form.is_valid():
        reference = form.cleaned_data["reference"]
        if (referral := to_speak_of(found, reference, request.scope)) is not None:
            return redirect("residents:meeting_case", pk=found.pk, referral=referral.pk)
        form.add_error("reference", f"Nobody of this meeting has the reference “{reference}”. Check how it is spelt")
    page: Page = meeting_page(found, request.user, request.scope, timezone.localdate())
    return render(request, "residents/meetings/page.html", {"page": page, "meeting": found, "form": form})


class StartMeeting(ActionPage):
    """A meeting is called."""

    form_class = MeetingForm
    title = "Start a meeting"
    button = "Start the meeting"

    def may(self) -> bool:
        return bool(self.scope.decides_for)

    def commissioners(self) -> list[Commissioner]:
        mine = Commissioner.objects.within(self.scope).filter(pk__in=self.scope.decides_for)
        return list(mine)

    def form_facts(self) -> dict[str, Any]:
        return {"commissioners": self.commissioners(), "today": self.today}

    def act(self, answers: dict[str, Any]) -> Meeting:
        answers.setdefault("commissioner", self.commissioners()[0])
        return actions.start_meeting(**answers, **self.known())

    def done(self, done: Meeting) -> tuple[str, list[Link]]:
        if done.is_closed:
            return f"The meeting of {long_date(done.held_on)} was held and closed already. Here it is.", []
        return f"The agenda of {long_date(done.held_on)} is ready.", []

    def next_page(self, done: Meeting) -> str:
        return reverse("residents:meeting", args=[done.pk])

    def back(self) -> str:
        return reverse("residents:meetings")


class InMeeting(SayPage):
    """A page of a meeting on which something is typed."""

    meeting: Meeting

    def why_not(self) -> str:
        return why_not_held(self.meeting)

    def instead(self) -> str:
        return reverse("residents:meetings")

    def back(self) -> str:
        return reverse("residents:meeting", args=[self.meeting.pk])


class MeetingCase(InMeeting):
    """One case on one screen, in a meeting."""

    template_name = "residents/meetings/case.html"
    referral: Referral

    def find(self, pk: int = 0, **kwargs: Any) -> Meeting:
        self.meeting = find_meeting(pk, self.scope)
        referral = find_referral(kwargs["referral"], self.scope)
        if referral.commissioner_id != self.meeting.commissioner_id:
            raise Http404
        self.referral = referral
        self.title = f"{referral.resident.reference} in the meeting of {long_date(self.meeting.held_on)}"
        return self.meeting

    def context(self) -> dict[str, Any]:
        case = case_in_meeting(self.meeting, self.referral, self.request.user, self.scope, self.today)
        place = agenda(self.meeting, self.scope, with_beds=False).place(self.referral)
        return {"meeting": self.meeting, "case": case, "place": place}

    def next_page(self, done: Any) -> str:
        if not self.request.POST.keys() & {"next", "previous"}:
            return self.request.path
        place = agenda(self.meeting, self.scope, with_beds=False).place(self.referral)
        other = place.next if "next" in self.request.POST else place.previous
        if other is None:
            return self.back()
        return reverse("residents:meeting_case", args=[self.meeting.pk, other.referral.pk])


class General(InMeeting):
    """What a meeting says and agrees about nobody in particular."""

    template_name = "residents/meetings/general.html"

    def find(self, pk: int = 0, **kwargs: Any) -> Meeting:
        self.meeting = find_meeting(pk, self.scope)
        self.title = f"General notes of the meeting of {long_date(self.meeting.held_on)}"
        return self.meeting

    def context(self) -> dict[str, Any]:
        notes, agreed = general(self.meeting, self.request.user, self.scope, self.today)
        writes = not self.meeting.is_closed and may_take_part(self.meeting, self.scope)
        return {"meeting": self.meeting, "notes": notes, "actions": agreed, "may_write": writes}


class LeadPage(ActionPage):
    """A page for those who decide for the meeting's commissioner."""

    subject: Meeting

    def find(self, pk: int = 0, **kwargs: Any) -> Meeting:
        return find_meeting(pk, self.scope)

    def may(self) -> bool:
        return self.scope.may_decide_for(self.subject.commissioner_id)

    def why_not(self) -> str:
        return why_not_held(self.subject)

    def instead(self) -> str:
        return reverse("residents:meetings")

    def known(self) -> dict[str, Any]:
        return super().known() | {"meeting": self.subject}

    def back(self) -> str:
        return reverse("residents:meeting", args=[self.subject.pk])


class CloseMeeting(LeadPage):
    """The meeting is over."""

    form_class = CloseForm
    title = "Close the meeting"
    button = "Close the meeting"
    intro = (
        "Its notes and actions can no longer be changed; what became of an action is still added. "
        "You can reopen it until a later meeting is closed."
    )

    def initial(self) -> dict[str, Any]:
        return {"present": self.subject.present, "version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Meeting:
        return actions.close_meeting(**answers, **self.known())

    def done(self, done: Meeting) -> tuple[str, list[Link]]:
        return f"The meeting of {long_date(done.held_on)} is closed.", []

    def next_page(self, done: Meeting) -> str:
        return reverse("residents:minutes", args=[done.pk])


class ReopenMeeting(LeadPage):
    """The minutes are not right."""

    form_class = GovForm
    title = "Reopen the meeting"
    button = "Reopen the meeting"
    intro = "Notes and actions can be added and changed again, until it is closed."

    def act(self, answers: dict[str, Any]) -> Meeting:
        return actions.reopen_meeting(**self.known())

    def done(self, done: Meeting) -> tuple[str, list[Link]]:
        return f"The meeting of {long_date(done.held_on)} is open again.", []


class CancelMeeting(LeadPage):
    """The meeting does not take place."""

    form_class = ReasonForm
    title = "Cancel the meeting"
    button = "Cancel the meeting"

    def act(self, answers: dict[str, Any]) -> Meeting:
        return actions.cancel_meeting(**answers, **self.known())

    def done(self, done: Meeting) -> tuple[str, list[Link]]:
        return f"The meeting of {long_date(done.held_on)} is cancelled.", []

    def next_page(self, done: Meeting) -> str:
        return reverse("residents:meetings")


@require_safe
@login_required
def minutes_of(request: ScopedRequest, pk: int) -> HttpResponse:
    """What was said and agreed in a meeting, to be read and printed."""
    found = find_meeting(pk, request.scope)
    if why := why_not_held(found):
        return to_the_meetings(request, why)
    today = timezone.localdate()
    context = {"minutes": minutes(found, request.scope), "state": state_of(found, today), "today": today}
    return render(request, "residents/meetings/minutes.html", context)


@require_safe
@login_required
def download(request: ScopedRequest, pk: int, format: str) -> FileResponse | HttpResponse:  # noqa: A002 - the address
    """The notes and actions of a meeting as a file."""
    if format not in set(Format):
        raise Http404("There are downloads as CSV, XLSX and ODS.")
    found = find_meeting(pk, request.scope)
    if why := why_not_held(found):
        return to_the_meetings(request, why)
    file = MinutesFile(minutes(found, request.scope))
    kind = Format(format)
    return FileResponse(
        file.as_file(kind), as_attachment=True, filename=file.name(kind), content_type=kind.content_type
    )
