"""The monthly review pack: what was drafted, said and signed, kept for ever as it was.

Triggers of the database refuse any change to what was signed off, and to what was said, whoever writes
(`migrations/0005_packs.py`). The hash of a content or a file is computed by the database from the bytes it holds, so
that it cannot be that of others.
"""

from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from beds.access import Scope
from beds.models import Commissioner, Contract
from beds.models.base import Recorded, by_whom
from reporting.periods import Span, month_of


def sha256_of(field: str) -> models.GeneratedField:
    """The hash of the bytes in another field, in hexadecimal."""
    hashed = Func(Func(F(field), function="sha256"), Value("hex"), function="encode")
    return models.GeneratedField(expression=hashed, output_field=models.CharField(max_length=64), db_persist=True)


class ReviewPackQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's packs, and those of a provider's own contracts; never those of all contracts together."""
        if scope.everything:
            return self
        return self.filter(Q(commissioner__in=scope.commissioners) | Q(contract__provider__in=scope.providers))


class ReviewPack(Recorded):
    """The review of one month of a contract; without a contract, of all of a commissioner's together."""

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="packs")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="packs")
    month = models.DateField(help_text="Its first day.")

    objects = ReviewPackQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "contract__reference")
        constraints = [
            models.UniqueConstraint(
                name="reporting_reviewpack_once_a_month",
                fields=["commissioner", "contract", "month"],
                nulls_distinct=False,
                violation_error_message="There is a pack of this month already.",
            ),
            models.CheckConstraint(
                name="reporting_reviewpack_month_by_first_day",
                condition=Q(month__day=1),
                violation_error_message="A month is given by its first day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}, {self.month:%B %Y}"

    @property
    def about(self) -> str:
        """Whose month it is."""
        return f"Contract {self.contract.reference}" if self.contract else f"{self.commissioner}: all contracts"

    @property
    def span(self) -> Span:
        return month_of(self.month)


class PackVersionQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The versions of the packs this person may see."""
        return self if scope.everything else self.filter(pack__in=ReviewPack.objects.within(scope))

    def signed(self) -> Self:
        """Those that can change no more."""
        return self.filter(state=PackVersion.State.SIGNED)


class PackVersion(Recorded):
    """One version of a pack: its content as it was drafted, and who sent and signed it.

    `content` is the frozen form of `reporting.content.Content`. `reason` says why there is a version after the first.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        SIGNED = "signed", "Signed off"

    pack = models.ForeignKey(ReviewPack, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.BinaryField()
    sha256 = sha256_of("content")
    as_at = models.DateField()
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = by_whom()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = by_whom()

    objects = PackVersionQuerySet.as_manager()

    class Meta:
        ordering = ("pack", "-number")
        constraints = [
            models.UniqueConstraint(
                name="reporting_packversion_number_once",
                fields=["pack", "number"],
                violation_error_message="There is a version of this number already.",
            ),
            models.UniqueConstraint(
                name="reporting_packversion_one_open",
                fields=["pack"],
                condition=~Q(state="signed"),
                violation_error_message="A version of this pack is open already.",
            ),
            models.CheckConstraint(
                name="reporting_packversion_sent_and_signed",
                condition=Q(state="draft", sent_at=None, signed_at=None)
                | Q(state="review", sent_at__isnull=False, signed_at=None)
                | Q(state="signed", sent_at__isnull=False, signed_at__isnull=False),
                violation_error_message="A pack is drafted, then sent for review, then signed off.",
            ),
            models.CheckConstraint(
                name="reporting_packversion_by_with_at",
                condition=(Q(sent_by=None) | Q(sent_at__isnull=False))
                & (Q(signed_by=None) | Q(signed_at__isnull=False)),
                violation_error_message="Who sent or signed a pack is noted with the moment.",
            ),
            models.CheckConstraint(
                name="reporting_packversion_later_says_why",
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                violation_error_message="Say why a new version is issued.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}, version {self.number}"

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED


class PackFile(models.Model):
    """A file of a signed-off version, byte for byte; `shared` is the one in which small numbers are hidden."""

    version = models.ForeignKey(PackVersion, models.PROTECT, related_name="files")
    format = models.CharField(max_length=8)
    shared = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = sha256_of("content")
    size = models.GeneratedField(
        expression=Func(F("content"), function="length"), output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        ordering = ("shared", "pk")
        constraints = [
            models.UniqueConstraint(
                name="reporting_packfile_once",
                fields=["version", "format", "shared"],
                violation_error_message="This version has this file already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PackComment(Recorded):
    """What one side says about a section of a version, or about all of it where `section` is empty."""

    class Side(models.TextChoices):
        PROVIDER = "provider", "Provider"
        COMMISSIONER = "commissioner", "Commissioner"

    version = models.ForeignKey(PackVersion, models.PROTECT, related_name="comments")
    side = models.CharField(max_length=12, choices=Side)
    section = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="reporting_packcomment_says_something",
                condition=~Q(text=""),
                violation_error_message="Write the comment.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.text[:40]}"
