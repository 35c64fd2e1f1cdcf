"""The licensing desk in a real browser: return and reply, a decision of two officers, a register entry corrected."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import REPO
from tests.journeys.licensing_desk import ASKED, READY, STANDING
from tests.journeys.sample import PASSWORD

pytestmark = pytest.mark.browser
FIRST, SECOND = "ogulgerek", "maral"


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory: pytest.TempPathFactory, new_record: Callable[[Path], Path]) -> Iterator[str]:
    """The address of a site with files on its licensing desk."""
    told = os.environ | {"PYTHONPATH": f"{REPO / 'src'}{os.pathsep}{REPO}"}
    home = str(new_record(tmp_path_factory.mktemp("desk-home")))
    command = [sys.executable, "-m", "tests.journeys.licensing_desk", home]
    with subprocess.Popen(command, cwd=REPO, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture
def sitting(browser: Browser, desk_site: str) -> Iterator[Callable[..., Page]]:
    """Let an officer sit down at a browser of his own; at the end nobody's browser complained."""
    contexts, complaints = [], []

    def sit(username: str, **told: Any) -> Page:
        contexts.append(browser.new_context(**told))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("request", lambda asked: complaints.append(asked.url) if _strange(asked.url) else None)
        page.goto(f"{desk_site}/sign-in/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def _strange(url: str) -> bool:
        return not url.startswith((desk_site, "data:", "blob:"))

    yield sit
    for context in contexts:
        context.close()
    assert complaints == []


def opened(page: Page, site: str, party: str) -> Page:
    page.goto(f"{site}/licensing/")
    page.get_by_role("link", name=party).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(party)
    return page


def test_a_file_goes_back_to_the_applicant_with_one_clear_request(
    sitting: Callable[..., Page], desk_site: str
):
    page = opened(sitting(FIRST), desk_site, ASKED)

    page.get_by_role("link", name="Ask about sites").click()
    expect(page.get_by_label("What it is about")).to_have_value("sites")
    page.get_by_role("button", name=re.compile("Ask .* the file goes back")).click()
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("One thing is not right yet")

    page.get_by_label("What is missing or unclear, and what to do").fill("Name the transformer of site A")
    page.get_by_role("button", name=re.compile("Ask .* the file goes back")).click()

    expect(page.get_by_role("status")).to_contain_text("The clock stands still until then")
    expect(page.locator(".sentence")).to_contain_text("The file is returned")
    expect(page.locator(".big")).to_contain_text("stands still")
    asked = page.locator("section", has=page.get_by_role("heading", name="What was asked of the applicant?"))
    expect(asked).to_contain_text("waits for the applicant")

    asked.get_by_role("link", name="Take it back").click()
    page.get_by_label("Why").fill("The network map shows it")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".sentence")).to_contain_text("The file is in review")


def test_two_officers_decide_and_the_second_does_not_know_the_first(
    sitting: Callable[..., Page], desk_site: str
):
    first = opened(sitting(FIRST), desk_site, READY)
    first.get_by_role("link", name="Propose a decision", exact=True).click()
    first.get_by_role("link", name="Choose: Enter in the register").click()
    first.get_by_label("Facts").fill("Every condition of the grant is shown; the site was visited.")
    first.get_by_label("premises_safety.pdf").check()
    first.get_by_role("button", name=re.compile(f"Propose: Enter in the register .*{READY}.*1 site")).click()
    expect(first.get_by_text("another officer signs or declines it")).to_be_visible()
    expect(first.get_by_role("button", name=re.compile("^Sign:"))).to_have_count(0)

    second = sitting(SECOND)
    second.goto(f"{desk_site}/licensing/?queue=to_sign")
    second.get_by_role("link", name=READY).click()
    main = second.get_by_role("main")
    expect(main).to_contain_text("Every condition of the grant is shown")
    expect(main).not_to_contain_text(re.compile(FIRST, re.IGNORECASE))

    second.get_by_role("button", name=re.compile("^Sign: Enter in the register")).click()

    expect(second.get_by_role("status")).to_contain_text("Signed")
    expect(main).to_contain_text(re.compile(f"proposed by.*{FIRST}", re.IGNORECASE))
    opened_file = second.get_by_role("link", name=re.compile("GG-APP-"))
    opened_file.first.click()
    expect(second.locator(".sentence")).to_contain_text("The file is registered")
    expect(second.locator(".acts")).to_contain_text("GG-PMN-")


def test_a_register_entry_is_corrected_by_two_officers(sitting: Callable[..., Page], desk_site: str):
    first = sitting(FIRST)
    first.goto(f"{desk_site}/api/applications?status=registered")
    files = first.evaluate("fetch('/api/applications?status=registered').then(told => told.json())")
    licence = next(one["licence_number"] for one in files["items"] if one["party_name"] == STANDING)

    first.goto(f"{desk_site}/licences/{licence}/propose")
    first.get_by_role("link", name="Correct", exact=True).click()
    first.get_by_label("Power, MW").fill("0.08")
    first.get_by_label("Article").fill("Mining Act art. 12")
    first.get_by_label("Facts").fill("The certificate of the connection says 80 kW; 100 kW was a slip.")
    first.get_by_role("button", name=re.compile("^Propose: Correct")).click()
    number = re.search(r"GG-DEC-\d{4}-\d{6}", first.url)
    assert number

    second = sitting(SECOND)
    second.goto(f"{desk_site}/decisions/{number[0]}")
    second.get_by_role("button", name=re.compile("^Sign: ")).click()
    expect(second.get_by_role("main")).to_contain_text("signed")

    told = second.evaluate(f"fetch('/api/decisions/{number[0]}').then(told => told.json())")
    assert (told["state"], told["conditions"]["values"]) == ("signed", {"licensed_w": 80_000})
    sites = second.evaluate("fetch('/api/sites').then(told => told.json())")
    assert [one["licensed_w"] for one in sites["items"] if one["licence_number"] == licence] == [80_000]


def test_the_desk_works_without_scripts(sitting: Callable[..., Page], desk_site: str):
    page = opened(sitting(FIRST, java_script_enabled=False), desk_site, ASKED)

    page.get_by_role("button", name="Compare all again").click()

    expect(page.get_by_role("status")).to_contain_text("Compared again")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_no_page_of_the_desk_scrolls_sideways(sitting: Callable[..., Page], desk_site: str, width: int):
    page = sitting(FIRST, viewport={"width": width, "height": 768})
    file = opened(page, desk_site, ASKED).url
    for where in (
        f"{desk_site}/licensing/",
        file,
        f"{file}/ask",
        f"{file}/propose?act=refuse",
        f"{file}/checks/names",
    ):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where


def test_urdu_is_mirrored(sitting: Callable[..., Page], desk_site: str):
    page = sitting(FIRST)
    page.get_by_label("Language").select_option("ur")
    page.wait_for_load_state("networkidle")
    page.goto(f"{desk_site}/licensing/")

    assert page.evaluate("document.documentElement.dir") == "rtl"
    first, last = (page.locator(".queues a").nth(place).bounding_box() for place in (0, -1))
    assert first
    assert last
    assert first["x"] > last["x"]
