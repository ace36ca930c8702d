"""The runs of the figures, for the page that lists them."""

from __future__ import annotations

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet

from reporting.models import NightlyRun


def all_runs() -> QuerySet[NightlyRun]:
    """Every run with its `duration`, newest first; a run that has not ended has none."""
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    return NightlyRun.objects.annotate(duration=took).order_by("-started_at", "-pk")
