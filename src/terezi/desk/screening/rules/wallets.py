"""Whether who claims an address can sign with its key."""

import re

from btclib.ecc import bms
from btclib.exceptions import BTClibRuntimeError, BTClibValueError

from terezi.desk.screening.rules import ethereum
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome

BITCOIN = frozenset({"BTC", "XBT"})
ETHEREUM = re.compile("0x[0-9a-fA-F]{40}")
PROVED = "The message was signed with the key of {address}."
NOT_PROVED = (
    "The signature is not by the key of {address} over this very message: ask the applicant to sign it again."
)
NOT_PROVED_ETHEREUM = (
    "The signature is not by the key of {address} over this very message: ask the applicant to sign it again. A wallet that is "
    "a contract has no key; then an officer may ask for a transfer of a small, agreed amount from it at an agreed hour."
)
UNREADABLE = "{address} is no address, or the signature is no signature, that can be read ({why}): ask the applicant to copy both again."
BY_HAND = (
    "Signatures of {asset} are not checked here. An officer may ask for a transfer of a small, agreed amount from "
    "{address} at an agreed hour and look it up, or have the wallet opened before two officers."
)
NEWER = (
    "{address} is of a kind whose messages are signed in another way (taproot or script). An officer may ask for a "
    "transfer of a small, agreed amount from it at an agreed hour and look it up."
)
EMPTY = "Nothing was signed yet: ask the applicant to sign the message and send the signature."


def proof(address: str, *, message: str, signature: str, asset: str = "") -> Compared:
    """Check a message signed as wallets sign them: Bitcoin's (P2PKH, P2WPKH, P2SH-P2WPKH; BIP 137 and Electrum), Ethereum's (EIP-191).

    Where no asset is named, the address tells whose it is; a token lies at an address of its chain.
    """
    compared = f"the signature with {address}"
    values = {"address": address, "asset": asset or "this kind of address"}
    is_bitcoin = _is_bitcoin(address, asset)
    if not is_bitcoin and not ETHEREUM.fullmatch(address.strip()):
        return told(Outcome.CANNOT, BY_HAND, values, compared=compared)
    if not signature.strip() or not address.strip():
        return told(Outcome.CANNOT, EMPTY, {}, compared=compared)
    if is_bitcoin and _is_newer(address):
        return told(Outcome.CANNOT, NEWER, values, compared=compared)
    try:
        is_proved = _signed_by(address.strip(), message, signature.strip(), is_bitcoin=is_bitcoin)
    except (BTClibValueError, BTClibRuntimeError, ValueError, TypeError, RuntimeError) as unreadable:
        return told(Outcome.MATCH, UNREADABLE, values | {"why": str(unreadable)[:120]}, compared=compared)
    if is_proved:
        return told(Outcome.CLEAR, PROVED, values, compared=compared)
    return told(Outcome.MATCH, NOT_PROVED if is_bitcoin else NOT_PROVED_ETHEREUM, values, compared=compared)


def _signed_by(address: str, message: str, signature: str, *, is_bitcoin: bool) -> bool:
    if is_bitcoin:
        return bms.verify(message.encode(), address, signature)
    return ethereum.signer_of(message, signature) == address.lower()


def _is_bitcoin(address: str, asset: str) -> bool:
    """Whether an address is Bitcoin's, as its asset says or, where none is named, its first letters."""
    return asset.upper() in BITCOIN if asset else address.strip().lower().startswith(("bc1", "1", "3"))


def _is_newer(address: str) -> bool:
    """Whether an address is of a witness program that is not a key's hash: taproot, or a script."""
    plain = address.strip().lower()
    return plain.startswith("bc1") and (not plain.startswith("bc1q") or len(plain) > 42)


def key_of(address: str) -> str:
    """Write an address in the one way in which it is compared: only hexadecimal and bech32 ones forgive case."""
    plain = address.strip()
    lower = plain.lower()
    return lower if lower.startswith(("0x", "bc1", "tb1", "ltc1")) else plain
