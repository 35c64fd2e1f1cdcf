"""The public register as files: pages, tables and an index, each made from the same records the site shows."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, gettext

from terezi.base.cells import inert
from terezi.base.trust import written
from terezi.desk.licences.terms import PUBLIC_SENTENCES, Status
from terezi.desk.people.here import day_here
from terezi.desk.register import names, sheets, words
from terezi.desk.register.papers import piecewise
from terezi.desk.register.papers.piecewise import Row
from terezi.desk.register.papers.verifier import Carried, carried
from terezi.desk.register.sheets import Place, file_name
from terezi.desk.register.terms import Record, RefusalShown

TOP = Place(root="", assets="assets/")
BELOW = Place(root="../", assets="../assets/")
ASSETS = ("register.css", "answers.css", "names.js", "search.js", "verify.js")
A_PAGE = 300  # lines of a page of the whole register
COLUMNS = (
    "number", "name", "actor_class", "private_person", "region", "status", "may_operate", "says", "licensed_w",
    "valid_from", "valid_until", "verified", "last_checked",
)  # fmt: skip

File = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """What is published: the record as it stood when it was last checked, and what a verifier carries."""

    country: str
    at: datetime
    records: Sequence[Record]
    refusals: Sequence[RefusalShown]
    carried: Carried

    @property
    def context(self) -> dict[str, Any]:
        return {"is_static": True, "shell": "register/public/shell.html", "last_checked": self.at}


def files(told: Told) -> Iterator[File]:
    """Yield every file of the published register but its seal: path and text."""
    yield from _assets()
    yield from tables(told)
    yield from _search(told)
    yield from _pages(told)
    yield from _lists(told)
    yield "verify.html", _page("verify", TOP, told, trust=carried(told.carried), languages=_languages())
    yield "issuer.json", json.dumps(written(told.carried.trust), indent=1) + "\n"
    for number, text in enumerate(told.carried.lists, start=1):
        yield f"status/{number}.jws", text + "\n"


def _assets() -> Iterator[File]:
    for name in ASSETS:
        found = finders.find(f"terezi/verify/{name}")
        yield f"assets/{name}", Path(str(found)).read_text(encoding="utf-8")


def _languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def _page(template: str, place: Place, told: Told, **context: Any) -> str:
    return render_to_string(f"register/public/{template}.html", told.context | {"place": place} | context)


def _pages(told: Told) -> Iterator[File]:
    for record in told.records:
        sheet = sheets.record_sheet(record, told.country)
        yield f"licences/{file_name(record.number)}.html", _page("record", BELOW, told, sheet=sheet)
    for refusal in told.refusals:
        said = {
            "refusal": refusal,
            "sentence": words.of_refusal(refusal),
            "actor_class": words.class_title(told.country, refusal.actor_class, day_here(told.at)),
        }
        yield f"licences/{file_name(refusal.number)}.html", _page("refusal", BELOW, told, **said)
    for warning in told.carried.warnings:
        said = {"warning": warning, "sentence": words.of_warning(warning)}
        yield f"warnings/{warning.id}.html", _page("warning", BELOW, told, **said)


def _lists(told: Told) -> Iterator[File]:
    """Yield the whole register in pages that need no script, refused applications at the end."""
    found = sheets.found_records(told.records, BELOW) + sheets.found_refusals(told.refusals, BELOW)
    cut = [found[start : start + A_PAGE] for start in range(0, len(found), A_PAGE)]
    for number, part in enumerate(cut, start=1):
        yield (
            f"list/{number}.html",
            _page(
                "list",
                BELOW,
                told,
                found=part,
                says=f"{number} / {len(cut)}",
                before=f"{number - 1}.html" if number > 1 else "",
                after=f"{number + 1}.html" if number < len(cut) else "",
            ),
        )


def _search(told: Told) -> Iterator[File]:
    cut, common = piecewise.pieces(_rows(told))
    for name, rows in cut.items():
        yield f"index/{piecewise.file_of(name)}", piecewise.script(name, rows)
    index = {
        "letters": names.letters(),
        "pieces": {name: piecewise.file_of(name) for name in cut},
        "common": common,
        "words": _result_words(),
    }
    lines = len(told.records) + len(told.refusals)
    home = _page(
        "home",
        TOP,
        told,
        index=index,
        counts={"licences": len(told.records), "may": sum(one.may_operate for one in told.records)},
        warnings=sheets.found_warnings([one for one in told.carried.warnings if not one.ended_on][:20], TOP),
        pages=[
            {"href": f"list/{number + 1}.html", "says": f"{start + 1}–{min(start + A_PAGE, lines)}"}
            for number, start in enumerate(range(0, lines, A_PAGE))
        ],
    )
    yield "register.html", home
    yield "index.html", home


def _rows(told: Told) -> Iterator[Row]:
    for record in told.records:
        also = " ".join(record.other_names)
        yield Row(record.number, record.name, _code(record), TOP.of_record(record.number), also=also)
    for refusal in told.refusals:
        yield Row(refusal.number, refusal.name, Status.REFUSED, TOP.of_record(refusal.number))
    named = {record.number: record.name for record in told.records}
    for one in told.carried.warnings:
        says = f"was {one.kind}" if one.ended_on else one.kind.value
        yield Row(
            one.number, one.name, says, TOP.of_warning(one.id), not one.ended_on, named.get(one.number, "")
        )


def _code(record: Record) -> str:
    if record.has_run_out:
        return Status.EXPIRED
    return "not_yet" if record.is_to_come else record.now.status


def _result_words() -> dict[str, str]:
    return {
        **{status.value: gettext(said) for status, said in PUBLIC_SENTENCES.items()},
        **{kind.value: f"{gettext('Warning')}: {said}" for kind, said in words.KINDS.items()},
        **{f"was {kind.value}": f"{gettext('Warning, ended')}: {said}" for kind, said in words.KINDS.items()},
        "not_yet": gettext("May not operate yet"),
        "private": gettext("A private person"),
        "nothing": gettext(
            "Nothing on this register answers to that. Whoever is not on it has no licence from us."
        ),
        "found": gettext("Answers: {count}"),
        "part": gettext("These are the first of many: add a word or the number."),
        "unreadable": gettext("A part of the register cannot be read: copy it again, whole."),
    }


def tables(told: Told) -> Iterator[File]:
    """Yield the register as JSON and as CSV, for whoever works with it."""
    rows = [sheets.record_as_dict(record) for record in told.records]
    whole = {
        "country": told.country,
        "last_checked": told.at,
        "licences": rows,
        "refused": [sheets.refusal_as_dict(one, told.at) for one in told.refusals],
        "warnings": [sheets.warning_as_dict(one, told.at) for one in told.carried.warnings],
    }
    yield "register.json", json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=0) + "\n"
    yield "register.csv", _csv(rows)


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    """Write a cell that no spreadsheet takes for a formula: names are a holder's own words."""
    text = "" if value is None else str(value)
    return inert(text) if isinstance(value, str) else text
