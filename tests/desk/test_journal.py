"""The journal is written once, and a change shows."""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from terezi.cli import main
from terezi.desk.journal import actions, queries, rules
from terezi.desk.journal.models import End, Entry
from terezi.evidence.facts.home import Home

AT = datetime(2026, 3, 11, 5, 0, 0, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def wrote(count: int) -> None:
    for number in range(count):
        actions.write(
            act="test.act", subject=f"thing {number}", by="batyr", at=AT, values={"n": number, "é": [1, None]}
        )


@contextmanager
def without_guards():
    """Stand in for somebody with the keys of the database server."""
    if connection.vendor == "sqlite":
        drop = ["DROP TRIGGER journal_entry_no_update", "DROP TRIGGER journal_entry_no_delete"]
    else:
        drop = ["DROP TRIGGER journal_entry_no_change ON journal_entry"]
    with connection.cursor() as cursor:
        for statement in drop:
            cursor.execute(statement)
        yield cursor


def test_an_untouched_journal_holds():
    wrote(3)

    assert queries.broken() is None
    assert list(Entry.objects.values_list("sequence", flat=True)) == [1, 2, 3]


def test_an_empty_journal_holds():
    assert queries.broken() is None


def test_every_entry_follows_the_one_before_it():
    wrote(3)

    first, second, third = Entry.objects.order_by("sequence")
    assert (second.previous, third.previous) == (first.digest, second.digest)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET subject = 'another' WHERE sequence = 2",
        "UPDATE journal_entry SET by = 'another' WHERE sequence = 2",
        "UPDATE journal_entry SET ground = 'another' WHERE sequence = 2",
        """UPDATE journal_entry SET "values" = '{"n": 7}' WHERE sequence = 2""",
        "UPDATE journal_entry SET at = '2020-01-01 00:00:00+00:00' WHERE sequence = 2",
        """UPDATE journal_entry SET "values" = '{"n": 1.5}' WHERE sequence = 2""",
    ],
)
def test_an_edited_entry_is_named(change):
    wrote(3)

    with without_guards() as cursor:
        cursor.execute(change.replace(" by ", ' "by" '))

    broken = queries.broken()
    assert broken is not None
    assert (broken.sequence, broken.says) == (2, "Entry 2 was changed after it was written")


@pytest.mark.parametrize("at", ["never", "2026-13-40 00:00:00"])
def test_a_time_that_is_none_is_refused_by_the_database_or_told_by_the_journal(at):
    wrote(3)

    try:
        with transaction.atomic(), without_guards() as cursor:
            cursor.execute("UPDATE journal_entry SET at = %s WHERE sequence = 2", [at])
    except DatabaseError:
        assert connection.vendor == "postgresql"
    else:
        assert queries.broken() is not None


def test_an_operator_is_told_whether_the_journal_holds(tmp_path, monkeypatch):
    monkeypatch.setenv("TEREZI_HOME", str(tmp_path))
    home = Home.create(tmp_path, country="GG")
    wrote(3)

    whole = CliRunner().invoke(main, ["audit", "--home", str(home.path)])
    with without_guards() as cursor:
        cursor.execute("UPDATE journal_entry SET subject = 'another' WHERE sequence = 2")
    broken = CliRunner().invoke(main, ["audit", "--home", str(home.path), "--json"])

    assert (whole.exit_code, End.objects.get().digest in whole.output) == (0, True)
    assert broken.exit_code == 1
    assert json.loads(broken.output)["says"] == "Entry 2 was changed after it was written"


def test_a_removed_entry_is_named():
    wrote(3)

    with without_guards() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE sequence = 2")

    broken = queries.broken()
    assert broken is not None
    assert broken.says == "Entry 2 is missing"


def test_a_journal_cut_short_is_noticed():
    wrote(3)

    with without_guards() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE sequence = 3")

    broken = queries.broken()
    assert broken is not None
    assert broken.says == "The journal ends at 2, but 3 were written"


def test_an_entry_sealed_anew_does_not_fit_the_next():
    wrote(3)
    second = Entry.objects.get(sequence=2)
    digest = rules.digest_of(
        previous=second.previous,
        sequence=2,
        at=second.at,
        act=second.act,
        subject="another",
        by=second.by,
        ground="",
        values=second.values,
    )

    with without_guards() as cursor:
        cursor.execute(
            "UPDATE journal_entry SET subject = 'another', digest = %s WHERE sequence = 2", [digest]
        )

    broken = queries.broken()
    assert broken is not None
    assert broken.says == "Entry 3 does not follow the entry before it"


def test_the_database_refuses_to_change_or_remove_an_entry():
    wrote(1)
    tried = ["UPDATE journal_entry SET subject = 'another'", "DELETE FROM journal_entry"]
    if connection.vendor == "postgresql":
        tried.append("TRUNCATE journal_entry")

    for statement in tried:
        with (
            pytest.raises(DatabaseError, match="written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert Entry.objects.get().subject == "thing 0"


def test_the_journal_keeps_no_floats():
    with pytest.raises(TypeError, match="no floats"):
        actions.write(act="test.act", subject="x", by="batyr", at=AT, values={"deep": [{"share": 0.1}]})


def test_an_act_that_fails_leaves_no_entry():
    def fail() -> None:
        with transaction.atomic():
            wrote(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert (Entry.objects.count(), End.objects.exclude(sequence=0).count()) == (0, 0)


BEGIN = """
import sys
from pathlib import Path
from terezi.site import start
start(Path(sys.argv[1]))
"""
WRITERS = """
import threading
from datetime import UTC, datetime
from django.db import connection, transaction
from terezi.desk.journal import actions, queries
from terezi.desk.journal.models import Seal
from terezi.desk.journal.queries.audits.chain import rebuilt
from terezi.desk.parties.models import Feeder
def write(name):
    for number in range(15):
        with transaction.atomic():
            feeder = Feeder.objects.create(code=f"{name}-{number}")
            told = {"act": "test.act", "subject": name, "by": name, "at": datetime.now(UTC)}
            actions.write(**told, values={"n": number}, rows=[feeder])
        queries.inclusion(1)
    connection.close()
writers = [threading.Thread(target=write, args=(str(n),)) for n in range(6)]
[one.start() for one in writers]
[one.join() for one in writers]
acts = {(entry.subject, entry.values["n"]) for entry in queries.entries()}
tree = rebuilt(90, sizes=[90])
print(queries.entries().count(), len(acts), Seal.objects.count(), queries.broken(), tree.faults)
print(tree.roots[90] == queries.root_at(90))
"""
WRITTEN = ["90 90 90 None []", "True"]


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_lose_and_double_nothing(tmp_path, capsys, new_record):
    if connection.vendor == "postgresql":
        exec(WRITERS, {})  # noqa: S102
        assert capsys.readouterr().out.strip().splitlines() == WRITTEN
        return
    # SQLite of the tests lives in memory, for one connection: several need a file
    ran = subprocess.run(
        [sys.executable, "-c", BEGIN + WRITERS, str(new_record(tmp_path))],
        env={"PYTHONPATH": str(Path(actions.__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.strip().splitlines() == WRITTEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_with_real_transactions_finds_an_empty_and_guarded_journal(time):
    assert (Entry.objects.count(), queries.broken()) == (0, None)

    wrote(2)

    with pytest.raises(DatabaseError, match="written once"):
        Entry.objects.all().delete()
    assert queries.broken() is None


def test_a_journal_whose_end_was_removed_does_not_hold():
    wrote(2)

    End.objects.all().delete()

    broken = queries.broken()
    assert broken is not None
    assert broken.says == "The journal ends at 2, but 0 were written"
