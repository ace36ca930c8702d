"""What a person has kept for themselves."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from beds.models.base import Recorded


class SavedViewQuerySet(models.QuerySet):
    def of(self, user: Any) -> Self:
        """This person's own: nobody sees those of another."""
        return self.filter(owner=user)


class SavedView(Recorded):
    """A question that somebody asks Explore again and again, by the name that they gave it.

    It holds the question and no figure: opened, it is answered from the records as they are then, within what its
    owner may see then.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField(help_text="The question as the address of Explore says it.")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = (Lower("name"),)
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="reporting_savedview_name",
                violation_error_message="You have a view of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
