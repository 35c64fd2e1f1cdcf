"""An audit names what was changed behind the application's back, and between which moments."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.base.signed_notes import PublicKey
from terezi.desk.journal import actions, queries
from terezi.desk.journal.models import Checkpoint, End, Entry, Seal, Subtree
from terezi.desk.journal.queries.audits import rows as audited_rows
from terezi.desk.journal.terms import What
from terezi.desk.parties.models import Feeder, Site
from terezi.desk.people.models import ApiToken
from terezi.desk.register.actions import warn
from terezi.desk.register.models import Warned
from terezi.desk.register.terms import WarningKind
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit
from terezi.jobs.keep_witness import keep_witness
from terezi.jobs.publish_log import checkpoint_log
from tests.desk.forging import edited, unguarded, written_anew
from tests.desk.test_certificate_issuing import issued, licensed

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
HOUR, NOW = timedelta(hours=1), AT + timedelta(days=30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture
def audited(home):
    return lambda at=NOW, **more: audit(home=home, by="auditor", at=at, **more)


@pytest.fixture
def checkpoint(home):
    return lambda at: checkpoint_log(home=home, by="clock", at=at)


@pytest.fixture
def aygul(officer):
    """An officer who was appointed as one is."""
    person = officer(username="aygul")
    actions.write(act="officers.appoint", subject="aygul", by="batyr", at=AT, rows=[person])
    return person


def wrote(count, at=AT):
    for number in range(count):
        actions.write(act="test.act", subject=f"thing {number}", by="batyr", at=at)


def test_an_untouched_record_passes_and_that_is_noted(audited, aygul):
    found = audited()

    assert (found.passed, found.entries, found.rows) == (True, 1, 1)
    note = Entry.objects.get(sequence=2)
    assert (note.act, note.at, note.by) == ("audit.passed", NOW, "auditor")
    assert audited(noted=False).passed
    assert Entry.objects.count() == 2


def test_an_altered_row_is_named_with_its_fields_its_last_act_and_the_window(audited, aygul):
    edited("people_officer", aygul.pk, role="sysadmin", region="Mary")

    (fault,) = audited().faults

    assert (fault.what, fault.table, fault.row_key) == (What.ALTERED, "people.officer", str(aygul.pk))
    assert fault.fields == ("region", "role")
    assert fault.says == (
        f"officer {aygul.pk} (Aygul): region, role changed without an act. "
        "Entry 1 wrote it last: officers.appoint of aygul by batyr"
    )
    assert (fault.sequence, fault.since) == (1, AT)
    assert Entry.objects.count() == 1


def test_an_audit_that_passed_narrows_the_window(audited, aygul):
    audited(AT + HOUR)
    audited(AT + 2 * HOUR)
    edited("people_officer", aygul.pk, role="sysadmin")

    assert [fault.since for fault in audited().faults] == [AT + 2 * HOUR]


def test_an_act_after_the_audit_begins_the_window_anew(audited, aygul):
    audited(AT + HOUR)
    actions.write(act="officers.move", subject="aygul", by="batyr", at=AT + 3 * HOUR, rows=[aygul])
    edited("people_officer", aygul.pk, role="sysadmin")

    (fault,) = audited().faults
    assert (fault.since, fault.sequence) == (AT + 3 * HOUR, 3)


def test_what_an_act_changed_is_no_fault(audited, aygul):
    aygul.region = "Mary"
    aygul.save()
    actions.write(act="officers.move", subject="aygul", by="batyr", at=AT + HOUR, rows=[aygul])

    assert audited().passed


def test_what_nobody_seals_may_change(audited, aygul):
    edited("people_officer", aygul.pk, password="another", last_login=str(NOW))

    assert audited().passed


def test_a_token_that_nobody_issued_is_named(audited, aygul):
    forged = ApiToken.objects.create(officer=aygul, name="x", digest="y", issued_at=AT, expires_at=NOW)

    (fault,) = audited().faults

    assert (fault.what, fault.table, fault.row_key) == (What.INSERTED, "people.apitoken", str(forged.pk))


def test_a_row_put_in_is_named(audited, aygul):
    audited(AT + HOUR)
    Feeder.objects.create(code="F-9")

    (fault,) = audited().faults

    assert (fault.what, fault.table, fault.row_key) == (What.INSERTED, "parties.feeder", "F-9")
    assert fault.says == "feeder F-9 stands in the record, but no act put it there"
    assert fault.since == AT + HOUR


def test_a_row_taken_out_is_named(audited):
    feeder = Feeder.objects.create(code="F-9")
    actions.write(act="register.import", subject="register", by="batyr", at=AT, rows=[feeder])
    feeder.delete()

    (fault,) = audited().faults

    assert (fault.what, fault.row_key, fault.since) == (What.REMOVED, "F-9", AT)
    assert fault.says.startswith(
        "feeder F-9 is gone, but no act removed it. Entry 1 wrote it last: register.import"
    )


def test_a_row_an_act_took_away_is_gone_rightly_and_may_not_come_back(audited):
    told = {"act": "a", "subject": "s", "by": "b", "at": AT}
    actions.write(**told, rows=[Feeder.objects.create(code="F-9")])
    Feeder.objects.all().delete()
    actions.write(**told, removed=[Feeder(code="F-9")])

    assert audited(noted=False).passed

    Feeder.objects.create(code="F-9")
    (fault,) = audited().faults
    assert (fault.what, fault.sequence) == (What.INSERTED, 2)
    assert "though an act removed it" in fault.says


def test_many_faults_are_all_named(audited):
    feeders = Feeder.objects.bulk_create(Feeder(code=f"F-{n}") for n in range(1500))
    sites = Site.objects.bulk_create(Site(code=f"S-{n}") for n in range(3))
    actions.write(act="a", subject="s", by="b", at=AT, rows=[*feeders, *sites])
    Feeder.objects.filter(code__in=["F-3", "F-1400"]).delete()
    Site.objects.create(code="S-9")

    found = audited()

    assert sorted((f.what, f.row_key) for f in found.faults) == [
        (What.INSERTED, "S-9"),
        (What.REMOVED, "F-1400"),
        (What.REMOVED, "F-3"),
    ]
    assert found.rows == 1498 + 4


@pytest.mark.parametrize("value", ["never", "2026-13-40 00:00:00"])
def test_a_value_that_is_none_is_refused_by_the_database_or_told(audited, aygul, officer, value):
    second = officer(username="dilnoza")
    actions.write(act="officers.appoint", subject="dilnoza", by="batyr", at=AT, rows=[second])
    try:
        with transaction.atomic():
            edited("people_officer", aygul.pk, appointed_at=value)
    except DatabaseError:
        assert connection.vendor == "postgresql"
        return

    (fault,) = audited().faults
    assert (fault.row_key, fault.what) == (str(aygul.pk), What.ALTERED)


def test_work_that_goes_on_during_an_audit_is_no_fault(audited, aygul, monkeypatch):
    again = audited_rows._looked_at_again

    def meanwhile(model, suspects):
        actions.write(act="officers.move", subject="aygul", by="batyr", at=AT + HOUR, rows=[aygul])
        return again(model, suspects)

    edited("people_officer", aygul.pk, region="Mary")  # an act's row, seen before its entry
    monkeypatch.setattr(audited_rows, "_looked_at_again", meanwhile)

    assert audited().passed


def test_fields_the_program_has_come_to_know_since_are_no_fault(audited, aygul):
    now = Seal.objects.get()
    fields = {name: digest for name, digest in now.fields.items() if name != "region"} | {"gone": "0" * 32}

    fault = audited_rows._altered(Seal(fields=fields), _row(aygul))

    assert fault == ()


def _row(person):
    (row,) = audited_rows.record.rows_now(type(person), [person.pk])
    return row


def test_a_seal_that_was_changed_with_its_row_is_named(audited, aygul):
    edited("people_officer", aygul.pk, role="sysadmin")
    now = _row(aygul)
    with unguarded():
        Seal.objects.update(digest=now.digest, fields=now.fields)

    (fault,) = audited().faults

    assert (fault.what, fault.table, fault.row_key) == (What.SEAL, "people.officer", str(aygul.pk))
    assert (fault.sequence, fault.since) == (1, AT)


def test_seals_that_were_taken_out_or_put_in_are_missed(audited, aygul):
    wrote(1)
    with unguarded():
        Seal.objects.update(sequence=2)

    assert [(fault.what, fault.sequence, fault.says) for fault in audited().faults] == [
        (What.SEAL, 1, "The seals of entry 1 are gone"),
        (What.SEAL, 2, f"The seals of entry 2 are not those it wrote: people.officer {aygul.pk}"),
    ]


def test_an_edited_entry_is_named_with_its_window(audited):
    wrote(2)
    audited(AT + HOUR)
    wrote(2, at=AT + 2 * HOUR)
    with unguarded():
        Entry.objects.filter(sequence=2).update(subject="another")

    (fault,) = audited().faults

    assert (fault.what, fault.sequence, fault.since) == (What.CHAIN, 2, AT + HOUR)


def test_a_hash_of_the_tree_that_was_changed_is_named(audited):
    wrote(9)
    with unguarded():
        Subtree.objects.filter(number=5).update(hash=bytes(32))

    (fault,) = audited().faults

    assert (fault.what, fault.says) == (
        What.TREE,
        "The hash kept over entries 3 to 4 is not that of these entries",
    )


def test_a_hash_too_many_is_noticed(audited):
    wrote(5)
    Subtree.objects.create(number=1001, hash=bytes(32))

    (fault,) = audited().faults
    assert fault.says == "The tree over the journal has 4 hashes, 3 were written"


def forged(subject="another"):
    with unguarded():
        Entry.objects.filter(sequence=7).update(subject=subject)
        written_anew()


def test_a_journal_written_anew_contradicts_its_checkpoints(audited, checkpoint):
    wrote(4)
    checkpoint(AT + HOUR)
    wrote(5)
    checkpoint(AT + 2 * HOUR)
    wrote(5)
    checkpoint(AT + 3 * HOUR)
    forged()

    (fault,) = audited().faults

    assert (fault.what, fault.since) == (What.CHECKPOINT, AT + 3 * HOUR)
    assert fault.says == (
        "The journal was changed between entry 6 and 10: the checkpoint of 10 entries signed "
        "2026-03-11 07:00:00 UTC says otherwise. It agrees with that of 5 entries signed 2026-03-11 06:00:00 UTC. "
        "It was still whole at that of 15 entries signed 2026-03-11 08:00:00 UTC"
    )


@pytest.mark.parametrize("column", ["root", "note_text"])
def test_a_checkpoint_that_was_changed_does_not_hold(audited, checkpoint, column):
    wrote(4)
    kept = checkpoint(AT + HOUR)
    with unguarded():
        forged = getattr(kept, column).translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
        Checkpoint.objects.update(**{column: forged})

    assert [fault.what for fault in audited().faults] == [What.CHECKPOINT]


def test_a_checkpoint_of_a_key_that_was_put_in_is_not_trusted(audited, checkpoint, home):
    wrote(4)
    checkpoint(AT + HOUR)
    stranger = PublicKey("terezi/GG/journal", bytes(32))
    (home.keys_dir / "journal.pub").write_text(stranger.text)

    (fault,) = audited().faults
    assert "No known key signed this note" in fault.says


@pytest.fixture
def witness(home, tmp_path):
    """Bring a partner's copy up to the published log."""

    def kept():
        keep_witness(source=home.log_dir, kept=tmp_path / "copy", at=AT)
        return tmp_path / "copy"

    return kept


def test_a_witness_who_agrees_lets_the_audit_pass(audited, checkpoint, witness):
    wrote(4)
    checkpoint(AT + HOUR)
    copy = witness()
    wrote(4)

    found = audited(witness=copy)

    assert (found.passed, found.witnessed, found.entries) == (True, 5, 9)


def test_a_witness_names_the_first_entry_that_differs_and_the_window(audited, checkpoint, witness):
    wrote(4)
    checkpoint(AT + HOUR)
    wrote(5)
    checkpoint(AT + 2 * HOUR)
    copy = witness()
    wrote(5)
    with unguarded():
        Checkpoint.objects.all().delete()
    forged()

    (fault,) = audited(witness=copy).faults

    assert (fault.what, fault.sequence, fault.since) == (What.WITNESS, 7, AT + 2 * HOUR)
    assert fault.says == (
        "Entry 7 is not the one the witness holds. Journal and witness agree up to the checkpoint of 5 entries "
        "signed 2026-03-11 06:00:00 UTC; the witness saw it whole at 10 entries signed 2026-03-11 07:00:00 UTC"
    )
    assert audited(noted=False).passed  # without the witness nobody could tell


def test_a_witness_misses_what_was_cut_off(audited, checkpoint, witness):
    wrote(4)
    checkpoint(AT + HOUR)
    wrote(5)
    checkpoint(AT + 2 * HOUR)
    copy = witness()
    with unguarded():
        Checkpoint.objects.all().delete()
        Entry.objects.filter(sequence__gt=7).delete()
        written_anew()

    (fault,) = audited(witness=copy).faults

    assert (fault.what, fault.sequence) == (What.WITNESS, 8)
    assert fault.says.startswith(
        "The journal has 7 entries, the witness 10 entries signed 2026-03-11 07:00:00 UTC"
    )


def test_a_copy_that_is_none_or_was_changed_is_no_witness(audited, checkpoint, witness, tmp_path):
    wrote(4)
    checkpoint(AT + HOUR)
    copy = witness()
    (copy / "tile/0/000.p/5").write_bytes(bytes(5 * 32))

    with pytest.raises(BadData, match="does not hold what its checkpoint"):
        audited(witness=copy)
    with pytest.raises(Unavailable, match="copy the log again"):
        audited(witness=tmp_path)


def test_rows_of_before_are_sealed_once(audited, officer):
    officer(username="aygul")
    Feeder.objects.create(code="F-1")
    assert len(audited().faults) == 2

    entry = actions.seal_unsealed(by="batyr", at=AT)

    assert entry.values["seals"]["count"] == 2
    assert audited().passed
    Feeder.objects.create(code="F-2")
    with pytest.raises(Refused, match="was sealed on 2026-03-11"):
        actions.seal_unsealed(by="batyr", at=AT)


BUILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from terezi.jobs.new_home import new_home
new_home(Path(sys.argv[1]), country="GG")
from terezi.desk.journal import actions
from terezi.desk.parties.models import Feeder, Site
rows = [Site.objects.create(code="GG-S-001"), *Feeder.objects.bulk_create(Feeder(code=f"F-{n}") for n in range(20))]
from terezi.desk.people.models import Officer
at = datetime.now(UTC)
rows.append(Officer.objects.create(username="aygul", name="Aygul", role="policy_economist", appointed_at=at))
actions.write(act="register.import", subject="register", by="batyr", at=at, rows=rows)
"""


def terezi(*words):
    environ = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TEREZI_HOME"}}
    environ |= {"PYTHONPATH": str(Path(actions.__file__).parents[3])}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A home on the disk, as an operator has it."""
    home = tmp_path_factory.mktemp("operator") / "home"
    ran = terezi("-c", BUILD, home)
    assert ran.returncode == 0, ran.stderr
    return home


@pytest.fixture
def place(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "home"))


def test_a_row_edited_with_sqlite_behind_the_applications_back_is_named_on_the_command_line(place):
    verb = ("-m", "terezi.cli", "audit", "--home", place)
    before = terezi(*verb)
    with sqlite3.connect(place / "record.sqlite3") as database:
        database.execute("UPDATE people_officer SET role = 'sysadmin' WHERE username = 'aygul'")
        database.execute("DELETE FROM parties_feeder WHERE code = 'F-7'")
        database.execute("INSERT INTO parties_feeder (code) VALUES ('F-99')")

    after, told = terezi(*verb), terezi(*verb, "--json")

    assert (before.returncode, after.returncode, told.returncode) == (0, 1, 1)
    lines = after.stdout.splitlines()
    assert sorted(line.partition(".")[0] for line in lines) == [
        "feeder F-7 is gone, but no act removed it",
        "feeder F-99 stands in the record, but no act put it there",
        "officer 1 (Aygul): role changed without an act",
    ]
    assert all("Changed after 20" in line and " and before 20" in line for line in lines)
    faults = json.loads(told.stdout)["faults"]
    assert {(f["what"], f["row_key"]) for f in faults} == {
        ("altered", "1"),
        ("removed", "F-7"),
        ("inserted", "F-99"),
    }
    assert all(f["since"] and f["until"] > f["since"] for f in faults)


def test_sqlite_too_refuses_to_change_the_journal(place):
    with sqlite3.connect(place / "record.sqlite3") as database:
        for table in ("entry", "seal"):
            with pytest.raises(sqlite3.IntegrityError, match="written once"):
                database.execute(f"DELETE FROM journal_{table}")  # noqa: S608


def test_an_end_that_was_moved_is_noticed(audited):
    wrote(3)
    End.objects.update(sequence=2)

    assert {fault.what for fault in audited().faults} == {What.CHAIN}
    assert queries.broken() is not None


def test_a_warning_that_no_act_wrote_is_found_and_what_the_desk_wrote_is_not(audited):
    warn(kind=WarningKind.UNLICENSED, name="Quick Coins", says="Offers an exchange", by="maral", at=AT)
    assert audited(noted=False).passed

    Warned.objects.create(kind=WarningKind.UNLICENSED, name="A rival", says="Beware", since=AT.date())

    (fault,) = audited(noted=False).faults
    assert fault.table == "register.warned"


def test_certificates_and_keys_pass_an_audit_before_and_after_they_are_replaced(audited):
    licensed()
    issued()
    assert audited(noted=False).passed

    issued(at=AT + HOUR)

    assert audited(noted=False).passed
