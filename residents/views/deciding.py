"""What the provider, the commissioner and the ward do to a referral: assess, accept, decline, send on, withdraw."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse

from beds.pages import ActionPage, Link
from beds.wording import long_date
from residents.actions import referrals as actions
from residents.actions.referral_states import Verb, may, why_shut
from residents.forms import referrals as forms
from residents.forms.stays import ReasonForm
from residents.models import Assessment, Referral, ResidentIdentity
from residents.views.referrals import find_referral


class ReferralActionPage(ActionPage):
    """A page about one referral, for those who may do this to it."""

    template_name = "residents/referrals/action.html"
    subject: Referral
    verb: ClassVar[Verb]
    heading = ""
    """What the page does, before the reference of the resident in its heading."""

    def find(self, pk: int = 0, **kwargs: Any) -> Referral:
        referral = find_referral(pk, self.scope)
        self.title = f"{self.heading} {referral.resident}"
        return referral

    def may(self) -> bool:
        return may(self.verb, self.subject, self.scope)

    def why_not(self) -> str:
        return super().why_not() or why_shut(self.verb, self.subject, self.scope)

    def back(self) -> str:
        return reverse("residents:referral", args=[self.subject.pk])

    def context(self) -> dict[str, Any]:
        identity = ResidentIdentity.objects.within(self.scope).filter(resident=self.subject.resident).first()
        return {"referral": self.subject, "heading": self.heading, "name": identity.name if identity else ""}

    def known(self) -> dict[str, Any]:
        return super().known() | {"referral": self.subject}


class Start(ReferralActionPage):
    """The provider takes it up."""

    verb = Verb.START
    form_class = forms.StartForm
    heading = "Take into assessment:"
    button = "Take into assessment"
    intro = "The ward and the commissioner see that you are on it."

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.start_assessing(**self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        link = ("Record the assessment", reverse("residents:referral_assess", args=[done.pk]))
        return f"The referral of {done.resident} is in assessment.", [link]


class Assess(ReferralActionPage):
    """What an assessment found."""

    verb = Verb.ASSESS
    form_class = forms.AssessmentForm
    heading = "Assessment of"
    button = "Record the assessment"

    def initial(self) -> dict[str, Any]:
        known = self.subject.needs_level
        return {
            "assessed_on": self.today,
            "assessor": self.request.user.get_full_name() if self.request.user.is_authenticated else "",
            "needs_level": "" if known == Referral.NeedsLevel.NOT_KNOWN else known,
        }

    def act(self, answers: dict[str, Any]) -> Assessment:
        return actions.record_assessment(**answers, **self.known())

    def done(self, done: Assessment) -> tuple[str, list[Link]]:
        text = f"{self.subject.resident} is assessed: {done.get_suitability_display().lower()}."
        return text, [("Take it back", reverse("residents:assessment_cancel", args=[done.pk]))]


class Accept(ReferralActionPage):
    """The provider will have the person."""

    verb = Verb.ACCEPT
    form_class = forms.AcceptForm
    heading = "Accept"
    button = "Accept the referral"

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.accept(**answers, **self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        link = ("Find a bed", f"{reverse('residents:matching')}?referral={done.pk}")
        return f"{done.resident} is accepted, and waits for a bed.", [link]


class Decline(ReferralActionPage):
    """The provider will not have the person."""

    verb = Verb.DECLINE
    form_class = forms.DeclineForm
    heading = "Decline"
    button = "Decline the referral"

    def context(self) -> dict[str, Any]:
        return super().context() | {"instead": reverse("residents:referral_redirect", args=[self.subject.pk])}

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.decline(**answers, **self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        return f"The referral of {done.resident} is declined: {done.get_decline_reason_display().lower()}.", []


class Withdraw(ReferralActionPage):
    """The bed is not needed any more."""

    verb = Verb.WITHDRAW
    form_class = forms.WithdrawForm
    heading = "Withdraw the referral of"
    button = "Withdraw the referral"

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.withdraw(**answers, **self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        return f"The referral of {done.resident} is withdrawn: {done.get_withdraw_reason_display().lower()}.", []


class Redirect(ReferralActionPage):
    """The person is sent on to a service that fits better."""

    verb = Verb.REDIRECT
    form_class = forms.RedirectForm
    heading = "Send on"
    button = "Send on"
    intro = "There is no wrong front door: name the service that fits better."

    def form_facts(self) -> dict[str, Any]:
        return {"referral": self.subject, "today": self.today}

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.redirect(**answers, **self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        return f"{done.resident} is sent on to {done.redirected_to}.", []


class Reopen(ReferralActionPage):
    """A closed referral is received again."""

    verb = Verb.REOPEN
    form_class = forms.ReopenForm
    heading = "Open again: the referral of"
    button = "Open it again"

    def act(self, answers: dict[str, Any]) -> Referral:
        return actions.reopen(**answers, **self.known())

    def done(self, done: Referral) -> tuple[str, list[Link]]:
        return f"The referral of {done.resident} is open again, and is to be assessed.", []


class AssessmentPage(ReferralActionPage):
    """A page about one assessment."""

    verb = Verb.CORRECT_ASSESSMENT
    assessment: Assessment

    def find(self, pk: int = 0, **kwargs: Any) -> Referral:
        assessment = Assessment.objects.within(self.scope).select_related("updated_by").filter(pk=pk).first()
        if assessment is None:
            raise Http404
        self.assessment = assessment
        return super().find(pk=assessment.referral_id)

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["referral"]
        return known | {"assessment": self.assessment}

    @property
    def about(self) -> Assessment:
        return self.assessment


class CorrectAssessment(AssessmentPage):
    """What was entered about an assessment is put right."""

    form_class = forms.CorrectAssessmentForm
    heading = "Correct the assessment of"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        names = ("assessed_on", "assessor", "suitability", "needs_level", "note")
        facts = {name: getattr(self.assessment, name) for name in names}
        return facts | {"version": self.assessment.updated_at.isoformat()}

    def act(self, answers: dict[str, Any]) -> Assessment:
        return actions.correct_assessment(**answers, **self.known())

    def done(self, done: Assessment) -> tuple[str, list[Link]]:
        return f"The assessment of {long_date(done.assessed_on)} is saved.", []


class CancelAssessment(AssessmentPage):
    """An assessment was entered by mistake."""

    form_class = ReasonForm
    heading = "Take back the assessment of"
    button = "Take it back"

    def act(self, answers: dict[str, Any]) -> Assessment:
        return actions.cancel_assessment(**answers, **self.known())

    def done(self, done: Assessment) -> tuple[str, list[Link]]:
        return f"The assessment of {long_date(done.assessed_on)} is taken back.", []
