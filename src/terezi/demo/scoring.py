"""Score a home: what stands on its Today, against the answers beside it or any others."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from terezi.base.errors import BadData, Unavailable
from terezi.demo.answers import read
from terezi.demo.licensing.said import said
from terezi.demo.score import CUSTOMERS, TODAY, Score, score
from terezi.demo.score_sheet import render
from terezi.desk.findings import queries
from terezi.desk.findings.terms import SubjectKind
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake


@dataclass(frozen=True)
class Scored:
    """The score of one day, printable for a person or a machine."""

    day: date
    score: Score

    def as_dict(self) -> dict[str, Any]:
        return {"day": self.day.isoformat(), **self.score.as_dict()}

    def lines(self) -> list[str]:
        return [f"Findings standing on {self.day}", *render(self.score).splitlines()]


def scored(*, home: Home, answers: Path | None, day: date | None) -> Scored:
    """Compare the findings that stand on `day`, in Today's order, with an answers file.

    :raises Unavailable: when there are no findings, or no answers, to compare.
    """
    asked = day or queries.latest_day()
    path = answers or home.answers_path
    if asked is None:
        raise Unavailable(f"{home.path} holds no findings yet: run `terezi run --home {home.path} --day DAY`")
    if asked not in Lake.open(home).days("weighings"):
        raise Unavailable(f"{asked} was never weighed: run `terezi run --home {home.path} --day {asked}`")
    if not path.exists():
        raise Unavailable(f"{path} does not exist: name an answers file with --answers")
    standing = [
        {
            "indicator": finding.indicator,
            "subject": finding.subject,
            "day": finding.day,
            "board": CUSTOMERS if finding.subject_kind == SubjectKind.CUSTOMER else TODAY,
        }
        for group in queries.groups(asked)
        for finding in group.findings
    ]
    standing += said(home.country, asked)
    told = read(path)
    if told.country != home.country:
        raise BadData(f"{path} answers for {told.country}, and {home.path} is the home of {home.country}")
    return Scored(asked, score(standing, told))
