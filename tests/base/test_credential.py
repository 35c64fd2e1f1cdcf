"""A certificate is ours to the last bit, or it was not issued by us."""

import random
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from terezi.base.checkpoints import TreeHead
from terezi.base.credential import (
    Credential,
    IssuerKey,
    Logged,
    NotIssued,
    issue,
    keys_of,
    open_credential,
    scanned,
    to_bytes,
    to_text,
)
from terezi.base.short_proof import (
    LogKey,
    LogProof,
    check_proof,
    read_proof,
    root_of_path,
    write_proof,
)
from terezi.base.status_list import BYTES, PLACES, Standing, StatusList, issue_list, open_list, packed

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)


class Signer:
    """A key made for one test."""

    def __init__(self, seed: int = 1) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)

    @property
    def public_key(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


SIGNER = Signer()
KEYS = keys_of(IssuerKey(SIGNER.public_key, since=AT))
LEAVES = [sha256(f"entry {number}".encode()).digest() for number in range(1000)]
PLACE = 617


def credential(**changes: object) -> Credential:
    told: dict[str, object] = {
        "issuer": "GG",
        "number": "GG-MIN-2026-000001",
        "holder": "«Günbatar Hash» hojalyk jemgyýeti",
        "actor_class": "industrial",
        "status": "licensed",
        "region": "Balkan",
        "licensed_w": 20_000_000,
        "valid_from": date(2026, 3, 11),
        "valid_until": date(2029, 3, 11),
        "issued_at": AT,
        "status_list": "status/1",
        "status_index": 4711,
        "logged": Logged(PLACE, LEAVES[PLACE]),
    }
    return Credential(**(told | changes))  # type: ignore[arg-type]


def tree(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 defines it, by halving."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def path(place: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if place < half:
        return [*path(place, leaves[:half]), tree(leaves[half:])]
    return [*path(place - half, leaves[half:]), tree(leaves[:half])]


def proof(place: int = PLACE, leaves: list[bytes] = LEAVES) -> LogProof:
    body = TreeHead("terezi.example/GG", len(leaves), tree(leaves)).text
    return LogProof(len(leaves), SIGNER.sign(body.encode()), tuple(path(place, leaves)))


LOG = [LogKey("terezi.example/GG", SIGNER.public_key)]


def checked(text: str) -> Credential:
    certificate, _, proven = scanned(text).partition("~")
    opened = open_credential(certificate, KEYS)
    assert opened.logged
    check_proof(read_proof(proven), opened.logged, LOG)
    return opened


def test_what_was_issued_opens_to_what_it_said():
    opened = open_credential(issue(credential(), SIGNER), KEYS)

    assert opened == credential(key_id=next(iter(KEYS)))


def test_a_certificate_is_short_enough_for_a_qr_that_a_cheap_phone_reads():
    assert len(issue(credential(), SIGNER)) < 570  # a QR of version 19, M


def test_an_independent_reader_of_jws_agrees():
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": to_text(SIGNER.public_key)})

    read = jws.deserialize_compact(issue(credential(), SIGNER), key, algorithms=["Ed25519"])

    assert b"GG-MIN-2026-000001" in read.payload


def test_no_single_bit_of_certificate_and_proof_may_change():
    text = f"{issue(credential(), SIGNER)}~{write_proof(proof())}".encode()
    assert checked(text.decode()).number == "GG-MIN-2026-000001"
    accepted = []
    for place, bit in product(range(len(text)), range(8)):
        changed = bytearray(text)
        changed[place] ^= 1 << bit
        try:
            checked(changed.decode("latin-1"))
        except NotIssued:
            continue
        accepted.append((place, bit))

    assert accepted == []


def test_twenty_thousand_single_bit_changes_are_all_refused():
    draw, tried, accepted = random.Random(7), 0, 0
    while tried < 20_000:
        certificate = credential(
            number=f"GG-MIN-2026-{draw.randrange(10**6):06}", status_index=draw.randrange(PLACES)
        )
        text = f"{issue(certificate, SIGNER)}~{write_proof(proof())}".encode()
        for place in range(len(text)):
            changed = bytearray(text)
            changed[place] ^= 1 << draw.randrange(8)
            tried += 1
            try:
                checked(changed.decode("latin-1"))
                accepted += 1
            except NotIssued:
                pass

    assert accepted == 0


@given(st.text(max_size=200))
def test_whatever_else_is_scanned_was_not_issued_by_us(text):
    with pytest.raises(NotIssued, match="not issued by us"):
        open_credential(scanned(text), KEYS)


def test_spare_bits_of_the_last_letter_have_one_spelling():
    text = to_text(b"\0")
    assert to_bytes(text) == b"\0"

    with pytest.raises(NotIssued):
        to_bytes("AB")


def test_a_key_that_is_not_ours_signs_nothing():
    with pytest.raises(NotIssued, match="no key of ours"):
        open_credential(issue(credential(), Signer(2)), KEYS)


def test_what_a_key_signed_before_it_was_replaced_still_holds():
    old = IssuerKey(SIGNER.public_key, since=AT, until=AT + timedelta(days=30))
    keys = keys_of(old, IssuerKey(Signer(2).public_key, since=AT + timedelta(days=30)))

    assert open_credential(issue(credential(), SIGNER), keys).number
    assert open_credential(issue(credential(issued_at=AT + timedelta(days=31)), Signer(2)), keys).number


def test_a_replaced_key_signs_nothing_new():
    keys = keys_of(IssuerKey(SIGNER.public_key, since=AT, until=AT + timedelta(days=30)))

    with pytest.raises(NotIssued, match="not in use on its date"):
        open_credential(issue(credential(issued_at=AT + timedelta(days=30)), SIGNER), keys)


def test_a_status_list_is_no_certificate():
    listed = StatusList("status/1", AT, AT + timedelta(days=7), packed({}))

    with pytest.raises(NotIssued):
        open_credential(issue_list(listed, SIGNER), KEYS)
    with pytest.raises(NotIssued):
        open_list(issue(credential(), SIGNER), KEYS)


def test_an_address_before_the_certificate_and_line_breaks_in_it_do_no_harm():
    text = issue(credential(), SIGNER)

    assert scanned(f" https://register.example/verify#{text[:100]}\n{text[100:]} ") == text


@given(st.integers(1, 130), st.data())
def test_every_leaf_of_every_tree_leads_to_its_root(size, data):
    place = data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]

    root = root_of_path(Logged(place, leaves[place]), proof(place, leaves))

    assert root == tree(leaves)


def test_a_leaf_at_another_place_is_not_in_the_log():
    with pytest.raises(NotIssued, match="public log"):
        check_proof(proof(), Logged(PLACE + 1, LEAVES[PLACE]), LOG)


def test_a_log_of_another_origin_proves_nothing():
    with pytest.raises(NotIssued, match="public log"):
        check_proof(proof(), Logged(PLACE, LEAVES[PLACE]), [LogKey("elsewhere", SIGNER.public_key)])


@given(st.dictionaries(st.integers(0, PLACES - 1), st.sampled_from(Standing), max_size=50))
def test_a_status_list_says_of_every_place_what_was_put_there(standings):
    listed = StatusList("status/1", AT, AT + timedelta(days=7), packed(standings))

    opened = open_list(issue_list(listed, SIGNER), KEYS)

    assert opened == listed
    assert {place: opened.standing(place) for place in standings} == standings
    assert len(opened.packed) == BYTES


def test_a_place_outside_the_list_says_nothing():
    listed = StatusList("status/1", AT, AT, packed({}))

    assert listed.standing(PLACES) is None
    assert listed.standing(-1) is None


def test_an_old_list_is_not_fresh():
    listed = StatusList("status/1", AT, AT + timedelta(days=7), packed({}))

    assert listed.is_fresh(AT + timedelta(days=6))
    assert not listed.is_fresh(AT + timedelta(days=7))
