"""How much of a file somebody needs to see for his work: all of it, or what his agency gives its opinion on."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

EVERYTHING: frozenset[str] | None = None


@dataclass(frozen=True)
class Scope:
    """Which answers, parts, documents and checks are shown; none of a kind means all of it."""

    agency: str
    fields: frozenset[str] | None = EVERYTHING
    parts: frozenset[str] | None = EVERYTHING
    documents: frozenset[str] | None = EVERYTHING
    checks: frozenset[str] | None = EVERYTHING

    @property
    def is_whole(self) -> bool:
        return not self.agency

    def shows(self, kind: str, name: str) -> bool:
        """Answer whether one of `fields`, `parts`, `documents` or `checks` is shown."""
        wanted: frozenset[str] | None = getattr(self, kind)
        return wanted is None or name in wanted


WHOLE = Scope("")


def scope_of_agency(agency: str) -> Scope:
    """Return what an agency needs; an agency nobody has described reads who applies, and nothing else."""
    told = _described()
    needs = told["agencies"].get(agency, {})
    return Scope(
        agency=agency,
        fields=frozenset([*told["who"], *needs.get("fields", ())]),
        **{kind: frozenset(needs.get(kind, ())) for kind in ("parts", "documents", "checks")},
    )


@cache
def _described() -> Any:
    return yaml.safe_load(files(__package__).joinpath("scope.yaml").read_text(encoding="utf-8"))
