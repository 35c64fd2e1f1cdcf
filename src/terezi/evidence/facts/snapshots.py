"""Which version of every table a reader saw, short enough to be kept with a finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Snapshot:
    """Delta version of each table that existed; a table not named was empty."""

    versions: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "versions", MappingProxyType(dict(sorted(self.versions.items()))))

    def __str__(self) -> str:
        return ",".join(f"{table}={version}" for table, version in self.versions.items())

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def parse(cls, text: str) -> "Snapshot":
        """Read what `str()` wrote."""
        pairs = (pair.split("=") for pair in text.split(",") if pair)
        return cls({table: int(version) for table, version in pairs})
