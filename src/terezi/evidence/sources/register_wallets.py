"""The register of wallets, as a file."""

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_WALLETS = Source(
    name="register of wallets",
    table="ref_wallets",
    recognises=with_columns("address", "site_id", "valid_from"),
    parse=reading("ref_wallets"),
    checks=(VALID,),
)  # fmt: skip
