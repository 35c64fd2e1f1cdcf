"""Whether the machines claimed are anybody else's, and whether customs saw as many come in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from terezi.base.errors import BadData
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, CustomsLine, Machine, Outcome, SerialRange

_NUMBER = re.compile(r"(.*?)(\d{1,18})$")
_NOT_SIGNS = re.compile(r"[\s\-_./]")
TOLD = 200  # rows of evidence of one kind; the sentence counts them all

CLEAR = "None of the {machines} serial numbers is on the register, in another application or at customs under another importer."
FOUND = (
    "Of {machines} serial numbers {twice} are told twice here, {registered} are on the register, "
    "{applied} are in another application, {foreign} came in under another importer and {over} are more "
    "than customs saw come in."
)
NOT_AT_CUSTOMS = (
    "None of the {machines} serial numbers is anybody else's, but customs do not list {unlisted} of them."
)
NO_CUSTOMS = (
    "None of the {machines} serial numbers is anybody else's. No customs list is loaded: ask the applicant for the "
    "import declarations, or the customs for their list."
)


def normal(serial: str) -> str:
    """Write a serial number in one way: capital letters and digits, no spaces, dashes or dots."""
    return _NOT_SIGNS.sub("", serial).upper()


def range_of(first: str, last: str) -> SerialRange:
    """Return the serial numbers from `first` to `last`.

    :raises BadData: when they do not share all but their last digits, or run backwards.
    """
    begins, ends = _NUMBER.match(normal(first)), _NUMBER.match(normal(last))
    if not begins or not ends or len(normal(first)) != len(normal(last)):
        raise BadData(
            f"{first[:40]}..{last[:40]} is no range of serial numbers: write both with as many digits"
        )
    prefix, width = begins[1], len(begins[2])
    if normal(last)[:-width] != prefix or int(ends[2][-width:]) < int(begins[2]):
        raise BadData(
            f"{first[:40]}..{last[:40]} is no range of serial numbers: the last must follow the first"
        )
    return SerialRange(prefix, int(begins[2]), int(normal(last)[-width:]), width)


class Imports:
    """Customs declarations by the serial numbers they list."""

    def __init__(self, lines: Iterable[CustomsLine]) -> None:
        self.lines = tuple(lines)
        self._one = {serial: line for line in self.lines for serial in line.serials}
        self._ranges: dict[tuple[str, int], list[tuple[SerialRange, CustomsLine]]] = defaultdict(list)
        for line in self.lines:
            for each in line.ranges:
                self._ranges[each.prefix, each.width].append((each, line))

    def line_of(self, serial: str) -> CustomsLine | None:
        """Return the declaration that lists a serial number written in the one way; none where none does."""
        if serial in self._one:
            return self._one[serial]
        for (prefix, width), ranges in self._ranges.items():
            if len(serial) == len(prefix) + width and serial.startswith(prefix):
                return next((line for each, line in ranges if serial in each), None)
        return None


def serials(
    machines: Sequence[Machine],
    *,
    importers: Sequence[str],
    registered: Mapping[str, str],
    applied: Mapping[str, str],
    imports: Imports,
    list_versions: Sequence[str] = (),
) -> Compared:
    """Compare serial numbers with the register, other applications (both: normal serial -> where) and customs.

    `importers` are the names under which the applicant may have imported, as the customs write them.
    """
    claimed = [normal(machine.serial) for machine in machines]
    found: dict[str, list[dict[str, Any]]] = {
        "twice": [{"serial": one, "times": n} for one, n in Counter(claimed).items() if n > 1],
        "registered": [{"serial": one, "where": registered[one]} for one in claimed if one in registered],
        "applied": [{"serial": one, "where": applied[one]} for one in claimed if one in applied],
    }
    lines = {serial: line for serial in claimed if (line := imports.line_of(serial))}
    ours = {name.casefold().strip() for name in importers}
    found["foreign"] = [
        {"serial": one, "where": line.declaration, "importer": line.importer}
        for one, line in lines.items()
        if not _is_of(line, ours)
    ]
    by_model = _models(machines, [line for line in imports.lines if _is_of(line, ours)])
    found["over"] = [row for row in by_model if row["over"] > 0] + _over(lines, machines)
    seen = {row["model"] for row in by_model}
    unlisted = [
        {"serial": normal(one.serial)}
        for one in machines
        if normal(one.serial) not in lines and one.model not in seen
    ]
    counts = {kind: len(rows) for kind, rows in found.items()} | {
        "over": sum(r["over"] for r in found["over"])
    }
    evidence = [{"found": kind, **row} for kind, rows in found.items() for row in rows[:TOLD]]
    said: dict[str, Any] = {
        "compared": f"{len(claimed)} serial numbers with the register, other applications and customs",
        "list_versions": list_versions,
    }
    values = {"machines": len(claimed)}
    if any(counts.values()):
        return told(Outcome.MATCH, FOUND, values | counts, evidence=evidence, **said)
    if not imports.lines:
        return told(Outcome.CANNOT, NO_CUSTOMS, values, **said)
    if unlisted:
        told_of = [{"found": "unlisted", **row} for row in unlisted[:TOLD]]
        return told(
            Outcome.POSSIBLE, NOT_AT_CUSTOMS, values | {"unlisted": len(unlisted)}, evidence=told_of, **said
        )
    return told(Outcome.CLEAR, CLEAR, values, **said)


def _is_of(line: CustomsLine, ours: set[str]) -> bool:
    return line.importer.casefold().strip() in ours


def _models(machines: Sequence[Machine], lines: Sequence[CustomsLine]) -> list[dict[str, Any]]:
    """Set the machines claimed of each model beside the units the applicant imported of it, where he did."""
    told_of = []
    for model, claimed in Counter(machine.model for machine in machines if machine.model).items():
        its = [line for line in lines if _is_model(model, line.model)]
        if its:
            units = sum(line.units for line in its)
            where = ", ".join(sorted({line.declaration for line in its})[:20])
            told_of.append(
                {"model": model, "where": where, "units": units, "claimed": claimed, "over": claimed - units}
            )
    return told_of


def _is_model(one: str, other: str) -> bool:
    """Whether two spellings name one model: the longer may add a variant."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return bool(short) and long.startswith(short)


def _over(lines: Mapping[str, CustomsLine], machines: Sequence[Machine]) -> list[dict[str, Any]]:
    """Tell the declarations that list fewer units than are claimed under them, of machines without a model."""
    modelless = {normal(machine.serial) for machine in machines if not machine.model}
    claimed = Counter(line for serial, line in lines.items() if serial in modelless)
    return [
        {"where": line.declaration, "units": line.units, "claimed": count, "over": count - line.units}
        for line, count in claimed.items()
        if count > line.units
    ]
