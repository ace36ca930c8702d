"""The database and the broker, started for whoever needs them and stopped by the last to leave."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from stepdown.local.errors import LocalError
from stepdown.local.place import LOCAL, Place

# These read the source alone; starting a database for them would only cost time.
WITHOUT_DATABASE = {"", "check", "collectstatic", "compilemessages", "findstatic", "help", "makemessages", "version"}


class Service(Protocol):
    """A server that can be started and stopped."""

    name: str
    log: Path

    def running(self) -> bool: ...
    def start(self, *, dies: bool) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def for_command(arguments: Sequence[str]) -> Iterator[None]:
    """Have the services up for one management command, unless the environment names others."""
    command = arguments[0] if arguments else ""
    if command.lstrip("-") in WITHOUT_DATABASE or "--help" in arguments:
        yield
        return
    try:
        with running(Place(LOCAL)):
            yield
    except LocalError as error:
        raise SystemExit(str(error)) from error


def needed(place: Place) -> list[Service]:
    """The services for which the environment names no other; none in production."""
    services: list[Service] = []
    if os.environ.get("STEPDOWN_ENV") == "production":
        return services
    # Imported late: production has neither these servers nor the packages that bring them.
    if "DATABASE_URL" not in os.environ:
        from stepdown.local.postgres import PostgreSQL, binaries

        os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{binaries()}"  # dbshell looks for psql
        services.append(PostgreSQL(place))
    if "REDIS_URL" not in os.environ:
        from stepdown.local.valkey import Valkey

        services.append(Valkey(place))
    return services


@contextmanager
def running(place: Place, *, owner: bool = False) -> Iterator[list[Service]]:
    """Have the needed services of `place` running inside the block.

    Several processes may share them: the last to leave stops them. An `owner` stops them whoever is left,
    and they end with it should it be killed.

    Raises LocalError if one does not start.
    """
    services = needed(place)
    if not services:
        yield services
        return
    place.make()
    door = place.home / "services.lock"
    with (place.home / "services.users").open("a") as users:
        try:
            with locked(door):
                fcntl.flock(users, fcntl.LOCK_SH)
                for service in services:
                    if not service.running():
                        service.start(dies=owner)
            yield services
        finally:
            with locked(door):
                if owner or last(users):
                    for service in reversed(services):
                        service.stop()
                    place.leave()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Wait for the file's lock and hold it; it is released even if the process is killed."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def last(users: IO[str]) -> bool:
    """Whether nobody else holds the shared lock."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
