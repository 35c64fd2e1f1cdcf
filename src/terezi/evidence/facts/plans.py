"""Certificates of the power plan as files: `plans/<day>.json` holds what was found and the SHA-256 of it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from terezi.base.errors import BadData
from terezi.evidence.facts.durable import write_atomically
from terezi.evidence.facts.home import Home


@dataclass(frozen=True)
class KeptPlan:
    """The certificate of one day as kept; `sha256` is of `told` in canonical JSON (sorted keys, no spaces, UTF-8)."""

    day: date
    sha256: str
    told: dict[str, Any]

    @property
    def is_firm(self) -> bool:
        """Say whether the day may no longer be planned anew."""
        return bool(self.told["firm"])


def keep_plan(home: Home, day: date, told: dict[str, Any]) -> KeptPlan:
    """Keep the certificate of a day; the same once more writes nothing."""
    plan = KeptPlan(day, digest_of(told), told)
    if kept_plan(home, day) != plan:
        text = json.dumps({"sha256": plan.sha256, "told": told}, indent=1, sort_keys=True, ensure_ascii=False)
        write_atomically(home.plans_dir / f"{day}.json", text + "\n")
    return plan


def kept_plan(home: Home, day: date) -> KeptPlan | None:
    """Return the certificate of a day, or none where the day was never planned.

    :raises BadData: when the file does not hold what its SHA-256 says.
    """
    path = home.plans_dir / f"{day}.json"
    if not path.exists():
        return None
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        plan = KeptPlan(day, held["sha256"], held["told"])
    except (ValueError, KeyError, TypeError) as broken:
        raise BadData(f"{path} is no certificate of a plan: put the file back from a copy.") from broken
    if plan.sha256 != digest_of(plan.told):
        raise BadData(
            f"{path} does not agree with its own SHA-256: it was changed; put the file back from a copy."
        )
    return plan


def digest_of(told: dict[str, Any]) -> str:
    """Return the SHA-256 of a certificate in canonical JSON."""
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
