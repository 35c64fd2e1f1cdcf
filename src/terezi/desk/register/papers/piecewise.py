"""The index of the published register, cut into small files that a browser reads one by one."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terezi.desk.register import names

END = "."  # closes every key, so that a key and one that goes on lie in different pieces
LARGEST = 60_000  # characters of one piece
COMMON = 400  # a word in more names than this finds nothing by itself


@dataclass(frozen=True)
class Row:
    """One thing that may be found: its number, name, what is said of it in a word, where its page is.

    `also` are names it is found by as well: those a licence had before, or that of a firm somebody pretends to be.
    """

    number: str
    name: str
    says: str
    href: str
    is_warning: bool = False
    also: str = ""

    @property
    def heard(self) -> str:
        return f"{self.name} {self.also}".strip()

    @property
    def told(self) -> list[Any]:
        return [self.number, self.name, self.says, self.href, int(self.is_warning), self.also]


Pieces = Mapping[str, list[Row]]


def pieces(rows: Iterable[Row]) -> tuple[Pieces, list[str]]:
    """Cut the rows into pieces by the keys of their names and numbers; also return the words that are too common."""
    rows = list(rows)
    counted = Counter(key for row in rows for key in names.index_keys(row.heard))
    common = sorted(key for key, count in counted.items() if count > COMMON)
    by_key: dict[str, list[Row]] = defaultdict(list)
    by_ending: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for key in names.index_keys(row.heard):
            if len(by_key[key + END]) < COMMON:
                by_key[key + END].append(row)
        if row.number:
            by_ending[number_piece(row.number)].append(row)
    return {**dict(_cut("", by_key)), **by_ending}, common


def number_piece(number: str) -> str:
    """Return the piece in which a number lies: that of its last two digits."""
    digits = "".join(each for each in names.number_key(number) if each.isdigit())
    return f"#{digits[-2:].zfill(2)}"


def _cut(start: str, by_key: Mapping[str, list[Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Yield pieces whose keys all begin alike, no larger than need be."""
    by_start: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    for key, rows in by_key.items():
        by_start[key[: len(start) + 1]][key] = rows
    for begun, group in sorted(by_start.items()):
        distinct = list(dict.fromkeys(row for rows in group.values() for row in rows))
        if len(group) > 1 and sum(_size(row) for row in distinct) > LARGEST:
            yield from _cut(begun, group)
        else:
            yield begun, distinct


def _size(row: Row) -> int:
    return len(row.number) + len(row.name) + len(row.says) + len(row.href) + len(row.also) + 15


def file_of(name: str) -> str:
    """Return the file of a piece; its name holds letters and digits only."""
    return f"{'n' if name.startswith('#') else 'w'}-{name.strip('#').encode().hex()}.js"


def script(name: str, rows: Iterable[Row]) -> str:
    """Write a piece as a script that hands it over; a page on a disk can read its neighbours in no other way."""
    told = json.dumps({"rows": [row.told for row in rows]}, ensure_ascii=False, separators=(",", ":"))
    return f"terezi.piece({json.dumps(name, ensure_ascii=False)},{_in_script(told)});\n"


def _in_script(text: str) -> str:
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
