"""The morning of an officer, in a real browser: sign in, read Today, open row 1, follow a number."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.sample import PASSWORD

pytestmark = pytest.mark.browser
SITE = "/sites/GG-S-00001"


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.get_by_label("Username").fill("kamran")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/")


@pytest.fixture
def watched(page: Page, site: str) -> Iterator[dict[str, list[Any]]]:
    """What the browser asked for and complained of while the officer worked."""
    told: dict[str, list[Any]] = {"asked": [], "complaints": []}
    page.on("request", lambda request: told["asked"].append(request.url))
    page.on("console", lambda said: told["complaints"].append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: told["complaints"].append(str(fault)))
    yield told
    assert told["complaints"] == []
    assert [url for url in told["asked"] if not url.startswith((site, "data:", "blob:"))] == []


def test_an_officer_follows_the_first_row_to_the_definition_of_a_number(
    page: Page, site: str, watched: dict[str, list[Any]]
):
    sign_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")

    page.get_by_role("link", name="Günbatar Hash, Balkan").first.click()
    expect(page.get_by_role("heading", name="What could explain it?")).to_be_visible()
    door = page.locator(".pan.risk a.number").nth(1)
    said = door.inner_text()
    door.click()

    sheet = page.locator("#sheet")
    expect(sheet.get_by_role("heading", name="Definition")).to_be_visible()
    assert sheet.locator(".value").inner_text() == said
    page.keyboard.press("Escape")
    expect(sheet).to_be_empty()
    expect(door).to_be_focused()


def test_a_picture_comes_alive_under_the_strict_policy(page: Page, site: str, watched: dict[str, list[Any]]):
    sign_in(page, site)
    page.goto(site + SITE)
    assert not [url for url in watched["asked"] if "vega" in url]

    page.locator("figure.picture").hover()
    expect(page.locator("figure .live canvas")).to_be_visible()
    box = page.locator("figure .live canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("figcaption output")).to_contain_text("MWh")
    assert page.evaluate("typeof window.vegaEmbed") == "function"


def test_rows_are_walked_with_keys(page: Page, site: str, watched: dict[str, list[Any]]):
    sign_in(page, site)

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row.here")).to_contain_text("Lebap Solo LLC")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("GG-S-00002"))


def test_reading_works_without_scripts(browser: Browser, site: str):
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    sign_in(page, site)

    page.locator(".row .worth a.number").first.click()
    expect(page.get_by_role("heading", name="Money at stake")).to_be_visible()
    page.goto(site + SITE)
    picture = page.locator("figure img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("table").first).to_be_visible()
    plain.close()


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_no_page_scrolls_sideways(page: Page, site: str, width: int, watched: dict[str, list[Any]]):
    page.set_viewport_size({"width": width, "height": 768})
    sign_in(page, site)
    for where in ("/", SITE, "/sites/", "/law/", "/numbers/energy-sold"):
        page.goto(site + where)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where


def test_urdu_is_mirrored_and_numbers_stay_left_to_right(
    page: Page, site: str, watched: dict[str, list[Any]]
):
    sign_in(page, site)
    page.get_by_label("Language").select_option("ur")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("document.documentElement.dir") == "rtl"
    side, main = (page.locator(each).bounding_box() for each in (".side", "main"))
    assert side
    assert main
    assert side["x"] > main["x"]
    assert (
        page.locator(".pan a.number bdi").first.evaluate("each => getComputedStyle(each).unicodeBidi")
        == "isolate"
    )


def test_text_can_be_read_against_its_ground(page: Page, site: str):
    """Contrast of every text, as WCAG 2.2 AA counts it: 4.5 to 1, or 3 to 1 where letters are large."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        sign_in(page, site) if scheme == "light" else None
        for where in ("/", SITE):
            page.goto(site + where)
            assert page.evaluate(TOO_FAINT) == [], (scheme, where)


TOO_FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (css) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (element) => { for (let e = element; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
  const faint = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), a = light(rgb(style.color)), b = light(ground(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 || (size >= 18.6 && style.fontWeight >= 700) ? 3 : 4.5)) faint.add(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return [...faint];
}"""
