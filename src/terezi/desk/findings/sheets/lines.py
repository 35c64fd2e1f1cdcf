"""One finding, and one explanation, as a line a person reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.doors import sentence
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers import figure
from terezi.desk.findings.numbers.terms import Figure
from terezi.desk.findings.numbers.told import is_estimate

SERIOUS = ("serious", "grave")
HARDLY_FITS_PPM = 5_000


@dataclass(frozen=True)
class Explanation:
    """One competing explanation: how well it fits, what speaks for and against, what tells it apart."""

    code: str
    title: str
    weight: Figure
    speaks_for: tuple[SafeString, ...]
    speaks_against: tuple[SafeString, ...]
    tells_apart: tuple[SafeString, ...]


@dataclass(frozen=True)
class FindingLine:
    """A finding in words, with every number of it a figure."""

    finding: Finding
    basis: Basis

    @property
    def title(self) -> str:
        return _(self.finding.title)

    @property
    def since(self) -> date:
        return self.finding.first_day

    @property
    def since_at_least(self) -> bool:
        """Whether it was there on the first day that was ever weighed, and may be older."""
        return self.finding.first_day <= self.basis.weighed_days[0] if self.basis.weighed_days else False

    @property
    def days_running(self) -> int:
        return (self.basis.day - self.finding.first_day).days + 1

    @property
    def meaning(self) -> str:
        """The meaning the line is marked with."""
        return "disagrees" if self.finding.severity in SERIOUS else "watch"

    @property
    def is_estimate(self) -> bool:
        """Whether chance could have made it; else it is a rule that holds or does not."""
        return is_estimate(self.finding)

    @cached_property
    def sentence(self) -> SafeString:
        return sentence(_(self.finding.sentence), self._values)

    @property
    def _values(self) -> dict[str, object]:
        return {
            key: self._figure("finding-value", key)
            if isinstance(value, int) and not isinstance(value, bool)
            else value
            for key, value in self.finding.values.items()
        }

    @cached_property
    def money(self) -> Figure:
        return self._figure("finding-money")

    @cached_property
    def gap(self) -> Figure:
        return self._figure("finding-gap")

    @cached_property
    def share(self) -> Figure:
        return self._figure("finding-share")

    @cached_property
    def measured(self) -> Figure:
        return self._figure("finding-measured")

    @cached_property
    def allowed(self) -> Figure:
        return self._figure("finding-allowed")

    @cached_property
    def confidence(self) -> Figure:
        return self._figure("finding-confidence")

    @cached_property
    def explanations(self) -> tuple[Explanation, ...]:
        """The competing explanations, the heaviest first."""
        ordered = sorted(self.finding.hypotheses, key=lambda each: -int(each["weight_ppm"]))
        return tuple(self._explanation(each) for each in ordered)

    @property
    def fitting(self) -> tuple[Explanation, ...]:
        """The explanations worth weighing against each other."""
        return tuple(each for each in self.explanations if each.weight.share_ppm >= HARDLY_FITS_PPM)

    @property
    def hardly(self) -> tuple[Explanation, ...]:
        """The explanations which hardly fit."""
        return tuple(each for each in self.explanations if each.weight.share_ppm < HARDLY_FITS_PPM)

    @property
    def likely(self) -> Explanation | None:
        return self.explanations[0] if self.explanations else None

    @property
    def clears(self) -> tuple[str, ...]:
        return tuple(_(each) for each in self.finding.clears)

    def _explanation(self, each: Mapping[str, Any]) -> Explanation:
        code, title = each["code"], each["title"]
        return Explanation(
            code,
            _(title),
            self._figure("hypothesis-weight", code),
            self._messages(code, each.get("for", ())),
            self._messages(code, each.get("against", ())),
            self._messages(code, each.get("tells_apart", ())),
        )

    def _messages(self, code: str, told: Iterable[str | Mapping[str, Any]]) -> tuple[SafeString, ...]:
        """Say reasons: plain texts, or a text with the numbers it names."""
        return tuple(self._message(code, each) for each in told)

    def _message(self, code: str, told: str | Mapping[str, Any]) -> SafeString:
        if isinstance(told, str):
            return sentence(_(told), {})
        figures = {key: self._figure("hypothesis-value", f"{code}.{key}") for key in told["values"]}
        says = told["says"]
        return sentence(_(says), figures)

    def _figure(self, kind: str, part: str = "") -> Figure:
        return figure(self.basis, kind, finding=self.finding.pk, part=part)


def lines(findings: Iterable[Finding], basis: Basis) -> tuple[FindingLine, ...]:
    return tuple(FindingLine(finding, basis) for finding in findings)
