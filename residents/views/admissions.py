"""My beds, and people coming in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.pages import ActionPage, Link
from beds.requests import ScopedRequest, number
from beds.wording import long_date
from residents import actions
from residents.actions.bookings import why_settled
from residents.forms.stays import AdmitForm, AdmitReferralForm, BookForm, ReasonForm, known_details
from residents.models import Booking, Placement, Referral, ResidentIdentity
from residents.queries.my_beds import my_beds as my_beds_of
from residents.queries.my_beds import to_admit, waiting_for_a_bed


@require_safe
@login_required
def my_beds(request: ScopedRequest) -> HttpResponse:
    """A provider's beds today."""
    if not request.scope.providers:
        raise PermissionDenied
    today = timezone.localdate()
    page = my_beds_of(request.user, request.scope, today)
    return render(request, "residents/my_beds.html", {"page": page, "today": today})


def day(text: str | None) -> dt.date | None:
    """The date in an address, or None for anything else."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


class Admit(ActionPage):
    """Log an admission: of somebody who waits (`?referral=`), or of somebody new; `?bed=` chooses the bed."""

    form_class = AdmitForm
    template_name = "residents/admit.html"
    title = "Log an admission"
    button = "Admit"
    subject: Referral | None

    def find(self, pk: int = 0, **kwargs: Any) -> Referral | None:
        if "referral" not in self.request.GET:
            return None
        pk = number(self.request.GET["referral"]) or 0
        referral = to_admit(pk, self.scope)
        if referral is None:
            if Referral.objects.within(self.scope).filter(pk=pk).exists():
                raise PermissionDenied
            raise Http404
        self.title = f"Admit {referral.resident}"
        return referral

    def may(self) -> bool:
        return bool(self.scope.writes_for)

    def form(self, data: Any = None) -> AdmitForm:
        made = AdmitReferralForm if self.subject else AdmitForm
        return made(data, initial=self.initial(), **self.form_facts())

    def initial(self) -> dict[str, Any]:
        bed = number(self.request.GET.get("bed"))
        chosen: dict[str, Any] = {"bed": bed} if bed else {}
        if self.subject is None:
            return chosen | {"received_on": self.today}
        return known_details(self.subject) | {"version": self.subject.updated_at.isoformat()} | chosen

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today, "referral": self.subject}

    def context(self) -> dict[str, Any]:
        waiting = [] if self.subject else waiting_for_a_bed(self.scope)
        return {"referral": self.subject, "waiting": waiting, "name": self._name()}

    def _name(self) -> str:
        """What the person is called, where that is known and this reader's to know."""
        if self.subject is None:
            return ""
        identity = ResidentIdentity.objects.within(self.scope).filter(resident=self.subject.resident).first()
        return identity.name if identity else ""

    def act(self, answers: dict[str, Any]) -> Placement:
        form = self.form(self.request.POST)
        return actions.admit(
            referral=self.subject,
            bed=answers["bed"],
            admitted_on=answers["admitted_on"],
            details=form.details(answers, self.subject),
            override_code=answers["override_code"],
            override_reason=answers["override_reason"],
            version=answers.get("version"),
            **self.known(),
        )

    def done(self, done: Placement) -> tuple[str, list[Link]]:
        bed = done.bed_stays.in_force().select_related("bed__service").earliest("from_date").bed
        text = (
            f"{done.resident} was admitted to {bed} on {long_date(done.admitted_on)}, and is due to move on by "
            f"{long_date(done.move_on_due)}."
        )
        return text, [
            ("See the placement", reverse("reporting:placement", args=[done.pk])),
            ("Not right? Correct it", reverse("residents:correct", args=[done.pk])),
        ]


class Book(ActionPage):
    """Keep a bed for somebody who has been accepted."""

    form_class = BookForm
    title = "Book a bed"
    button = "Book the bed"
    intro = (
        "Nobody else can be admitted to a booked bed. The bed must be free: somebody who is in it now may stay longer."
    )

    def may(self) -> bool:
        return bool(self.scope.writes_for)

    def initial(self) -> dict[str, Any]:
        asked: dict[str, Any] = {name: number(self.request.GET.get(name)) for name in ("bed", "referral")}
        asked["arriving_on"] = day(self.request.GET.get("on"))
        return {name: value for name, value in asked.items() if value}

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today, "chosen": number(self.request.GET.get("referral"))}

    def act(self, answers: dict[str, Any]) -> Booking:
        return actions.book(**answers, **self.known())

    def done(self, done: Booking) -> tuple[str, list[Link]]:
        text = f"{done.bed} is booked for {done.referral.resident} from {long_date(done.arriving_on)}."
        return text, [("Cancel the booking", reverse("residents:booking_cancel", args=[done.pk]))]


class CancelBooking(ActionPage):
    """Free a booked bed."""

    form_class = ReasonForm
    button = "Cancel the booking"
    subject: Booking

    def find(self, pk: int = 0, **kwargs: Any) -> Booking:
        bookings = Booking.objects.within(self.scope).select_related("bed__service", "referral__resident")
        booking = bookings.filter(pk=pk).first()
        if booking is None:
            raise Http404
        self.title = f"Cancel the booking of {booking.bed}"
        self.intro = f"It is booked for {booking.referral.resident} from {long_date(booking.arriving_on)}."
        return booking

    def may(self) -> bool:
        return self.scope.may_write_for(self.subject.bed.service.provider_id)

    def why_not(self) -> str:
        return super().why_not() or why_settled(self.subject)

    def act(self, answers: dict[str, Any]) -> Booking:
        return actions.cancel_booking(booking=self.subject, **answers, **self.known())

    def done(self, done: Booking) -> tuple[str, list[Link]]:
        return f"The booking of {done.bed} is cancelled, and the bed can be given to somebody else.", []
