"""The daily letter of unread notices: sent once, whatever happens to the worker that sends it.

A letter is claimed in a transaction of its own before the mail server hears of it, and marked as sent after. A worker
that dies in between leaves a claim; nobody can know whether that letter went out, so it is never sent again. The
notices in it are in the app all the same, and the administrators are told.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from stepdown.accounts.models import User
from stepdown.notices.kinds import BY_KEY
from stepdown.notices.models import Digest, Notice

logger = logging.getLogger(__name__)

AT = dt.time(7, 30)
"""When letters go out, in Europe/London. What happens later on a day waits for the next."""
LOST_AFTER = dt.timedelta(hours=1)
"""A claim older than this belongs to a worker that died."""
MOST_IN_A_LETTER = 40
REFUSED = (
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
)
"""The mail server answered, and the answer was no: nothing was sent."""


@dataclass(slots=True)
class Outcome:
    """What a run did."""

    sent: int = 0
    refused: int = 0
    uncertain: int = 0


def send_letters(*, now: dt.datetime, at_once: bool = False) -> Outcome:
    """Send everybody the letter of the day who has something to read and no such letter yet.

    What happened since half past seven waits for the next day, unless it is to go `at_once`.
    Raises what the mail server says when it cannot be reached: nothing is claimed then, and the next run goes on.
    """
    outcome = Outcome(uncertain=give_up_lost(now=now))
    today = timezone.localdate(now)
    half_past_seven = dt.datetime.combine(today, AT, timezone.get_default_timezone())
    before = now if at_once else min(now, half_past_seven)
    readers = list(_waiting(today, before))
    if not readers:
        return outcome
    with get_connection() as connection:
        for reader in readers:
            connection.open()  # once more, should the last letter have closed it
            claimed = claim(reader, today=today, before=before)
            if claimed is not None:
                _send(*claimed, connection, outcome)
    return outcome


def give_up_lost(*, now: dt.datetime) -> int:
    """Mark the letters whose worker has died as uncertain; how many."""
    lost = list(Digest.objects.filter(state=Digest.State.CLAIMED, claimed_at__lt=now - LOST_AFTER))
    for letter in lost:
        _settle(letter, Digest.State.UNCERTAIN, error="The worker that sent it ended before it was done.")
    return len(lost)


def _waiting(today: dt.date, before: dt.datetime) -> QuerySet[User]:
    pending = Notice.objects.to_mail(before).filter(user=OuterRef("pk"))
    has_one = Digest.objects.filter(user=OuterRef("pk"), day=today)
    return User.objects.filter(Exists(pending), ~Exists(has_one), is_active=True).order_by("pk")


def claim(user: User, *, today: dt.date, before: dt.datetime) -> tuple[Digest, EmailMessage] | None:
    """Write the letter of the day to this person and take it, committed when it returns.

    None when another worker has it, or there is nothing to tell any more.
    """
    with transaction.atomic(durable=True):
        # this very moment, not that of the run: a run may take longer than a claim stands
        letter, mine = Digest.objects.get_or_create(user=user, day=today, defaults={"claimed_at": timezone.now()})
        if not mine:
            return None
        # locked, so that what is read or switched off meanwhile is either in the letter or not
        pending = Notice.objects.to_mail(before).filter(user=user).select_for_update()
        taken = [notice.pk for notice in pending]
        if not taken:
            letter.delete()
            return None
        Notice.objects.filter(pk__in=taken).update(digest=letter)
        letter.message_id = f"<notices-{letter.pk}-{today:%Y%m%d}@{urlsplit(settings.SITE_URL).hostname}>"
        letter.save(update_fields=["message_id"])
        message = compose(letter)
    return letter, message


def _send(letter: Digest, message: EmailMessage, connection: Any, outcome: Outcome) -> None:
    message.connection = connection
    try:
        message.send()
    except REFUSED as error:
        # nothing went out: what it told may be in tomorrow's letter
        _settle(letter, Digest.State.REFUSED, error=_in_words(error))
        letter.notices.update(digest=None)
        outcome.refused += 1
    except Exception as error:  # noqa: BLE001 - whatever it was, the letter may be on its way
        _settle(letter, Digest.State.UNCERTAIN, error=_in_words(error))
        connection.close()
        outcome.uncertain += 1
    else:
        letter.sent_at = timezone.now()
        _settle(letter, Digest.State.SENT)
        outcome.sent += 1


def _settle(letter: Digest, state: str, error: str = "") -> None:
    letter.state, letter.error = state, error[:500]
    letter.save(update_fields=["state", "error", "sent_at"])
    if error:
        logger.error("Letter %d of %s: %s. %s", letter.pk, letter.day, letter.get_state_display(), error)


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def compose(letter: Digest) -> EmailMessage:
    """The letter: what is new, kind by kind, with links into the app; no name of a resident is in it."""
    notices = list(letter.notices.order_by("created_at", "pk"))
    shown = notices[:MOST_IN_A_LETTER]
    context = {
        "user": letter.user,
        "groups": _by_kind(shown),
        "more": len(notices) - len(shown),
        "site": settings.SITE_URL,
        "list": settings.SITE_URL + reverse("notices:list"),
        "choices": settings.SITE_URL + reverse("notices:choices"),
    }
    number = len(notices)
    return EmailMessage(
        subject=f"Stepdown: {number} new notice{'' if number == 1 else 's'}",
        body=render_to_string("notices/letter.txt", context),
        to=[letter.user.email],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )


def _by_kind(notices: list[Notice]) -> list[tuple[str, list[Notice]]]:
    """The notices under the label of their kind, in the order of the catalogue."""
    labels = {key: kind.label for key, kind in BY_KEY.items()}
    groups: dict[str, list[Notice]] = {label: [] for label in labels.values()}
    for notice in notices:
        groups.setdefault(labels.get(notice.kind, "Other"), []).append(notice)
    return [(label, group) for label, group in groups.items() if group]
