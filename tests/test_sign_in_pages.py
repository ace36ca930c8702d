"""Signing in, clicked through in a real browser, with scripts and the content policy on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

PASSWORD = "a long enough password"


@pytest.fixture
def user(transactional_db: None) -> Any:
    user = get_user_model()(email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_is_accessible_and_fits(
    page: Page, live_server: Any, accessible: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/accounts/login/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_mistakes_are_listed_with_links_to_the_answers(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_login")).to_be_focused()
    expect(page).to_have_title("Error: Sign in – Stepdown")


def test_sign_in_and_out(page: Page, live_server: Any, user: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/password/change/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change your password")
    page.goto(f"{live_server.url}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_questions_are_asked_in_sentence_case(client: Client, user: Any) -> None:
    client.force_login(user)
    text = client.get("/accounts/password/change/").content.decode()
    assert "Current password" in text
    assert "New password (again)" in text


def test_nobody_signs_up_here(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/signup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot sign up here")


def test_nobody_changes_their_own_address(client: Client) -> None:
    assert client.get("/accounts/email/").status_code == 404
