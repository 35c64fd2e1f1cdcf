"""The words of a decision: what it is about, how far it has come, and what it rests on."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from terezi.base.clocks import Clock
from terezi.base.errors import Refused
from terezi.desk.licences.transitions import Act


class State(StrEnum):
    """How far a decision has come. Only a signed one binds anybody."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    DECLINED = "declined"
    LAPSED = "lapsed"


class SubjectKind(StrEnum):
    """What a decision is about."""

    APPLICATION = "application"
    LICENCE = "licence"


class Outcome(StrEnum):
    """What becomes of an appeal."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


DISMISS = "dismiss"
"""The act that leaves everything as it was decided: the only one that is no transition of a status."""


class Verb(StrEnum):
    """What the journal calls the changes made here."""

    PROPOSE = "decisions.propose"
    SIGN = "decisions.sign"
    DECLINE = "decisions.decline"
    LAPSE = "decisions.lapse"
    APPEAL = "decisions.appeal"
    DECLARE_CONFLICT = "conflicts.declare"
    END_CONFLICT = "conflicts.end"


class Stale(Refused):
    """What a proposal rested on has changed: it lapses, and may be made anew."""


GROUNDS_OF = {
    Act.REFUSE: "refusal_grounds",
    Act.LIMIT: "limitation_grounds",
    Act.SUSPEND: "suspension_grounds",
    Act.WITHDRAW: "withdrawal_grounds",
    Act.STRIKE_OFF: "strike_off_grounds",
}
"""Under which name `law.licensing` lists the grounds of an act against a holder."""

EVIDENCE = re.compile(r"finding:\d{1,18}|journal:\d{1,18}|document:[0-9a-f]{64}")
"""How evidence is named: a finding or an entry of the journal by number, a document by its SHA-256."""


@dataclass(frozen=True)
class Reason:
    """Why: the article, what of the facts falls under it, what shows the facts, and the officer's own words."""

    article: str
    facts: str
    ground: str = ""
    article_in_force_from: date | None = None
    law_version: str = ""
    evidence: tuple[str, ...] = ()
    text: str = ""
    language: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the reason as the record keeps it."""
        day = self.article_in_force_from
        return {
            **asdict(self),
            "evidence": list(self.evidence),
            "article_in_force_from": day and day.isoformat(),
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Reason":
        """Read a reason back from the record."""
        day = kept["article_in_force_from"]
        return cls(
            **{
                **kept,
                "evidence": tuple(kept["evidence"]),
                "article_in_force_from": day and date.fromisoformat(day),
            }
        )


@dataclass(frozen=True)
class AppealRights:
    """To whom one may appeal and until when; what the law does not say stays empty and is told as unknown."""

    bodies: tuple[str, ...]
    clock: Clock | None
    last_day: date | None
    article: str
    no_appeal: bool = False
