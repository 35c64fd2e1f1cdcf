"""Every change of what venues file and prove: filers named, returns kept, challenges given, proofs taken."""

from terezi.desk.venues.actions.filing import Answer, end_filer, file, name_filer
from terezi.desk.venues.actions.proving import give_challenge, take_proof

__all__ = ["Answer", "end_filer", "file", "give_challenge", "name_filer", "take_proof"]
