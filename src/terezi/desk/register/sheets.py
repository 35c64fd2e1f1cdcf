"""View models: what a page, a file or a machine is shown of a certificate or a licence."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from terezi.base.units import W_PER_MW
from terezi.desk.register import words
from terezi.desk.register.terms import Days, Record, RefusalShown, WarningShown

CODED = re.compile(r"_([0-9a-f]{1,5})_")


@dataclass(frozen=True)
class Place:
    """Where the pages are: `root` leads to the register, `assets` to its script and style."""

    root: str
    assets: str
    record: str = "licences/{}.html"
    warning: str = "warnings/{}.html"
    verify: str = "verify.html"
    home: str = "register.html"

    def of_record(self, number: str) -> str:
        return self.root + self.record.format(file_name(number))

    def of_warning(self, warning: int) -> str:
        return self.root + self.warning.format(warning)

    @property
    def of_verify(self) -> str:
        return self.root + self.verify

    @property
    def of_home(self) -> str:
        return self.root + self.home


def file_name(number: str) -> str:
    """Return a name that any disk and any address may hold; no two numbers share one."""
    return "".join(
        each if each.isascii() and (each.isalnum() or each in "-.") else f"_{ord(each):x}_" for each in number
    )


def number_in(name: str) -> str | None:
    """Return the number of which `file_name` made a name; none where it made no such name."""
    number = CODED.sub(lambda code: chr(int(code[1], 16)), name)
    return number if file_name(number) == name and number.isprintable() else None


@dataclass(frozen=True)
class Found:
    """One line of a list of results."""

    number: str
    name: str
    says: str
    href: str
    is_warning: bool


@dataclass(frozen=True)
class HistoryLine:
    """What stood over some days, in words."""

    valid_from: date
    valid_until: date | None
    status: str
    limit: str
    conditions: str
    ground: str


@dataclass(frozen=True)
class RecordSheet:
    """One licence as its public page shows it."""

    record: Record
    sentence: str
    actor_class: str
    status: str
    limit: str
    history: tuple[HistoryLine, ...]
    warnings: tuple[tuple[WarningShown, str], ...]


def megawatts(watts: int) -> str:
    """Write a power in MW without needless zeros; nothing for none."""
    return f"{watts / W_PER_MW:,.6f}".rstrip("0").rstrip(".") + " MW" if watts else ""


def record_sheet(record: Record, country: str) -> RecordSheet:
    """Put one licence in words."""
    return RecordSheet(
        record=record,
        sentence=words.of_record(record),
        actor_class=words.class_title(country, record.actor_class, record.last_checked.date()),
        status=words.status(record.now.status),
        limit=megawatts(record.now.licensed_w),
        history=tuple(_line(days) for days in reversed(record.history)),
        warnings=tuple((one, words.of_warning(one)) for one in record.warnings),
    )


def _line(days: Days) -> HistoryLine:
    ground = " · ".join(part for part in (days.decision, days.article) if part)
    return HistoryLine(
        days.valid_from,
        days.valid_until,
        words.status(days.status),
        megawatts(days.licensed_w),
        days.conditions,
        ground,
    )


def found_records(records: Iterable[Record], place: Place) -> list[Found]:
    """Put licences in lines."""
    return [
        Found(one.number, one.name, words.of_record(one), place.of_record(one.number), is_warning=False)
        for one in records
    ]


def found_warnings(warnings: Iterable[WarningShown], place: Place) -> list[Found]:
    """Put warnings in lines."""
    return [
        Found(
            one.number, one.name, words.of_warning(one), place.of_warning(one.id), is_warning=not one.ended_on
        )
        for one in warnings
    ]


def found_refusals(refusals: Iterable[RefusalShown], place: Place) -> list[Found]:
    """Put refused applications in lines; they have no page of their own."""
    return [
        Found(one.number, one.name, words.of_refusal(one), place.of_record(one.number), is_warning=False)
        for one in refusals
    ]


def record_as_dict(record: Record) -> dict[str, Any]:
    """Return a licence as JSON holds it; power in W, `valid_until` exclusive. No wallets, no places of people."""
    return {
        "number": record.number,
        "name": record.name,
        "actor_class": record.actor_class,
        "private_person": record.is_private,
        "region": record.region,
        "status": record.now.status,
        "may_operate": record.may_operate,
        "says": words.of_record(record),
        "licensed_w": record.now.licensed_w or None,
        "valid_from": record.now.valid_from,
        "valid_until": record.now.valid_until,
        "verified": record.is_verified,
        "history": [asdict(days) for days in record.history],
        "warnings": [asdict(one) for one in record.warnings],
        "last_checked": record.last_checked.replace(microsecond=0),
    }


def refusal_as_dict(refusal: RefusalShown, at: datetime) -> dict[str, Any]:
    """Return a refused application as JSON holds it."""
    return {**asdict(refusal), "status": "refused", "says": words.of_refusal(refusal), "last_checked": at}


def warning_as_dict(warning: WarningShown, at: datetime) -> dict[str, Any]:
    """Return a warning as JSON holds it."""
    return {**asdict(warning), "sentence": words.of_warning(warning), "last_checked": at}
