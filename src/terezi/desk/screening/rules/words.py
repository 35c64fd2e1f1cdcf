"""Whether a name holds a word the law forbids or reserves, however it is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from terezi.desk.screening.rules.letters import humps, plain, readings, set_apart
from terezi.desk.screening.rules.letters import words as words_of
from terezi.desk.screening.rules.sounds import consonants, latin, sound
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome, WordKind, WordOfLaw

LEAST_CONSONANTS = 4  # that a stem must have to be known in a script without vowels
LEAST_INSIDE = 5  # letters a stem must have to be looked for inside other words
LEAST_ABBREVIATED = 3
FORBIDDEN = "The name holds “{found}”, a form of “{word}” ({language}), which the law forbids in names."
RESERVED = "The name holds “{found}”, a form of “{word}” ({language}), which the law keeps for other activities."
LOOKS_LIKE = "“{found}” in the name may stand for “{word}” ({language}), which the law {does} in names: an officer reads it."
CLEAR = "The name holds no word the law forbids or keeps for others ({count} forms compared)."
NO_WORDS = "The law names no words here, or they are not known: an officer reads the name beside the law."
NO_NAME = "There is no name to read: ask the applicant for it."


@dataclass(frozen=True)
class Found:
    """A word of the law in a text: what stands there, and whether it is the word or may only stand for it."""

    text: str
    word: WordOfLaw
    is_certain: bool


@dataclass(frozen=True)
class _Piece:
    """A stretch of the text that may be a word: as written, and whether it surely is one."""

    text: str
    is_certain: bool
    is_cut: bool = False


def words(
    name: str, *, forbidden: Sequence[WordOfLaw], reserved: Sequence[WordOfLaw], may_use_reserved: bool
) -> Compared:
    """Compare a name with the forbidden words, and with the reserved ones where its bearer may not use them."""
    asked = [(word, FORBIDDEN, "forbids") for word in forbidden]
    asked += [] if may_use_reserved else [(word, RESERVED, "keeps for others") for word in reserved]
    compared = f"the name with {len(forbidden)} forbidden and {len(asked) - len(forbidden)} reserved forms"
    if not name.strip():
        return told(Outcome.CANNOT, NO_NAME, compared=compared)
    if not forbidden and not reserved:
        return told(Outcome.CANNOT, NO_WORDS, compared=compared)
    grounds = {id(word): (sentence, does) for word, sentence, does in asked}
    found = sorted(found_in(name, [word for word, *_ in asked]), key=lambda each: not each.is_certain)
    if not found:
        return told(Outcome.CLEAR, CLEAR, compared=compared, count=len(asked))
    return _found(found, grounds, compared)


def _found(found: Sequence[Found], grounds: dict[int, tuple[str, str]], compared: str) -> Compared:
    first = found[0]
    sentence, does = grounds[id(first.word)]
    values = {"found": first.text, "word": first.word.text, "language": first.word.language}
    evidence = [
        {"found": f.text, "word": f.word.text, "language": f.word.language, "certain": f.is_certain,
         "law": grounds[id(f.word)][1]}
        for f in found
    ]  # fmt: skip
    if first.is_certain:
        return told(Outcome.MATCH, sentence, compared=compared, evidence=evidence, **values)
    return told(Outcome.POSSIBLE, LOOKS_LIKE, compared=compared, evidence=evidence, does=does, **values)


def found_in(text: str, asked: Iterable[WordOfLaw]) -> list[Found]:
    """Return each word of the law that stands in a text, the surest place of each."""
    shown = plain(text)
    pieces = tuple(_pieces(shown))
    found = []
    for word in asked:
        places = [place for place in (_place(word, pieces)) if place]
        if places:
            found.append(max(places, key=lambda place: place.is_certain))
    return found


def _pieces(text: str) -> Iterator[_Piece]:
    tokens = words_of(text)
    for token, _, end in tokens:
        yield _Piece(token, True, is_cut=text[end : end + 1] == ".")
        for hump in humps(token):
            yield _Piece(hump, True)
    for joined, is_certain in set_apart(tokens, text):
        yield _Piece(joined, is_certain)


def _place(word: WordOfLaw, pieces: Sequence[_Piece]) -> Iterator[Found | None]:
    parts = [part for part, *_ in words_of(plain(word.text))]
    if len(parts) > 1:
        yield _phrase(word, parts, [piece for piece in pieces if piece.is_certain])
    whole = "".join(parts)
    for piece in pieces if whole else ():
        certainty = _is(whole, word.kind, piece)
        if certainty is not None:
            yield Found(piece.text, word, certainty)


def _phrase(word: WordOfLaw, parts: Sequence[str], pieces: Sequence[_Piece]) -> Found | None:
    """Find the words of a phrase one after another."""
    for begin in range(len(pieces) - len(parts) + 1):
        row = pieces[begin : begin + len(parts)]
        if all(_is(part, word.kind, piece) for part, piece in zip(parts, row, strict=True)):
            return Found(" ".join(piece.text for piece in row), word, True)
    return None


def _is(word: str, kind: str, piece: _Piece) -> bool | None:
    """Say whether a piece surely is a word of the law, may be it, or, by none, is not."""
    heard = _sounds(word)
    spoken = {sound(reading) for reading in readings(piece.text)}
    if any(_fits(heard, each, kind) for each in spoken) or _in_script(word, kind, piece.text):
        return piece.is_certain
    if kind == WordKind.STEM and len(heard) >= LEAST_INSIDE and any(heard in each for each in spoken):
        return False
    if piece.is_cut and _abbreviates(piece.text, word):
        return False
    return None


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> str:
    return sound(word)


def _fits(heard: str, spoken: str, kind: str) -> bool:
    return bool(heard) and (spoken.startswith(heard) if kind == WordKind.STEM else spoken == heard)


def _in_script(word: str, kind: str, piece: str) -> bool:
    """Whether a word in Arabic script is the word of the law, or its consonants are."""
    if piece.isascii() or not any("\u0600" <= letter <= "\u06ff" for letter in piece):
        return False
    if not word.isascii() and "\u0600" <= word[0] <= "\u06ff":
        return _fits(word, piece, kind)
    bones, told_bones = consonants(word), consonants(piece)
    return len(bones) >= LEAST_CONSONANTS and _fits(bones, told_bones, kind)


def _abbreviates(piece: str, word: str) -> bool:
    short = latin(piece)
    return LEAST_ABBREVIATED <= len(short) < len(latin(word)) and latin(word).startswith(short)
