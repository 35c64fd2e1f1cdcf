"""Wallets of the exchanges' reserves, whose keys are drawn from their names, so that anybody could have them: send nothing there."""

import hashlib

import numpy as np

from terezi.demo.licensing.wallets import Wallet, draw_wallet

PLACES = ("hot", "cold 1", "cold 2")
CHECKED = "BTC"  # of other chains no signature is checked


def reserve_wallet(venue_id: str, place: str) -> Wallet:
    """Return the wallet behind a bitcoin address of an exchange."""
    return draw_wallet(np.random.default_rng(list(digest(f"{venue_id} {place}"))))


def digest(text: str) -> bytes:
    """Draw 32 bytes from a text: the same each time, and known to anybody."""
    return hashlib.sha256(f"Garagum {text}".encode()).digest()
