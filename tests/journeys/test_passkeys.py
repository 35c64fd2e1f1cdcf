"""A passkey from the first finger to the next morning, in a real browser with a made-up authenticator."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.sample import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def named(site: str) -> str:
    """The site by its name: a passkey belongs to a name, never to a number."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complained of; nothing may be left, least of all by the policy about scripts."""
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: told.append(str(fault)))
    yield told
    assert told == []


def finger(page: Page, *, present: bool = True) -> None:
    """Give the browser an authenticator that knows its owner."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    made = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": present,
        "automaticPresenceSimulation": True,
    }
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": made})


def sign_in(page: Page, site: str, username: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, site: str, *, alone: bool = True) -> None:
    page.goto(f"{site}/account/second-step/passkeys/add/")
    page.get_by_label("Password").fill(PASSWORD)  # a screen left alone must not be enough
    page.get_by_role("button", name="It is me").click()
    page.get_by_label("What you call it").fill("my phone")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(re.compile("/second-step/codes/"))


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))


def test_an_applicant_adds_a_passkey_signs_out_and_comes_back_without_a_password(
    page: Page, named: str, complaints: list[str]
):
    finger(page)
    sign_in(page, named, "zainab")
    page.wait_for_url(f"{named}/portal/")
    add_passkey(page, named)
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(f"{named}/portal/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zainab")
    page.goto(f"{named}/account/second-step/passkeys/")
    expect(page.get_by_role("row", name=re.compile("my phone"))).to_contain_text("without a password")


def test_a_simple_key_is_the_second_step_of_an_officer(page: Page, named: str, complaints: list[str]):
    finger(page)
    sign_in(page, named, "dilnoza")
    page.wait_for_url(f"{named}/")
    add_passkey(page, named, alone=False)
    sign_out(page)

    sign_in(page, named, "dilnoza")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Second step")
    page.goto(f"{named}/sites/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Second step")

    page.get_by_role("button", name="Use a passkey or a key").click()
    page.wait_for_url(f"{named}/")


def test_a_passkey_that_does_not_answer_is_said_in_words(page: Page, named: str, complaints: list[str]):
    finger(page, present=False)
    page.goto(f"{named}/sign-in/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("The passkey did not answer")).to_be_visible()


def test_at_a_number_the_page_says_why_passkeys_do_not_work(page: Page, site: str, complaints: list[str]):
    page.goto(f"{site}/sign-in/")

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_disabled()
    expect(page.get_by_text("not a number")).to_be_visible()
