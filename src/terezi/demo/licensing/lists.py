"""The lists of the country: sanctions, office holders, addresses, and what the customs saw come in."""

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from numpy.random import Generator

from terezi.demo.licensing.cases import Case
from terezi.demo.licensing.wallets import draw_wallet

SANCTIONED = (
    ("Corvin Halloway-Drax", "person"), ("Мстислав Громобоев", "person"), ("زرتاب خان آفریدوی", "person"),
    ("Tavquluk Iron & Salt Trading", "organisation"), ("Ouzel Harbour Shipping", "organisation"),
    ("Эребус Логистик", "organisation"), ("Wenceslas Umbriel", "person"), ("Quillon Precious Metals", "organisation"),
)  # fmt: skip
OFFICES = (
    ("Gurbanmyrat Ýagşygeldiýew", "Minister of Energy"), ("Tylla Hudaýberenowa", "Head of the customs"),
    ("Pürli Garryýew-Ussa", "Governor of Sazakly"), ("Enejan Weliýewa-Tirkeş", "Judge of the High Court"),
    ("Ымамберди Чопанов", "Deputy chair of the Grid Company"),
)  # fmt: skip
ADDRESSES = 12


def write_lists(
    folder: Path, cases: Sequence[Case], *, first: date, rng: Generator
) -> dict[date, list[Path]]:
    """Write the list files, and answer by the day on which each is taken."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    people = [
        (f"GS-{n:03d}", name, "sanctions", schema, "Garagum council (fiction)")
        for n, (name, schema) in enumerate(SANCTIONED, 1)
    ]
    holders = [
        (f"GO-{n:03d}", name, "office_holders", "person", office)
        for n, (name, office) in enumerate(OFFICES, 1)
    ]
    head = ("entry", "name", "kind", "schema", "programme")
    addresses = [(draw_wallet(rng).address, "BTC", "Garagum council (fiction)") for _ in range(ADDRESSES)]
    taken = {
        first: [
            _written(folder / "garagum_sanctions.csv", head, people),
            _written(folder / "garagum_office_holders.csv", head, holders),
            _written(folder / "garagum_addresses.csv", ("address", "asset", "holder"), addresses),
        ]
    }
    for day, listed in _by_quarter(cases, first).items():
        name = f"customs_{day:%Y}_{(day.month + 2) // 3}.csv"
        taken.setdefault(day, []).append(_customs(folder / name, listed))
    return taken


def _by_quarter(cases: Sequence[Case], first: date) -> dict[date, list[Case]]:
    """Machines come in before anybody applies with them: the list at a quarter's start has all of the quarter."""
    by_day: dict[date, list[Case]] = {}
    for case in sorted(cases, key=lambda one: one.opens):
        day = case.opens.date()
        start = max(first, date(day.year, day.month - (day.month - 1) % 3, 1))
        if case.firm.machines:
            by_day.setdefault(start, []).append(case)
    return by_day


def _customs(path: Path, cases: Iterable[Case]) -> Path:
    seen: set[str] = set()
    rows = []
    for case in cases:
        machines = case.firm.machines
        units = case.firm.imported if case.firm.imported is not None else len(machines)
        serials = [machine.serial for machine in machines if machine.serial not in seen]
        seen.update(serials)
        model = machines[0].model.name
        rows.append((f"GD-{case.seed % 10**6:06d}", case.firm.name, model, units, " ".join(serials)))
    return _written(path, ("declaration", "importer", "model", "units", "serials"), rows)


def _written(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path
