"""What every test may ask for. The database and the broker come from tests/services.py."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH, AxeResults
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import connection
from django.templatetags.static import static
from django.test import Client, TransactionTestCase
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


WRITTEN_BY_MIGRATE = {"django_content_type", "auth_permission"}
cut_short = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def delete_all(case: TransactionTestCase) -> None:
    """Delete every row that a test may have written, whatever hangs on it and whatever trigger forbids it.

    Only a superuser may switch triggers off. For anybody else Django cuts the tables short.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')::boolean")
        if not cursor.fetchone()[0]:
            cut_short(case)
            return
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        deletions = [f'DELETE FROM "{table}"' for table in tables if table not in WRITTEN_BY_MIGRATE]
        cursor.execute(
            ";".join(["SET session_replication_role = replica", *deletions, "RESET session_replication_role"])
        )


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """After a test that commits: to cut 84 tables short takes PostgreSQL fifty times as long as to delete the rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", delete_all)
        yield


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
def accessible(settings: Any) -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong with a page. Of the page nothing is sent back but what is wrong.

    Axe is served beside the page's own scripts: half a megabyte that Chromium fetches and compiles once, not each time.
    """
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, AXE_FILE_PATH.parent]

    def accessible(page: Page) -> None:
        page.wait_for_load_state()  # without its styles a page is no page to judge
        page.add_script_tag(url=static(AXE_FILE_PATH.name))
        found = page.evaluate(
            "axe.run({resultTypes: ['violations'], preload: false}).then(({violations}) => ({violations}))"
        )
        results = AxeResults(found)
        assert results.violations_count == 0, results.generate_report()

    return accessible
