"""The queue of referrals, the page of one, and the drafts of a ward."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.access import Scope
from beds.pages import ActionPage, Link
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from residents.actions import referrals as actions
from residents.forms.referral_queue import QueueForm
from residents.forms.stays import ConfirmForm
from residents.models import Referral, ReferralDraft
from residents.queries.places import may_enter_referrals
from residents.queries.referral_page import referral_page
from residents.queries.referrals import Queue, drafts_of
from residents.tables import ReferralsTable

ROWS_A_PAGE = 25


@require_safe
@login_required
def referrals(request: ScopedRequest) -> HttpResponseBase:
    """The queue, and on top of it the drafts of the person's wards."""
    if request.scope.is_empty:
        raise PermissionDenied
    form = QueueForm(request.GET, scope=request.scope)
    queue = Queue(request.scope, timezone.localdate(), form.choice)
    table = ReferralsTable(queue)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {
        "form": form,
        "queue": queue,
        "table": table,
        "drafts": drafts_of(request.scope),
        "may_refer": may_enter_referrals(request.scope),
        "today": queue.today,
    }
    return page_or_file(request, "residents/referrals/queue.html", context, table, on=queue.today)


def find_referral(pk: int, scope: Scope) -> Referral:
    """A referral that the person may see, with what its pages show of it; Http404 for any other."""
    rows = Referral.objects.within(scope).select_related(
        "resident", "ward", "provider", "commissioner", "created_by", "updated_by"
    )
    referral = rows.filter(pk=pk).first()
    if referral is None:
        raise Http404
    return referral


@require_safe
@login_required
def referral(request: ScopedRequest, pk: int) -> HttpResponse:
    """One referral: what it says, what happened to it, and what can be done now."""
    today = timezone.localdate()
    page = referral_page(find_referral(pk, request.scope), request.scope, today)
    return render(request, "residents/referrals/referral.html", {"page": page, "today": today})


class DiscardDraft(ActionPage):
    """A half-done form is thrown away."""

    form_class = ConfirmForm
    template_name = "residents/referrals/discard.html"
    title = "Discard a draft"
    button = "Discard the draft"
    subject: ReferralDraft

    def find(self, pk: int = 0, **kwargs: Any) -> ReferralDraft:
        drafts = ReferralDraft.objects.within(self.scope).select_related("ward", "sent_as")
        draft = drafts.filter(pk=pk).first()
        if draft is None:
            raise Http404
        name = str(draft.answers.get("name", "")).strip()
        whose = f" of {name}" if name else ""
        self.intro = f"What was typed for the referral{whose} from {draft.ward} will be gone for good."
        return draft

    def initial(self) -> dict[str, Any]:
        return {"version": self.subject.updated_at.isoformat()}

    def why_not(self) -> str:
        if self.subject.sent_as is not None:
            return "This draft was sent, and is a referral now."
        return "This draft was discarded." if self.subject.discarded_at is not None else ""

    def back(self) -> str:
        return reverse("residents:referrals")

    def act(self, answers: dict[str, Any]) -> ReferralDraft:
        return actions.discard_draft(draft=self.subject, version=answers["version"], **self.known())

    def done(self, done: ReferralDraft) -> tuple[str, list[Link]]:
        return "The draft is discarded.", []
