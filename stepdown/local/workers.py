"""The long-lived processes of the service: started together, watched, restarted, stopped in order."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from stepdown.local import process
from stepdown.local.place import ROOT, Place
from stepdown.local.services import Service
from stepdown.local.steps import say, step

LONGEST_PAUSE = 30.0  # seconds before another attempt to start what keeps dying
STEADY = 60.0  # seconds after which a process is taken to be well again


@dataclass
class Worker:
    """A command to be kept running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self, place: Place) -> None:
        log = place.logs / f"{self.name}.log"
        self.process = process.spawn(self.command, log=log, cwd=ROOT, dies=signal.SIGTERM)
        self.started = time.monotonic()
        (place.home / f"{self.name}.pid").write_text(str(self.process.pid))

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self, place: Place) -> None:
        pid_file = place.home / f"{self.name}.pid"
        if living := process.find(pid_file, self.command[2]):
            process.stop(living, signal.SIGTERM, patience=15)
        pid_file.unlink(missing_ok=True)


class Workers:
    """Starts its workers on entering, stops them in the reverse order on leaving."""

    def __init__(self, workers: list[Worker], place: Place) -> None:
        self.workers = workers
        self.place = place

    def __enter__(self) -> Self:
        try:
            for worker in self.workers:
                worker.start(self.place)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def clear(self) -> None:
        """Stop what a killed launcher has left, before it is in the way."""
        for worker in reversed(self.workers):
            worker.stop(self.place)

    def _stop(self) -> None:
        for worker in reversed(self.workers):
            with step(f"Stopping {worker.name}"):
                worker.stop(self.place)

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until `ready` says yes.

        Raises LocalError with the end of the log if a worker ends first.
        """
        while not ready():
            for worker in self.workers:
                if worker.ended():
                    raise process.would_not_start(worker.name, self.place.logs / f"{worker.name}.log")
            time.sleep(0.1)

    def watch(self, services: list[Service]) -> None:
        """Stay for ever, starting again what ends, with longer pauses for what keeps ending."""
        while True:
            for service in services:
                if not service.running():
                    say(f"{service.name} ended; starting it again (log: {service.log})")
                    service.start(dies=True)
            for worker in self.workers:
                if worker.ended():
                    self._revive(worker)
            time.sleep(1)

    def _revive(self, worker: Worker) -> None:
        now = time.monotonic()
        if not worker.due:
            steady = now - worker.started > STEADY
            worker.pause = 0.5 if steady else min(worker.pause * 2, LONGEST_PAUSE)
            worker.due = now + worker.pause
            log = self.place.logs / f"{worker.name}.log"
            say(f"{worker.name} ended; starting it again in {worker.pause:.0f} s (log: {log})")
        elif now >= worker.due:
            worker.due = 0.0
            worker.start(self.place)
