"""Every change of what venues file and prove."""

from terezi.desk.venues.actions.filing import end_filer, file, name_filer
from terezi.desk.venues.actions.proving import give_challenge, take_proof

__all__ = ["end_filer", "file", "give_challenge", "name_filer", "take_proof"]
