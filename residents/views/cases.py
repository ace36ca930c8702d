"""What is said and agreed about a case: in a meeting, between two, and putting it right."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from beds.pages import ActionPage, Link
from beds.refusal import Refusal
from beds.requests import number
from beds.wording import long_date
from residents.actions import agreed, notes
from residents.actions.speaking import may_finish, may_say
from residents.forms.meetings import CorrectActionForm, CorrectNoteForm, DoneForm, SayForm
from residents.forms.stays import ConfirmForm, ReasonForm
from residents.models import Action, Meeting, Note, Referral
from residents.models.meetings import WEEK
from residents.queries.cases import case_file, owners


class SayPage(ActionPage):
    """A page on which a note and an action are typed, and which stays open: everything is saved on the way.

    Whoever may read it opens it; who has no say in the case sees it without the form.
    """

    form_class = SayForm
    button = "Save"
    referral: Referral | None = None
    meeting: Meeting | None = None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.tick(request.POST) if "done" in request.POST else super().post(request, **kwargs)

    def tick(self, sent: QueryDict) -> HttpResponse:
        """An action beside the form is done. What was typed in the form until then is shown again, and not saved."""
        about: dict[str, Any] = (
            {"referral": self.referral} if self.referral else {"referral": None, "meeting": self.meeting}
        )
        action = Action.objects.within(self.scope).filter(pk=number(str(sent["done"])), **about).first()
        form = self.form(sent)
        typed = form.has_changed()
        form.only_show()
        if action is None:
            return self._refused(form, Refusal("That action is not listed here. Choose one of those beside the form."))
        try:
            done = agreed.complete_action(act=action, **self.known())
        except Refusal as refusal:
            return self._refused(form, refusal)
        text, links = ticked(done, urlencode({"next": self.request.path}))
        self.say(f"{text}. What you have typed is not saved yet." if typed else text, links)
        return self.page(form) if typed else HttpResponseRedirect(self.request.path)

    def may(self) -> bool:
        return self.request.method != "POST" or may_say(self.referral, self.meeting, self.scope)

    def initial(self) -> dict[str, Any]:
        return {"due_on": max(self.today, self.meeting.held_on + WEEK) if self.meeting else self.today + WEEK}

    def form_facts(self) -> dict[str, Any]:
        going_on = self.request.POST.keys() & {"next", "previous"}
        return {"owners": owners(self.referral, self.meeting), "may_be_empty": bool(going_on)}

    def act(self, answers: dict[str, Any]) -> Any:
        if not (answers["text"] or answers["agreed"]):
            return None, None  # only going on to the next case
        said = {"text": answers["text"], "agreed": answers["agreed"]}
        return notes.say(**said, referral=self.referral, meeting=self.meeting, **self.known())

    def done(self, done: Any) -> tuple[str, list[Link]]:
        note, action = done
        if note and action:
            return f"Saved: the note, and the action for {action.who}.", []
        if action:
            return f"Saved: the action for {action.who}, by {long_date(action.due_on)}.", []
        return ("Saved: the note.", []) if note else ("", [])

    def say(self, text: str, links: list[Link]) -> None:
        if text:
            super().say(text, links)

    def next_page(self, done: Any) -> str:
        return self.request.path


class Case(SayPage):
    """All notes and actions about one person."""

    template_name = "residents/cases/page.html"

    def find(self, pk: int = 0, **kwargs: Any) -> Referral:
        referral = find_referral(pk, self.scope)
        self.referral = referral
        self.title = f"Notes and actions: {referral.resident.reference}"
        return referral

    def context(self) -> dict[str, Any]:
        page = self.request.GET.get("page")
        return {"case": case_file(self.subject, self.request.user, self.scope, self.today, page)}

    def back(self) -> str:
        return reverse("residents:case", args=[self.subject.pk])


def find_referral(pk: int, scope: Any) -> Referral:
    """A referral that this person may see, or Http404."""
    referrals = Referral.objects.within(scope).select_related("resident", "ward")
    referral = referrals.filter(pk=pk).first()
    if referral is None:
        raise Http404
    return referral


def ticked(done: Action, query: str) -> tuple[str, list[Link]]:
    """That an action is done, and where one says more of it or takes it back; `query` leads back from there."""
    offers = [("Undo", "action_undo")]
    if not done.outcome:
        offers.insert(0, ("Say what came of it", "action_done"))
    pages = [(label, reverse(f"residents:{name}", args=[done.pk])) for label, name in offers]
    return f"Done: {done.text}", [(label, f"{page}?{query}" if query else page) for label, page in pages]


class RecordPage(ActionPage):
    """A page about one note or action, which leads back to where one came from (`?next=`)."""

    template_name = "residents/cases/record.html"
    subject: Note | Action

    def back(self) -> str:
        wanted = self.request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
            return wanted
        if self.subject.referral_id is not None:
            return reverse("residents:case", args=[self.subject.referral_id])
        return reverse("residents:meeting", args=[self.subject.meeting_id])

    def query(self) -> str:
        return self.request.GET.urlencode()


class NotePage(RecordPage):
    """A page about one note."""

    subject: Note

    def find(self, pk: int = 0, **kwargs: Any) -> Note:
        about = ("referral__resident", "meeting", "created_by", "updated_by")
        note = Note.objects.within(self.scope).select_related(*about).filter(pk=pk).first()
        if note is None:
            raise Http404
        return note

    def known(self) -> dict[str, Any]:
        return super().known() | {"note": self.subject}


class CorrectNote(NotePage):
    """One's own words were not right."""

    form_class = CorrectNoteForm
    title = "Correct your note"
    button = "Save"

    def may(self) -> bool:
        return notes.may_correct(self.subject, self.request.user, self.scope)

    def initial(self) -> dict[str, Any]:
        return {"text": self.subject.text, "version": self.subject.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Note:
        return notes.correct_note(**answers, **self.known())

    def done(self, done: Note) -> tuple[str, list[Link]]:
        return "The note has been put right.", []


class CancelNote(NotePage):
    """A note is taken back."""

    form_class = ReasonForm
    title = "Take a note back"
    button = "Take it back"

    def may(self) -> bool:
        return notes.may_cancel(self.subject, self.request.user, self.scope)

    def act(self, answers: dict[str, Any]) -> Note:
        return notes.cancel_note(**answers, **self.known())

    def done(self, done: Note) -> tuple[str, list[Link]]:
        return "The note is taken back.", []

    def context(self) -> dict[str, Any]:
        return {"shows": self.subject.text}


class AgreedPage(RecordPage):
    """A page about one action."""

    subject: Action

    def find(self, pk: int = 0, **kwargs: Any) -> Action:
        about = ("referral__resident", "meeting", "owner", "updated_by")
        action = Action.objects.within(self.scope).select_related(*about).filter(pk=pk).first()
        if action is None:
            raise Http404
        return action

    def may(self) -> bool:
        return may_say(self.subject.referral, self.subject.meeting, self.scope)

    def known(self) -> dict[str, Any]:
        return super().known() | {"act": self.subject}

    def context(self) -> dict[str, Any]:
        return {"shows": f"{self.subject.text} ({self.subject.who}, by {long_date(self.subject.due_on)})"}


class CompleteAction(AgreedPage):
    """It is done. A button beside the action sends this form empty."""

    form_class = DoneForm
    title = "An action is done"
    button = "It is done"

    def may(self) -> bool:
        return may_finish(self.subject, self.request.user, self.scope)

    def initial(self) -> dict[str, Any]:
        return {"done_on": self.subject.done_on or self.today, "outcome": self.subject.outcome}

    def act(self, answers: dict[str, Any]) -> Action:
        if "outcome" not in self.request.POST:  # the button beside it asks nothing
            answers["outcome"] = None
        return agreed.complete_action(**answers, **self.known())

    def done(self, done: Action) -> tuple[str, list[Link]]:
        return ticked(done, self.query())


class UndoAction(AgreedPage):
    """It is not done after all."""

    form_class = ConfirmForm
    title = "An action is not done"
    button = "It is not done"

    def may(self) -> bool:
        return may_finish(self.subject, self.request.user, self.scope)

    def initial(self) -> dict[str, Any]:
        return {"version": self.subject.updated_at.isoformat()}

    def context(self) -> dict[str, Any]:
        shows = [super().context()["shows"]]
        if self.subject.done_on is not None:
            said = f": {self.subject.outcome}" if self.subject.outcome else ""
            shows.append(f"Done on {long_date(self.subject.done_on)}{said}")
        return {"shows": "\n".join(shows)}

    def act(self, answers: dict[str, Any]) -> Action:
        return agreed.undo_action(**answers, **self.known())

    def done(self, done: Action) -> tuple[str, list[Link]]:
        return f"To be done still: {done.text}", []


class CorrectAction(AgreedPage):
    """What is to be done, by whom or by when was not right."""

    form_class = CorrectActionForm
    title = "Correct an action"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        now = self.subject
        return {
            "action_text": now.text,
            "owner": str(now.owner_id or ""),
            "owner_name": now.owner_name,
            "due_on": now.due_on,
            "version": now.updated_at.isoformat(),
        }

    def form_facts(self) -> dict[str, Any]:
        return {"owners": owners(self.subject.referral, self.subject.meeting), "keep": self.subject.owner}

    def act(self, answers: dict[str, Any]) -> Action:
        return agreed.correct_action(agreed=answers["agreed"], version=answers["version"], **self.known())

    def done(self, done: Action) -> tuple[str, list[Link]]:
        return "The action has been put right.", []

    def context(self) -> dict[str, Any]:
        return {}


class CancelAction(AgreedPage):
    """It is not to be done."""

    form_class = ReasonForm
    title = "Cancel an action"
    button = "Cancel the action"

    def act(self, answers: dict[str, Any]) -> Action:
        return agreed.cancel_action(**answers, **self.known())

    def done(self, done: Action) -> tuple[str, list[Link]]:
        return "The action is cancelled.", []
