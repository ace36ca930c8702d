"""Applications for a home, one action a page, and the list of all ways out that are open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.pages import Link
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from beds.wording import long_date
from residents.actions import applications
from residents.forms.move_on import (
    AnswerForm,
    ApplicationForm,
    AskForm,
    ChallengeForm,
    ChangeApplicationForm,
    EndForm,
    HousingFilters,
    RejectForm,
    StageForm,
)
from residents.forms.stays import ReasonForm, WhyForm
from residents.housing_table import HousingTable
from residents.models import ApplicationStage, MoveOnApplication, OverstayReason
from residents.move_on_times import next_stage
from residents.queries.housing import housing as housing_of
from residents.queries.move_on import Person
from residents.queries.ways_out import where
from residents.views.move_on import MoveOnPage, RecordPage

ROWS_A_PAGE = 25


@require_safe
@login_required
def housing(request: ScopedRequest) -> HttpResponseBase:
    """Every open application and home track in scope; what waits for a challenge stands on top."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    form = HousingFilters(request.GET)
    today = timezone.localdate()
    page = housing_of(request.scope, today, form.asked)
    table = HousingTable(page.rows, order_by=request.GET.get("sort", ""))
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {"page": page, "form": form, "table": table}
    return page_or_file(request, "residents/move_on/housing.html", context, table, on=today)


class StartApplication(MoveOnPage):
    """An application was made."""

    form_class = ApplicationForm
    verb = "New application for"
    button = "Add the application"
    begins = True

    def initial(self) -> dict[str, Any]:
        return {"made_on": self.today, "owner": OverstayReason.Owner.SUPPORTED_HOUSING.value}

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.start_application(**answers, **self.known())

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"The application to {done.housing_provider} is added.", [
            ("Take it back", reverse("residents:application_cancel", args=[done.pk]))
        ]


class ApplicationPage(RecordPage):
    """A page about one application."""

    model = MoveOnApplication
    record_name = "application"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def last(self) -> ApplicationStage:
        """The stage that the application is at."""
        return self.record.steps_taken[-1]

    def context(self) -> dict[str, Any]:
        last = self.last()
        intro = f"{where(self.record)}: “{last.get_stage_display()}” since {long_date(last.on)}."
        return super().context() | {"intro": intro}

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"The application to {done.housing_provider} is at “{done.get_stage_display()}”.", [
            ("Take it back", reverse("residents:application_undo", args=[done.pk, done.steps_taken[-1].pk]))
        ]


class RecordStage(ApplicationPage):
    """The next stage is reached."""

    form_class = StageForm
    verb = "Next stage of an application for"

    def find(self, pk: int = 0, **kwargs: Any) -> Person:
        person = super().find(pk=pk)
        following = next_stage(self.record.stage)
        label = MoveOnApplication.Stage(following).label if following else ""
        self.button = f"Record “{label}”" if label else "Record"
        return person

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"stage": next_stage(self.record.stage) or ""}

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.record_stage(**answers, **self.known())


class Refuse(ApplicationPage):
    """The person does not want the home."""

    form_class = EndForm
    verb = "Refused by the resident: application for"
    button = "Record the refusal"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.refuse_application(**answers, **self.known())


class Reject(ApplicationPage):
    """The housing provider turned the person down."""

    form_class = RejectForm
    verb = "Rejected by the provider: application for"
    button = "Record the rejection"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.reject_application(**answers, **self.known())


class Withdraw(ApplicationPage):
    """The application goes no further."""

    form_class = EndForm
    verb = "Withdraw an application for"
    button = "Withdraw the application"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.withdraw_application(**answers, **self.known())


class AskForChallenge(ApplicationPage):
    """The council is asked to challenge a rejection."""

    form_class = AskForm
    verb = "Ask the council to challenge a rejection of"
    button = "Ask the council"

    def initial(self) -> dict[str, Any]:
        return {"reason": self.record.challenge_asked} | self.from_record()

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.ask_for_challenge(**answers, **self.known())

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"The council is asked to challenge the rejection by {done.housing_provider}.", []


class CouncilPage(ApplicationPage):
    """A page for those who speak for the council."""

    def may(self) -> bool:
        return self.subject.may_challenge


class JudgePage(CouncilPage):
    """A page that judges a rejection: what was given as its reason stands above the form."""

    def context(self) -> dict[str, Any]:
        return super().context() | {"rejected": self.record, "said": self.last().note}


class Challenge(JudgePage):
    """The council challenges a rejection."""

    form_class = ChallengeForm
    verb = "Challenge the rejection of"
    button = "Record the challenge"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.challenge_rejection(**answers, **self.known())


class LetStand(JudgePage):
    """The council does not challenge a rejection."""

    form_class = WhyForm
    verb = "Let the rejection of"
    verb_after = "stand"
    button = "Let it stand"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.let_rejection_stand(**answers, **self.known())


class AnswerChallenge(CouncilPage):
    """The challenge was won or lost."""

    form_class = AnswerForm
    verb = "Result of the challenge for"
    button = "Record the result"

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.answer_challenge(**answers, **self.known())


class UndoStage(ApplicationPage):
    """The last stage was a mistake."""

    form_class = ReasonForm
    verb = "Take back a stage of an application for"
    button = "Take the stage back"
    stage: ApplicationStage

    def find(self, pk: int = 0, **kwargs: Any) -> Person:
        person = super().find(pk=pk)
        stage = self.record.history.filter(pk=kwargs["stage"]).first()
        if stage is None:
            raise Http404
        self.stage = stage
        return person

    def initial(self) -> dict[str, Any]:
        return {}

    def known(self) -> dict[str, Any]:
        return super().known() | {"stage": self.stage}

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.undo_stage(**answers, **self.known())

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"Taken back: the application is at “{done.get_stage_display()}” again.", []


class ChangeApplication(ApplicationPage):
    """Another owner, or something entered wrongly."""

    form_class = ChangeApplicationForm
    verb = "Change an application for"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        return self.from_record("kind", "housing_provider", "owner", "owner_name", "note")

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.change_application(**answers, **self.known())

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"The application to {done.housing_provider} is changed.", []


class CancelApplication(ApplicationPage):
    """It was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel an application for"
    button = "Cancel the application"

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, answers: dict[str, Any]) -> MoveOnApplication:
        return applications.cancel_application(**answers, **self.known())

    def done(self, done: MoveOnApplication) -> tuple[str, list[Link]]:
        return f"The application to {done.housing_provider} is cancelled.", []
