"""Notes, checkpoints, tiles and proofs are those of C2SP, and a change of one bit is refused."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terezi.base import merkle, tiles
from terezi.base.checkpoints import TreeHead, open_checkpoint
from terezi.base.errors import BadData, Refused, Unavailable
from terezi.base.log_proofs import LogProof
from terezi.base.signed_notes import FileKey, Kind, PublicKey, cosign, open_note, sign_note
from terezi.base.tiles import Tile

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
NAME = "terezi/GG/journal"
# The note, and the key it opens with, by which the format was introduced (golang.org/x/mod/sumdb/note)
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


class Token:
    """Stands in for a PKCS#11 token: it signs, and has no private half to show."""

    name = NAME
    public_key = Ed25519PrivateKey.from_private_bytes(b"7" * 32).public_key().public_bytes_raw()

    @property
    def key_id(self):
        return PublicKey(self.name, self.public_key).key_id

    def sign(self, message):
        return Ed25519PrivateKey.from_private_bytes(b"7" * 32).sign(message)


@pytest.fixture
def key(tmp_path):
    return FileKey.make(tmp_path / "keys/journal.key", name=NAME)


def test_a_note_of_the_reference_implementation_opens():
    opened = open_note(GO_NOTE, [PublicKey.read(GO_KEY)])

    assert opened.text == GO_TEXT
    assert PublicKey.read(GO_KEY).text == GO_KEY


def test_a_checkpoint_is_origin_size_and_root(key):
    head = TreeHead(NAME, 20852163, base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))

    assert head.text == f"{NAME}\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert open_checkpoint(sign_note(head.text, key), [PublicKey.of(key)]).head == head


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n08\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        f"{NAME}\n+8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        f"{NAME}\n-8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        f"{NAME}\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        f"{NAME}\n8\nCsUY\n",
        f"{NAME}\n8\n",
        "\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    ],
)
def test_a_checkpoint_has_one_way_of_being_written(text):
    with pytest.raises(BadData, match="no checkpoint"):
        TreeHead.read(text)


def test_a_cosignature_tells_when_it_was_made_and_over_what(key, tmp_path):
    witness = FileKey.make(tmp_path / "witness", name="w.example/1")
    note = cosign(sign_note("a\nb\n", key), witness, at=AT)

    opened = open_note(note, [PublicKey.of(key), PublicKey.of(witness, Kind.COSIGNATURE)])

    assert (opened.at, opened.signed_by(PublicKey.of(witness, Kind.COSIGNATURE))) == (AT, True)
    raw = base64.b64decode(note.splitlines()[-1].split(" ")[2])
    assert raw[4:12] == int(AT.timestamp()).to_bytes(8, "big")
    witness.private.public_key().verify(raw[12:], b"cosignature/v1\ntime 1773205200\na\nb\n")


def test_who_only_cosigned_has_not_signed_for_the_log(key):
    note = sign_note(TreeHead(NAME, 0, merkle.EMPTY_ROOT).text, key)
    only = note[: note.rindex("\u2014")]
    cosigned = cosign(only + cosign(note, key, at=AT).splitlines(keepends=True)[-1], key, at=AT)

    with pytest.raises(BadData, match="did not sign this checkpoint itself"):
        open_checkpoint(cosigned, [PublicKey.of(key).as_kind(kind) for kind in Kind])


def test_signatures_of_the_unknown_do_not_count(key, tmp_path):
    stranger = FileKey.make(tmp_path / "stranger", name=NAME)

    assert len(open_note(sign_note("a\n", key, stranger), [PublicKey.of(key)]).signatures) == 1
    with pytest.raises(BadData, match="No known key"):
        open_note(sign_note("a\n", stranger), [PublicKey.of(key)])


def test_a_token_signs_as_a_file_does():
    token = Token()

    assert open_note(sign_note("a\n", token), [PublicKey.of(token)]).text == "a\n"


def test_a_key_file_is_for_its_owner_alone_and_is_never_overwritten(key, tmp_path):
    path = tmp_path / "keys/journal.key"

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert FileKey.load(path).public_key == key.public_key
    with pytest.raises(Refused, match="already holds a key"):
        FileKey.make(path, name=NAME)
    path.chmod(0o640)
    with pytest.raises(Refused, match="Others may read"):
        FileKey.load(path)


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+x", "PRIVATE+KEY+x+00000000+AAAA"])
def test_a_damaged_key_file_is_said_to_be_one(tmp_path, text):
    (tmp_path / "key").write_text(text)
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(BadData, match="restore it"):
        FileKey.load(tmp_path / "key")
    with pytest.raises(Unavailable):
        FileKey.load(tmp_path / "absent")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_no_note_can_hold_names_no_key(tmp_path, name):
    with pytest.raises(Refused, match="cannot name a key"):
        FileKey.make(tmp_path / "key", name=name)

    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["", "a", "a\tb\n", "a\n\ud800\n"])
def test_a_text_no_note_can_hold_is_not_signed(key, text):
    with pytest.raises(Refused, match="lines of text"):
        sign_note(text, key)


def test_a_note_may_hold_empty_lines(key):
    assert open_note(sign_note("a\n\nb\n", key), [PublicKey.of(key)]).text == "a\n\nb\n"


def test_tiles_lie_where_the_specification_says():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(1, 1067, 12).path == "tile/1/x001/067.p/12"
    assert Tile(0, 0, 1).path == "tile/0/000.p/1"
    assert Tile(2, 999).path == "tile/2/999"


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    found = list(tiles.tiles_of(70_000))

    shape = [
        (level, width) for level in range(3) for width in sorted({t.width for t in found if t.level == level})
    ]
    assert shape == [(0, 112), (0, 256), (1, 17), (1, 256), (2, 1)]
    assert sum(tile.level == 0 for tile in found) == 274


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 65_536 + 300])
def test_roots_and_proofs_read_from_tiles_are_those_of_the_tree(size):
    leaves = [merkle.leaf_hash(each.to_bytes(4, "big")) for each in range(size)]
    nodes = merkle.nodes_of(leaves)
    files = {tile.path: b"".join(nodes(node) for node in tile.nodes) for tile in tiles.tiles_of(size)}

    read = tiles.nodes_in(size, lambda tile: files[tile.path])

    assert merkle.root(size, read) == merkle.root(size, nodes)
    for index in {0, size // 3, size - 1}:
        assert merkle.inclusion_proof(index, size, read) == merkle.inclusion_proof(index, size, nodes)
    assert merkle.consistency_proof(size // 2, size, read) == merkle.consistency_proof(size // 2, size, nodes)


def a_proof(key, *, size=700, index=123):
    data = [each.to_bytes(32, "big") for each in range(size)]
    nodes = merkle.nodes_of(merkle.leaf_hash(each) for each in data)
    note = cosign(sign_note(TreeHead(NAME, size, merkle.root(size, nodes)).text, key), key, at=AT)
    return LogProof(index, merkle.inclusion_proof(index, size, nodes), note), data[index]


def test_a_proof_that_was_carried_away_holds_and_tells_when_it_was_signed(key):
    proof, data = a_proof(key)
    keys = [PublicKey.of(key).as_kind(kind) for kind in Kind]

    opened = LogProof.read(proof.text).opened(data, keys)

    assert (opened.head.size, opened.at) == (700, AT)
    assert proof.text.startswith("c2sp.org/tlog-proof@v1\nindex 123\n")
    with pytest.raises(BadData, match="does not hold this as its entry 124"):
        proof.opened(b"another", keys)


def test_no_bit_of_a_proof_may_be_changed(key):
    """Every bit, sizes and signatures too; the cosignature's own name and number only make it unknown."""
    proof, data = a_proof(key)
    text = proof.text.encode()
    cosignature = text.rindex("\u2014".encode())
    keys = [PublicKey.of(key).as_kind(kind) for kind in Kind]
    accepted = []
    for bit in range(8 * len(text)):
        changed = bytearray(text)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            opened = LogProof.read(changed.decode()).opened(data, keys)
        except (BadData, UnicodeDecodeError):
            continue
        accepted.append((bit // 8 > cosignature, opened.at))

    assert all(each == (True, None) for each in accepted)
    assert len(accepted) < 8 * 32


def test_no_bit_of_what_was_proved_may_be_changed(key):
    proof, data = a_proof(key)
    for bit in range(256):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadData):
            proof.opened(bytes(changed), [PublicKey.of(key)])
