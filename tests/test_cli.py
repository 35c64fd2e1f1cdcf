"""The verbs as a person meets them: what they say, and how they end."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from terezi.base.errors import Unavailable
from terezi.cli import main
from terezi.evidence.facts.home import Home
from terezi.site.serve import serve

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


@pytest.fixture
def terezi():
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_explains_itself(terezi, verb):
    answer = terezi(verb, "--help")

    assert answer.exit_code == DONE
    assert len(answer.output.splitlines()) > 4


def test_the_law_of_a_day_is_printed_with_unknowns_and_sources(terezi):
    answer = terezi("law", "TM", "--on", "2026-03-10")

    assert answer.exit_code == DONE
    assert "levy.schedule: UNKNOWN" in answer.output


def test_the_difference_of_two_days_names_what_changed_and_its_article(terezi):
    answer = terezi("law", "GG", "--on", "2026-03-10", "--diff", "2026-02-20", "--json")

    (difference,) = json.loads(answer.output)["differences"]
    assert (difference["name"], difference["before"]["value"], difference["after"]["value"]) == (
        "metering_tolerance",
        "0.02",
        "0.01",
    )


def test_a_country_without_a_pack_is_refused_with_those_that_have_one(terezi):
    answer = terezi("law", "XX", "--on", "2026-03-10")

    assert answer.exit_code == PROBLEMS
    assert "TM" in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("law", "TM"),
        ("law", "TM", "--on", "10.3.2026"),
        ("run", "--day", "yesterday"),
        ("fly",),
        ("demo", "--sites", "1"),
    ],
)
def test_wrong_use_ends_with_two_and_says_how(terezi, words):
    answer = terezi(*words)

    assert answer.exit_code == WRONG_USE
    assert "Usage" in answer.stderr


@pytest.mark.parametrize("verb", [("load", "--home"), ("score", "--home"), ("audit", "--home")])
def test_a_folder_that_is_no_home_is_said_to_be_none(terezi, verb, tmp_path):
    words = [*verb, tmp_path, *([tmp_path] if verb[0] == "load" else [])]

    answer = terezi(*words)

    assert answer.exit_code == PROBLEMS
    assert "terezi.toml" in answer.stderr.replace("\n", "")


def test_a_home_keeps_its_country(terezi, tmp_path):
    Home.create(tmp_path / "home", country="GG")

    answer = terezi("init", "--home", tmp_path / "home", "--country", "KZ")

    assert answer.exit_code == PROBLEMS
    assert "home of GG" in answer.stderr.replace("\n", " ")
    assert Home(tmp_path / "home").country == "GG"


def test_a_port_another_program_listens_at_is_said_to_be_taken():
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(Unavailable, match="--port"):
        serve(port=other.getsockname()[1])


BUILT_IN_NO_TIME = """
import sys, types
from terezi.cli import main
sys.modules["terezi.demo.build"] = types.SimpleNamespace(build_demo=lambda **_: "built")
main(["demo", "--home", sys.argv[1], "--port", sys.argv[2]])
"""


def test_a_demo_is_served_by_a_process_that_never_opened_the_lake(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = [sys.executable, "-c", BUILT_IN_NO_TIME, tmp_path / "home", port]
    with subprocess.Popen([str(word) for word in script], stdout=subprocess.PIPE, text=True) as served:
        try:
            told = next(line for line in served.stdout if "Today will be at" in line)
            words = Path(f"/proc/{served.pid}/cmdline").read_text().split("\0")
        finally:
            served.terminate()

    assert f"http://127.0.0.1:{port}/" in told
    assert "serve" in words
    assert BUILT_IN_NO_TIME not in words
