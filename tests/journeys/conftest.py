"""The sample country behind the pages, officers who may sign in, and Chromium where it is installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from terezi.desk.people.models import Officer
from tests.journeys import sample

REPO = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")

expect.set_options(timeout=60_000)  # a busy machine is no fault of the page


@pytest.fixture
def country(settings: Any, tmp_path: Path) -> Iterator[sample.Country]:
    """The sample country as what the lake holds, in a home of its own."""
    settings.TEREZI_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # seven officers a test
    built = sample.country()
    undo = sample.put_behind_the_pages(tmp_path, built)
    yield built
    undo()


@pytest.fixture
def record(db: None, country: sample.Country) -> None:
    """Officers, and the findings of the sample country, on the record."""
    sample.fill_record()


@pytest.fixture
def officer(record: None, client: Client) -> Client:
    """A browser without scripts in which the energy inspector has signed in."""
    return signed_in(client, "kamran")


def signed_in(client: Client, username: str) -> Client:
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Officer.objects.get(username=username), backend=backend)
    return client


@pytest.fixture(scope="session")
def base_url() -> str:
    """No address of its own: every test goes to the running site (and the plugin's fixture warns)."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of the machine, kept from talking to anybody but us."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install -y --no-install-recommends chromium")
    quiet = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync"
    return {"executable_path": CHROMIUM, "args": [f"--{each}" for each in quiet.split()]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, new_record: Callable[[Path], Path]) -> Iterator[str]:
    """The address of a site that runs beside the tests with the sample country in it."""
    told = os.environ | {"PYTHONPATH": f"{REPO / 'src'}{os.pathsep}{REPO}"}
    command = [
        sys.executable,
        "-m",
        "tests.journeys.serving",
        str(new_record(tmp_path_factory.mktemp("home"))),
    ]
    with subprocess.Popen(command, cwd=REPO, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()
