"""A book of licences as an office keeps it: three ways to write a day, two alphabets, merged cells, totals."""

import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

HEADINGS = (
    "№ п/п", "№ лицензии", "Наименование владельца", "ИНН", "Велаят", "Вид деятельности", "Статус", "с", "по",
    "Мощность, МВт", "Примечание",
)  # fmt: skip
ABOVE = (*[""] * 7, "Срок действия", "", "", "")
REGIONS = ("Balkan", "Ahal", "Mary", "Lebap", "Daşoguz")
STATUSES = ("Действует", "licensed", "hereket edýär", "Приостановлена", "отозвана", "Истекла")
CLASSES = ("Промышленный майнинг", "private", "Частный майнинг", "senagat")
MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def book(rows: int, *, seed: int = 7) -> list[list[str]]:
    """Return the cells of a sheet of `rows` licences, with titles, page headings, totals and rows told twice."""
    rng = Random(seed)
    sheet = [["Реестр лицензий на майнинг (ведётся вручную)"], [], list(ABOVE), list(HEADINGS)]
    for place in range(1, rows + 1):
        sheet.append(_row(place, rng))
        if place % 50 == 0:
            sheet.append(["", "Итого на странице", "", "", "", "", "", "", "", str(rng.randint(10, 900))])
        if place % 200 == 0:
            sheet += [[], list(HEADINGS)]
        if place % 97 == 0:
            sheet.append(
                list(sheet[-1] if sheet[-1] and sheet[-1][0] == str(place) else _row(place, Random(place)))
            )
    return [*sheet, [], ["ВСЕГО", "", "", "", "", "", "", "", "", "12345,6"]]


def _row(place: int, rng: Random) -> list[str]:
    begins = date(2019, 1, 1) + timedelta(days=rng.randrange(2000))
    number = f"GG-MIN-{place:06d}"
    return [
        str(place),
        rng.choice((number, number.replace("M", "М"), f" {number.replace('-', '–')} ", number.lower())),
        f"{rng.choice(('ООО', 'HJ', ''))} Farm {place} {rng.choice(('Hash', 'Хеш', 'Çeşme'))}".strip(),
        str(100_000_000 + place),
        rng.choice(REGIONS),
        rng.choice(CLASSES),
        rng.choice(STATUSES),
        _written(begins, rng),
        rng.choice(("бессрочно", "", _written(begins + timedelta(days=rng.choice((1095, 1826))), rng))),
        _power(rng),
        rng.choice(("", "", "без права работы зимой")),
    ]


def _written(day: date, rng: Random) -> str:
    return rng.choice(
        (
            day.isoformat(),
            f"{day:%d.%m.%Y}",
            f"{day:%d.%m.%y}",
            f"{day.day} {MONTHS[day.month - 1]} {day.year} г.",
            str((day - date(1899, 12, 30)).days),
            f"{day.isoformat()} 00:00:00",
        )
    )


def _power(rng: Random) -> str:
    kw = rng.randrange(10, 20_000)
    mw = f"{kw / 1000:.3f}".rstrip("0").rstrip(".")
    return rng.choice(
        (f"{mw} MW", f"{kw} кВт", f"{mw.replace('.', ',')} МВт" if len(mw) < 5 else f"{mw} МВт", f"{kw} kW")
    )


def write_csv(
    path: Path, sheet: Sequence[Sequence[str]], *, encoding: str = "cp1251", delimiter: str = ";"
) -> None:
    """Write a sheet as an office would export it; what the encoding lacks is written without its marks."""
    text = "\r\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in sheet
    )
    path.write_bytes(text.encode(encoding, "replace"))


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[str]]], merged: Sequence[str] = ()) -> None:
    """Write sheets as a book; `merged` are the ranges merged on every sheet."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{SHEET}"/>'
            for n in range(1, len(names) + 1)
        )
        file.writestr("[Content_Types].xml", f"{XML}<Types xmlns={TYPES}>{DEFAULTS}{parts}</Types>")
        file.writestr(
            "_rels/.rels",
            f'{XML}<Relationships xmlns={RELS}><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        links = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
        )
        file.writestr(
            "xl/workbook.xml",
            f'{XML}<workbook xmlns={MAIN} xmlns:r="{OFFICE}"><sheets>{links}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels", f"{XML}<Relationships xmlns={RELS}>{links}</Relationships>"
        )
        for n, name in enumerate(names, 1):
            file.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(sheets[name], merged))


XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = '"http://schemas.openxmlformats.org/package/2006/content-types"'
RELS = '"http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
DEFAULTS = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
)


def _sheet(rows: Sequence[Sequence[str]], merged: Sequence[str]) -> str:
    body = "".join(
        f'<row r="{r}">' + "".join(_cell(r, c, cell) for c, cell in enumerate(row) if cell) + "</row>"
        for r, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f"{XML}<worksheet xmlns={MAIN}><sheetData>{body}</sheetData>{merges}</worksheet>"


def _cell(row: int, column: int, text: str) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
