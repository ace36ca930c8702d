"""The market statement of a commissioner for a financial year: the words that people write, and what was published."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from beds.access import Scope
from beds.models import Commissioner
from beds.models.base import Recorded, by_whom
from reporting.periods import FIRST_MONTH_OF_YEAR, Span, financial_year_name, financial_year_of

TEXTS = ("context", "rating", "status", "objectives", "risks", "focus")
"""The fields of a wording, in the order of the sections that they stand in."""


class MarketWordingQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """What was written for the commissioners that this person belongs to: a draft is for nobody else."""
        return self if scope.everything else self.filter(commissioner__in=scope.commissioners)

    def of(self, commissioner: Commissioner, year: Span) -> Self:
        """Every edition for one year, the newest first."""
        return self.filter(commissioner=commissioner, from_date=year.from_date).order_by("-edition")


class MarketWording(Recorded):
    """What people wrote in a market statement. Each time is a new edition, and the newest counts.

    A trigger refuses a change. The figures are never typed: `reporting.market.content` reads them.
    """

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="market_wordings")
    from_date = models.DateField("year from", help_text="1 April.")
    edition = models.PositiveIntegerField(help_text="1 for the first of the year.")
    context = models.TextField("market context", blank=True)
    rating = models.TextField("market rating", blank=True)
    status = models.TextField("current market status", blank=True)
    objectives = models.TextField("distance from the objectives", blank=True)
    risks = models.TextField("market risks", blank=True)
    focus = models.TextField("current areas of focus", blank=True)

    objects = MarketWordingQuerySet.as_manager()

    class Meta:
        ordering = ("commissioner", "-from_date", "-edition")
        constraints = [
            models.UniqueConstraint(
                name="reporting_marketwording_edition_once",
                fields=["commissioner", "from_date", "edition"],
                violation_error_message="Somebody else has just written this statement.",
            ),
            models.CheckConstraint(
                name="reporting_marketwording_year_from_april",
                condition=Q(from_date__month=FIRST_MONTH_OF_YEAR, from_date__day=1),
                violation_error_message="The year of a market statement begins on 1 April.",
            ),
        ]

    def __str__(self) -> str:
        year = financial_year_name(financial_year_of(self.from_date))
        return f"Market statement of {self.commissioner}, {year}, edition {self.edition}"

    def texts(self) -> list[tuple[str, str]]:
        """Each text that is not empty, with the name of its section."""
        named = ((str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in TEXTS)  # type: ignore[union-attr]
        return [(name[:1].upper() + name[1:], text) for name, text in named if text]


class PublishedStatementQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """What was published by this person's commissioners, and by those that buy, or bought, from their provider."""
        if scope.everything:
            return self
        buyers = Commissioner.objects.buying_from(scope.providers).values("pk")
        return self.filter(Q(commissioner__in=scope.commissioners) | Q(commissioner__in=buyers))


class PublishedStatement(models.Model):
    """A market statement with its figures and words as they were published.

    A trigger refuses a change. `content` is the frozen form of `reporting.content.Content`, with the figures of the
    morning of `as_at`.
    """

    wording = models.ForeignKey(MarketWording, models.PROTECT, related_name="published")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="published_statements")
    from_date = models.DateField("year from")
    number = models.PositiveSmallIntegerField(help_text="1 for the first of the year.")
    as_at = models.DateField()
    content = models.JSONField()
    published_on = models.DateField()
    published_by = by_whom()

    objects = PublishedStatementQuerySet.as_manager()

    class Meta:
        ordering = ("commissioner__name", "-from_date", "-number")
        constraints = [
            models.UniqueConstraint(
                name="reporting_publishedstatement_number_once",
                fields=["commissioner", "from_date", "number"],
                violation_error_message="Somebody else has just published this statement.",
            )
        ]

    def __str__(self) -> str:
        return f"Market statement of {self.commissioner}, {self.year_name}, version {self.number}"

    @property
    def year_name(self) -> str:
        return financial_year_name(financial_year_of(self.from_date))
