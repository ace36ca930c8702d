"""The daily letter: what is in it, and that it goes out once whatever happens."""

from __future__ import annotations

import datetime as dt
import itertools
import smtplib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from stepdown.accounts.models import User
from stepdown.notices import actions, letters, telling
from stepdown.notices.audience import Wanted
from stepdown.notices.models import Digest, Notice
from stepdown.notices.tasks import send_letters
from tests import factories as make

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 20, 7, 30, tzinfo=timezone.get_default_timezone())
EVENING_BEFORE = MORNING - dt.timedelta(hours=12)
DAY = dt.timedelta(days=1)
_number = itertools.count()


def note(user: User, text: str = "R-ABC was referred from Goshawk Ward.", **facts: Any) -> Notice:
    facts = {"kind": "referral_new", "in_app": True, "by_email": True, "link": "/placements/7/"} | facts
    facts.setdefault("created_at", EVENING_BEFORE)
    return Notice.objects.create(user=user, key=f"test:{next(_number)}", text=text, **facts)


@pytest.fixture
def user() -> User:
    return make.make_user("sam@example.org", first_name="Sam", last_name="O'Hara")


class Backend(EmailBackend):
    """A mail server that does what the test says before it takes a letter."""

    happens: Callable[[], None] = staticmethod(lambda: None)

    def send_messages(self, messages: Any) -> int:
        type(self).happens()
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> type[Backend]:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    Backend.happens = staticmethod(lambda: None)
    return Backend


def failing(error: BaseException) -> Callable[[], None]:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    return staticmethod(fail)


# What is in it -----------------------------------------------------------------------------------------------------


def test_a_letter_holds_what_is_unread_with_links_and_goes_out_once_a_day(user, settings):
    settings.SITE_URL = "https://stepdown.example.org"
    note(user)
    note(user, "Contract C-1 with Elm & Co ends on 3 October 2026.", kind="ending", link="")
    note(user, "Read already", read_at=EVENING_BEFORE)
    note(user, "Not by e-mail", by_email=False)
    assert letters.send_letters(now=MORNING).sent == 1
    (letter,) = mail.outbox
    assert letter.to == ["sam@example.org"]
    assert letter.subject == "Stepdown: 2 new notices"
    assert letter.body.startswith("Dear Sam O'Hara,\n\nNew referral\n\n- R-ABC was referred from Goshawk Ward.\n")
    assert "  https://stepdown.example.org/placements/7/\n" in letter.body
    assert "Contract C-1 with Elm & Co ends" in letter.body
    assert "https://stepdown.example.org/notices/choices/" in letter.body
    assert "Read already" not in letter.body
    assert "Not by e-mail" not in letter.body
    digest = Digest.objects.get()
    assert (digest.state, digest.day) == ("sent", MORNING.date())
    assert letter.extra_headers["Message-ID"] == digest.message_id
    assert digest.message_id.endswith("@stepdown.example.org>")
    assert digest.notices.count() == 2

    note(user, "Another")
    assert letters.send_letters(now=MORNING + dt.timedelta(hours=1)) == letters.Outcome()
    assert letters.send_letters(now=MORNING + DAY).sent == 1
    assert mail.outbox[1].subject == "Stepdown: 1 new notice"
    assert "R-ABC" not in mail.outbox[1].body


def test_what_happens_after_half_past_seven_waits_for_the_next_day(user):
    note(user, created_at=MORNING + dt.timedelta(minutes=1))
    assert letters.send_letters(now=MORNING + dt.timedelta(hours=3)).sent == 0
    assert letters.send_letters(now=MORNING + DAY).sent == 1


def test_half_past_seven_is_that_of_london_in_summer_too(user):
    summer = dt.datetime(2026, 7, 1, 6, 31, tzinfo=dt.UTC)
    note(user, created_at=summer - dt.timedelta(minutes=2))
    assert letters.send_letters(now=summer).sent == 1


def test_no_letter_for_somebody_who_left_or_has_nothing_to_read(user):
    make.make_user()
    note(make.make_user(is_active=False))
    assert letters.send_letters(now=MORNING) == letters.Outcome()
    assert not Digest.objects.exists()


def test_somebody_who_wants_no_more_letters_gets_none_of_what_waits():
    worker = make.make_worker(make.make_provider())
    note(worker)
    actions.choose(by=worker, wanted={"referral_new": Wanted(in_app=True, by_email=False)})
    assert letters.send_letters(now=MORNING).sent == 0


def test_a_long_letter_is_cut_and_says_so(user):
    for number in range(letters.MOST_IN_A_LETTER + 3):
        note(user, f"Notice {number}.")
    letters.send_letters(now=MORNING)
    body = mail.outbox[0].body
    assert "Notice 39." in body
    assert "Notice 40." not in body
    assert "And 3 more" in body


def test_no_name_of_a_resident_goes_out():
    bed = make.make_contracted_bed()
    resident = make.make_resident(name="Ann Lee")
    make.make_placement(bed, admitted_on=timezone.localdate() - dt.timedelta(days=42), resident=resident)
    make.make_worker(bed.service.provider)
    telling.tell_everybody(today=timezone.localdate())
    Notice.objects.update(created_at=EVENING_BEFORE)
    letters.send_letters(now=MORNING)
    body = mail.outbox[0].body
    assert resident.reference in body
    assert "Ann" not in body
    assert "Lee" not in body


def test_letters_are_kept_as_files_on_a_laptop(user, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    note(user)
    send_letters()
    (file,) = tmp_path.glob("*.log")
    text = file.read_text()
    assert "To: sam@example.org" in text
    assert "R-ABC was referred" in text


def test_the_command_sends_them_too(user, capsys):
    note(user, created_at=timezone.now())
    call_command("notices", "--letters")
    assert "1 letters sent, 0 refused, 0 that may not have been sent" in capsys.readouterr().out


# Once, whatever happens --------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The worker is gone; nothing in the program may catch this."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before the server has it", "after the server has it"])
def test_a_worker_that_dies_leaves_a_letter_that_is_never_sent_again(user, server, monkeypatch, moment):
    note(user)
    if moment.startswith("before"):
        server.happens = failing(Killed())
    else:
        monkeypatch.setattr(letters, "_settle", failing(Killed()))
    with pytest.raises(Killed):
        letters.send_letters(now=MORNING)
    Digest.objects.update(claimed_at=MORNING)
    out = len(mail.outbox)
    assert out == (0 if moment.startswith("before") else 1)
    monkeypatch.undo()
    server.happens = staticmethod(lambda: None)

    assert Digest.objects.get().state == "claimed"
    letters.send_letters(now=MORNING + dt.timedelta(minutes=59))
    assert Digest.objects.get().state == "claimed"
    assert letters.send_letters(now=MORNING + dt.timedelta(minutes=61)).uncertain == 1
    assert Digest.objects.get().state == "uncertain"
    letters.send_letters(now=MORNING + DAY)
    assert len(mail.outbox) == out
    assert Notice.objects.of(user).unread().count() == 1


def test_a_letter_late_in_a_long_run_is_not_taken_for_lost(user, server):
    note(user)
    lost: list[int] = []
    server.happens = staticmethod(lambda: lost.append(letters.give_up_lost(now=timezone.now())))
    began = timezone.now() - letters.LOST_AFTER - dt.timedelta(minutes=5)
    assert letters.send_letters(now=began, at_once=True).sent == 1
    assert lost == [0]
    assert Digest.objects.get().state == "sent"


def test_a_server_that_breaks_off_leaves_the_letter_uncertain_and_the_others_go_on(user, server, caplog):
    other = make.make_user()
    note(user)
    note(other)
    errors = [OSError("timed out")]
    server.happens = staticmethod(lambda: (_ for _ in ()).throw(errors.pop()) if errors else None)
    outcome = letters.send_letters(now=MORNING)
    assert (outcome.sent, outcome.uncertain) == (1, 1)
    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert Digest.objects.get(user=user).error == "OSError: timed out"
    assert "May not have been sent" in caplog.text
    assert letters.send_letters(now=MORNING + dt.timedelta(hours=2)) == letters.Outcome()


def test_a_letter_that_was_refused_is_not_sent_again_that_day_and_its_notices_are_in_the_next(user, server):
    note(user)
    server.happens = failing(smtplib.SMTPRecipientsRefused({"sam@example.org": (550, b"No such user")}))
    assert letters.send_letters(now=MORNING).refused == 1
    server.happens = staticmethod(lambda: None)
    assert letters.send_letters(now=MORNING + dt.timedelta(hours=1)).sent == 0
    assert letters.send_letters(now=MORNING + DAY).sent == 1
    assert list(Digest.objects.order_by("day").values_list("state", flat=True)) == ["refused", "sent"]


def test_nothing_is_claimed_while_the_server_cannot_be_reached(user, server, monkeypatch):
    note(user)
    monkeypatch.setattr(server, "open", failing(ConnectionRefusedError()), raising=False)
    with pytest.raises(ConnectionRefusedError):
        letters.send_letters(now=MORNING)
    assert not Digest.objects.exists()
    monkeypatch.undo()
    assert letters.send_letters(now=MORNING + dt.timedelta(hours=1)).sent == 1


def test_a_claim_that_finds_nothing_to_send_is_given_back(user):
    assert letters.claim(user, today=MORNING.date(), before=MORNING) is None
    assert not Digest.objects.exists()


def test_a_letter_that_cannot_be_written_is_not_claimed(user, monkeypatch):
    note(user)
    monkeypatch.setattr(letters, "render_to_string", failing(KeyError("text")))
    with pytest.raises(KeyError):
        letters.send_letters(now=MORNING)
    assert not Digest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(server):
    for _ in range(6):
        note(make.make_user())
    start = threading.Barrier(2)
    outcomes: list[Any] = []

    def work() -> None:
        try:
            start.wait(timeout=10)
            outcomes.append(letters.send_letters(now=MORNING))
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(outcome.sent for outcome in outcomes) == 6
    assert len(mail.outbox) == 6
    assert len({tuple(letter.to) for letter in mail.outbox}) == 6
    assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}
