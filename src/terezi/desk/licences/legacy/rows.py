"""Reading the rows of an older book: what each says, and which cell says nothing the register can hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from terezi.base.errors import BadData
from terezi.desk.licences import rules
from terezi.desk.licences.legacy import cells
from terezi.desk.licences.legacy.terms import CHECKS, FIELDS, Grid, Read, Said, Wrong
from terezi.desk.licences.legacy.words import heading_of, is_total, plain, unit_of
from terezi.desk.licences.terms import LIVE

HEADING_WITHIN = 40
DATES = ("valid_from", "valid_until")


@dataclass(frozen=True)
class Told:
    """What the sender tells of his book: headings by field, values that hold for all rows, meanings of words."""

    headings: Mapping[str, str]
    values: Mapping[str, str]
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class Heading:
    """The row of headings, and the column of each field."""

    row: int
    columns: Mapping[str, int]
    titles: tuple[str, ...]

    @property
    def unread(self) -> list[str]:
        taken = set(self.columns.values())
        return [title for place, title in enumerate(self.titles) if title and place not in taken]


def read(grids: Sequence[Grid], told: Told) -> Read:
    """Read every sheet that has headings.

    :raises BadData: when no sheet names a licence's number and its holder, or a field told is none.
    """
    if strange := (set(told.headings) | set(told.values)) - set(FIELDS):
        raise BadData(
            f"{', '.join(sorted(strange))}: the register has no such field, but {', '.join(FIELDS)}"
        )
    said: list[Said] = []
    wrong: list[Wrong] = []
    passed: Counter[str] = Counter()
    headed = [(grid, heading) for grid in grids if (heading := _heading(grid, told)) is not None]
    if not headed:
        raise BadData(
            "No sheet has a row of headings with the licence's number and its holder: name them with --map"
        )
    for grid, heading in headed:
        for outcome in _rows(grid, heading, told):
            if isinstance(outcome, str):
                passed[outcome] += 1
            elif isinstance(outcome, Said):
                said.append(outcome)
            else:
                wrong.extend(outcome)
    passed["sheets without headings"] += len(grids) - len(headed)
    unread = [title for _, heading in headed for title in heading.unread]
    return replace(_once(said, wrong, passed), unread=tuple(dict.fromkeys(unread)))


def _heading(grid: Grid, told: Told) -> Heading | None:
    best: Heading | None = None
    for place, row in enumerate(grid.rows[:HEADING_WITHIN]):
        above = grid.rows[place - 1] if place else ()
        titles = tuple(cells.tidy(cell) for cell in row)
        over = _spread([*(cells.tidy(cell) for cell in above), *[""] * (len(row) - len(above))])
        columns = _columns(titles, over, told)
        if {"number", "holder"} <= set(columns) and len(columns) > len(best.columns if best else ()):
            best = Heading(place, columns, _titled(titles, over))
    return best


def _spread(above: Sequence[str]) -> list[str]:
    """Carry a heading over several columns to each of them: of a merged cell only the first is filled."""
    spread: list[str] = []
    for title in above:
        spread.append(title or (spread[-1] if spread else ""))
    return spread


def _columns(titles: Sequence[str], above: Sequence[str], told: Told) -> dict[str, int]:
    columns: dict[str, int] = {}
    plainly = [plain(title) for title in titles]
    for field, heading in told.headings.items():
        if plain(heading) in plainly:
            columns[field] = plainly.index(plain(heading))
    taken = set(columns.values())
    for place, (title, over) in enumerate(zip(titles, above, strict=False)):
        named = heading_of(title) or (heading_of(f"{over} {title}") if over and title else None)
        if named and place not in taken and len(title) < 100:
            columns.setdefault(named, place)
    return columns


def _titled(titles: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        f"{over} {title}" if over and over != title and not heading_of(title) else title
        for title, over in zip(titles, above, strict=False)
    )


def _rows(grid: Grid, heading: Heading, told: Told) -> Iterator[str | Said | list[Wrong]]:
    reader = _Reader(grid, heading, told)
    for place, row in enumerate(grid.rows[heading.row + 1 :], start=heading.row + 2):
        filled = {cell for cell in row if cell}
        number = reader.cell(row, "number")
        if not filled:
            yield "empty rows"
        elif is_total(row) and not any(letter.isdigit() for letter in number):
            yield "totals"
        elif plain(number) == plain(heading.titles[heading.columns["number"]]):
            yield "headings repeated"
        elif len(filled) == 1 and not any(letter.isdigit() for letter in number):
            reader.region = cells.tidy(filled.pop())
            yield "lines between"
        else:
            yield reader.said(place, row)


class _Reader:
    """Reads the rows of one sheet; remembers the region a line between rows names."""

    def __init__(self, grid: Grid, heading: Heading, told: Told) -> None:
        self._grid, self._heading, self._told = grid, heading, told
        self._unit = unit_of(self._title("licensed_w"))
        self._month_first = {field: cells.month_first(self._column(field)) for field in DATES}
        self._wrong: list[Wrong] = []
        self._meanings = {plain(word): meaning for word, meaning in told.meanings.items()}
        self.region = ""

    def cell(self, row: Sequence[str], field: str) -> str:
        place = self._heading.columns.get(field)
        sent = row[place] if place is not None and place < len(row) else ""
        return sent or self._told.values.get(field, "")

    def said(self, place: int, row: Sequence[str]) -> Said | list[Wrong]:
        self._wrong = []
        begins = self._day(place, row, "valid_from")
        values: dict[str, Any] = {
            "number": self._needed(place, cells.number(self.cell(row, "number")), "number", "LEG-01"),
            "holder": self._needed(place, cells.tidy(self.cell(row, "holder")), "holder", "LEG-02"),
            "registration_number": cells.number(self.cell(row, "registration_number")),
            "kind": self._meaning(place, row, "kind", "LEG-13") if self.cell(row, "kind") else "",
            "region": cells.tidy(self.cell(row, "region")) or self.region,
            "site_id": cells.number(self.cell(row, "site_id")),
            "actor_class": self._meaning(place, row, "actor_class", "LEG-07"),
            "status": self._meaning(place, row, "status", "LEG-06"),
            "valid_until": self._day(place, row, "valid_until"),
            "licensed_w": self._power(place, row),
            "conditions": self.cell(row, "conditions"),
        }
        if begins is None and not any(wrong.column == self._title("valid_from") for wrong in self._wrong):
            self._note(place, "valid_from", "", "LEG-12")
        ends = values["valid_until"]
        if begins is not None and ends is not None and ends <= begins:
            self._note(place, "valid_until", f"{begins} .. {ends}", "LEG-09")
        if self._wrong or begins is None:
            return self._wrong
        sent = {
            title or f"column {n}": cell
            for n, (title, cell) in enumerate(zip(self._heading.titles, row, strict=False), start=1)
            if cell
        }
        return Said(self._grid.sheet, place, valid_from=begins, cells=sent, **values)

    def _title(self, field: str) -> str:
        place = self._heading.columns.get(field)
        return field if place is None else self._heading.titles[place]

    def _column(self, field: str) -> list[str]:
        return [self.cell(row, field) for row in self._grid.rows[self._heading.row + 1 :]]

    def _note(self, place: int, field: str, value: str, check: str) -> None:
        says, remedy = CHECKS[check]
        self._wrong.append(Wrong(self._grid.sheet, place, self._title(field), check, value, says, remedy))

    def _needed(self, place: int, value: str, field: str, check: str) -> str:
        if not value:
            self._note(place, field, value, check)
        return value

    def _meaning(self, place: int, row: Sequence[str], field: str, check: str) -> str:
        text = self.cell(row, field)
        found = self._meanings.get(plain(text)) or cells.meaning(text, field)
        if found is None:
            self._note(place, field, text, check)
        return found or ""

    def _day(self, place: int, row: Sequence[str], field: str) -> date | None:
        text = self.cell(row, field)
        try:
            return cells.day(text, self._month_first[field])
        except cells.Ambiguous:
            self._note(place, field, text, "LEG-04")
        except ValueError:
            self._note(place, field, text, "LEG-03")
        return None

    def _power(self, place: int, row: Sequence[str]) -> int:
        text = self.cell(row, "licensed_w")
        try:
            return cells.power_w(text, self._unit)
        except ValueError:
            self._note(place, "licensed_w", text, "LEG-05")
        return 0


def _once(said: Sequence[Said], wrong: list[Wrong], passed: Counter[str]) -> Read:
    """Pass over rows told again word for word, and refuse those that say otherwise of the same days."""
    by_number: dict[str, list[Said]] = {}
    for row in said:
        others = by_number.setdefault(row.number, [])
        if any(_same(row, other) for other in others):
            passed["rows told again"] += 1
        else:
            others.append(row)
    clashing = {id(row) for rows in by_number.values() for row in _clashing(rows)}
    at_sites = [row for rows in by_number.values() for row in rows if row.site_id and row.status in LIVE]
    taken: dict[str, list[Said]] = {}
    for row in at_sites:
        taken.setdefault(row.site_id, []).append(row)
    shared = {id(row) for rows in taken.values() for row in _clashing(rows, of_one_number=False)}
    kept = [row for rows in by_number.values() for row in rows]
    wrong += [fault(row, "number", row.number, "LEG-08") for row in kept if id(row) in clashing]
    wrong += [fault(row, "site_id", row.site_id, "LEG-11") for row in kept if id(row) in shared]
    good = sorted(
        (row for row in kept if id(row) not in clashing | shared), key=lambda row: (row.sheet, row.row)
    )
    return Read(tuple(good), tuple(sorted(wrong, key=lambda each: (each.sheet, each.row))), dict(+passed))


def fault(row: Said, field: str, value: str, check: str) -> Wrong:
    """Return what is wrong with a row that was read, by a check of the whole book or of the register."""
    says, remedy = CHECKS[check]
    return Wrong(row.sheet, row.row, field, check, value, says, remedy)


def _same(row: Said, other: Said) -> bool:
    return replace(row, sheet=other.sheet, row=other.row, cells=other.cells) == other


def _clashing(rows: Sequence[Said], *, of_one_number: bool = True) -> Iterator[Said]:
    for row in rows:
        for other in rows:
            apart = row is other or (not of_one_number and row.number == other.number)
            if not apart and rules.together(_days(row), _days(other)) is not None:
                yield row
                break


def _days(row: Said) -> rules.Days:
    return (row.valid_from, row.valid_until)
