"""Any list of addresses: a CSV with `address` and `asset`, and a holder where known."""

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, Parsed, WalletRow

NEEDED = {"address", "asset"}


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    return Parsed(
        list_id=given.stem,
        title=given.stem.replace("_", " ").capitalize(),
        kind=ListKind.WALLETS,
        format=FORMAT.name,
        rows=tuple(
            WalletRow(record["address"], record.get("asset", "").upper(), record.get("holder", "")[:200])
            for record in given.records()
            if record.get("address")
        ),
    )


FORMAT = Format("addresses", "any addresses (CSV: address, asset, holder)", recognises, parse, order=8)
