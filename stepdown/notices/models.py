"""What people were told, what they want to be told, and the letters that told them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class NoticeQuerySet(models.QuerySet):
    def of(self, user: Any) -> Self:
        """What this person is told in the app."""
        return self.filter(user=user, in_app=True)

    def unread(self) -> Self:
        """Those not opened yet."""
        return self.filter(read_at=None)

    def to_mail(self, before: dt.datetime) -> Self:
        """Those that belong in a letter and are in none: made before that moment, and not read meanwhile."""
        return self.unread().filter(by_email=True, digest=None, created_at__lt=before)

    def long_done(self, before: dt.datetime) -> Self:
        """Those read before that moment, and those told by letter alone before it, which nobody can open."""
        return self.filter(Q(read_at__lt=before) | Q(in_app=False, created_at__lt=before))


class Notice(models.Model):
    """One person is told one thing, once: `key` names the thing, such as "limit:placement:17".

    `text` holds a reference at most, and never words that people typed about a resident: it goes into letters.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=300, blank=True)
    in_app = models.BooleanField()
    by_email = models.BooleanField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("Digest", models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            # a person's list, and the count in the navigation
            models.Index(name="notices_notice_newest_first", fields=["user", "-created_at"], condition=Q(in_app=True)),
            # to_mail(): few of all that were ever told
            models.Index(
                name="notices_notice_to_mail",
                fields=["user"],
                condition=Q(by_email=True, digest__isnull=True, read_at__isnull=True),
            ),
        ]
        constraints = [
            # led by the key: what was told already is looked up by it
            models.UniqueConstraint(
                name="notices_notice_told_once",
                fields=["key", "user"],
                violation_error_message="This person was told already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeChoice(models.Model):
    """How one person wants to be told of one kind of thing. Without one, what suits their role holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=30)
    in_app = models.BooleanField()
    by_email = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notices_noticechoice_once_per_kind",
                fields=["user", "kind"],
                violation_error_message="This person has chosen already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.user}"


class Digest(models.Model):
    """One letter to one person on one day. It is claimed in the database before it goes to the mail server.

    A claim whose worker died leaves the letter uncertain: it may be on its way, so it is never sent again.
    """

    class State(models.TextChoices):
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "May not have been sent"
        REFUSED = "refused", "Refused by the mail server"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-day", "user")
        constraints = [
            models.UniqueConstraint(
                name="notices_digest_one_a_day",
                fields=["user", "day"],
                violation_error_message="This person has a letter of that day already.",
            ),
            models.CheckConstraint(
                name="notices_digest_sent_with_moment",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                violation_error_message="A letter that was sent says when.",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter of {self.day:%-d %B %Y} to {self.user}"
