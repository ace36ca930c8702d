"""The private database and broker: started when needed, stopped by the last, whole after a crash."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from stepdown.local import postgres, process
from stepdown.local.errors import LocalError
from stepdown.local.place import ROOT, Place
from stepdown.local.postgres import PostgreSQL
from stepdown.local.services import for_command, running
from stepdown.local.valkey import Valkey

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An empty place, as if the environment named no servers."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    place = Place(tmp_path / "home")
    yield place
    for service in (Valkey(place), PostgreSQL(place)):
        service.stop()
    shutil.rmtree(place.sockets, ignore_errors=True)


def answering(place: Place) -> list[bool]:
    return [PostgreSQL(place).running(), Valkey(place).running()]


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_the_last_to_leave_stops_them(place: Place) -> None:
    with running(place):
        with running(place):
            assert answering(place) == [True, True]
        assert answering(place) == [True, True]
    assert answering(place) == [False, False]
    assert not place.sockets.exists()


def test_a_killed_database_comes_back_with_what_was_committed(place: Place) -> None:
    database = PostgreSQL(place)
    with running(place):
        with psycopg.connect(place.database_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        killed = process.find(database.data / "postmaster.pid", str(database.data))
        assert killed is not None
        killed.kill()
        assert eventually(lambda: not database.running())
        database.start(dies=False)
        with psycopg.connect(place.database_url) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_set_up_cut_short_is_begun_again(place: Place) -> None:
    half = place.home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with running(place):
        assert answering(place) == [True, True]


def test_marks_of_the_dead_are_forgotten(place: Place) -> None:
    """After a restart of the machine, the number in the mark may be that of any other process."""
    database = PostgreSQL(place)
    with running(place):
        pass
    (database.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with running(place):
        assert database.running()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_a_killed_owner_takes_its_services_along(place: Place) -> None:
    script = f"""
import time
from pathlib import Path
from stepdown.local.place import Place
from stepdown.local.services import running
with running(Place(Path({str(place.home)!r})), owner=True):
    print("up", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        owner.send_signal(signal.SIGKILL)
    assert eventually(lambda: answering(place) == [False, False])
    with running(place):
        assert answering(place) == [True, True]


@pytest.mark.skipif(not AS_ROOT, reason="only root needs the disguise")
@pytest.mark.parametrize("disguise", postgres.DISGUISES, ids=lambda prefix: prefix[0])
def test_root_may_run_it_either_way(place: Place, monkeypatch: pytest.MonkeyPatch, disguise: tuple[str, ...]) -> None:
    if not postgres._works(disguise):
        pytest.skip(f"{disguise[0]} is not allowed here")
    monkeypatch.setattr(postgres, "disguise", lambda: disguise)
    with running(place):
        assert answering(place) == [True, True]
    assert answering(place) == [False, False]


def test_a_cluster_of_another_version_is_refused_plainly(place: Place) -> None:
    (place.home / "postgres").mkdir(parents=True)
    (place.home / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(LocalError, match="made by PostgreSQL 12"), running(place):
        pass


def test_a_folder_of_somebody_else_is_not_trusted(place: Place) -> None:
    place.sockets.symlink_to(place.home.parent)
    with pytest.raises(LocalError, match="belongs to somebody else"):
        place.make()
    place.sockets.unlink()


def test_a_process_of_another_kind_is_not_taken_for_ours(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    mark.write_text(str(os.getpid()))
    assert process.find(mark, "no such thing") is None
    assert process.find(mark, "python") == psutil.Process()


def test_servers_named_by_the_environment_are_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/name")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with running(place) as services:
        assert services == []
    assert not place.home.exists()


def test_a_command_that_reads_no_records_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stepdown.local.services.running", lambda *_: pytest.fail("started"))
    for arguments in ([], ["check"], ["--version"], ["nightly", "--help"]):
        with for_command(arguments):
            pass
