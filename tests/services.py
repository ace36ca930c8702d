"""A database and a broker for the tests, started before Django reads its settings.

They are thrown away afterwards, and write nothing with care. DATABASE_URL and REDIS_URL name others to use.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import psutil
import pytest

from stepdown.local.place import LOCAL, Place
from stepdown.local.services import running

FOLDER = LOCAL / "test"
stack = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    # Playwright's synchronous interface runs an event loop, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Tests that commit begin anew by emptying every table, which the database refuses to anybody else.
    os.environ["PGOPTIONS"] = "-c stepdown.may_empty=on"
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        share(int(worker.removeprefix("gw")))
    else:
        start()
    return (yield)


def start() -> None:
    """Start both, in a folder of this process: several runs of the tests may go on side by side."""
    sweep()
    place = Place(FOLDER / str(os.getpid()), durable=False)
    stack.callback(shutil.rmtree, place.sockets, ignore_errors=True)
    stack.callback(shutil.rmtree, place.home, ignore_errors=True)
    stack.enter_context(running(place, owner=True))
    os.environ.setdefault("DATABASE_URL", place.database_url)
    os.environ.setdefault("REDIS_URL", place.redis_url)


def share(worker: int) -> None:
    """Each worker process has a numbered database of the broker to itself."""
    url = os.environ["REDIS_URL"]
    if url.startswith("unix:"):
        os.environ["REDIS_URL"] = f"{url.partition('?')[0]}?db={worker + 1}"
    else:
        os.environ["REDIS_URL"] = urlsplit(url)._replace(path=f"/{worker + 1}").geturl()


def sweep() -> None:
    """Remove what killed runs have left."""
    for folder in FOLDER.glob("*"):
        if not psutil.pid_exists(int(folder.name)):
            place = Place(folder)
            shutil.rmtree(place.sockets, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def pytest_unconfigure() -> None:
    stack.close()
