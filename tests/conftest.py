"""What every test may ask for. The database and the broker come from tests/services.py."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests import chromium


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another has put into the cache, such as counts of failed sign-ins."""
    cache.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """A safe hash takes a tenth of a second on purpose; no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page is marked, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


# The browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return chromium.launch_arguments()


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test on a script error, or on anything the content policy had to stop."""
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", listen)
    yield page
    assert not problems, "\n".join(problems)


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[[AbstractBaseUser], None]:
    """Signs a user in by the session cookie; the sign-in page has tests of its own."""

    def sign_in(user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return sign_in


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong with a page."""

    def accessible(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return accessible
