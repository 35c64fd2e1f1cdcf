"""What the site makes of its environment."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from terezi.site import environment


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    first, again = environment.secret_key(tmp_path), environment.secret_key(tmp_path)

    assert first == again == (tmp_path / "secret_key").read_text()
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_without_a_home_nothing_is_written(tmp_path):
    assert environment.secret_key(tmp_path / "none") != environment.secret_key(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_secret_is_not_used(tmp_path):
    (tmp_path / "secret_key").touch()

    with pytest.raises(RuntimeError, match="remove it"):
        environment.secret_key(tmp_path)


def test_a_database_address_is_read():
    told = environment.database("postgresql://o%40k:p%2Fw@db.local:5441/terezi?sslmode=require", Path("home"))

    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == (
        "o@k",
        "p/w",
        "db.local",
        "5441",
        "terezi",
    )
    assert told["OPTIONS"] == {"sslmode": "require"}


def test_another_kind_of_database_is_refused():
    with pytest.raises(RuntimeError, match="write postgresql://"):
        environment.database("mysql://localhost/terezi", Path("home"))


def test_without_an_address_the_record_is_a_file_at_home():
    assert environment.database(None, Path("home"))["NAME"] == Path("home/record.sqlite3")


def test_the_site_answers_this_machine_only_unless_told():
    assert environment.hosts({}) == ["localhost", "127.0.0.1", "[::1]"]
    assert environment.hosts({"TEREZI_HOSTS": "terezi.example.org, desk.example.org"}) == [
        "terezi.example.org",
        "desk.example.org",
    ]


@pytest.mark.django_db
def test_a_browser_is_told_to_load_nothing_from_elsewhere():
    answer = Client().get("/sign-in/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


@pytest.mark.django_db
def test_what_somebody_known_was_shown_stays_on_no_shared_disk(client):
    assert "Cache-Control" not in client.get("/public/")

    client.cookies["sessionid"] = "anybody"

    assert client.get("/public/")["Cache-Control"] == "private, no-store"
    assert client.get("/nowhere")["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_strange_host_is_refused_and_writes_no_stack_into_the_log(client, capfd):
    assert client.get("/public/", headers={"Host": "evil.example"}).status_code == 400
    assert "evil.example" not in capfd.readouterr().err


def test_debug_is_off():
    assert settings.DEBUG is False


SHOWN = """
from pathlib import Path; import sys
from terezi.site import start
start(Path(sys.argv[1]))
from django.conf import settings
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from terezi.desk.journal import queries
print(settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT, queries.broken())
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        for name in ("journal_mode", "foreign_keys", "busy_timeout"):
            print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
"""


@pytest.mark.parametrize(
    ("hosts", "shown"), [("", "False 0 False None"), ("desk.example.org", "True 31536000 True None")]
)
def test_a_home_is_started_from_nothing(tmp_path, hosts, shown):
    environ = {"PYTHONPATH": str(Path(environment.__file__).parents[2]), "TEREZI_HOSTS": hosts}

    ran = subprocess.run(
        [sys.executable, "-c", SHOWN, str(tmp_path / "new")],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.split("\n")[:4] == [shown, "wal", "1", "20000"]
    assert (tmp_path / "new" / "secret_key").exists()
