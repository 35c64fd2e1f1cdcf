"""Older books of licences: read from messy spreadsheets, whole rows or none, with every fault named."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.messy_book import HEADINGS, book, write_csv, write_xlsx
from terezi.base.errors import BadData
from terezi.desk.journal.models import Entry
from terezi.desk.licences import queries
from terezi.desk.licences.legacy import cells, words
from terezi.desk.licences.legacy.rows import Told, read
from terezi.desk.licences.legacy.sheets import grids
from terezi.desk.licences.legacy.terms import Grid
from terezi.desk.licences.models import LegacyRow, Licence
from terezi.jobs.expire import expire_terms
from terezi.jobs.take_legacy import take_legacy_file

from .conftest import AT
from .licensing import granted

NOTHING = Told({}, {}, {})
HEAD = ("Licence number", "Holder", "Region", "Class", "Status", "Issued on", "Valid until", "Power, MW")
GOOD = (
    "GG-MIN-000001",
    "Günbatar Hash",
    "Balkan",
    "industrial",
    "active",
    "2024-03-25",
    "2099-03-25",
    "12,5",
)


def of(*rows, head=HEAD, told=NOTHING):
    return read([Grid("Sheet", (head, *rows))], told)


def row(**changes):
    names = ("number", "holder", "region", "actor_class", "status", "valid_from", "valid_until", "power")
    return tuple(changes.get(name, value) for name, value in zip(names, GOOD, strict=True))


def take(path, **told):
    return take_legacy_file(path=path, told=NOTHING, by="terezi register", at=AT, **told)


class TestCells:
    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-25", "2024-03-25 00:00:00", "25.03.2024", "25.03.24", "25/3/2024", "03/25/2024", "45376", "45376.0",
            "25 марта 2024 г.", "25-mar-2024", "March 25, 2024", "25 mart 2024", "25 مارچ 2024", " 25 . 03 . 2024 ",
        ],
    )  # fmt: skip
    def test_one_day_written_in_many_ways(self, text):
        assert cells.day(text) == date(2024, 3, 25)

    @pytest.mark.parametrize("text", ["бессрочно", "", "Unlimited", "möhletsiz"])
    def test_no_end(self, text):
        assert cells.day(text) is None

    @pytest.mark.parametrize("text", ["31.02.2024", "soon", "2024", "25 brumaire 2024", "99999999"])
    def test_what_is_no_day_is_refused(self, text):
        with pytest.raises(ValueError):
            cells.day(text)

    def test_a_column_shows_whether_the_month_comes_first(self):
        assert cells.month_first(["03/25/2024", "01/02/2024"]) is True
        assert cells.month_first(["25/03/2024", "01/02/2024"]) is False
        assert cells.month_first(["25/03/2024", "03/25/2024"]) is None
        assert cells.day("01/02/2024", True) == date(2024, 1, 2)
        with pytest.raises(cells.Ambiguous):
            cells.day("01/02/2024", None)

    @pytest.mark.parametrize(
        ("text", "unit", "watts"),
        [
            ("12,5 МВт", None, 12_500_000),
            ("12.5MW", None, 12_500_000),
            ("12 500 кВт", None, 12_500_000),
            ("12'500 kW", None, 12_500_000),
            ("1.250,5 kW", None, 1_250_500),
            ("1,250.5 kW", None, 1_250_500),
            ("1 250 000", "w", 1_250_000),
            ("0,125", "mw", 125_000),
            ("", "mw", 0),
        ],
    )
    def test_power_with_its_own_unit_or_that_of_the_heading(self, text, unit, watts):
        assert cells.power_w(text, unit) == watts

    @pytest.mark.parametrize("text", ["12", "12 horses", "1,250 kW", "-5 kW", "much"])
    def test_a_power_without_a_unit_or_with_two_readings_is_refused(self, text):
        with pytest.raises(ValueError):
            cells.power_w(text, None)

    @pytest.mark.parametrize("text", ["gg-min-000001", " GG–МIN–000001 ", "GG - MIN - 000001"])
    def test_a_number_in_letters_of_two_alphabets_is_one_number(self, text):
        assert cells.number(text) == "GG-MIN-000001"

    def test_a_number_in_cyrillic_alone_stays_cyrillic(self):
        assert cells.number("дл-000001") == "ДЛ-000001"

    @pytest.mark.parametrize(
        ("heading", "field"),
        [
            ("№ лицензии", "number"), ("Наименование владельца", "holder"), ("Срок действия с", "valid_from"),
            ("Срок действия по", "valid_until"), ("Мощность, МВт", "licensed_w"), ("Ygtyýarnama belgisi", "number"),
            ("Licence status", "status"), ("Registration No. of licence", "number"),
        ],
    )  # fmt: skip
    def test_a_heading_is_known_by_its_longest_word(self, heading, field):
        assert words.heading_of(heading) == field


class TestRows:
    def test_a_row_is_read_and_keeps_the_cells_it_was_read_from(self):
        (said,) = of(GOOD).said

        assert (said.row, said.number, said.status, said.licensed_w) == (
            2,
            "GG-MIN-000001",
            "licensed",
            12_500_000,
        )
        assert said.cells["Power, MW"] == "12,5"

    @pytest.mark.parametrize(
        ("changes", "check", "column"),
        [
            ({"number": ""}, "LEG-01", "Licence number"),
            ({"holder": ""}, "LEG-02", "Holder"),
            ({"valid_from": "soon"}, "LEG-03", "Issued on"),
            ({"power": "1,250"}, "LEG-05", "Power, MW"),
            ({"status": "hibernating"}, "LEG-06", "Status"),
            ({"actor_class": "alchemy"}, "LEG-07", "Class"),
            ({"valid_until": "2024-03-25"}, "LEG-09", "Valid until"),
            ({"valid_from": ""}, "LEG-12", "Issued on"),
        ],
    )
    def test_a_wrong_cell_is_named_by_sheet_row_column_and_check(self, changes, check, column):
        found = of(GOOD, row(**changes))

        (wrong,) = found.wrong
        assert (wrong.sheet, wrong.row, wrong.column, wrong.check) == ("Sheet", 3, column, check)
        assert wrong.remedy
        assert len(found.said) == 1

    def test_a_day_that_may_be_two_days_is_not_guessed(self):
        found = of(
            row(valid_from="25/03/2024"),
            row(number="GG-MIN-000002", valid_from="03/25/2024"),
            row(number="GG-MIN-000003", valid_from="03/04/2024"),
        )

        assert [(wrong.row, wrong.check) for wrong in found.wrong] == [(4, "LEG-04")]

    def test_every_wrong_cell_of_a_row_is_named(self):
        found = of(row(holder="", status="?", valid_from="?"))

        assert [wrong.check for wrong in found.wrong] == ["LEG-03", "LEG-02", "LEG-06"]

    def test_totals_empty_rows_headings_and_rows_told_twice_are_passed_over(self):
        found = of(GOOD, (), HEAD, ("Итого", "", "", "", "", "", "", "12,5"), GOOD)

        assert len(found.said) == 1
        assert found.passed == {"totals": 1, "empty rows": 1, "headings repeated": 1, "rows told again": 1}

    def test_two_rows_that_say_otherwise_of_the_same_days_are_both_refused(self):
        found = of(GOOD, row(power="9"), row(number="GG-MIN-000002"))

        assert [(wrong.row, wrong.check) for wrong in found.wrong] == [(2, "LEG-08"), (3, "LEG-08")]
        assert [said.number for said in found.said] == ["GG-MIN-000002"]

    def test_one_licence_in_two_periods_is_history(self):
        assert len(of(row(valid_until="2025-01-01"), row(valid_from="2025-01-01", power="9")).said) == 2

    def test_two_licences_at_one_site_are_both_refused(self):
        head = (*HEAD, "Site code")

        found = of((*GOOD, "S-1"), (*row(number="GG-MIN-000002"), "S-1"), head=head)

        assert [wrong.check for wrong in found.wrong] == ["LEG-11", "LEG-11"]

    def test_a_line_between_rows_names_their_region(self):
        head = tuple(title for title in HEAD if title != "Region")
        first, second = (
            tuple(v for n, v in enumerate(r) if n != 2) for r in (GOOD, row(number="GG-MIN-000002"))
        )

        found = of(("Balkan welaýaty",), first, ("Mary welaýaty",), second, head=head)

        assert [said.region for said in found.said] == ["Balkan welaýaty", "Mary welaýaty"]

    def test_the_sender_may_name_columns_values_and_words(self):
        told = Told({"number": "Nr."}, {"actor_class": "private"}, {"steht": "licensed"})
        head = ("Nr.", "Holder", "Issued on", "Status")

        (said,) = of(("A-1", "Günbatar", "2024-03-25", "Steht"), head=head, told=told).said

        assert (said.number, said.actor_class, said.status) == ("A-1", "private", "licensed")

    def test_a_book_without_headings_is_refused_with_what_to_do(self):
        with pytest.raises(BadData, match="name them with --map"):
            of(GOOD, head=("a", "b"))

    def test_a_field_nobody_knows_is_refused(self):
        with pytest.raises(BadData, match="colour: the register has no such field"):
            of(GOOD, told=Told({"colour": "x"}, {}, {}))


class TestFiles:
    def test_a_book_with_merged_cells_is_read_as_it_looks(self, tmp_path):
        rows = [
            ["Register"],
            ["Licence number", "Holder", "Region", "Class", "Status", "Validity", "", "Power, MW"],
            ["", "", "", "", "", "from", "until", ""],
            list(GOOD),
            ["GG-MIN-000002", "Gündogar", "", "", "", "2024-01-01", "", "3"],
        ]
        write_xlsx(
            tmp_path / "book.xlsx",
            {"Empty": [], "Книга": rows},
            merged=(
                "A1:H1",
                "A2:A3",
                "B2:B3",
                "C2:C3",
                "D2:D3",
                "E2:E3",
                "H2:H3",
                "F2:G2",
                "C4:C5",
                "D4:D5",
                "E4:E5",
            ),
        )

        found = read(grids(tmp_path / "book.xlsx"), NOTHING)

        assert [(said.sheet, said.row, said.region, said.status) for said in found.said] == [
            ("Книга", 4, "Balkan", "licensed"),
            ("Книга", 5, "Balkan", "licensed"),
        ]
        assert found.wrong == ()
        assert found.said[0].cells["from"] == "2024-03-25"

    @pytest.mark.parametrize(
        ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1251", ";"), ("utf-16", "\t")]
    )
    def test_a_text_in_any_usual_encoding(self, tmp_path, encoding, delimiter):
        sheet = [[cell.replace("hereket edýär", "Действует") for cell in line] for line in book(60)]
        write_csv(tmp_path / "book.csv", sheet, encoding=encoding, delimiter=delimiter)

        found = read(grids(tmp_path / "book.csv"), NOTHING)

        assert (len(found.said), found.wrong) == (60, ())

    @pytest.mark.parametrize("sent", [b"\xd0\xcf\x11\xe0rest", b"PK\x03\x04rest", b"\x98\xff\x98"])
    def test_what_is_no_spreadsheet_is_refused_with_what_to_do(self, tmp_path, sent):
        (tmp_path / "book.xls").write_bytes(sent)

        with pytest.raises(BadData, match=r"save it|with --map"):
            read(grids(tmp_path / "book.xls"), NOTHING)

    def test_csv_and_xlsx_of_one_book_say_the_same(self, tmp_path):
        sheet = book(300)
        write_csv(tmp_path / "book.csv", sheet, encoding="utf-8")
        write_xlsx(tmp_path / "book.xlsx", {"book": sheet})

        text, excel = (read(grids(tmp_path / name), NOTHING) for name in ("book.csv", "book.xlsx"))

        assert text == excel
        ended = [said for said in text.said if said.valid_until is not None]
        assert 0 < len(ended) < 300
        assert all((said.valid_until - said.valid_from).days in {1095, 1826} for said in ended)
        assert text.unread == ("№ п/п",)
        assert text.passed["headings repeated"] == 1
        assert text.passed["rows told again"] == 3


@pytest.mark.django_db
class TestTaking:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        write_xlsx(tmp_path / "book.xlsx", {"Реестр": book(100)})
        return tmp_path / "book.xlsx"

    def test_a_book_is_entered_as_unverified_with_the_cells_of_every_row(self, path):
        taken = take(path)

        assert (taken.entered, taken.wrong) == (100, ())
        licence = Licence.objects.get(number="GG-MIN-000001", legacy__isnull=False)
        assert licence.provenance == "legacy"
        assert (licence.legacy.sheet, licence.legacy.row) == ("Реестр", 5)
        assert licence.legacy.cells[HEADINGS[1]]
        entry = Entry.objects.get(act="licences.legacy")
        assert entry.values["licences"] == 100
        assert entry.values["seals"]["count"] == Licence.objects.count() + LegacyRow.objects.count() + 100

    def test_the_same_book_again_changes_nothing(self, path):
        take(path)
        before = list(Licence.objects.values())

        again = take(path)

        assert (again.entered, again.unchanged, again.wrong) == (0, 100, ())
        assert list(Licence.objects.values()) == before
        assert Entry.objects.count() == 1

    def test_a_wrong_row_keeps_the_whole_book_out_unless_only_the_good_are_asked_for(self, tmp_path):
        path = tmp_path / "book.csv"
        write_csv(path, [HEAD, GOOD, row(number="GG-MIN-000002", status="?")], encoding="utf-8")

        assert (take(path).entered, Licence.objects.count()) == (0, 0)
        assert take(path, only_good=True).entered == 1
        assert queries.number_exists("GG-MIN-000001")
        assert not queries.number_exists("GG-MIN-000002")

    @pytest.mark.parametrize(("status", "said"), [("suspended", "suspended"), ("отозвана", "withdrawn")])
    def test_a_state_the_book_does_not_date_is_said_from_the_day_it_was_taken_in(
        self, tmp_path, status, said
    ):
        write_csv(tmp_path / "book.csv", [HEAD, row(status=status)], encoding="utf-8")

        take(tmp_path / "book.csv")

        licence = queries.licence_on("GG-MIN-000001", AT.date())
        assert licence is not None
        assert (licence.status, licence.valid_from) == (said, AT.date())
        again = take_legacy_file(
            path=tmp_path / "book.csv", told=NOTHING, by="terezi register", at=AT + timedelta(days=9)
        )
        assert (again.unchanged, again.wrong) == (1, ())

    def test_a_suspension_whose_term_is_over_is_over(self, tmp_path):
        write_csv(
            tmp_path / "book.csv", [HEAD, row(status="suspended", valid_until="2025-01-01")], encoding="utf-8"
        )

        take(tmp_path / "book.csv")

        licence = queries.licence_on("GG-MIN-000001", AT.date())
        assert licence is not None
        assert (licence.status, licence.valid_from) == ("expired", date(2025, 1, 1))

    def test_what_the_register_says_is_not_overruled_by_an_older_book(self, tmp_path):
        granted()
        granted(number="GG-MIN-000007", site_id="S-1")
        write_csv(
            tmp_path / "book.csv",
            [(*HEAD, "Site code"), (*GOOD, ""), (*row(number="GG-MIN-000002"), "S-1")],
            encoding="utf-8",
        )

        taken = take(tmp_path / "book.csv", only_good=True)

        assert [(wrong.row, wrong.check) for wrong in taken.wrong] == [(2, "LEG-10"), (3, "LEG-11")]
        assert taken.entered == 0

    def test_a_term_that_had_run_out_is_over_and_no_act_of_ours_ended_it(self, tmp_path):
        rows = [
            row(valid_until="2025-01-01"),
            row(number="GG-MIN-000002", valid_until="2025-01-01", status="expired"),
        ]
        write_csv(tmp_path / "book.csv", [HEAD, *rows], encoding="utf-8")

        take(tmp_path / "book.csv")

        for number in ("GG-MIN-000001", "GG-MIN-000002"):
            licence = queries.licence_on(number, date(2025, 1, 1))
            assert licence is not None
            assert licence.status == "expired"
        assert expire_terms(on=AT.date(), at=AT, by="terezi") == []


@pytest.mark.django_db
def test_the_verb_says_what_became_of_a_book(tmp_path, monkeypatch):
    from terezi.cli import register as verb

    monkeypatch.setattr(verb, "opened", lambda home: home)
    path = tmp_path / "book.csv"
    write_csv(path, [HEAD, row(holder="=cmd()", status="?")], encoding="utf-8")
    ran = CliRunner().invoke(
        verb.register, [str(path), "--home", str(tmp_path), "--report", str(tmp_path / "wrong.csv"), "--json"]
    )

    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["wrong"][0]["check"] == "LEG-06"
    assert "LEG-06" in (tmp_path / "wrong.csv").read_text("utf-8-sig")
