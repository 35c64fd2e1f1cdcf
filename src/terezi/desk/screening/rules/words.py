"""Whether a name holds a word the law forbids or reserves, however it is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from terezi.desk.screening.rules.letters import humps, plain, readings, set_apart
from terezi.desk.screening.rules.letters import words as words_of
from terezi.desk.screening.rules.sounds import consonants, latin, sound
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome, WordKind, WordOfLaw

LEAST_CONSONANTS = 4  # that a stem must have to be known in a script without vowels
LEAST_IN_A_PHRASE = 2  # that each word of a phrase must have
LEAST_INSIDE = 5  # letters a stem must have to be looked for inside other words
LEAST_ABBREVIATED = 3
FORBIDDEN = "The name holds “{found}”, a form of “{word}” ({language}), which the law forbids in names."
RESERVED = (
    "The name holds “{found}”, a form of “{word}” ({language}), which the law keeps for other activities."
)
MAY_BE_FORBIDDEN = "“{found}” in the name may stand for “{word}” ({language}), which the law forbids in names: an officer reads it."
MAY_BE_RESERVED = "“{found}” in the name may stand for “{word}” ({language}), which the law keeps for other activities: an officer reads it."
CLEAR = "The name holds no word the law forbids or keeps for others ({count} forms compared)."
NO_RULE = "The law forbids and keeps no words."
NO_NAME = "There is no name to read: ask the applicant for it."
FORBIDS, RESERVES = "forbids", "keeps for others"
SAYS = {FORBIDS: (FORBIDDEN, MAY_BE_FORBIDDEN), RESERVES: (RESERVED, MAY_BE_RESERVED)}


@dataclass(frozen=True)
class Found:
    """A word of the law in a text: what stands there, and whether it is the word or may only stand for it."""

    text: str
    word: WordOfLaw
    is_certain: bool


@dataclass(frozen=True)
class _Piece:
    """A stretch of the text that may be a word: as written, as it may be read, and whether it surely is one."""

    text: str
    is_certain: bool
    is_cut: bool = False
    is_part: bool = True

    @cached_property
    def spoken(self) -> frozenset[str]:
        return frozenset(heard for reading in readings(self.text) for heard in (reading, sound(reading)))


def words(
    name: str, *, forbidden: Sequence[WordOfLaw], reserved: Sequence[WordOfLaw], may_use_reserved: bool
) -> Compared:
    """Compare a name with the forbidden words, and with the reserved ones where its bearer may not use them."""
    asked = [(word, FORBIDS) for word in forbidden]
    asked += [] if may_use_reserved else [(word, RESERVES) for word in reserved]
    compared = f"the name with {len(forbidden)} forbidden and {len(asked) - len(forbidden)} reserved forms"
    if not name.strip():
        return told(Outcome.CANNOT, NO_NAME, {}, compared=compared)
    if not forbidden and not reserved:
        return told(Outcome.CLEAR, NO_RULE, {}, compared=compared)
    grounds = {id(word): does for word, does in asked}
    found = sorted(found_in(name, [word for word, _ in asked]), key=lambda each: not each.is_certain)
    if not found:
        return told(Outcome.CLEAR, CLEAR, {"count": len(asked)}, compared=compared)
    return _found(found, grounds, compared)


def _found(found: Sequence[Found], grounds: dict[int, str], compared: str) -> Compared:
    first = found[0]
    values = {"found": first.text, "word": first.word.text, "language": first.word.language}
    evidence = [
        {"found": f.text, "word": f.word.text, "language": f.word.language, "certain": f.is_certain,
         "law": grounds[id(f.word)]}
        for f in found
    ]  # fmt: skip
    certain, possible = SAYS[grounds[id(first.word)]]
    if first.is_certain:
        return told(Outcome.MATCH, certain, values, compared=compared, evidence=evidence)
    return told(Outcome.POSSIBLE, possible, values, compared=compared, evidence=evidence)


def found_in(text: str, asked: Iterable[WordOfLaw], *, in_pieces: bool = True) -> list[Found]:
    """Return each word of the law that stands in a text, the surest place of each.

    `in_pieces` looks also for words whose letters are set apart, as one does in a name.
    """
    pieces = tuple(_pieces(plain(text), in_pieces=in_pieces))
    whole = [piece for piece in pieces if not piece.is_part]
    best = (
        max(_places(word, pieces, whole), key=lambda place: place.is_certain, default=None) for word in asked
    )
    return [place for place in best if place]


def _pieces(text: str, *, in_pieces: bool) -> Iterator[_Piece]:
    tokens = words_of(text)
    for token, _, end in tokens:
        yield _Piece(token, True, is_cut=text[end : end + 1] == ".", is_part=False)
        for hump in humps(token):
            yield _Piece(hump, True)
    for joined, is_certain in set_apart(tokens, text) if in_pieces else ():
        yield _Piece(joined, is_certain)


def _places(word: WordOfLaw, pieces: Sequence[_Piece], whole: Sequence[_Piece]) -> Iterator[Found]:
    parts = [part for part, *_ in words_of(plain(word.text))]
    if len(parts) > 1 and (phrase := _phrase(word, parts, whole)):
        yield phrase
    joined = "".join(parts)
    for piece in pieces if joined else ():
        is_certain = _is(joined, word.kind, piece)
        if is_certain is not None and not _is_spared(word, piece):
            yield Found(piece.text, word, is_certain)


def _is_spared(word: WordOfLaw, piece: _Piece) -> bool:
    """Whether a piece begins as a word the law spares: a family name, or another word altogether."""
    spared = {heard for spelt in word.unless for heard in _heard(plain(spelt))}
    return any(spoken.startswith(tuple(spared)) for spoken in piece.spoken) if spared else False


def _phrase(word: WordOfLaw, parts: Sequence[str], pieces: Sequence[_Piece]) -> Found | None:
    """Find the words of a phrase one after another."""
    for begin in range(len(pieces) - len(parts) + 1):
        row = pieces[begin : begin + len(parts)]
        if all(
            _is(part, word.kind, piece, LEAST_IN_A_PHRASE) for part, piece in zip(parts, row, strict=True)
        ):
            return Found(" ".join(piece.text for piece in row), word, True)
    return None


def _is(word: str, kind: str, piece: _Piece, least: int = LEAST_CONSONANTS) -> bool | None:
    """Say whether a piece surely is a word of the law, may be it, or, by none, is not."""
    heard, spelt = _heard(word)
    if any(_fits(heard, each, kind) or _fits(spelt, each, kind) for each in piece.spoken):
        return piece.is_certain
    if _in_script(word, kind, piece.text, least):
        return piece.is_certain
    if kind == WordKind.STEM and len(heard) >= LEAST_INSIDE and any(heard in each for each in piece.spoken):
        return False
    return False if piece.is_cut and _abbreviates(piece.text, spelt) else None


@lru_cache(maxsize=20_000)
def _heard(word: str) -> tuple[str, str]:
    return sound(word), latin(word)


def _fits(asked: str, spoken: str, kind: str) -> bool:
    return bool(asked) and (spoken.startswith(asked) if kind == WordKind.STEM else spoken == asked)


def _in_script(word: str, kind: str, piece: str, least: int) -> bool:
    """Whether a word in Arabic script is the word of the law, or its consonants are."""
    if piece.isascii() or not any("\u0600" <= letter <= "\u06ff" for letter in piece):
        return False
    if not word.isascii() and "\u0600" <= word[0] <= "\u06ff":
        return _fits(word, piece, kind)
    bones, told_bones = consonants(word), consonants(piece)
    return len(bones) >= least and _fits(bones, told_bones, kind)


def _abbreviates(piece: str, word: str) -> bool:
    return any(
        LEAST_ABBREVIATED <= len(short) < len(word) and word.startswith(short) for short in readings(piece)
    )
