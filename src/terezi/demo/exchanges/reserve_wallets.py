"""Wallets of the exchanges' reserves, whose keys are drawn from their names, so that anybody could have them: send nothing there."""

import hashlib

import numpy as np

from terezi.demo.licensing.wallets import EthereumWallet, Wallet, draw_wallet

PLACES = ("hot", "cold 1", "cold 2")
CHECKED = ("BTC", "ETH")  # of other chains no signature is checked


def reserve_wallet(venue_id: str, asset: str, place: str) -> Wallet | EthereumWallet:
    """Return the wallet behind an address of an exchange at which an asset of `CHECKED` lies."""
    if asset == "BTC":
        return draw_wallet(np.random.default_rng(list(digest(f"{venue_id} {place}"))))
    return EthereumWallet(int.from_bytes(digest(f"{venue_id} {asset} {place}")[:31]) + 1)


def digest(text: str) -> bytes:
    """Draw 32 bytes from a text: the same each time, and known to anybody."""
    return hashlib.sha256(f"Garagum {text}".encode()).digest()
