"""Wallets of applicants, whose keys come from the seed, so that anybody could have them: send nothing there."""

from dataclasses import dataclass

from btclib.b58 import p2pkh, prv_key_data_from_wif, wif_from_prv_key
from btclib.ecc import bms
from btclib.key import PubKeyData
from ecc.curves import bytes_from_prv_key_int, secp256k1
from ecc.ecc.dsa import sign_recoverable_
from numpy.random import Generator

from terezi.desk.screening.rules.ethereum import FIRST_KEY, address_of, hashed

NETWORK = "mainnet"  # signatures of no other are checked


@dataclass(frozen=True)
class Wallet:
    """An address and the private key behind it."""

    address: str
    wif: str

    def sign(self, words: str) -> str:
        """Sign words as wallets do (BIP 137); the same words give the same signature."""
        return str(bms.sign(words.encode(), prv_key_data_from_wif(self.wif), self.address).b64encode())


@dataclass(frozen=True)
class EthereumWallet:
    """A private key of Ethereum and its address."""

    number: int

    @property
    def address(self) -> str:
        return address_of(bytes_from_prv_key_int(self.number, secp256k1, False))

    def sign(self, words: str) -> str:
        """Sign words as wallets do (EIP-191); the same words give the same signature."""
        sig, key_id = sign_recoverable_(hashed(words), self.number)
        return "0x" + (sig.r.to_bytes(32) + sig.s.to_bytes(32) + bytes([FIRST_KEY + key_id])).hex()


def draw_wallet(rng: Generator) -> Wallet:
    number = int.from_bytes(rng.bytes(31)) + 1
    public = PubKeyData(bytes_from_prv_key_int(number, secp256k1, True), NETWORK)
    return Wallet(p2pkh(public), wif_from_prv_key(number, NETWORK, True))
