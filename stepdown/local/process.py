"""Starting and stopping processes that must not outlive their purpose."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from stepdown.local.errors import LocalError

PR_SET_PDEATHSIG = 1


def spawn(command: Sequence[str], *, log: Path, cwd: Path, dies: signal.Signals | None) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, its output in `log`.

    In its own session Ctrl-C reaches only the launcher, which then stops the processes in the right order.
    If the launcher itself is killed, Linux sends the process the signal `dies`.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_die_with_parent(dies),  # noqa: PLW1509 - the launcher has a single thread
        )


def _die_with_parent(dies: signal.Signals | None) -> Callable[[], None] | None:
    if dies is None or sys.platform != "linux":
        return None
    # Loaded here and not in the child: between fork and exec as little as possible may happen.
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(dies))


def find(pid_file: Path, mark: str) -> psutil.Process | None:
    """The living process whose number is the first line of `pid_file`, if `mark` is in its command.

    After a crash the number may belong to an unrelated process, which must be left alone.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process if mark in " ".join(process.cmdline()) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def stop(process: psutil.Process, sign: signal.Signals, *, patience: float) -> None:
    """Ask a process to end and wait; after `patience` seconds end it and its children by force."""
    try:
        children = process.children(recursive=True)
        process.send_signal(sign)
        process.wait(patience)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        for one in (process, *children):
            _kill(one)


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
        process.wait(5)
    except psutil.Error:
        pass


def ending(log: Path, lines: int = 8) -> str:
    """The last lines of a log, for a message about a process that would not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def would_not_start(name: str, log: Path) -> LocalError:
    """The message for a process that ended before it was ready."""
    return LocalError(f"{name} did not start. The end of {log}:\n{ending(log)}")
