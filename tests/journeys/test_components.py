"""The parts of docs/components.md on a screen: nothing too wide, nothing too faint, in both directions of writing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.sample import PASSWORD
from tests.journeys.test_browser import TOO_FAINT

pytestmark = pytest.mark.browser
PARTS = Path(__file__).resolve().parents[2] / "docs/components.md"
SNIPPETS = re.findall(r"^## (.+?)$.*?^```html\n(.*?)^```", PARTS.read_text(), re.MULTILINE | re.DOTALL)


def gallery(page: Page, site: str, *, username: str, language: str = "en") -> None:
    """Put every part on the page of somebody who has signed in."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page.goto(f"{site}/sign-in/")
    if page.locator("#id_login").count():
        page.locator("#id_login").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form.card button.primary").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
    shown = "".join(f"<section class='block'><h2>{title}</h2>{html}</section>" for title, html in SNIPPETS)
    page.evaluate("shown => { document.querySelector('main').innerHTML = '<h1>Parts</h1>' + shown }", shown)


def test_every_part_is_there():
    assert len(SNIPPETS) == 10


@pytest.mark.parametrize(("username", "language"), [("serdar", "en"), ("kamran", "ur")])
def test_no_part_is_wider_than_the_screen(page: Page, site: str, username: str, language: str):
    gallery(page, site, username=username, language=language)
    for width in (360, 390, 768, 1024, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_every_part_can_be_read_against_its_ground(page: Page, site: str):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        gallery(page, site, username="kamran")
        assert page.evaluate(TOO_FAINT) == [], scheme
