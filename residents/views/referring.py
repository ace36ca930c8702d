"""The referrer's form: send a referral, put it aside half-done, take it up again, correct it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from beds.govuk import GovForm
from beds.pages import ActionPage, Link
from beds.refusal import Refusal
from beds.requests import number
from beds.wording import long_date
from residents.actions import referrals as actions
from residents.actions.referral_states import Verb, has_the_person, may, why_shut
from residents.forms.referrals import CorrectReferralForm, ReferralForm
from residents.models import Placement, Referral, ReferralDraft, ResidentIdentity
from residents.queries.places import may_enter_referrals
from residents.views.referrals import find_referral

TEMPLATE = "residents/referrals/form.html"


class ReferralNew(ActionPage):
    """A new referral, or a draft that is taken up again (`?draft=`)."""

    form_class = ReferralForm
    template_name = TEMPLATE
    title = "Refer somebody"
    button = "Send the referral"
    subject: ReferralDraft | None
    """The draft that the form is of, if any."""

    def find(self, pk: int = 0, **kwargs: Any) -> ReferralDraft | None:
        asked = (self.request.POST or self.request.GET).get("draft")
        if not asked:
            return None
        drafts = ReferralDraft.objects.within(self.scope).select_related("ward", "updated_by", "sent_as")
        draft = drafts.filter(pk=number(asked) or 0).first()
        if draft is None:
            raise Http404
        return draft

    def may(self) -> bool:
        return may_enter_referrals(self.scope)

    def back(self) -> str:
        return reverse("residents:referrals")

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = self.subject
        if draft is None:
            return super().get(request, **kwargs)
        if draft.sent_as is not None:
            messages.warning(request, "This draft was sent, and is a referral now.")
            return redirect("residents:referral", pk=draft.sent_as.pk)
        if draft.discarded_at is not None:
            messages.warning(request, "This draft was discarded.")
            return redirect("residents:referrals")
        return self.page(self._of_draft(draft))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._save() if "save" in request.POST else super().post(request, **kwargs)

    def act(self, answers: dict[str, Any]) -> Referral:
        form = self.form(self.request.POST)
        form.is_valid()
        place = form.place()
        return actions.refer(
            ward=answers["ward"],
            commissioner=place.commissioner,
            provider=place.provider,
            received_on=answers["received_on"],
            person=form.person(),
            facts=form.facts(),
            draft=self.subject,
            version=answers["version"] if self.subject else None,
            **self.known(),
        )

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        text = f"{done.resident} is referred to {done.provider}. Whoever has to decide sees it from now on."
        return text, [("See the referral", reverse("residents:referral", args=[done.pk]))]

    def form(self, data: Any = None) -> ReferralForm:
        return ReferralForm(data, initial=self.initial(), **self.form_facts())

    def context(self) -> dict[str, Any]:
        return {"may_save": bool(self.scope.wards), "draft": self.subject}

    def refuse(self, form: GovForm, refusal: Refusal) -> None:
        super().refuse(form, refusal)
        if refusal.field == "draft":  # what was typed belongs to no draft any more, and may become another one
            form.data = {**form.data.dict(), "draft": "", "version": ""}  # type: ignore[attr-defined]
            self.subject = None

    def versioned(self) -> ReferralDraft:
        draft: ReferralDraft = self.subject  # type: ignore[assignment]
        draft.refresh_from_db()
        return draft

    def as_recorded(self) -> ReferralForm:
        return self._of_draft(self.subject)  # type: ignore[arg-type]

    def _of_draft(self, draft: ReferralDraft) -> ReferralForm:
        """The form as it was put aside."""
        data = QueryDict(mutable=True)
        data.update(
            {
                **self.form().usual_answers(),
                **draft.answers,
                "draft": str(draft.pk),
                "version": draft.updated_at.isoformat(),
            }
        )
        form = self.form(data)
        form.show_as_typed()
        return form

    def _save(self) -> HttpResponse:
        """Put the form aside as it is."""
        form = self.form(self.request.POST)
        form.is_valid()
        version, ward = form.cleaned_data["version"], form.cleaned_data.get("ward")
        form.show_as_typed()
        if ward is None or not self.scope.may_refer_for(ward.pk):
            form.add_error("ward", "Select your ward, so that your colleagues find the draft")
            return self.page(form)
        try:
            draft = actions.save_draft(
                ward=ward,
                answers=form.typed(),
                draft=self.subject,
                version=version if self.subject else None,
                **self.known(),
            )
        except Refusal as refusal:
            return self._refused(form, refusal)
        link = ("Go on with it", f"{reverse('residents:referral_new')}?draft={draft.pk}")
        self.say("The draft is kept for your ward. Nobody else sees it until you send it.", [link])
        return HttpResponseRedirect(self.back())


class CorrectReferral(ActionPage):
    """What was entered about somebody who was referred is put right or completed."""

    form_class = CorrectReferralForm
    template_name = TEMPLATE
    button = "Save"
    subject: Referral

    def find(self, pk: int = 0, **kwargs: Any) -> Referral:
        referral = find_referral(pk, self.scope)
        self.title = f"Correct or complete the referral of {referral.resident}"
        return referral

    def may(self) -> bool:
        return may(Verb.CORRECT, self.subject, self.scope)

    def why_not(self) -> str:
        return why_shut(Verb.CORRECT, self.subject, self.scope)

    def back(self) -> str:
        return reverse("residents:referral", args=[self.subject.pk])

    @property
    def identity(self) -> ResidentIdentity | None:
        return ResidentIdentity.objects.within(self.scope).filter(resident=self.subject.resident).first()

    @property
    def knows_names(self) -> bool:
        """Whether who the person is may be known, and so corrected, here."""
        scope, referral = self.scope, self.subject
        asked = referral.ward_id in scope.wards or referral.provider_id in scope.providers
        return asked or has_the_person(referral, scope)

    def initial(self) -> dict[str, Any]:
        referral, identity = self.subject, self.identity
        facts = {name: getattr(referral, name) for name in ("received_on", *actions.Facts.__dataclass_fields__)}
        facts |= {name: getattr(referral.resident, name) for name in ("age_band", "gender", "ethnicity", "need")}
        if identity is not None:
            facts |= {name: getattr(identity, name) for name in ("name", "date_of_birth", "nhs_number")}
        return facts | {"version": referral.updated_at.isoformat()}

    def form_facts(self) -> dict[str, Any]:
        # whoever had the whole form open when the person was placed keeps what they typed into it
        whole = "move_on_plan" in self.request.POST or not has_the_person(self.subject, self.scope)
        return {"knows_names": self.knows_names, "placed": None if whole else self.subject}

    def context(self) -> dict[str, Any]:
        placements = Placement.objects.within(self.scope).in_force()
        return {"placement": placements.filter(referral=self.subject).first()}

    def form(self, data: Any = None) -> CorrectReferralForm:
        return CorrectReferralForm(data, initial=self.initial(), **self.form_facts())

    def act(self, answers: dict[str, Any]) -> Referral:
        form = self.form(self.request.POST)
        form.is_valid()
        version: dt.datetime = answers["version"]
        return actions.correct_referral(
            referral=self.subject,
            received_on=answers.get("received_on", self.subject.received_on),
            person=form.person(),
            facts=form.facts(),
            version=version,
            **self.known(),
        )

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        return f"The referral of {done.resident}, of {long_date(done.received_on)}, is saved.", []

    def versioned(self) -> Referral:
        self.subject = self.find(pk=self.subject.pk)
        return self.subject
