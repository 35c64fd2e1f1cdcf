"""The journal is a log: every entry can be proved, every checkpoint is signed, and a partner can keep a copy."""

import shutil
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from terezi.base import merkle
from terezi.base.checkpoints import open_checkpoint
from terezi.base.errors import BadData, Refused
from terezi.base.log_proofs import LogProof
from terezi.base.signed_notes import FileKey, Kind, PublicKey
from terezi.base.tiles import tiles_of
from terezi.cli import main
from terezi.desk.journal import actions, queries, rules
from terezi.desk.journal.models import Checkpoint, Entry, Seal, Subtree
from terezi.desk.journal.queries.tree import leaf_of
from terezi.desk.parties.models import Feeder
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.jobs.keep_witness import keep_witness
from terezi.jobs.log_folder import LogFolder, both_kinds, read_keys
from terezi.jobs.log_keys import LogKeys, rotate_key, signing_key
from terezi.jobs.publish_log import checkpoint_log
from tests.desk.forging import unguarded, written_anew

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def wrote(count, **told):
    for number in range(count):
        actions.write(**{"act": "test.act", "subject": f"thing {number}", "by": "batyr", "at": AT} | told)


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture
def signed(home):
    """Sign and publish the journal, an hour later each time."""
    times = (AT + HOUR * each for each in range(1, 1000))
    return lambda: checkpoint_log(home=home, by="clock", at=next(times))


def leaves():
    return [leaf_of(entry.digest) for entry in Entry.objects.order_by("sequence")]


def test_every_entry_of_a_journal_of_every_length_is_proved():
    for size in range(1, 20):
        wrote(1)
        top = merkle.root(size, merkle.nodes_of(leaves()))
        for sequence, leaf in enumerate(leaves(), 1):
            proof = queries.inclusion(sequence)

            assert (proof.index, proof.tree_size, proof.root) == (sequence - 1, size, top)
            assert merkle.verify_inclusion(
                leaf=leaf, index=proof.index, size=size, hashes=proof.hashes, root=top
            )


def test_a_journal_is_proved_to_begin_with_every_shorter_one():
    wrote(19)
    nodes = merkle.nodes_of(leaves())
    for new in range(20):
        for old in range(new + 1):
            told = queries.consistency(old, new)

            assert (told.old_root, told.new_root) == (merkle.root(old, nodes), merkle.root(new, nodes))
            assert merkle.verify_consistency(
                old_size=old, new_size=new, old_root=told.old_root, new_root=told.new_root, hashes=told.hashes
            )


def test_what_is_not_there_is_not_proved():
    wrote(3)

    for ask in (
        lambda: queries.inclusion(0),
        lambda: queries.inclusion(4),
        lambda: queries.inclusion(3, tree_size=2),
        lambda: queries.inclusion(1, tree_size=4),
        lambda: queries.consistency(4),
        lambda: queries.root_at(4),
        lambda: queries.proof(1),
    ):
        with pytest.raises(Refused):
            ask()


def test_a_lost_hash_is_said_to_be_lost():
    wrote(4)

    with unguarded():
        Subtree.objects.all().delete()

    with pytest.raises(Refused, match="terezi audit"):
        queries.inclusion(1)


def test_entries_written_before_there_was_a_tree_are_taken_into_it():
    wrote(13)
    kept = list(Subtree.objects.values_list("number", "hash"))
    with unguarded():
        Subtree.objects.all().delete()

    migration = import_module("terezi.desk.journal.migrations.0004_grown_and_guarded")
    migration._grow(apps, SimpleNamespace(connection=connection))

    assert len(kept) == 6 + 3 + 1
    assert [(n, bytes(h)) for n, h in Subtree.objects.values_list("number", "hash")] == [
        (n, bytes(h)) for n, h in kept
    ]


@pytest.mark.parametrize("table", ["journal_subtree", "journal_seal", "journal_checkpoint"])
def test_the_database_refuses_to_change_or_remove_what_is_written_once(table, signed):
    actions.write(act="a", subject="s", by="b", at=AT, rows=[Feeder.objects.create(code="F-1")])
    wrote(1)
    signed()
    column = {"journal_subtree": "hash", "journal_seal": "digest", "journal_checkpoint": "root"}[table]
    tried = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]  # noqa: S608
    if connection.vendor == "postgresql":
        tried.append(f"TRUNCATE {table}")

    for statement in tried:
        with (
            pytest.raises(DatabaseError, match="written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_checkpoint_is_signed_and_tells_when(home, signed):
    wrote(3)

    kept = signed()

    opened = open_checkpoint(kept.note_text, both_kinds(LogKeys(home).public()))
    assert (opened.head.origin, opened.head.size, opened.at) == ("terezi/GG/journal", 4, AT + HOUR)
    assert opened.head.root.hex() == kept.root == queries.root_at(4).hex()
    assert Entry.objects.get(sequence=4).values == {"key": LogKeys(home).public()[0].text}


def test_where_nothing_was_written_the_last_checkpoint_stands(signed):
    wrote(3)

    assert signed() == signed() == queries.last_checkpoint()
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("forge", ["other", "shorter"])
def test_nothing_is_signed_that_contradicts_what_was_signed(forge, signed):
    wrote(3)
    signed()
    with unguarded():
        if forge == "other":
            Entry.objects.filter(sequence=2).update(subject="another")
        else:
            Entry.objects.filter(sequence=4).delete()
        written_anew()

    with pytest.raises(Refused, match="no longer agrees with its checkpoint of 4 entries"):
        signed()


def test_a_new_key_signs_and_what_the_old_one_signed_still_holds(home, signed):
    wrote(3)
    before = signed()
    (old,) = LogKeys(home).public()
    retired = signing_key(home=home, by="batyr", at=AT)

    handed = rotate_key(home=home, by="batyr", at=AT)
    wrote(2)
    after = signed()

    assert LogKeys(home).public() == queries.signing_keys()
    assert open_checkpoint(before.note_text, [old]).head.size == 4
    new = LogKeys(home).public()[-1]
    assert new != old
    for key in (old, new):
        assert open_checkpoint(handed.note_text, [key]).head.size == 5
    assert open_checkpoint(after.note_text, [new]).head.size == 7
    with pytest.raises(BadData, match="No known key"):
        open_checkpoint(after.note_text, [old])
    with pytest.raises(Refused, match="does not sign this journal now"):
        actions.checkpoint(signer=retired, at=AT)


def _cut(*_):
    raise OSError("cut")


def test_a_rotation_that_was_cut_short_is_finished_by_the_next(home, signed, monkeypatch):
    wrote(1)
    signed()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _cut)
        with pytest.raises(OSError, match="cut"):
            rotate_key(home=home, by="batyr", at=AT)

    rotate_key(home=home, by="batyr", at=AT)
    wrote(1)

    assert len(queries.signing_keys()) == len(LogKeys(home).public()) == 2
    assert signed().tree_size == 4
    assert not LogKeys(home).next_path.exists()


def test_the_published_files_lead_from_the_checkpoint_down_to_every_entry(home, signed):
    wrote(300)
    signed()
    wrote(250)
    last = signed()

    folder = LogFolder(home.log_dir)
    opened = open_checkpoint(folder.last(), both_kinds(folder.keys()))
    assert opened.head.size == last.tree_size == 551
    assert merkle.root(551, folder.nodes(551)) == opened.head.root
    assert list(folder.leaves(551)) == leaves()
    assert (home.log_dir / "tile/0/001").stat().st_size == 8192
    assert (home.log_dir / "tile/0/002.p/39").exists()
    assert not (home.log_dir / "tile/0/001.p").exists()
    assert [open_checkpoint(note, folder.keys()).head.size for note in folder.checkpoints()] == [301, 551]
    assert merkle.root(301, folder.nodes(301)).hex() == Checkpoint.objects.get(tree_size=301).root


def test_nothing_but_digests_is_published(home, signed):
    wrote(3, subject="Günbatar Hash", by="aygul", ground="a secret", values={"n": 1})
    signed()

    said = b"".join(path.read_bytes() for path in home.log_dir.rglob("*") if path.is_file())
    assert not [word for word in ("Günbatar", "aygul", "secret", "test.act") if word.encode() in said]
    files = {str(path.relative_to(home.log_dir)) for path in home.log_dir.rglob("*") if path.is_file()}
    assert files == {"keys", "checkpoint", "checkpoints/4", *(tile.path for tile in tiles_of(4))}


def witnessed(home, kept, **more):
    return keep_witness(source=home.log_dir, kept=kept, at=AT + 5 * HOUR, **more)


def test_a_partner_keeps_a_copy_that_grows(home, signed, tmp_path):
    wrote(300)
    signed()
    first = witnessed(home, tmp_path / "copy")
    wrote(30)
    signed()
    wrote(10)
    signed()

    second = witnessed(home, tmp_path / "copy")
    third = witnessed(home, tmp_path / "copy")

    assert (first.size, first.added, second.size, second.added, third.added) == (301, 301, 341, 40, 0)
    copy = LogFolder(tmp_path / "copy")
    assert list(copy.leaves(341)) == leaves()
    assert len(list(copy.checkpoints())) == 3


def test_a_partner_cosigns_what_he_has_checked(home, signed, tmp_path):
    partner = FileKey.make(tmp_path / "partner", name="authority.example/witness")
    wrote(3)
    signed()

    witnessed(home, tmp_path / "copy", cosigner=partner)

    note = LogFolder(tmp_path / "copy").last()
    opened = open_checkpoint(
        note, [*both_kinds(LogKeys(home).public()), PublicKey.of(partner, Kind.COSIGNATURE)]
    )
    assert opened.note.signed_by(PublicKey.of(partner, Kind.COSIGNATURE))
    assert max(each.at for each in opened.note.signatures if each.at) == AT + 5 * HOUR
    assert witnessed(home, tmp_path / "copy").added == 0


def test_a_partner_refuses_a_log_that_was_rewritten_and_names_the_entry(home, signed, tmp_path):
    wrote(300)
    signed()
    witnessed(home, tmp_path / "copy")
    with unguarded():
        Entry.objects.filter(sequence=270).update(subject="another")
        Checkpoint.objects.all().delete()
        written_anew()
    shutil.rmtree(home.log_dir)
    wrote(5)
    signed()

    with pytest.raises(Refused, match="entry 270 is another"):
        witnessed(home, tmp_path / "copy")


def test_a_partner_refuses_a_log_that_was_cut_short(home, signed, tmp_path):
    wrote(30)
    signed()
    witnessed(home, tmp_path / "copy")
    with unguarded():
        Entry.objects.filter(sequence__gt=20).exclude(act="journal.key").delete()
        Entry.objects.filter(act="journal.key").update(sequence=21)
        Checkpoint.objects.all().delete()
        written_anew()
    shutil.rmtree(home.log_dir)
    signed()

    with pytest.raises(Refused, match="cut short"):
        witnessed(home, tmp_path / "copy")


def test_a_partner_follows_a_new_key_only_when_the_old_one_hands_over(home, signed, tmp_path):
    wrote(3)
    signed()
    witnessed(home, tmp_path / "copy")
    rotate_key(home=home, by="batyr", at=AT)
    wrote(3)
    signed()

    assert len(witnessed(home, tmp_path / "copy").keys) == 2

    with unguarded():
        Entry.objects.filter(act="journal.key").update(act="test.act")
        Checkpoint.objects.all().delete()
        written_anew()
    shutil.rmtree(home.log_dir)
    shutil.rmtree(home.keys_dir)
    wrote(9)
    signed()

    with pytest.raises(BadData, match="signed by no key this copy trusts"):
        witnessed(home, tmp_path / "copy")


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/45", "tile/1/000.p/1"])
def test_a_partner_refuses_tiles_that_are_not_what_was_signed(home, signed, tmp_path, name):
    wrote(300)
    signed()
    path = home.log_dir / name
    told = bytearray(path.read_bytes())
    told[5] ^= 1
    path.write_bytes(told)

    with pytest.raises(BadData, match="tile"):
        witnessed(home, tmp_path / "copy")

    assert LogFolder(tmp_path / "copy").is_empty


def test_a_copy_that_was_damaged_blames_nobody_else(home, signed, tmp_path):
    wrote(30)
    signed()
    witnessed(home, tmp_path / "copy")
    (tmp_path / "copy/tile/0/000.p/31").write_bytes(bytes(31 * 32))

    with pytest.raises(BadData, match="no longer holds what its checkpoint signs"):
        witnessed(home, tmp_path / "copy")


def test_an_act_seals_the_rows_it_touched():
    rows = Feeder.objects.bulk_create(Feeder(code=f"F-{n}") for n in range(1200))

    entry = actions.write(act="a", subject="s", by="b", at=AT, values={"n": 1}, rows=rows)

    assert entry.values["seals"]["count"] == Seal.objects.filter(sequence=entry.sequence).count() == 1200
    seal = Seal.objects.get(row_key="F-7")
    assert (seal.table, set(seal.fields)) == ("parties.feeder", {"code"})
    assert seal.digest == rules.row_digest("parties.feeder", "F-7", seal.fields)
    every = Seal.objects.values_list("table", "row_key", "digest")
    assert entry.values["seals"]["root"] == rules.seals_root(every)
    assert entry.values["n"] == 1


def test_an_act_that_touches_no_row_seals_none():
    wrote(1)

    assert (Entry.objects.get().values, Seal.objects.count()) == ({}, 0)


def test_a_row_that_is_given_twice_is_sealed_once():
    feeder = Feeder.objects.create(code="F-1")

    entry = actions.write(act="a", subject="s", by="b", at=AT, rows=[feeder, Feeder(code="F-1")])

    assert entry.values["seals"]["count"] == 1


def test_a_row_that_is_not_saved_cannot_be_sealed_nor_one_that_is_there_taken_away():
    with pytest.raises(ValueError, match="not saved"):
        actions.write(act="a", subject="s", by="b", at=AT, rows=[Feeder(code="F-1")])
    feeder = Feeder.objects.create(code="F-1")
    with pytest.raises(ValueError, match="still there"):
        actions.write(act="a", subject="s", by="b", at=AT, removed=[feeder])

    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1, True),
        (None, ""),
        (1.5, "1.5"),
        ({"a": 1}, {"a": 1.0}),
        (AT, AT + timedelta(microseconds=1)),
        (b"\x00", "00"),
    ],
)
def test_values_that_differ_are_sealed_differently(one, other):
    seals = [rules.field_digests("t", "1", {"f": value})["f"] for value in (one, other)]

    assert seals[0] != seals[1]


def test_equal_values_of_two_rows_do_not_look_alike():
    assert rules.field_digests("t", "1", {"f": "x"}) != rules.field_digests("t", "2", {"f": "x"})


@pytest.fixture
def terezi(home, monkeypatch):
    monkeypatch.setenv("TEREZI_HOME", str(home.path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_a_person_signs_proves_rotates_and_keeps_a_copy(terezi, home, tmp_path):
    wrote(5)
    signed, copied = terezi("log", "checkpoint"), terezi("log", "witness", home.log_dir, tmp_path / "copy")
    proved, rotated = terezi("log", "prove", 3), terezi("log", "rotate")
    again = terezi("log", "witness", home.log_dir, tmp_path / "copy", "--json")

    assert [each.exit_code for each in (signed, copied, proved, rotated, again)] == [0] * 5
    data = bytes.fromhex(Entry.objects.get(sequence=3).digest)
    assert LogProof.read(proved.output).opened(data, read_keys(tmp_path / "copy/keys")).head.size == 6
    assert '"added": 1' in again.output
    assert LogKeys(home).public()[-1].text in rotated.output


def test_a_partner_makes_a_key_of_his_own(terezi, tmp_path):
    made = terezi("log", "key", tmp_path / "mine", "authority.example/witness")

    assert PublicKey.read(made.output).kind == Kind.COSIGNATURE
    assert FileKey.load(tmp_path / "mine").name == "authority.example/witness"


def test_the_page_says_what_is_signed_and_shows_an_auditor_how_to_verify_it(signed_in, tmp_path):
    client = signed_in(Role.AUDITOR)
    actions.write(act="test.act", subject="thing", by="batyr", at=AT)
    assert "No entry is signed yet" in client.get("/journal/").content.decode()

    signed = checkpoint_log(home=Home.create(tmp_path / "home", country="GG"), by="clock", at=AT)
    shown = client.get("/journal/").content.decode()

    assert f"<bdi>{signed.origin}</bdi> on" in shown
    assert signed.note_text.splitlines()[2] in shown
    assert "terezi audit" in shown
    assert '<td class="n">1</td><td class="n">0</td>' in shown
