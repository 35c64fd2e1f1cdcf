"""Habits of the house that a style guide cannot keep."""

import re
import subprocess
from pathlib import Path

from terezi.evidence.facts.tables import TABLES
from terezi.evidence.indicators.catalogue import catalogue

REPO = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=REPO, capture_output=True, text=True, check=True
    )
    return [REPO / name for name in listed.stdout.splitlines()]


def test_every_column_says_its_unit_and_what_it_means():
    unsaid = [(t.name, c.name) for t in TABLES.values() for c in t.columns if not (c.unit and c.says)]

    assert unsaid == []


def test_every_key_column_is_declared_and_never_null():
    loose = [
        (table.name, name)
        for table in TABLES.values()
        for name in table.key
        if not any(column.name == name and not column.nullable for column in table.columns)
    ]

    assert loose == []


def test_every_indicator_has_a_title_a_meaning_and_something_that_clears_it():
    silent = [i.code for i in catalogue().values() if not (i.title and i.says and i.clears and i.sentence)]

    assert silent == []


def test_the_promised_indicators_are_all_there():
    promised = (
        "REC-01 REC-02 REC-03 REC-04 REC-05 REC-06 REC-07 PWR-01 MTR-01 TEL-01 POL-01 "
        "PAY-01 PAY-02 CUR-01 LEV-01 HSE-01"
    )

    assert set(promised.split()) <= set(catalogue())


def test_the_desk_asks_for_the_day_of_the_country_and_not_for_that_of_its_machines():
    asked = [
        (path.name, line)
        for path in tracked("src/terezi/desk/*.py")
        for line in path.read_text().splitlines()
        if re.search(
            r"localdate\(|date\.today\(|[dD]ay [<>]=? at\.date\(\)|= timezone\.now\(\)\.date\(\)", line
        )
    ]

    assert asked == []


def test_no_lock_or_configuration_file_holds_an_address():
    addressed = [
        str(path)
        for path in tracked("requirements/*", "*.toml", "*.cfg", "Makefile", ".ci/*")
        if re.search(r"https?://", path.read_text())
    ]

    assert addressed == []


def test_words_on_screen_never_accuse():
    accusing = re.compile(r"\b(guilty|illegal|fraud|criminal|cheat\w*|thie\w+|theft)\b", re.IGNORECASE)
    said = [i.title + i.says + i.sentence + " ".join(i.clears) for i in catalogue().values()]
    said += [path.read_text() for path in tracked("src/*.html")]

    assert [text for text in said if accusing.search(text)] == []
