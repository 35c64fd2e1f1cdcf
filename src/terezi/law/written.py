"""A country's pack as jurists write it: YAML files, read strictly against the sections in terms.py.

Each actor class of licensing is a file of its own under `classes/`; its terms are named `classes.<id>.<term>`.

Scalars stay text until the type of the term reads them, so 0.1 is never a binary fraction and
`no` is never a truth value by accident.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.resources.abc import Traversable
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from terezi.base.errors import BadData
from terezi.law.levy_schedule import NO_OTHER_KEYS
from terezi.law.terms import ActorClass, Blank, Confidence, Law, LevySchedule, Source, Status, Term

SECTIONS: Mapping[str, Any] = {
    field.name: field.type for field in fields(Law) if field.name not in {"country", "day", "version"}
}
LICENSING = "licensing"
CLASSES = "classes"
CLASS_FILE = re.compile(r"[a-z][a-z0-9_]*\.yaml")
BLANKS = {blank.value: blank for blank in Blank}
T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """One value from one day on, with where it stands written."""

    __pydantic_config__ = NO_OTHER_KEYS
    value: Any
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    status: Status = Status.UNKNOWN
    confidence: Confidence = Confidence.UNKNOWN
    note: str = ""

    def __post_init__(self) -> None:
        is_unknown = self.value == Blank.UNKNOWN.value
        if is_unknown != (self.status is Status.UNKNOWN) or is_unknown != (
            self.confidence is Confidence.UNKNOWN
        ):
            raise ValueError("a value has a status and a confidence, an unknown one has neither")
        if is_unknown and not self.note:
            raise ValueError("an unknown value has a note of where it was looked for")


@dataclass(frozen=True)
class Entries:
    """A rule with all its values by day."""

    __pydantic_config__ = NO_OTHER_KEYS
    title: str
    unit: str
    values: Annotated[dict[date, Entry], Field(min_length=1)]

    def __post_init__(self) -> None:
        if list(self.values) != sorted(self.values):
            raise ValueError("values stand in the order of their dates")


@dataclass(frozen=True)
class WrittenSource:
    """An act or a page as sources.yaml has it."""

    __pydantic_config__ = NO_OTHER_KEYS
    text: str
    grade: Confidence
    url: str = ""


@dataclass(frozen=True)
class Pack:
    """The whole law of a country: every term with its values in the order of their dates."""

    country: str
    version: str
    sections: Mapping[str, Mapping[str, tuple[Term[Any], ...]]]

    def on(self, day: date) -> Law:
        """Return the law as it stands on the day; asking it a value may still be refused."""
        law = {name: _section_on(name, terms, day) for name, terms in self.sections.items()}
        return Law(country=self.country, day=day, version=self.version, **law)

    @property
    def class_ids(self) -> tuple[str, ...]:
        """The actor classes of the country, in the order of their names."""
        return tuple(dict.fromkeys(key.split(".")[1] for key in self.sections[LICENSING] if "." in key))


def read_pack(folder: Traversable) -> Pack:
    """Read and check the pack in the folder named after its country.

    :raises BadData: naming file and key of everything that is missing, surplus or of the wrong kind.
    """
    sources = _read_sources(folder)
    sections = {name: _read_section(folder, name, sources) for name in SECTIONS}
    for id_ in _class_ids(folder):
        sections[LICENSING] |= _read_class(folder, id_, sources)
    return Pack(country=folder.name, version=_version(folder), sections=sections)


def read_yaml(folder: Traversable, name: str, shape: type[T]) -> T:
    """Read one file of a pack strictly into `shape`, unknown keys refused.

    :raises BadData: naming the file and every key at fault.
    """
    place = f"{folder.name}/{name}.yaml"
    try:
        written = yaml.load((folder / f"{name}.yaml").read_text("utf-8"), _Loader)  # noqa: S506 - builds text, lists and mappings only
    except (OSError, yaml.YAMLError) as error:
        raise BadData(f"{place}: {error}") from error
    shaped: T = _shaped(written, shape, place)
    return shaped


def _read_sources(folder: Traversable) -> dict[str, Source]:
    written = read_yaml(folder, "sources", dict[str, WrittenSource])
    return {id_: Source(id_, source.text, source.grade, source.url) for id_, source in written.items()}


def _read_section(
    folder: Traversable, section: str, sources: Mapping[str, Source]
) -> dict[str, tuple[Term[Any], ...]]:
    return _read_terms(folder, section, SECTIONS[section], sources=sources, prefix=section)


def _read_class(
    folder: Traversable, id_: str, sources: Mapping[str, Source]
) -> dict[str, tuple[Term[Any], ...]]:
    place = f"{CLASSES}.{id_}"
    terms = _read_terms(
        folder, f"{CLASSES}/{id_}", ActorClass, sources=sources, prefix=f"{LICENSING}.{place}"
    )
    return {f"{place}.{key}": values for key, values in terms.items()}


def _read_terms(
    folder: Traversable, file: str, shape: Any, *, sources: Mapping[str, Source], prefix: str
) -> dict[str, tuple[Term[Any], ...]]:
    written = read_yaml(folder, file, dict[str, Entries])
    types = types_of(shape)
    for key in sorted(types.keys() ^ written.keys()):
        fault = "is missing" if key in types else "is no term of this section"
        raise BadData(f"{folder.name}/{file}.yaml: {key}: {fault}")
    return {
        key: tuple(
            _terms(
                folder.name,
                f"{file}.yaml: {key}",
                f"{prefix}.{key}",
                entries=written[key],
                type_=type_,
                sources=sources,
            )
        )
        for key, type_ in types.items()
    }


def types_of(shape: Any) -> dict[str, Any]:
    """Return what each term of a section or class is a term of."""
    hints = get_type_hints(shape, include_extras=True)
    return {name: get_args(hint)[0] for name, hint in hints.items() if get_origin(hint) is Term}


def _class_ids(folder: Traversable) -> list[str]:
    """Return the classes of the pack by their files; a country without the folder licenses nobody."""
    inside = folder / CLASSES
    if not inside.is_dir():
        return []
    names = sorted(file.name for file in inside.iterdir())
    for name in names:
        if not CLASS_FILE.fullmatch(name):
            raise BadData(
                f"{folder.name}/{CLASSES}/{name}: a class is a file like pool.yaml, in small letters"
            )
    return [name.removesuffix(".yaml") for name in names]


def _terms(
    country: str, file: str, name: str, *, entries: Entries, type_: Any, sources: Mapping[str, Source]
) -> Iterator[Term[Any]]:
    for day, entry in entries.values.items():
        place = f"{country}/{file}.{day}"
        yield _self_citing(
            Term(
                country=country,
                name=name,
                title=entries.title,
                unit=entries.unit,
                day=day,
                in_force_from=day,
                stated=_stated(entry.value, type_, place),
                sources=tuple(_cited(source, sources, place) for source in entry.source),
                status=entry.status,
                confidence=entry.confidence,
                note=entry.note,
            )
        )


def _stated(written: Any, type_: Any, place: str) -> Any:
    if isinstance(written, str) and written in BLANKS:
        return BLANKS[written]
    return _shaped(written, type_, f"{place}.value")


def _cited(id_: str, sources: Mapping[str, Source], place: str) -> Source:
    if id_ not in sources:
        raise BadData(f"{place}.source: {id_} does not stand in sources.yaml")
    return sources[id_]


def _self_citing(term: Term[Any]) -> Term[Any]:
    """Let a schedule name its article when one of its rates is asked for and unknown."""
    if not isinstance(term.stated, LevySchedule):
        return term
    cited_as = f"{term.country} from {term.in_force_from}: “{term.title}”. Source: {term.source}"
    return replace(term, stated=replace(term.stated, cited_as=cited_as))


def _standing(terms: Mapping[str, tuple[Term[Any], ...]], day: date) -> dict[str, Term[Any]]:
    def standing(values: tuple[Term[Any], ...]) -> Term[Any]:
        begun = [term for term in values if term.in_force_from <= day]
        return replace(begun[-1] if begun else values[0], day=day)

    return {name: standing(values) for name, values in terms.items()}


def _section_on(name: str, terms: Mapping[str, tuple[Term[Any], ...]], day: date) -> Any:
    standing = _standing(terms, day)
    if name != LICENSING:
        return SECTIONS[name](**standing)
    shared = {key: term for key, term in standing.items() if "." not in key}
    classes: dict[str, dict[str, Term[Any]]] = {}
    for key in standing.keys() - shared.keys():
        _, id_, term = key.split(".")
        classes.setdefault(id_, {})[term] = standing[key]
    return SECTIONS[name](
        **shared, classes={id_: ActorClass(id=id_, **classes[id_]) for id_ in sorted(classes)}
    )


def _version(folder: Traversable) -> str:
    """Return the first 12 digits of the SHA-256 of the pack; its examples test the law, they are not the law."""
    digest = hashlib.sha256()
    classes = [f"{CLASSES}/{id_}" for id_ in _class_ids(folder)]
    for name in sorted([*SECTIONS, "sources", *classes]):
        digest.update(name.encode() + b"\0" + (folder / f"{name}.yaml").read_bytes())
    return digest.hexdigest()[:12]


def _shaped(written: Any, shape: Any, place: str) -> Any:
    try:
        return TypeAdapter(shape).validate_python(written)
    except ValidationError as error:
        faults = [f"{'.'.join(str(key) for key in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise BadData("\n".join(f"{place}: {fault.removeprefix(': ')}" for fault in faults)) from error


class _Loader(yaml.CBaseLoader):
    """YAML whose scalars all stay text, and in which a key stands once."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(
                    f"{key} stands twice, the second time in line {node.start_mark.line + 1} or later"
                )
        return super().construct_mapping(node, deep=True)
