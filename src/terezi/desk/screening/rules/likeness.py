"""How much two names are alike, and why: the one comparison behind lists and doubles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

from rigour.names import (
    Alignment,
    Name,
    NamePart,
    NamePartTag,
    NameTypeTag,
    analyze_names,
    compare_parts,
    pair_symbols,
)
from rigour.text.scripts import is_dense_script, is_modern_alphabet

from terezi.desk.screening.rules.sounds import alike, consonants, latin, sound
from terezi.desk.screening.terms import Schema

TYPES = {
    Schema.PERSON: NameTypeTag.PER,
    Schema.ORGANISATION: NameTypeTag.ORG,
    Schema.THING: NameTypeTag.OBJ,
    Schema.UNKNOWN: NameTypeTag.ENT,
}
# What a shared meaning proves, and how much of a name it is
MEANINGS = {
    "NAME": (0.95, 1.0),
    "NICK": (0.75, 1.0),
    "INITIAL": (0.7, 0.6),
    "ORGCLS": (0.9, 0.2),
    "SYMBOL": (0.9, 0.5),
    "LOC": (0.95, 0.8),
    "NUM": (0.95, 1.2),
    "DOMAIN": (0.9, 0.4),
    "PHON": (0.7, 1.0),
}
PAIRINGS = 8  # of the ways to pair words of two names, as many are tried
LEAST_ALIKE = 0.75  # below it two words are different words
SHORT = 5  # letters below which another letter makes another word
INITIAL = 0.8
UNLIKE_SOUND = 0.8
SMALL, LONGEST_FORM = 0.15, 4  # weight of a word that tells little, and letters of a legal form
ONE_SIDED, CONTRADICTED = 0.28, 1.1  # weight of a word only one name has, and of words in which they differ
_SMALL = {NamePartTag.LEGAL, NamePartTag.STOP}
CHILD_OF = frozenset({"bin", "ben", "ibn", "bint", "ould", "ogly", "oglu", "uly", "kyzy", "gyzy", "qizi"})
OUT_OF_ORDER = 0.8
ONE_WORD = 0.62  # at most, where one word is all that two names of several share


@dataclass(frozen=True)
class Heard:
    """A name taken apart once, so that it can be compared often."""

    text: str
    names: tuple[Name, ...]
    keys: frozenset[str]


@dataclass(frozen=True)
class Alike:
    """How much two names are alike, between 0 and 1, and the words that made it so."""

    score: float
    words: tuple[str, ...] = field(default=())


def heard(text: str, schema: Schema = Schema.UNKNOWN) -> Heard:
    """Take a name apart into words, meanings and sounds."""
    names = tuple(analyze_names(TYPES[schema], [text], infer_initials=True, consolidate=False))
    return Heard(text, names, frozenset(_keys(names)))


@lru_cache(maxsize=20_000)
def heard_again(text: str, schema: Schema = Schema.UNKNOWN) -> Heard:
    """Take a name apart that is compared often, and keep it."""
    return heard(text, schema)


def _keys(names: Iterable[Name]) -> Iterable[str]:
    for name in names:
        for symbol in name.symbols:
            if symbol.category.value in {"NAME", "NICK", "LOC"}:
                yield f"={symbol.id}"
        for part in name.parts:
            if part.tag not in _SMALL and len(part.form) > 1:
                yield sound(part.form)
                yield f"~{consonants(part.form)}"


def likeness(one: Heard, other: Heard) -> Alike:
    """Compare two names in their likeliest reading."""
    best = Alike(0.0)
    for name in one.names:
        for its in other.names:
            found = _compared(name, its)
            best = max(best, found, key=lambda each: each.score)
    return best


def _compared(name: Name, other: Name) -> Alike:
    if name.norm_form == other.norm_form:
        return Alike(1.0, (name.norm_form,))
    pairings: Sequence[tuple[Alignment, ...]] = pair_symbols(name, other) or [()]
    return max((_paired(name, other, one) for one in islice(pairings, PAIRINGS)), key=lambda each: each.score)


@dataclass
class _Sum:
    """What two names share and what parts them, while they are compared."""

    got: float = 0.0
    weight: float = 0.0
    shared: int = 0
    words: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, mine: Sequence[NamePart], its: Sequence[NamePart], score: float, weight: float) -> None:
        self.got += score * weight
        self.weight += weight
        self.shared += weight >= 0.5
        self.words.append(f"{_text(mine)} = {_text(its)}")
        self.places.append((mine[0].index, its[0].index))


def _paired(name: Name, other: Name, pairing: tuple[Alignment, ...]) -> Alike:
    total = _Sum()
    for edge in pairing:
        total.add(edge.qps, edge.rps, *_meant(edge))
    mine = _left(name, {part.index for edge in pairing for part in edge.qps})
    its = _left(other, {part.index for edge in pairing for part in edge.rps})
    for way in (_by_spelling, _by_sound, _by_joining, _by_initial):
        mine, its = way(mine, its, total)
    return _weighed(name, other, total, mine, its)


def _meant(edge: Alignment) -> tuple[float, float]:
    """Score words that mean the same: less where they do not sound so, as James and Jacob."""
    score, weight = MEANINGS.get(edge.symbol.category.value if edge.symbol else "", (0.9, 1.0))
    if edge.qstr == edge.rstr:
        return 1.0, weight
    is_heard = is_modern_alphabet(edge.qstr) and is_modern_alphabet(edge.rstr)
    return (score * UNLIKE_SOUND if is_heard and not alike(edge.qstr, edge.rstr) else score), weight


def _left(name: Name, used: set[int]) -> list[NamePart]:
    return [part for part in name.parts if part.index not in used]


Parts = tuple[list[NamePart], list[NamePart]]
Pair = tuple[float, tuple[NamePart, ...], tuple[NamePart, ...]]


def _by_spelling(mine: list[NamePart], its: list[NamePart], total: _Sum) -> Parts:
    rest: list[NamePart] = []
    its_rest: list[NamePart] = []
    for edge in compare_parts(NamePart.tag_sort(mine), NamePart.tag_sort(its)):
        score = _spelt(edge) if edge.qps and edge.rps else 0.0
        if score >= LEAST_ALIKE:
            total.add(edge.qps, edge.rps, score, _weight(edge.qps, edge.rps))
        else:
            rest += edge.qps
            its_rest += edge.rps
    return rest, its_rest


def _spelt(edge: Alignment) -> float:
    """Score words by their letters; a sign of a script that writes syllables or words is more than a letter."""
    mine, its = (_text(parts) for parts in (edge.qps, edge.rps))
    if is_dense_script(mine) and is_dense_script(its):
        return float(mine == its)
    if is_dense_script(mine) or is_dense_script(its):
        return alike(mine, its)
    if min(len(mine), len(its)) < SHORT and mine != its:
        return 0.0
    return edge.score


def _weight(mine: Sequence[NamePart], its: Sequence[NamePart]) -> float:
    return min(sum(map(_size, mine)), sum(map(_size, its)))


def _size(part: NamePart) -> float:
    if part.tag in _SMALL or part.form in CHILD_OF or _is_form(part):
        return SMALL
    return 1.2 if part.numeric else 1.0


def _is_form(part: NamePart) -> bool:
    """Whether a word is letters that nobody can speak, as the legal forms of firms are: HJ, ÝGPJ, OOO is not."""
    word = latin(part.form)
    return 1 < len(word) <= LONGEST_FORM and word.isalpha() and not set(word) & set("aeiou")


def _by_sound(mine: list[NamePart], its: list[NamePart], total: _Sum) -> Parts:
    pairs = ((_sounds(a, b), (a,), (b,)) for a in mine for b in its)
    return _best_of(pairs, mine, its, total)


def _sounds(mine: NamePart, its: NamePart) -> float:
    dense = is_dense_script(mine.form), is_dense_script(its.form)
    return 0.0 if all(dense) else alike(mine.form, its.form)


def _by_joining(mine: list[NamePart], its: list[NamePart], total: _Sum) -> Parts:
    """Pair a word with two that were written apart."""
    joined: list[Pair] = [(_joins(pair, part), pair, (part,)) for pair in pairwise(mine) for part in its]
    joined += [(_joins(pair, part), (part,), pair) for pair in pairwise(its) for part in mine]
    return _best_of(joined, mine, its, total)


def _joins(pair: tuple[NamePart, NamePart], part: NamePart) -> float:
    return alike(pair[0].form + pair[1].form, part.form)


def _by_initial(mine: list[NamePart], its: list[NamePart], total: _Sum) -> Parts:
    pairs = ((INITIAL * _is_initial(a, b), (a,), (b,)) for a in mine for b in its)
    return _best_of(pairs, mine, its, total, least=INITIAL, weight=0.6)


def _is_initial(mine: NamePart, its: NamePart) -> bool:
    short, long = sorted((latin(mine.form), latin(its.form)), key=len)
    return len(short) == 1 < len(long) and long.startswith(short)


def _best_of(
    pairs: Iterable[Pair],
    mine: list[NamePart],
    its: list[NamePart],
    total: _Sum,
    *,
    least: float = LEAST_ALIKE,
    weight: float | None = None,
) -> Parts:
    """Count the likeliest pairs, each word once, and return the words left over."""
    taken: set[int] = set()
    its_taken: set[int] = set()
    for score, parts, its_parts in sorted((p for p in pairs if p[0] >= least), key=lambda p: -p[0]):
        places, its_places = {p.index for p in parts}, {p.index for p in its_parts}
        if not places & taken and not its_places & its_taken:
            taken |= places
            its_taken |= its_places
            total.add(parts, its_parts, score, weight or _weight(parts, its_parts))
    return [p for p in mine if p.index not in taken], [p for p in its if p.index not in its_taken]


def _weighed(name: Name, other: Name, total: _Sum, mine: list[NamePart], its: list[NamePart]) -> Alike:
    lacking, its_lacking = sum(map(_size, mine)), sum(map(_size, its))
    both = min(lacking, its_lacking)
    apart = 2 * CONTRADICTED * both + ONE_SIDED * (lacking + its_lacking - 2 * both)
    if not total.weight:
        return Alike(0.0)
    score = total.got / (total.weight + apart)
    if total.shared < 2 and (lacking >= 1 or its_lacking >= 1):
        score = min(score, ONE_WORD)
    if _out_of_order(name, other, total.places):
        score *= OUT_OF_ORDER
    return Alike(score, tuple(total.words))


def _out_of_order(name: Name, other: Name, places: list[tuple[int, int]]) -> bool:
    """Whether who is the child of whom is turned round between two names that both say it."""
    if not all(any(part.form in CHILD_OF for part in each.parts) for each in (name, other)):
        return False
    order = [its for _, its in sorted(places)]
    return order != sorted(order)


def _text(parts: Sequence[NamePart]) -> str:
    return " ".join(part.form for part in parts)
