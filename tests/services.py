"""A database and a broker for the tests, started before Django reads its settings.

They are thrown away afterwards, and write nothing with care. DATABASE_URL and REDIS_URL name others to use.
The worker processes of one run share them: each has a database that is a copy of one, which is migrated once.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from pytest_django.plugin import blocking_manager_key

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


@pytest.hookimpl(optionalhook=True)
def pytest_testnodeready(node: Any) -> None:
    """The first worker is up: make the database that all copy, in the time in which they look for their tests.

    They are sent tests only after this. What an earlier run has left under its name is dropped first.
    """
    if node.gateway.id != "gw0":
        return
    own = connection.settings_dict["NAME"]
    with node.config.stash[blocking_manager_key].unblock():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()  # a database with guests is not copied
    stack.callback(connection.creation.destroy_test_db, own, verbosity=0)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        name = connection.settings_dict["TEST"]["NAME"] or f"{TEST_DATABASE_PREFIX}{connection.settings_dict['NAME']}"
        connection.settings_dict["TEST"]["TEMPLATE"] = name


def sweep() -> None:
    """Remove what killed runs have left."""
    for folder in FOLDER.glob("*"):
        if not psutil.pid_exists(int(folder.name)):
            place = Place(folder)
            shutil.rmtree(place.sockets, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)  # pytest-django lets the database be reached again before that
def pytest_unconfigure() -> None:
    stack.close()
