"""Messages signed by keys of Ethereum and of chains that sign as it does (EIP-191, version 0x45)."""

from binascii import Error as NotHexadecimal
from binascii import unhexlify

from Crypto.Hash import keccak
from ecc.ecc.dsa import Sig, recover_sec_

SIGNATURE_BYTES = 65  # r, s, and which of the keys that fit
FIRST_KEY = 27  # of old wallets, which begin to count there
ADDRESS_BYTES = 20


def signer_of(message: str, signature: str) -> str:
    """Return the address, in small letters, whose key signed a text.

    :raises ValueError: when the signature is none: not 65 bytes in hexadecimal, or no key fits it.
    """
    told = _bytes(signature)
    key_id = told[-1] - FIRST_KEY if told[-1] >= FIRST_KEY else told[-1]
    sig = Sig(int.from_bytes(told[:32]), int.from_bytes(told[32:64]))
    return address_of(recover_sec_(key_id, hashed(message), sig, compressed=False))


def address_of(public_key: bytes) -> str:
    """Return the address, in small letters, of a public key written out in 65 bytes."""
    return "0x" + _keccak(public_key[1:])[-ADDRESS_BYTES:].hex()


def hashed(message: str) -> bytes:
    """Return what a wallet signs of a text: 32 bytes."""
    plain = message.encode()
    return _keccak(b"\x19Ethereum Signed Message:\n%d" % len(plain) + plain)


def _keccak(told: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=told).digest()


def _bytes(signature: str) -> bytes:
    try:
        told = unhexlify(signature.strip().removeprefix("0x"))
    except (NotHexadecimal, ValueError) as broken:
        raise ValueError("a signature is written in hexadecimal") from broken
    if len(told) != SIGNATURE_BYTES:
        raise ValueError(f"a signature has {SIGNATURE_BYTES} bytes, this one {len(told)}")
    return told
