"""The words of the exchange monitor's record."""

from enum import StrEnum


class Act(StrEnum):
    """What the journal writes of venues."""

    CHALLENGE = "venues.challenge"
    PROVE = "venues.prove"


class Ended(StrEnum):
    """Why a challenge stands no more."""

    ANSWERED = "answered"
    REPLACED = "replaced"
