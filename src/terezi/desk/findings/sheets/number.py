"""The sheet behind one number."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers.terms import Definition, Figure, Input
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.findings.sheets.lines import FindingLine
from terezi.desk.findings.sheets.site import rank_says

NAMED = re.compile(r"\{(\w+)\}")
PARTS_SHOWN = 6


@dataclass(frozen=True)
class InputRow:
    """One input as a row of the sheet."""

    input: Input
    rank: str
    coverage: Spoken | None


@dataclass(frozen=True)
class NumberSheet:
    """Everything on the sheet of a number."""

    figure: Figure
    definition: Definition
    formula: str
    filled: str
    inputs: tuple[InputRow, ...]
    coverage: Spoken | None
    country: str
    law_version: str
    snapshot: str
    about: str
    finding: FindingLine | None
    json_address: str


def number_sheet(basis: Basis, definition: Definition, figure: Figure) -> NumberSheet:
    """Build the sheet of a number that was worked out from `basis`."""
    inputs = figure.worked.inputs
    formula = str(definition.formula) if figure.worked.formula is None else figure.worked.formula
    covered = figure.worked.coverage_ppm
    finding = basis.finding(figure.ask.finding)
    return NumberSheet(
        figure,
        definition,
        formula=_named(formula, _names(inputs)),
        filled=_filled(formula, figure),
        inputs=tuple(_row(each) for each in inputs),
        coverage=None if covered is None else spoken(covered, "ppm"),
        country=basis.country,
        law_version=basis.law.version if basis.law else "",
        snapshot=finding.lake_snapshot if finding else basis.snapshot,
        about=finding.subject if finding else figure.ask.site,
        finding=FindingLine(finding, basis) if finding else None,
        json_address=f"{figure.ask.address}&as=json",
    )


def _names(inputs: tuple[Input, ...]) -> dict[str, str]:
    """Name the inputs in words; the parts of a sum are named in the rows below it."""
    parts = dict.fromkeys(("part", "batch"), _("each part below"))
    return {each.name: parts.get(each.name, each.says) for each in inputs}


def _filled(formula: str, figure: Figure) -> str:
    """Put the values into the formula; a number that is its only input needs no equation."""
    if NAMED.sub("", formula) == "" or figure.worked.value is None:
        return ""
    return f"{figure.spoken} = {_named(formula.removeprefix('Σ '), _values(figure.worked.inputs))}"


def _row(each: Input) -> InputRow:
    covered = None if each.coverage_ppm is None else spoken(each.coverage_ppm, "ppm")
    return InputRow(each, rank_says(each.source_rank), covered)


def _values(inputs: tuple[Input, ...]) -> dict[str, str]:
    """Say the inputs of each name; several of one name are a sum."""
    said = defaultdict(list)
    for each in inputs:
        said[each.name].append(str(each.spoken))
    return {
        name: " + ".join(values[:PARTS_SHOWN]) + (" + …" if len(values) > PARTS_SHOWN else "")
        for name, values in said.items()
    }


def _named(formula: str, names: dict[str, str]) -> str:
    return NAMED.sub(lambda match: names.get(match[1], match[1]), formula)
