"""A private miner applies by the short form, is asked, and answers, in a real browser on a desk and on a phone."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.applying import ADDRESS, PDF, signature
from tests.journeys.sample import PASSWORD

pytestmark = pytest.mark.browser
REPO = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
MOST_FIELDS, MOST_CLICKS, MOST_SECONDS = 20, 12, 600
PICTURES = os.environ.get("TEREZI_PICTURES", "")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, new_record: Callable[[Path], Path]) -> Path:
    """The home of the running site, so that the desk can act in it too."""
    return new_record(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a site that runs beside these tests with the sample country in it."""
    told = os.environ | {"PYTHONPATH": f"{REPO / 'src'}{os.pathsep}{REPO}"}
    command = [sys.executable, "-m", "tests.journeys.serving", str(home)]
    with subprocess.Popen(command, cwd=REPO, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


class Hand:
    """Who fills in a form: counts what he writes or chooses, and what he presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields = self.clicks = 0
        self.began = time.monotonic()

    def write(self, label: str, text: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str) -> None:
        self.fields += 1
        self.page.get_by_label(label).check()

    def attach(self, label: str, name: str) -> None:
        self.fields += 1
        files: Any = {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF + name.encode()}
        self.page.get_by_label(label).set_input_files(files)

    def press(self, role: Any, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("main").get_by_role(role, name=name).first.click()

    @property
    def effort(self) -> str:
        seconds = time.monotonic() - self.began
        return f"{self.fields} fields, {self.clicks} clicks, {seconds:.1f} s for a machine that types at once"


def sign_in(page: Page, site: str, username: str = "zainab") -> None:
    page.set_default_timeout(60_000)
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/portal/")


def in_english(page: Page) -> None:
    page.locator("#language").select_option("en")
    page.wait_for_load_state("networkidle")


def apply(page: Page, serial: str) -> tuple[str, Hand]:
    """Apply as a private miner with three machines; answer the number of the file."""
    hand = Hand(page)
    hand.press("link", "Begin an")
    picture(page, "choose")
    hand.press("link", "Private miner")
    picture(page, "begin")
    hand.press("button", "Begin my application")
    hand.choose("A private person")
    hand.write("Name of who applies", "Zainab Orazowa")
    hand.write("Region", "Balkan")
    hand.write("Address", "Hazar street 1, Hazar")
    hand.write("Feeder or meter", "M-77120")
    hand.write("Power of the connection", "15")
    hand.write("Pool that pays you", "altyn-pool")
    hand.write("Make and model", "Antminer S21")
    hand.write("Hash rate of one", "200")
    hand.write("Power of one", "3500")
    hand.write("Serial numbers", f"{serial}-0001\n{serial}-0002\n{serial}-0003")
    hand.write("Address of your wallet", ADDRESS)
    hand.write("Reference of the payment", "PAY-2026-77")
    hand.attach("Receipt of the fee", "receipt")
    hand.attach("Proof that the equipment", "bill of sale")
    hand.attach("Certificate of technical", "safety")
    picture(page, f"form-{serial}")
    hand.press("button", "Save and read it once more")
    words = page.locator(".challenge code").inner_text()
    hand.write("Signature", signature(words))
    picture(page, f"wallet-{serial}")
    hand.press("button", "Send the signature")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    picture(page, f"review-{serial}")
    hand.press("button", "Hand in")
    expect(page.get_by_text("Handed in. You read here")).to_be_visible()
    return page.url.rsplit("/", 1)[1], hand


def test_a_private_miner_applies_by_the_short_form(page: Page, site: str):
    sign_in(page, site)
    in_english(page)
    picture(page, "home-empty")

    number, hand = apply(page, "DESK")

    picture(page, "file-submitted")
    print(f"\nThe short form of a private miner with three machines: {hand.effort}")
    assert hand.fields <= MOST_FIELDS, hand.effort
    assert hand.clicks <= MOST_CLICKS, hand.effort
    assert time.monotonic() - hand.began < MOST_SECONDS
    page.goto(f"{site}/portal/")
    expect(page.get_by_role("main")).to_contain_text(number)


def test_what_is_forgotten_is_told_beside_its_field(page: Page, site: str):
    sign_in(page, site)
    in_english(page)
    Hand(page).press("link", "Begin an")
    Hand(page).press("link", "Private miner")
    Hand(page).press("button", "Begin my application")
    page.get_by_role("button", name="Save and read it once more").click()

    expect(page.get_by_role("heading", name="Something is not right yet")).to_be_visible()
    picture(page, "form-errors")
    page.get_by_role("alert").get_by_role("link", name="Region").click()
    expect(page.get_by_label("Region")).to_be_focused()
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("Saved. Nothing is handed in yet")).to_be_visible()


def test_he_is_asked_and_answers(page: Page, site: str, home: Path):
    """The applicant's side of return and reply; the desk's side is played by a command beside the site."""
    sign_in(page, site)
    in_english(page)
    number, _hand = apply(page, "ASKD")
    returned(home, number)

    page.goto(f"{site}/portal/")
    picture(page, "home-asked")
    page.get_by_role("link", name="Answer us about: Receipt of the fee").first.click()
    expect(page.get_by_text("The receipt is of last year.")).to_be_visible()
    picture(page, "file-asked")
    page.get_by_label("Your answer").fill("I paid again; the new receipt is attached.")
    page.get_by_role("button", name="Send my answer").click()

    expect(page.get_by_text("Your answer stands in the file.")).to_be_visible()
    expect(page.get_by_text("I paid again; the new receipt is attached.")).to_be_visible()
    expect(page.get_by_role("heading", name="We ask you")).to_have_count(0)
    picture(page, "file-answered")


def returned(home: Path, number: str) -> None:
    """Let an officer take the file up and ask for the receipt, in the record of the running site."""
    told = os.environ | {"PYTHONPATH": f"{REPO / 'src'}{os.pathsep}{REPO}"}
    told.pop("TEREZI_HOME", None)
    command = [sys.executable, "-m", "tests.journeys.asking", str(home), number]
    subprocess.run(command, cwd=REPO, env=told, check=True)


def test_it_fits_a_phone(page: Page, site: str):
    page.set_viewport_size(PHONE)
    sign_in(page, site)
    in_english(page)
    number, _hand = apply(page, "PHNE")
    for where in ("/portal/", "/portal/apply/", "/portal/apply/industrial", f"/portal/files/{number}"):
        page.goto(site + where)
        picture(page, f"phone{where.replace('/', '-')}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where


def test_urdu_is_mirrored_and_what_a_machine_reads_is_not(page: Page, site: str):
    sign_in(page, site)
    page.locator("#language").select_option("ur")
    page.wait_for_load_state("networkidle")
    page.goto(f"{site}/portal/apply/private")
    picture(page, "urdu-begin")
    page.locator("main form button.primary").click()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    legend, field = (page.locator(each).first.bounding_box() for each in ("h2", "#id_sites-feeder"))
    assert legend
    assert field
    assert legend["x"] + legend["width"] > field["x"] + field["width"] / 2
    for name in ("sites-feeder", "wallets-address", "equipment-serials_1", "documents-fee_reference"):
        assert page.locator(f"#id_{name}").evaluate("each => getComputedStyle(each).direction") == "ltr", name
    picture(page, "urdu-form")
