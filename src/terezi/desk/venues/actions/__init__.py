"""Every change of the exchange monitor's record."""

from terezi.desk.venues.actions.proving import give_challenge, take_proof

__all__ = ["give_challenge", "take_proof"]
