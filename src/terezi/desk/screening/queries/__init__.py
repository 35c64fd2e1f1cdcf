"""Reading the lists, and comparing what an applicant claims with their current versions."""

from terezi.desk.screening.queries.compare import names, serials, wallets
from terezi.desk.screening.queries.lists import current, number, version, versions

__all__ = ["current", "names", "number", "serials", "version", "versions", "wallets"]
