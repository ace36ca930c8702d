"""Where one set of local services keeps its data and its sockets."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from stepdown.local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"

# A unix socket's path holds 107 bytes on Linux and 103 on macOS; the longest name put in the folder
# is PostgreSQL's, of 15 characters.
LONGEST_SOCKET_FOLDER = 80


@dataclass(frozen=True)
class Place:
    """A folder of data, and the short folder of its sockets.

    `durable` is false for the tests, whose data nobody needs after a power cut.
    """

    home: Path
    durable: bool = True

    @property
    def sockets(self) -> Path:
        """A folder near the root, because a checkout may lie too deep for a socket."""
        folder = Path(tempfile.gettempdir())
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER - 30:
            folder = Path("/tmp")  # noqa: S108
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return folder / f"stepdown-{os.geteuid()}-{name}"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "valkey"

    @property
    def database_url(self) -> str:
        return f"postgres://stepdown@{quote(str(self.sockets), safe='')}/stepdown"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def make(self) -> None:
        """Make the folders, readable by nobody else.

        Raises LocalError if another user has taken the socket folder: the database trusts whoever reaches it.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid != os.geteuid():
            raise LocalError(f"{self.sockets} belongs to somebody else. Remove it, or set TMPDIR to another folder.")
        self.sockets.chmod(0o700)

    def leave(self) -> None:
        """Remove the socket folder once no socket is in it."""
        try:
            self.sockets.rmdir()
        except OSError:
            pass  # a service of somebody else still runs, or it is gone already
