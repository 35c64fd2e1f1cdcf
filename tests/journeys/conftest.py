"""The sample country behind the pages, officers who may sign in, and Chromium where it is installed."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terezi.desk.findings import readings
from terezi.desk.findings.homes import DEMO_PASSWORD
from terezi.desk.people.actions import appoint_demo_officers
from tests.journeys import sample

PASSWORD = "garagum-demo-2026"
CHROMIUM = shutil.which("chromium")


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> sample.Country:
    """The sample country as what the lake holds, in a home of its own."""
    built = sample.country()
    settings.TEREZI_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # seven officers a test
    (tmp_path / DEMO_PASSWORD).write_text(PASSWORD)
    monkeypatch.setattr(readings, "readings", lambda: readings.Remembered(built))
    monkeypatch.setattr(readings, "country", lambda: sample.COUNTRY)
    return built


@pytest.fixture
def record(db: None, country: sample.Country) -> None:
    """Officers, and the findings of the sample country, on the record."""
    fill_record()


def fill_record() -> None:
    appoint_demo_officers(password=PASSWORD, by="tests", at=datetime(2026, 3, 1, tzinfo=UTC))
    sample.put_on_record()


@pytest.fixture
def officer(record: None, client: Client) -> Client:
    """A browser without scripts in which the energy inspector has signed in."""
    return signed_in(client, "kamran")


def signed_in(client: Client, username: str) -> Client:
    from terezi.desk.people.models import Officer

    client.force_login(
        Officer.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of the machine, kept from talking to anybody but us."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture
def site(
    monkeypatch: pytest.MonkeyPatch, transactional_db: None, country: sample.Country, live_server: Any
) -> Iterator[str]:
    """The address of a running site with the sample country in it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install -y --no-install-recommends chromium")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
    fill_record()
    yield live_server.url
