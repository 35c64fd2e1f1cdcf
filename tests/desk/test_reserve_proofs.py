"""A venue proves what it owes and what it holds: from the list of its clients to the lake, once."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from terezi.base.errors import BadData, Refused
from terezi.cli.challenge import challenge as challenge_verb
from terezi.cli.check_leaf import check_leaf
from terezi.cli.owed import owed as owed_verb
from terezi.cli.prove import prove as prove_verb
from terezi.demo.licensing.wallets import draw_wallet
from terezi.desk.licences.actions import import_register
from terezi.desk.venues import actions, queries
from terezi.desk.venues.models import ReserveChallenge, ReserveProof
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.reserves.held import Shown
from terezi.evidence.numerics.reserves.path import client_hash
from terezi.jobs.prove_reserves import prove_reserves
from terezi.jobs.recompute_owed import recompute_owed
from tests.desk.conftest import AT, RESERVE_ADDRESS, VENUE, frame, venues

pytestmark = pytest.mark.django_db
AS_AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NONCE, SEED = "ab" * 32, "07" * 32
WALLETS = [draw_wallet(np.random.default_rng(seed)) for seed in (1, 2)]
ACCOUNTS = [f"A-{n}" for n in range(9)]


@pytest.fixture
def home(tmp_path):
    home = Home.create(tmp_path / "home", country="GG")
    addresses = [
        RESERVE_ADDRESS | {"asset": "BTC", "address": wallet.address, "storage": storage}
        for wallet, storage in zip(WALLETS, ("cold", "hot"), strict=True)
    ]
    import_register(
        rows=venues() | {"ref_reserve_addresses": frame("ref_reserve_addresses", *addresses)}, by="t", at=AT
    )
    actions.give_challenge(venue_id="GG-V1", nonce=NONCE, by="t", at=AT)
    return home


@pytest.fixture
def listed(tmp_path):
    clients = sorted(client_hash(account=each, nonce=f"secret of {each}").hex() for each in ACCOUNTS)
    path = tmp_path / "owed.csv"
    pl.DataFrame(
        {"leaf": range(9), "client": clients, "BTC_e8": [100] * 9, "GGM_e8": range(0, 900, 100)}
    ).write_csv(path)
    return path


def claim(listed, *, signing=(0, 1), challenge=NONCE, **changes):
    made = recompute_owed(listed, venue_id="GG-V1", as_at=AS_AT)
    signatures = [
        {
            "asset": "BTC",
            "address": WALLETS[n].address,
            "signature": WALLETS[n].sign(
                made.statement.to_sign(challenge=challenge, asset="BTC", address=WALLETS[n].address)
            ),
        }
        for n in signing
    ]
    path = listed.with_name("claim.json")
    path.write_text(json.dumps(made.claim | {"challenge": challenge, "signatures": signatures} | changes))
    return path


def chain(listed, *balances, height=800_000):
    path = listed.with_name("chain.csv")
    rows = [f"BTC,{WALLETS[n].address},{e8},{height}" for n, e8 in enumerate(balances)]
    path.write_text("\n".join(["asset,address,balance_e8,height", *rows]))
    return path


def prove(home, listed, claimed, state=None, **changes):
    told = {"venue": "GG-V1", "sample": 3, "seed": SEED, "by": "t", "at": AT + timedelta(hours=9)}
    return prove_reserves(home=home, listed=listed, claimed=claimed, chain=state, **(told | changes))


def test_signed_addresses_that_hold_what_is_owed_cover_it(home, listed):
    proved = prove(home, listed, claim(listed), chain(listed, 700, 200))

    bitcoin, money = proved.assets
    assert (bitcoin.owed_e8, bitcoin.held_e8, bitcoin.cold_e8, bitcoin.signed, bitcoin.height) == (
        900,
        900,
        700,
        2,
        800_000,
    )
    assert (money.owed_e8, money.held_e8, money.missing_e8) == (3_600, None, None)
    assert proved.agrees
    lake = Lake.open(home)
    rows = lake.collect(lake.table("venue_proofs")).sort("asset")
    assert rows["total_e8"].to_list() == [900, 3_600]
    assert rows["held_e8"].to_list() == [900, None]
    assert rows["day"].to_list() == [date(2026, 3, 10)] * 2


def test_where_nothing_is_proved_the_command_says_so_and_does_not_end_well(home, listed, monkeypatch):
    monkeypatch.setattr("terezi.cli.prove.opened", lambda _place: home)
    told = [
        str(listed),
        "--venue",
        "GG-V1",
        "--claim",
        str(claim(listed, signing=())),
        "--home",
        str(home.path),
    ]

    ended = CliRunner().invoke(prove_verb, told)

    assert ended.exit_code == 1
    assert (
        "NOTHING IS PROVED: no address of GG-V1 was both signed for and told of on the chain" in ended.output
    )


def test_one_unit_too_little_is_said(home, listed):
    proved = prove(home, listed, claim(listed), chain(listed, 700, 199))

    assert proved.assets[0].missing_e8 == 1
    assert not proved.agrees


def test_an_address_nobody_signed_for_counts_for_nothing(home, listed):
    proved = prove(home, listed, claim(listed, signing=(0,)), chain(listed, 700, 200))

    assert proved.assets[0].held_e8 == 700
    assert [one.shown for one in proved.addresses].count(Shown.NOT_SIGNED) == 1


def test_a_signature_over_an_older_challenge_is_refused(home, listed):
    older = claim(listed, challenge="cd" * 32)

    with pytest.raises(Refused, match="not the one that stands for GG-V1: give a new one"):
        prove(home, listed, older, chain(listed, 700, 200))
    assert not ReserveProof.objects.exists()


def test_a_signature_of_an_older_challenge_under_the_new_number_is_not_by_its_address(home, listed):
    older = json.loads(claim(listed, challenge="cd" * 32).read_text())
    claimed = claim(listed)
    claimed.write_text(json.dumps(json.loads(claimed.read_text()) | {"signatures": older["signatures"]}))

    proved = prove(home, listed, claimed, chain(listed, 700, 200))

    assert {one.shown for one in proved.addresses} == {Shown.WRONG}
    assert proved.assets[0].held_e8 is None
    assert not proved.agrees


def test_a_challenge_is_answered_once(home, listed):
    prove(home, listed, claim(listed), chain(listed, 700, 200))

    later = claim(listed, as_at="2026-03-10T13:00:00Z")
    with pytest.raises(Refused, match="not the one that stands"):
        prove(home, listed, later, chain(listed, 700, 200))
    assert ReserveChallenge.objects.get().ended == "answered"


def test_a_new_challenge_replaces_the_one_before(home):
    actions.give_challenge(venue_id="GG-V1", nonce="ef" * 32, by="t", at=AT)

    assert queries.standing_challenge("GG-V1").nonce == "ef" * 32
    assert ReserveChallenge.objects.get(nonce=NONCE).ended == "replaced"


def test_the_same_proof_twice_is_one_and_another_of_that_moment_is_refused(home, listed):
    claimed, state = claim(listed), chain(listed, 700, 200)
    first = prove(home, listed, claimed, state)

    again = prove(home, listed, claimed, state, seed="09" * 32)

    assert (again.is_new, again.lot, again.seed) == (False, first.lot, SEED)
    listed.write_text(listed.read_text().replace(",800\n", ",801\n"))
    with pytest.raises(Refused, match="gave a proof of 2026-03-10 12:00:00 UTC already"):
        prove(home, listed, claim(listed), state)
    assert ReserveProof.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"root": "00" * 32}, "root: claimed 0000"),
        ({"clients": 10}, "clients: claimed 10, the list makes 9"),
        ({"totals_e8": {"BTC": 900}}, "total of GGM: claimed None, the list makes 3600"),
    ],
)
def test_a_claim_the_list_does_not_make_is_refused(home, listed, changes, says):
    with pytest.raises(BadData, match=says):
        prove(home, listed, claim(listed, **changes))


def test_a_leaf_dropped_and_the_rest_numbered_anew_no_longer_makes_the_root(home, listed):
    claimed = claim(listed)
    rows = pl.read_csv(listed)
    rows.filter(pl.col("leaf") != 4).with_columns(leaf=pl.int_range(pl.len())).write_csv(listed)

    with pytest.raises(BadData, match=r"clients: claimed 9, the list makes 8.*A leaf was dropped"):
        prove(home, listed, claimed)


def test_nobody_proves_for_another_or_of_a_moment_to_come(home, listed):
    with pytest.raises(Refused, match="nobody proves for another"):
        prove(home, listed, claim(listed), venue="GG-V2")
    with pytest.raises(BadData, match="not yet past"):
        prove(home, listed, claim(listed, as_at="2026-03-12T00:00:00Z"))


def test_an_address_the_register_does_not_give_the_venue_is_refused(home, listed):
    stranger = draw_wallet(np.random.default_rng(3))
    signatures = [{"asset": "BTC", "address": stranger.address, "signature": stranger.sign("x")}]

    with pytest.raises(Refused, match=f"Not a reserve address of GG-V1 on that day: {stranger.address}"):
        prove(home, listed, claim(listed, signatures=signatures))


def test_an_address_two_venues_claim_counts_for_neither(home, listed):
    other = VENUE | {"venue_id": "GG-V2", "licence_number": "GG-EXC-000002"}
    same = RESERVE_ADDRESS | {"venue_id": "GG-V2", "asset": "BTC", "address": WALLETS[0].address}
    import_register(
        rows={"ref_venues": frame("ref_venues", other), "ref_reserve_addresses": frame("ref_reserve_addresses", same)},
        by="t", at=AT,
    )  # fmt: skip

    proved = prove(home, listed, claim(listed), chain(listed, 700, 200))

    assert proved.assets[0].held_e8 == 200
    assert not proved.agrees


def test_balances_of_one_asset_at_two_heights_are_refused(home, listed):
    state = chain(listed, 700, 200)
    state.write_text(state.read_text().replace("200,800000", "200,800001"))

    with pytest.raises(BadData, match=r"CHN-05 .*one height: row 2"):
        prove(home, listed, claim(listed), state)


def test_the_words_to_sign_are_written_by_the_command_the_challenge_names(home, listed, monkeypatch):
    monkeypatch.setattr("terezi.cli.challenge.opened", lambda place: place)
    told = CliRunner().invoke(challenge_verb, ["--home", str(home.path), "--venue", "GG-V1"]).output
    command = told.split("`")[1].split()[2:]
    meant = {
        "LIST": str(listed),
        "TIME": "2026-03-10T12:00:00Z",
        "ASSET": "BTC",
        "ADDRESS": WALLETS[0].address,
    }
    said = CliRunner().invoke(owed_verb, [meant.get(word, word) for word in command])

    assert said.exit_code == 0, said.output
    assert WALLETS[0].address in said.output
    assert ReserveChallenge.objects.latest("pk").nonce in said.output


def test_a_client_checks_his_own_balance_without_a_home(listed, tmp_path):
    mine = client_hash(account="A-3", nonce="secret of A-3").hex()
    said = CliRunner().invoke(
        owed_verb, [str(listed), "--venue", "GG-V1", "--as-at", "2026-03-10T12:00:00Z", "--client", mine]
    )
    proof = tmp_path / "mine.json"
    proof.write_text(said.output)
    digest = recompute_owed(listed, venue_id="GG-V1", as_at=AS_AT).statement.digest

    def check(*more):
        return CliRunner().invoke(check_leaf, [str(proof), *more])

    assert check("--digest", digest, "--account", "A-3", "--secret", "secret of A-3").exit_code == 0
    assert "BTC 0.00000100" in check("--digest", digest).output
    assert (
        "not the balance of that account"
        in check("--digest", digest, "--account", "A-4", "--secret", "x").output
    )
    assert check("--digest", "00" * 32).exit_code == 1
    proof.write_text(said.output.replace('"amounts_e8": [100', '"amounts_e8": [200'))
    assert "does not lead to the root" in check("--digest", digest).output


HOSTILE_PROOF = {
    "venue_id": "V", "as_at": "2026-03-10T12:00:00Z", "assets": ["BTC"], "client": "0" * 64, "amounts_e8": [10**400],
    "leaf": 0, "clients": 1, "path": [], "root": "0" * 64, "totals_e8": [1],
}  # fmt: skip


@pytest.mark.parametrize("hostile", [{}, {"amounts_e8": [-5]}, {"x\x1b]0;mine\x07\u202e": 1}])
def test_no_proof_of_a_balance_breaks_the_check_or_steers_the_terminal(tmp_path, hostile):
    proof = tmp_path / "mine.json"
    proof.write_text(json.dumps(HOSTILE_PROOF | hostile))

    said = CliRunner().invoke(check_leaf, [str(proof), "--digest", "0" * 64])

    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert all(c.isprintable() for c in said.output.replace("\n", ""))


def test_the_lot_is_drawn_by_the_seed_the_record_keeps(home, listed):
    proved = prove(home, listed, claim(listed), sample=3)

    kept = ReserveProof.objects.get()
    assert (kept.seed, tuple(kept.lot)) == (SEED, proved.lot)
    assert len(set(proved.lot)) == 3


@pytest.fixture
def proof_text(home, listed, settings):
    settings.TEREZI_HOME = home.path
    prove(home, listed, claim(listed), chain(listed, 700, 199))
    made = recompute_owed(listed, venue_id="GG-V1", as_at=AS_AT)
    return json.dumps(made.of_client(client_hash(account="A-3", nonce="secret of A-3").hex()).as_dict())


def asked(client, text, **more):
    return client.post("/public/reserves/", {"proof": text, **more}).content.decode()


def test_a_stranger_checks_his_balance_and_nothing_is_kept(client, proof_text):
    before = ReserveProof.objects.count()

    shown = asked(client, proof_text, account="A-3", secret="secret of A-3")

    assert 'class="sentence good">This balance is counted' in shown
    assert "0.000001</bdi>" in shown
    assert "secret of A-3" not in shown
    assert ReserveProof.objects.count() == before


def test_a_balance_that_was_changed_does_not_lead_there(client, proof_text):
    shown = asked(client, proof_text.replace('"amounts_e8": [100', '"amounts_e8": [101'))

    assert 'class="sentence bad">This balance does not lead' in shown


def test_the_text_of_another_client_is_told_apart_by_account_and_secret(client, proof_text):
    assert "not of that account and secret" in asked(
        client, proof_text, account="A-4", secret="secret of A-4"
    )


def test_totals_the_exchange_did_not_prove_are_not_taken_from_the_text(client, proof_text):
    told = json.loads(proof_text)
    other = told | {"as_at": "2026-03-10T12:00:01Z"}

    assert "gave us no proof" in asked(client, json.dumps(other))
    assert "gave us no proof" in asked(client, json.dumps(told | {"assets": ["GGM", "BTC"]}))


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"venue_id": "V"}', "x" * 300_000, "\x00", '{"path": ' + "[" * 5_000]
)
def test_a_text_that_is_no_proof_is_answered_in_words(client, proof_text, text):
    assert "This is no proof of one balance" in asked(client, text)


def test_what_an_exchange_proved_is_there_for_anybody_without_addresses_or_clients(client, proof_text):
    shown = client.get("/public/reserves/").content.decode()

    assert "GG-V1" in shown
    assert "less than owed" in shown
    assert "nothing shown" in shown
    assert WALLETS[0].address not in shown


def test_the_lines_of_a_statement_hash_to_its_address(client, proof_text):
    digest = ReserveProof.objects.get().digest

    lines = client.get(f"/public/reserves/{digest}").content

    assert hashlib.sha256(lines).hexdigest() == digest
    assert client.get("/public/reserves/" + "00" * 32).status_code == 404
