"""What ``make run`` does, from the first check to the last process stopped."""

import fcntl
import io
import os
import shutil
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stepdown.local.defaults import MAIN, address_of
from stepdown.local.errors import LocalError
from stepdown.local.place import ROOT, Place
from stepdown.local.services import running
from stepdown.local.steps import say, step
from stepdown.local.workers import Worker, Workers

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
NEEDED_MB = 500
ALONE = ("--without-gossip", "--without-mingle")
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the launcher to end; not an error, so no handler of errors may swallow it."""


def address() -> str:
    """Where a person on this machine opens the service."""
    return address_of(HOST, PORT)


def run() -> None:
    """Start everything, print the address, stay until stopped, stop everything.

    Raises LocalError if something is in the way.
    """
    with only_one(MAIN), orderly_stop():
        workers = Workers(commands(), MAIN)
        workers.clear()
        check_machine(MAIN)
        os.environ["DJANGO_SETTINGS_MODULE"] = "stepdown.settings"
        with ExitStack() as stack:
            with step("Starting the database and the broker"):
                services = stack.enter_context(running(MAIN, owner=True))
            stack.callback(say, "Stopping the database and the broker")
            prepare()
            stack.enter_context(workers)
            with step("Starting the web server, the worker and the schedule"):
                workers.wait_until(answers)
            welcome()
            workers.watch(services)


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Hold the checkout's lock, with the address in it for whoever comes second."""
    place.make()
    with (place.home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LocalError(f"Stepdown is already running here: {lock.read().strip()}") from None
        lock.truncate(0)
        lock.write(address())
        lock.flush()
        yield


@contextmanager
def orderly_stop() -> Iterator[None]:
    """Turn the first signal into an orderly stop, and ignore those of the impatient after it."""

    def first(number: int, frame: FrameType | None) -> NoReturn:
        for sign in STOPPED_BY:
            signal.signal(sign, signal.SIG_IGN)
        raise Stopped

    for sign in STOPPED_BY:
        # Under nohup the end of the terminal is no reason to stop.
        if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, first)
    try:
        yield
    except Stopped:
        say("Stopped. Everything that was saved is kept.")


def check_machine(place: Place) -> None:
    """Raise LocalError if the disk is full or the port is taken."""
    free = shutil.disk_usage(place.home).free // 1_000_000
    if free < NEEDED_MB:
        raise LocalError(f"There are {free} MB free on this disk; {NEEDED_MB} MB are needed. Make room and try again.")
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        raise LocalError(f"PORT is {PORT!r}; it must be a number from 1 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        # As the web server does: connections of a server just stopped do not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            raise LocalError(
                f"Port {PORT} cannot be used ({error.strerror}). Choose another: make run PORT={int(PORT) % 65000 + 1}"
            ) from None


def prepare() -> None:
    """Bring the database to the present: tables, demonstration data on the first start, figures."""
    import django
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connections

    with step("Loading Stepdown"):
        django.setup()
    with step("Bringing the tables up to date"):
        call_command("migrate", verbosity=0, interactive=False)
    # Left behind if loading was cut short, so that the next start loads what is missing.
    unfinished = MAIN.home / "load_demo.unfinished"
    first = unfinished.exists() or not apps.get_model("beds", "Commissioner").objects.exists()
    if first:
        unfinished.touch()
        with step("Loading the demonstration data", own_lines=True):
            call_command("load_demo")
    with step("Computing the nightly figures", own_lines=True):
        call_command("nightly")
    if first:
        with step("Drafting and signing review packs", own_lines=True):
            call_command("sign_ins", stdout=io.StringIO())  # the people who sign; they are listed at the end
            call_command("demo_packs")
        unfinished.unlink()
    connections.close_all()


def commands() -> list[Worker]:
    """The three processes of the service, in the order they start; they stop in the reverse."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "stepdown"]
    beat_state = MAIN.home / "beat-schedule"
    return [
        # There is one worker: it has nobody to gossip with.
        Worker("worker", [*celery, "worker", "--concurrency=2", "--loglevel=INFO", *ALONE]),
        Worker("beat", [*celery, "beat", "--loglevel=INFO", f"--schedule={beat_state}", "--pidfile="]),
        Worker(
            "web",
            [
                *python, "gunicorn", "stepdown.wsgi",
                f"--bind={f'[{HOST}]' if ':' in HOST else HOST}:{PORT}",
                "--worker-class=gthread", "--workers=2", "--threads=4",
                "--access-logfile=-", "--graceful-timeout=10", "--no-control-socket",
                *(["--reload"] if os.environ.get("DEBUG") else []),
            ],
        ),
    ]  # fmt: skip


def answers() -> bool:
    """Whether the web server says it is ready."""
    host = "127.0.0.1" if HOST == "0.0.0.0" else f"[{HOST}]" if ":" in HOST else HOST  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{PORT}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def welcome() -> None:
    """Print the address, and the demonstration's sign-ins where there are any."""
    from django.core.management import call_command, get_commands
    from django.db import connections

    say(f"\nStepdown is running: {address()}\n")
    if "sign_ins" in get_commands():
        call_command("sign_ins")
        connections.close_all()
    logs = Path(os.path.relpath(MAIN.logs, ROOT))
    say(f"\nLogs are in {logs}, letters in {logs.with_name('mail')}. Ctrl-C stops everything.")
