"""`make run`: what it refuses and how, and what it does with processes that end."""

import errno
import os
import shutil
import signal
import socket
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from stepdown.local import run
from stepdown.local.errors import LocalError
from stepdown.local.place import Place
from stepdown.local.workers import Worker, Workers


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "home")
    place.make()
    place.leave()
    return place


def test_a_second_run_is_told_where_the_first_is(place: Place) -> None:
    refused = pytest.raises(LocalError, match="already running here: http://localhost:8000/")
    with run.only_one(place), refused, run.only_one(place):
        pass
    with run.only_one(place):
        pass  # and once the first has ended, another may start


def test_a_port_in_use_is_named_with_the_way_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(run, "PORT", str(port))
        with pytest.raises(LocalError, match=rf"Port {port} .*{os.strerror(errno.EADDRINUSE)}.*make run PORT="):
            run.check_machine(place)
    run.check_machine(place)


@pytest.mark.parametrize("port", ["", "web", "0", "70000"])
def test_a_port_that_is_none(place: Place, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setattr(run, "PORT", port)
    with pytest.raises(LocalError, match="must be a number from 1 to 65535"):
        run.check_machine(place)


def test_a_full_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 7_000_000))
    with pytest.raises(LocalError, match="There are 7 MB free on this disk; 500 MB are needed"):
        run.check_machine(place)


def test_a_signal_stops_in_order_and_later_ones_do_not_disturb(capsys: pytest.CaptureFixture[str]) -> None:
    before = [signal.getsignal(sign) for sign in run.STOPPED_BY]
    try:
        with run.orderly_stop():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(5)
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                print("tidied up")
    finally:
        for sign, handler in zip(run.STOPPED_BY, before, strict=True):
            signal.signal(sign, handler)
    assert capsys.readouterr().out == "tidied up\nStopped. Everything that was saved is kept.\n"


def sleeper(name: str, seconds: float = 60) -> Worker:
    return Worker(name, [sys.executable, "-c", f"import time; time.sleep({seconds})", name])


def test_workers_start_and_stop(place: Place) -> None:
    workers = [sleeper("one"), sleeper("two")]
    with Workers(workers, place):
        assert not any(worker.ended() for worker in workers)
    assert all(worker.ended() for worker in workers)
    assert not list(place.home.glob("*.pid"))


def test_what_a_killed_launcher_left_is_stopped_first(place: Place) -> None:
    orphan = sleeper("one")
    orphan.start(place)
    Workers([sleeper("one")], place).clear()
    assert orphan.ended()


def test_a_worker_that_ends_is_started_again_later_each_time(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    worker = Worker("brief", [sys.executable, "-c", "pass"])
    workers = Workers([worker], place)
    worker.start(place)
    assert worker.process is not None
    worker.process.wait()
    workers._revive(worker)
    assert "brief ended; starting it again in 1 s" in capsys.readouterr().out
    first = worker.process
    worker.due = time.monotonic()
    workers._revive(worker)
    assert worker.process is not first
    worker.process.wait()
    workers._revive(worker)
    assert worker.pause == 2.0


def test_a_worker_that_never_gets_ready_shows_its_log(place: Place) -> None:
    worker = Worker("broken", [sys.executable, "-c", "raise SystemExit('the reason')"])
    with Workers([worker], place) as workers, pytest.raises(LocalError, match=r"broken did not start.*\n.*the reason"):
        workers.wait_until(lambda: False)
