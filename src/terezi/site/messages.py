"""The words of the site in five further languages: `python -m terezi.site.messages` (or `make messages`).

Every text is an English message identifier. They are read from the templates, from the calls of gettext
in Python, and from the objects which the record quotes in English and the screen translates: indicators,
explanations, reasons, roles and terms of law. The command brings the catalogues of `locale/` up to date
(what is new stands there without a translation, what is gone is dropped) and compiles them.
"""

import ast
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Node, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.numerics import reasons
from terezi.evidence.numerics.explanations import HYPOTHESES
from terezi.law.book import countries, pack
from terezi.law.texts import texts
from terezi.site import start

Said = str | tuple[str, str]  # a message, with its plural where it counts
Message = tuple[Said, str]  # and where it stands

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = Path(__file__).parent / "locale"
# The plural forms are Django's own, so that both catalogues count alike
PLURALS = {
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
    "tk": "nplurals=2; plural=(n != 1);",
    "ur": "nplurals=2; plural=(n != 1);",
    "kk": "nplurals=2; plural=(n!=1);",
    "uz": "nplurals=1; plural=0;",
}
LANGUAGES = tuple(PLURALS)
SOURCES = PACKAGE / "evidence/sources"
SAYERS = frozenset({"Check", "Problem", "Note", "saying"})
SAYS_OF_RETURNS = frozenset(
    [
        "checks",
        "counts",
        "door",
        "duplicates",
        "json_lines",
        "lines",
        "plain",
        "raw_rows",
        "recognition",
        "staging",
        "unpack",
    ]
)
"""The modules whose sentences reach who files for an exchange, besides those of its returns."""
HEADER = """# Terezi in {name}.
# Drafted by machine; awaits the review of a native reader (see CONTRIBUTING.md).
#"""
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
DRAFTED_ON = datetime(2026, 3, 10, tzinfo=UTC)  # the same for all, so that nothing changes by itself
# Texts of Django and allauth which our screens show and which they do not have in all five languages
BORROWED: tuple[Said, ...] = (
    "Username",
    "Password",
    "This field is required.",
    "The username and/or password you specified are not correct.",
    "This account is currently inactive.",
    "Too many failed login attempts. Try again later.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
)


def messages() -> Iterator[Message]:
    """Yield every message of the site, each as often as it stands somewhere."""
    yield from _of_templates()
    yield from _of_python()
    yield from ((said, "stored") for said in stored())
    yield from ((said, "borrowed") for said in BORROWED)


def stored() -> Iterator[str]:
    """Yield the texts which are kept in English and translated when they are shown."""
    from terezi.desk.applications.queries import comparing  # noqa: PLC0415
    from terezi.desk.decisions.words import KEPT  # noqa: PLC0415
    from terezi.desk.findings import actions, rules  # noqa: PLC0415 (models need Django to be ready)
    from terezi.desk.findings.numbers import levies  # noqa: PLC0415
    from terezi.desk.licences import terms as licences  # noqa: PLC0415
    from terezi.desk.people.terms import LABELS  # noqa: PLC0415
    from terezi.desk.register.terms import SENTENCES  # noqa: PLC0415
    from terezi.desk.screening.sentences import sentences  # noqa: PLC0415
    from terezi.desk.venues import terms as venues  # noqa: PLC0415

    yield from _of_indicators()
    yield from _of_explanations()
    yield from LABELS.values()
    yield from (licences.NOT_YET, licences.NOT_ISSUED, *licences.PUBLIC_SENTENCES.values())
    yield from (rules.REPLACED, rules.STILL_NEW, rules.UNSAID, actions.WORDLESS, levies.NO_PACK)
    yield from venues.REFUSALS
    yield from (*KEPT, *SENTENCES.values(), *sentences(), *comparing.SENTENCES)
    yield from _of_laws()
    yield from checks()


def checks() -> Iterator[str]:
    """Yield what the door may say of a return: the sentences of its checks, and what the columns they ask for tell."""
    from terezi.evidence.facts.tables.venues import VENUE_FACTS  # noqa: PLC0415
    from terezi.evidence.sources.plain import told_columns  # noqa: PLC0415

    yield from (column.says for table in VENUE_FACTS for column in told_columns(table))
    for path in sorted(SOURCES.glob("*.py")):
        if path.stem in SAYS_OF_RETURNS or path.stem.startswith("venue_"):
            yield from _said_to_senders(ast.parse(path.read_text(encoding="utf-8")))


def _said_to_senders(module: ast.AST) -> Iterator[str]:
    """Yield the texts handed to `Check`, `Problem`, `Note` and `saying`; codes and names have no space in them."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in SAYERS:
            handed = (*call.args, *(each.value for each in call.keywords if each.arg == "remedy"))
            for each in handed:
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and " " in each.value:
                    yield each.value


def _of_indicators() -> Iterator[str]:
    for each in catalogue().values():
        yield from (each.title, each.says, each.sentence, *each.clears)


def _of_explanations() -> Iterator[str]:
    for each in HYPOTHESES:
        yield from (each.title, *each.tells_apart)
    for told in (*reasons.REASONS_FOR.values(), *reasons.REASONS_AGAINST.values(), reasons.ABSENT):
        yield from (reason.says for reason in told)


def _of_laws() -> Iterator[str]:
    for country in countries():
        yield from texts(pack(country))


def _of_python() -> Iterator[Message]:
    for name, _line, said, _comments, _context in extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        yield (said if isinstance(said, str) else (said[0], said[1])), name


def _of_templates() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.html")):
        nodes = Template(path.read_text(encoding="utf-8")).nodelist
        for node in (*nodes.get_nodes_by_type(TranslateNode), *nodes.get_nodes_by_type(BlockTranslateNode)):
            yield _said_by(node), path.relative_to(PACKAGE).as_posix()


def _said_by(node: Node) -> Said:
    """Return what a tag of a template translates, as its own `render` looks it up."""
    if isinstance(node, BlockTranslateNode):
        singular, _names = node.render_token_list(node.singular)
        return (singular, node.render_token_list(node.plural)[0]) if node.plural else singular
    return str(node.filter_expression.var.literal).replace("%", "%%")  # type: ignore[attr-defined]


def catalogue_of(language: str) -> Catalog:
    """Return the catalogue of a language as it is written."""
    with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as written:
        return read_po(written, locale=language)


def refreshed(language: str, wanted: Sequence[Message], known: Catalog | None) -> Catalog:
    """Return a catalogue of exactly the messages wanted, with what `known` says of them."""
    fresh = Catalog(
        language,
        project="Terezi",
        version="1",
        msgid_bugs_address="see CONTRIBUTING.md",
        creation_date=DRAFTED_ON,
        revision_date=DRAFTED_ON,
        last_translator="machine draft",
        language_team="awaits a native reader",
        fuzzy=False,
    )
    fresh.header_comment = HEADER.format(name=Locale.parse(language).english_name)
    fresh.mime_headers = [
        (name, PLURALS[language] if name == "Plural-Forms" else value) for name, value in fresh.mime_headers
    ]
    for said, place in wanted:
        old = known.get(said) if known else None
        fresh.add(said, old.string if old else None, locations=[(place, None)])  # type: ignore[list-item]
    return fresh


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as Django reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """List the messages of a catalogue that say nothing yet, or not in every number."""
    return [str(each.id) for each in catalogue if each.id and not all(_forms(each.string))]


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    return string if isinstance(string, (list, tuple)) else [str(string or "")]


def write(language: str, wanted: Sequence[Message]) -> Catalog:
    """Bring one language up to date in `locale/`."""
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    known = catalogue_of(language) if (folder / "django.po").exists() else None
    fresh = refreshed(language, wanted, known)
    out = io.BytesIO()
    write_po(out, fresh, width=110, sort_by_file=False)
    (folder / "django.po").write_bytes(out.getvalue())
    read_again = catalogue_of(language)
    (folder / "django.mo").write_bytes(compiled(read_again))
    return read_again


def main() -> int:
    """Bring all languages up to date; answers 1 when something awaits translation."""
    with tempfile.TemporaryDirectory(prefix="terezi-messages-") as home:
        start(Path(home))
        wanted = tuple(messages())
    waiting = {language: untranslated(write(language, wanted)) for language in LANGUAGES}
    for language, said in waiting.items():
        print(f"{language}: {len(said)} to translate", *said, sep="\n  ")
    return 1 if any(waiting.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
