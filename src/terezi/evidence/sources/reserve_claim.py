"""What a venue claims with its list of liabilities: totals, root, and a signature for each reserve address."""

from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

from terezi.base.errors import BadData

LARGEST = 20_000_000  # bytes
SHOWN = 3
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Text = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class Signature:
    """A message signed with the key of one address, base64 as wallets write it."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    asset: Text
    address: Text
    signature: Annotated[str, Field(max_length=1_000)]


@dataclass(frozen=True)
class Claim:
    """A venue's claim; `challenge` is the one we gave it last, empty where it proves no reserves."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    venue_id: Text
    as_at: AwareDatetime
    clients: int
    root: Hash
    totals_e8: dict[str, int]
    challenge: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    signatures: tuple[Signature, ...] = ()


def read_claim(path: Path) -> Claim:
    """Read a claim from JSON; its moment becomes UTC.

    :raises BadData: naming the parts that are missing, unknown or ill written.
    """
    if path.stat().st_size > LARGEST:
        raise BadData(f"{path.name} is no claim: it is larger than {LARGEST:,} bytes")
    try:
        claim = TypeAdapter(Claim).validate_json(path.read_bytes())
        return replace(claim, as_at=claim.as_at.astimezone(UTC))
    except OverflowError as broken:
        raise BadData(f"{path.name} is no claim as docs/reserves.md shows it: as_at") from broken
    except ValidationError as broken:
        parts = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}"
            for each in broken.errors()[:SHOWN]
        )
        raise BadData(f"{path.name} is no claim as docs/reserves.md shows it: {parts}") from broken
