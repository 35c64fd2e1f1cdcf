"""OFAC's digital currency addresses, one asset a file: sanctioned_addresses_XBT.txt or .json."""

from terezi.base.errors import BadData
from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, Parsed, WalletRow

STEM = "sanctioned_addresses_"


def recognises(given: Given) -> bool:
    return given.stem.startswith(STEM)


def parse(given: Given) -> Parsed:
    asset = given.stem.removeprefix(STEM).upper()
    return Parsed(
        list_id=f"ofac_addresses_{asset.lower()}",
        title=f"OFAC addresses, {asset}",
        kind=ListKind.WALLETS,
        format=FORMAT.name,
        rows=tuple(WalletRow(address, asset, "OFAC SDN") for address in _addresses(given)),
    )


def _addresses(given: Given) -> list[str]:
    if not given.text.lstrip().startswith("["):
        return given.text.split()
    told = given.json()
    if not all(isinstance(one, str) for one in told):
        raise BadData(f"{given.name}: an address is not text: send the list again")
    return [one.strip() for one in told]


FORMAT = Format(
    "ofac_addresses", "OFAC addresses (sanctioned_addresses_ASSET.txt or .json)", recognises, parse
)
