"""The way out: a plan with a goal and steps, applications to supported housing, and the person's own home."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from beds.models.base import IN_FORCE, Cancellable, Recorded, Replaced, by_whom, cancelled_with_reason
from beds.wording import long_date
from residents.models.departures import Discharge
from residents.models.overstays import OverstayReason
from residents.models.referrals import CancellableOfReferralQuerySet, OfReferralQuerySet, Referral

Owner = OverstayReason.Owner


class Planned(models.Model):
    """What a move-on plan says, in one wording."""

    goal = models.CharField("where they are to live", max_length=30, choices=Discharge.Destination)
    target_on = models.DateField("to move by", null=True, blank=True)
    lead_name = models.CharField("who leads", max_length=120, blank=True)
    wishes = models.TextField("what the person wants", blank=True)

    class Meta:
        abstract = True


class MoveOnPlan(Recorded, Planned):
    """Where a person is to go next. Begun on the ward: it belongs to the referral, and goes on with the placement."""

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="plan")

    objects = OfReferralQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Move-on plan of {self.referral.resident}: {self.get_goal_display()}"

    @property
    def words(self) -> str:
        """The plan in a sentence, as a referral form would have it."""
        by = f" by {long_date(self.target_on)}" if self.target_on else ""
        return f"{self.get_goal_display()}{by}." + (f" {self.wishes}" if self.wishes else "")


class PlanWording(Replaced, Planned):
    """How a plan read before it was changed, so that a past morning is told as it was."""

    plan = models.ForeignKey(MoveOnPlan, models.PROTECT, related_name="wordings")

    class Meta:
        ordering = ("replaced_at", "pk")

    def __str__(self) -> str:
        return f"{self.plan}, as it read until {self.replaced_at:%-d %B %Y}"


class MoveOnStep(Recorded, Cancellable):
    """One thing to be done so that a person can move on: what, whose move it is, and by when."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="move_on_steps")
    text = models.CharField("what is to be done", max_length=300)
    owner = models.CharField("whose move it is", max_length=20, choices=Owner)
    owner_name = models.CharField("name of the person", max_length=120, blank=True)
    due_on = models.DateField("by", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = by_whom()

    objects = CancellableOfReferralQuerySet.as_manager()

    class Meta:
        ordering = (F("due_on").asc(nulls_last=True), "pk")
        constraints = [cancelled_with_reason("residents_moveonstep_cancelled_with_reason")]

    def __str__(self) -> str:
        return self.text


class MoveOnApplication(Recorded, Cancellable):
    """An application for a home to move on to, which goes through stages and ends in one of four ways.

    `stage` is where it stands; `ApplicationStage` has the day each stage was reached. A rejection may be challenged:
    won, the application goes back to the stage it was rejected in; lost, it stays rejected (001, section 3).
    `stage`, `reject_reason` and `rejection_stands` follow from the history and are kept by the actions that write it.
    """

    class Kind(models.TextChoices):
        SUPPORTED_HIGH = "supported_high", "Supported living, high"
        SUPPORTED_MEDIUM = "supported_medium", "Supported living, medium"
        SUPPORTED_LOW = "supported_low", "Supported living, low"
        SOCIAL = "social", "Council or housing association"
        PRIVATE = "private", "Private rented"

    class Stage(models.TextChoices):
        MADE = "made", "Referral made"
        ASSESSMENT = "assessment", "Assessment"
        MATCHED = "matched", "Vacancy matched"
        INTERVIEW = "interview", "Interview"
        OFFER = "offer", "Offer"
        MOVED = "moved", "Accepted and moved"
        REFUSED = "refused", "Refused by resident"
        REJECTED = "rejected", "Rejected by provider"
        CHALLENGED = "challenged", "Rejection challenged"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class RejectReason(models.TextChoices):
        NEEDS_TOO_HIGH = "needs_too_high", "Needs too high"
        NEEDS_TOO_LOW = "needs_too_low", "Needs too low"
        RISK = "risk", "Risk to or from others"
        ARREARS = "arrears", "Rent arrears or past tenancy"
        NO_CONNECTION = "no_connection", "No local connection"
        DOCUMENTS = "documents", "Documents missing"
        NO_VACANCY = "no_vacancy", "No vacancy"
        OTHER = "other", "Other"

    OPEN_STAGES = (Stage.MADE, Stage.ASSESSMENT, Stage.MATCHED, Stage.INTERVIEW, Stage.OFFER)

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="applications")
    kind = models.CharField("kind of home", max_length=20, choices=Kind)
    housing_provider = models.CharField("housing provider", max_length=120)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.MADE)
    owner = models.CharField("whose move it is", max_length=20, choices=Owner)
    owner_name = models.CharField("name of the person", max_length=120, blank=True)
    reject_reason = models.CharField("reason for rejecting", max_length=20, choices=RejectReason, blank=True)
    challenge_asked = models.CharField("why it should be challenged", max_length=300, blank=True)
    rejection_stands = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="The challenge was lost, or there is to be none."
    )
    note = models.CharField(max_length=300, blank=True)

    objects = CancellableOfReferralQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            cancelled_with_reason("residents_moveonapplication_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_moveonapplication_rejected_with_reason",
                condition=~Q(stage__in=["rejected", "challenged"]) | Q(reject_reason__gt=""),
                violation_error_message="Select the reason that the housing provider gave.",
            ),
            models.CheckConstraint(
                name="residents_moveonapplication_stands_only_rejected",
                condition=Q(rejection_stands=False) | Q(stage="rejected"),
                violation_error_message="Only a rejection can stand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} with {self.housing_provider}: {self.referral.resident}"

    @property
    def is_open(self) -> bool:
        """Whether it may still lead to a home."""
        return self.cancelled_at is None and self.stage in (*self.OPEN_STAGES, self.Stage.CHALLENGED)

    @property
    def awaits_challenge(self) -> bool:
        """Whether it was rejected, and the council has not yet said if it challenges that."""
        rejected = self.cancelled_at is None and self.stage == self.Stage.REJECTED
        return rejected and not self.rejection_stands

    @staticmethod
    def stands_after(steps: Sequence[ApplicationStage]) -> bool:
        """Whether a history ends in a rejection that stands: a challenge was lost, or the council let it stand."""
        stages = [step.stage for step in steps[-2:]]
        turned_down = (MoveOnApplication.Stage.REJECTED, MoveOnApplication.Stage.CHALLENGED)
        return len(stages) > 1 and stages[0] in turned_down and stages[1] == MoveOnApplication.Stage.REJECTED

    @property
    def steps_taken(self) -> list[ApplicationStage]:
        """The history that holds, first to last: without what was taken back. Reads `history` as prefetched."""
        rows = sorted(self.history.all(), key=lambda row: row.pk)
        undone = {row.undoes_id for row in rows}
        return [row for row in rows if row.undoes_id is None and row.pk not in undone]

    @property
    def let_stand(self) -> list[ApplicationStage]:
        """The rows that say that the council lets a rejection stand. Reads `history` as prefetched."""
        before: list[ApplicationStage] = []
        found = []
        for row in sorted(self.history.all(), key=lambda row: row.pk):
            if row.undoes_id is not None:
                before = [one for one in before if one.pk != row.undoes_id]
                continue
            rejected = row.stage == self.Stage.REJECTED and row.challenge_won is None
            if rejected and before and before[-1].stage == self.Stage.REJECTED:
                found.append(row)
            before.append(row)
        return found


class ApplicationStage(Recorded):
    """The day on which an application came to a stage, and what was said. Never changed afterwards.

    A mistake is taken back by one more row, which names the row that it undoes; neither counts from then on.
    A second row of rejection in succession says that the council lets the rejection stand.
    """

    application = models.ForeignKey(MoveOnApplication, models.PROTECT, related_name="history")
    stage = models.CharField(max_length=12, choices=MoveOnApplication.Stage)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    reject_reason = models.CharField(
        "reason for rejecting", max_length=20, choices=MoveOnApplication.RejectReason, blank=True
    )
    challenge_won = models.BooleanField(null=True, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="undone_by"
    )

    class Meta:
        ordering = ("pk",)  # as entered: a row that takes something back has a later date than what it goes back to

    def __str__(self) -> str:
        return f"{self.get_stage_display()} on {self.on:%-d %B %Y}"


class HomeTrack(Recorded, Cancellable):
    """Work on the home that a person has already: repairs before they return, or a tenancy to be closed."""

    class Kind(models.TextChoices):
        REPAIRS = "repairs", "Repairs to own home"
        TENANCY = "tenancy", "Tenancy to be closed"

    class State(models.TextChoices):
        REPORTED = "reported", "Reported to housing"
        AGREED = "agreed", "Access or notice agreed"
        BOOKED = "booked", "Date given by housing"
        DONE = "done", "Done"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="home_tracks")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)
    officer = models.CharField("housing officer", max_length=120, blank=True)
    reported_on = models.DateField()
    agreed_on = models.DateField("access or notice agreed on", null=True, blank=True)
    booked_for = models.DateField("to be finished by", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = CancellableOfReferralQuerySet.as_manager()

    class Meta:
        ordering = ("reported_on", "pk")
        constraints = [
            cancelled_with_reason("residents_hometrack_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_hometrack_done_with_date",
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                violation_error_message="Enter the day on which it was finished.",
            ),
            models.UniqueConstraint(
                name="residents_hometrack_one_open_of_a_kind",
                fields=["referral", "kind"],
                condition=IN_FORCE & Q(done_on__isnull=True),
                violation_error_message="This is already being followed for this person.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.referral.resident}"


class HomeTrackDate(Recorded):
    """That somebody entered a date of a track, changed it, or took it out (no `on`). Never changed afterwards.

    `state` says which of its dates, `was` what it said before. What was entered before this was kept has no row: its
    writer is not known.
    """

    track = models.ForeignKey(HomeTrack, models.PROTECT, related_name="dates")
    state = models.CharField(max_length=10, choices=HomeTrack.State)
    on = models.DateField(null=True, blank=True)
    was = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)  # as entered

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.on}"
