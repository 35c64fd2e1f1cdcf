"""Machines, addresses, capital and power are compared with what others say of them."""

import pytest
from btclib.b32 import p2wpkh
from btclib.b58 import p2pkh, p2wpkh_p2sh, prv_key_data_from_wif
from btclib.ecc import bms

from terezi.base.errors import BadData
from terezi.base.money import Money
from terezi.demo.licensing.wallets import EthereumWallet
from terezi.desk.screening.rules.capital import capital
from terezi.desk.screening.rules.connection import connection
from terezi.desk.screening.rules.serials import Imports, range_of, serials
from terezi.desk.screening.rules.wallets import key_of, proof
from terezi.desk.screening.sentences import sentences
from terezi.desk.screening.terms import CustomsLine, Machine, Outcome

MESSAGE = "Ak Ýyldyz applies for GG-APP-2026-000001 on 2026-03-11"
WIF = "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"  # the key 1, which everybody knows
KEY = prv_key_data_from_wif(WIF)


def asked(*machines, lines=(), registered=None, applied=None):
    return serials(
        [Machine(*machine) if isinstance(machine, tuple) else Machine(machine) for machine in machines],
        importers=("Ak Ýyldyz HJ",),
        registered=registered or {},
        applied=applied or {},
        imports=Imports(lines),
    )


def line(units, *, importer="Ak Ýyldyz HJ", model="Antminer S21", listed=(), ranges=()):
    return CustomsLine("D-1", importer, model, units, tuple(listed), tuple(ranges))


class TestSerials:
    def test_machines_customs_saw_come_in_are_clear(self):
        told = asked("SN001", "sn-002", lines=[line(2, ranges=[range_of("SN001", "SN002")])])

        assert told.outcome == Outcome.CLEAR

    def test_a_machine_on_the_register_or_in_another_application_is_told(self):
        told = asked("SN-1", "SN2", registered={"SN1": "GG-S-001"}, applied={"SN2": "GG-APP-2026-000002"})

        assert told.outcome == Outcome.MATCH
        assert [(row["found"], row["where"]) for row in told.evidence] == [
            ("registered", "GG-S-001"),
            ("applied", "GG-APP-2026-000002"),
        ]

    def test_a_serial_told_twice_is_told(self):
        assert asked("SN 1", "sn-1").evidence == ({"found": "twice", "serial": "SN1", "times": 2},)

    def test_a_machine_another_imported_is_told(self):
        told = asked("SN001", lines=[line(1, importer="Jeýhun Blok", listed=["SN001"])])

        assert told.outcome == Outcome.MATCH
        assert told.evidence[0]["importer"] == "Jeýhun Blok"

    def test_fewer_units_at_customs_than_claimed_are_told(self):
        told = asked(*[(f"SN{n}", "Antminer S21") for n in range(10)], lines=[line(7)])

        assert told.outcome == Outcome.MATCH
        assert told.values["over"] == 3
        assert told.evidence[0]["units"] == 7

    def test_a_customs_model_may_name_the_variant(self):
        told = asked(("SN1", "Antminer S21"), lines=[line(5, model="ANTMINER S21 200T")])

        assert told.outcome == Outcome.CLEAR

    def test_machines_customs_do_not_list_leave_a_question(self):
        told = asked("SN1", lines=[line(5, listed=["SN9"])])

        assert (told.outcome, told.values["unlisted"]) == (Outcome.POSSIBLE, 1)

    def test_without_a_customs_list_the_answer_says_what_an_officer_may_do(self):
        told = asked("SN1")

        assert told.outcome == Outcome.CANNOT
        assert "ask the applicant for the import declarations" in told.says

    def test_ten_thousand_machines_are_compared_at_once(self):
        told = asked(
            *[f"SN{n:06}" for n in range(10_000)],
            lines=[line(10_000, ranges=[range_of("SN000000", "SN009999")])],
        )

        assert told.outcome == Outcome.CLEAR

    @pytest.mark.parametrize(("first", "last"), [("A9", "A1"), ("A1", "B9"), ("A1", "A10"), ("A", "B")])
    def test_a_range_that_is_none_is_refused(self, first, last):
        with pytest.raises(BadData, match="no range of serial numbers"):
            range_of(first, last)

    def test_a_range_holds_its_ends_and_nothing_else(self):
        held = range_of("JYZZ-0099", "JYZZ-0101")

        assert [serial in held for serial in ("JYZZ0098", "JYZZ0099", "JYZZ0101", "JYZZ0102", "JYZZ100")] == [
            False,
            True,
            True,
            False,
            False,
        ]
        assert held.count == 3


def addresses():
    from btclib.key import PubKeyData
    from ecc.curves import bytes_from_prv_key_int, secp256k1

    key = PubKeyData(bytes_from_prv_key_int(KEY.q, secp256k1, True), "mainnet")
    return {"P2PKH": p2pkh(key), "P2WPKH": p2wpkh(key), "P2SH-P2WPKH": p2wpkh_p2sh(key)}


class TestWallets:
    @pytest.mark.parametrize("kind", ["P2PKH", "P2WPKH", "P2SH-P2WPKH"])
    def test_who_holds_the_key_proves_it(self, kind):
        address = addresses()[kind]
        signature = bms.sign(MESSAGE.encode(), KEY, address).b64encode()

        assert proof(address, message=MESSAGE, signature=signature).outcome == Outcome.CLEAR

    @pytest.mark.parametrize("kind", ["P2PKH", "P2WPKH", "P2SH-P2WPKH"])
    def test_another_message_proves_nothing(self, kind):
        address = addresses()[kind]
        signature = bms.sign(MESSAGE.encode(), KEY, address).b64encode()

        assert proof(address, message=MESSAGE + ".", signature=signature).outcome == Outcome.MATCH

    def test_a_signature_by_another_key_proves_nothing(self):
        signature = bms.sign(MESSAGE.encode(), KEY, addresses()["P2PKH"]).b64encode()

        told = proof("12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX", message=MESSAGE, signature=signature)

        assert told.outcome == Outcome.MATCH
        assert "ask the applicant to sign it again" in told.says

    @pytest.mark.parametrize("signature", ["nonsense", "AAAA", "=" * 88, "é" * 10, "A" * 88])
    def test_what_is_no_signature_proves_nothing_and_breaks_nothing(self, signature):
        assert proof(addresses()["P2WPKH"], message=MESSAGE, signature=signature).outcome == Outcome.MATCH

    @pytest.mark.parametrize(
        "address", ["bc1q", "1", "3" * 500, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"]
    )
    def test_what_is_no_address_proves_nothing_and_breaks_nothing(self, address):
        signature = bms.sign(MESSAGE.encode(), KEY).b64encode()

        assert proof(address, message=MESSAGE, signature=signature).outcome == Outcome.MATCH

    def test_a_message_signed_as_ethereums_wallets_do_is_checked(self):
        # the example of web3.js: key 4c0883a6..., "Some data"
        address, signature = (
            "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23",
            "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd"
            "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c",
        )

        assert proof(address, message="Some data", signature=signature, asset="ETH").outcome == Outcome.CLEAR
        assert proof(address, message="Some data", signature=signature, asset="USDT").outcome == Outcome.CLEAR
        assert proof(address, message="Some datb", signature=signature).outcome == Outcome.MATCH
        told = proof("0x" + "1" * 40, message="Some data", signature=signature, asset="ETH")
        assert told.outcome == Outcome.MATCH
        assert "that is a contract has no key" in told.says

    def test_an_ethereum_wallet_of_any_key_proves_itself_and_no_other(self):
        one, other = EthereumWallet(1), EthereumWallet(2**200 + 7)

        assert one.address == "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"
        assert proof(one.address, message=MESSAGE, signature=one.sign(MESSAGE)).outcome == Outcome.CLEAR
        assert proof(other.address, message=MESSAGE, signature=other.sign(MESSAGE)).outcome == Outcome.CLEAR
        assert proof(one.address, message=MESSAGE, signature=other.sign(MESSAGE)).outcome == Outcome.MATCH

    @pytest.mark.parametrize(
        "signature", ["0x", "zz", "0x" + "00" * 65, "ff" * 65, "é", "0x" + "11" * 64 + "ff"]
    )
    def test_what_is_no_signature_of_ethereum_breaks_nothing(self, signature):
        address = EthereumWallet(1).address

        assert proof(address, message=MESSAGE, signature=signature).outcome == Outcome.MATCH

    def test_other_assets_are_left_to_an_officer_with_a_way(self):
        told = proof("r" + "a" * 33, message=MESSAGE, signature="0x", asset="XRP")

        assert told.outcome == Outcome.CANNOT
        assert "An officer may ask for a transfer" in told.says

    def test_an_address_that_is_not_bitcoins_is_no_failed_proof(self):
        told = proof("TWB9xgNG9nmJuwW4etsQEb9RRnrnVnoNnJ", message=MESSAGE, signature="x")

        assert told.outcome == Outcome.CANNOT

    def test_taproot_and_nothing_signed_yet_are_left_to_an_officer(self):
        taproot = "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"

        assert proof(taproot, message=MESSAGE, signature="A" * 88).outcome == Outcome.CANNOT
        assert proof(addresses()["P2PKH"], message=MESSAGE, signature="").outcome == Outcome.CANNOT

    def test_addresses_forgive_case_only_where_their_kind_does(self):
        assert key_of(" 0xABC ") == key_of("0xabc")
        assert key_of("BC1QABC") == key_of("bc1qabc")
        assert key_of("1AbC") != key_of("1aBc")


class TestCapital:
    def test_enough_capital_is_clear(self):
        assert capital(held=Money(100, "GGM"), needed=Money(100, "GGM")).outcome == Outcome.CLEAR

    def test_what_is_missing_is_told(self):
        told = capital(held=Money(150_000, "GGM"), needed=Money(200_000, "GGM"))

        assert told.outcome == Outcome.MATCH
        assert "500.00 GGM are missing" in told.says

    def test_another_currency_is_for_an_officer(self):
        assert capital(held=Money(100, "USD"), needed=Money(1, "GGM")).outcome == Outcome.CANNOT


class TestConnection:
    def test_power_that_fits_is_clear(self):
        told = connection(
            claimed_w=12_500_000, connection_w=15_000_000, feeder_w=22_000_000, taken_w=5_000_000
        )

        assert told.says == "12.5 MW are claimed; the connection carries 15 MW and the feeder has 17 MW left."

    def test_power_beyond_the_connection_is_told(self):
        told = connection(claimed_w=20_000_000, connection_w=15_000_000, feeder_w=None)

        assert (told.outcome, told.values["over"]) == (Outcome.MATCH, "5")

    def test_power_beyond_what_others_leave_of_the_feeder_is_told(self):
        told = connection(
            claimed_w=10_000_000, connection_w=15_000_000, feeder_w=12_000_000, taken_w=5_000_000
        )

        assert (told.outcome, told.values["over"]) == (Outcome.MATCH, "3")

    def test_a_limit_nobody_knows_is_for_the_energy_agency(self):
        assert connection(claimed_w=1, connection_w=None, feeder_w=1).outcome == Outcome.CANNOT
        assert connection(claimed_w=1, connection_w=1, feeder_w=None).outcome == Outcome.CANNOT


def test_every_sentence_a_comparison_says_can_be_translated():
    known = set(sentences())
    told = [
        asked("SN1"),
        asked("SN1", "SN1"),
        capital(held=Money(1, "GGM"), needed=Money(2, "GGM")),
        connection(claimed_w=1, connection_w=1, feeder_w=1),
        proof("0x", message="", signature="", asset="ETH"),
    ]

    assert len(known) > 35
    assert all(one.sentence in known and one.sentence.format(**one.values) == one.says for one in told)
