"""The weekly step-down meeting: what was said of each case, and who does what by when."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from beds.access import Scope
from beds.models import Commissioner, Contract
from beds.models.base import Cancellable, CancellableQuerySet, Recorded, cancelled_with_reason
from residents.models.placements import Placement
from residents.models.referrals import Referral

WEEK = dt.timedelta(days=7)
"""From one meeting to the next: actions are due by then unless another day is agreed."""


class MeetingQuerySet(CancellableQuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's meetings, and those to which the providers in scope belong."""
        if scope.everything:
            return self
        return self.filter(Q(commissioner__in=scope.commissioners) | _attended_by(scope.providers))

    def attended_by(self, providers: frozenset[int]) -> Self:
        """Those to which one of these providers belongs: it has a contract that day, or a resident of one."""
        return self.filter(_attended_by(providers))


def _attended_by(providers: frozenset[int]) -> Q:
    day = OuterRef("held_on")
    contracts = Contract.objects.filter(
        provider__in=providers, commissioner=OuterRef("commissioner"), from_date__lte=day, until_date__gt=day
    )
    stays = Placement.objects.in_force().filter(
        Q(discharged_on=None) | Q(discharged_on__gt=day),
        service__provider__in=providers,
        contract__commissioner=OuterRef("commissioner"),
        admitted_on__lte=day,
    )
    return Q(Exists(contracts)) | Q(Exists(stays))


class Meeting(Recorded, Cancellable):
    """One weekly step-down meeting of one commissioner."""

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="meetings")
    held_on = models.DateField("on")
    present = models.TextField("who was there", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            cancelled_with_reason("residents_meeting_cancelled_with_reason"),
            models.UniqueConstraint(
                name="residents_meeting_one_a_day",
                fields=["commissioner", "held_on"],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message="There is a meeting on that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Step-down meeting of {self.held_on:%-d %B %Y}"

    @property
    def is_closed(self) -> bool:
        """Whether its minutes stand: only what became of an action is still added."""
        return self.closed_at is not None


class CaseQuerySet(CancellableQuerySet):
    """Rows about a person (a referral and all that follows from it), or about a meeting as a whole."""

    def within(self, scope: Scope) -> Self:
        """Those of the referrals this person may see, and what a meeting said of nobody in particular."""
        if scope.everything:
            return self
        general = Q(referral=None, meeting__in=Meeting.objects.within(scope))
        return self.filter(Q(referral__in=Referral.objects.within(scope)) | general)


class Note(Recorded, Cancellable):
    """What was said of a case, in a meeting or between two."""

    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="notes")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="notes")
    text = models.TextField()
    said_on = models.DateField("on", help_text="The day of the meeting, or of writing.")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("said_on", "pk")
        constraints = [
            cancelled_with_reason("residents_note_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_note_about_something",
                condition=Q(referral__isnull=False) | Q(meeting__isnull=False),
                violation_error_message="A note is about a person or a meeting.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ActionQuerySet(CaseQuerySet):
    def within(self, scope: Scope) -> Self:
        return super().within(scope)

    def open(self) -> Self:
        """Those to be done still."""
        return self.in_force().filter(done_on=None)


class Action(Recorded, Cancellable):
    """Something that somebody has agreed to do by a day. `owner` is who signs in; `owner_name` is for anybody else."""

    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="actions")
    text = models.CharField("what is to be done", max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField("who does it", max_length=120, blank=True)
    agreed_on = models.DateField("agreed on")
    due_on = models.DateField("by")
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = (F("done_on").asc(nulls_first=True), "due_on", "pk")
        constraints = [
            cancelled_with_reason("residents_action_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_action_somebody_does_it",
                condition=Q(owner__isnull=False) | Q(owner_name__gt=""),
                violation_error_message="Say who does it.",
            ),
            models.CheckConstraint(
                name="residents_action_about_something",
                condition=Q(referral__isnull=False) | Q(meeting__isnull=False),
                violation_error_message="An action is about a person or a meeting.",
            ),
            models.CheckConstraint(
                name="residents_action_done_after_agreed",
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("agreed_on")),
                violation_error_message="An action cannot be done before it was agreed.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """Who does it, in words."""
        return str(self.owner) if self.owner is not None else self.owner_name

    @property
    def is_open(self) -> bool:
        """Whether it is to be done still."""
        return self.cancelled_at is None and self.done_on is None

    def is_overdue(self, today: dt.date) -> bool:
        """Whether the day by which it was to be done is over."""
        return self.is_open and self.due_on < today
