"""Lists are kept by version, replaced and never edited; hostile files are refused with a reason."""

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from terezi.base.errors import BadData
from terezi.cli import main
from terezi.desk.journal.models import Entry
from terezi.desk.parties.models import MachineBatch, Site
from terezi.desk.people.terms import MAY, Permission, Role
from terezi.desk.screening import actions, queries
from terezi.desk.screening.formats.catalogue import catalogue, parsed
from terezi.desk.screening.formats.given import MOST_IN_A_FIELD, Given
from terezi.desk.screening.models import CustomsRow, ListedName, ListVersion
from terezi.desk.screening.terms import ListKind, Machine, Outcome, Thresholds
from terezi.evidence.facts.home import Home

from .conftest import AT, DAY

THRESHOLDS = Thresholds(match=Decimal("0.88"), possible=Decimal("0.72"))
SDN = (
    '36,"AERO BALKAN",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '587,"ORAZOW, Merdan","individual","SDGT","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 01 Jan 1960; POB Mary."\r\n'
    "\x1a\r\n"
)
ALT = '587,471,"aka","Оразов, Мердан",-0- \n587,472,"aka","ORAZOV, Murdan",-0- \n'
CSL = (
    "_id,source,entity_number,type,programs,name,alt_names,nationalities,citizenships,dates_of_birth\n"
    'a1,SDN,9,Individual,SYRIA,"\'ABBAS, Yasir","\'ABBAS, Yasir \'Aziz; ABBAS, Y.",SY,,1978-08-22\n'
)
UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>إريك بديج</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Kalala Uzima</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><FIRST_NAME>BALKAN SHADOW TRADING</FIRST_NAME><REFERENCE_NUMBER>QDe.1</REFERENCE_NUMBER></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>"""
HOLDERS = "position,person,personID,start,end\nPresident,Serdar Ataýew,Q1,2022-03-19,\n"
LIVES = 'id,name,gender,dob,dobp,dod,dodp,image,enwiki\nQ2,"Аннаев, Чары",male,1960,,,,,Çary Annaýew\n'
DENIED = '"Name"\t"Effective_Date"\t"Expiration_Date"\t"Standard_Order"\t"FR_Citation"\n"I. ASH"\t"06/19/2003"\t"06/29/2056"\t"Y"\t"68 F.R. 38290"\n'
CUSTOMS = (
    "declaration,importer,model,units,serials,serial_from,serial_to\n"
    "TM-1,Ak Ýyldyz HJ,Antminer S21,3,SN-1;SN-2,,\n"
    "TM-2,Jeýhun Blok,Antminer S19,100,,JB0001,JB0100\n"
)


def load(name, text, **told):
    data = text if isinstance(text, bytes) else text.encode()
    return actions.load(name=name, data=data, **({"by": "maral", "at": AT, "taken_on": DAY} | told))


def read(name, text):
    return parsed(Given(name, text if isinstance(text, bytes) else text.encode()))


class TestFormats:
    def test_the_primary_names_of_ofac(self):
        found = read("sdn.csv", SDN)

        assert (found.list_id, [row.name for row in found.rows]) == (
            "us_sdn",
            ["AERO BALKAN", "ORAZOW, Merdan"],
        )
        assert (found.rows[1].schema, found.rows[1].born, found.rows[1].programme) == (
            "person",
            "01 Jan 1960",
            "SDGT",
        )
        assert read("cons_prim.csv", SDN).list_id == "us_non_sdn"

    def test_the_other_names_of_ofac(self):
        found = read("alt.csv", ALT)

        assert (found.list_id, found.rows[0].entry, found.rows[0].is_alias) == ("us_sdn_aliases", "587", True)

    def test_the_us_consolidated_list_with_its_other_names(self):
        found = read("csl.csv", CSL)

        assert [row.name for row in found.rows] == ["'ABBAS, Yasir", "'ABBAS, Yasir 'Aziz", "ABBAS, Y."]
        assert (found.rows[1].entry, found.rows[1].is_alias, found.rows[1].countries) == ("9", True, "SY")

    def test_the_un_list_with_weak_names_and_the_day_it_was_made(self):
        found = read("un.xml", UN)

        assert found.taken_on == date(2026, 2, 27)
        assert [(row.name, row.is_weak) for row in found.rows] == [
            ("ERIC BADEGE", False),
            ("إريك بديج", False),
            ("Kalala Uzima", True),
            ("BALKAN SHADOW TRADING", False),
        ]
        assert found.rows[0].born == "1971"

    def test_office_holders_and_their_lives(self):
        holders, lives = read("holders21.csv", HOLDERS), read("bio.csv", LIVES)

        assert holders.kind == lives.kind == ListKind.OFFICE_HOLDERS
        assert holders.rows[0].programme == "President 2022-03-19 to now"
        assert [row.name for row in lives.rows] == ["Аннаев, Чары", "Çary Annaýew"]

    def test_denied_persons(self):
        assert read("dpl.txt", DENIED).rows[0].name == "I. ASH"

    @pytest.mark.parametrize(("name", "text"), [("x.txt", "1Abc\n1Def\n"), ("x.json", '["1Abc", "1Def"]')])
    def test_ofac_addresses_name_their_asset(self, name, text):
        found = read(f"sanctioned_addresses_XBT{name[1:]}", text)

        assert [(row.address, row.asset) for row in found.rows] == [("1Abc", "XBT"), ("1Def", "XBT")]

    def test_any_names_and_any_addresses(self):
        assert read("mine.csv", "name,kind\nSerdar,sanctions\n").kind == ListKind.SANCTIONS
        assert read("seized.csv", "address,asset,holder\nT1,trx,X\n").rows[0].asset == "TRX"
        with pytest.raises(BadData, match="the same in every row"):
            read("mine.csv", "name,kind\nSerdar,sanctions\nMaral,office_holders\n")

    def test_customs_declarations_with_serials_and_ranges(self):
        one, other = read("customs-2026.csv", CUSTOMS).rows

        assert (one.units, one.serials) == (3, ("SN1", "SN2"))
        assert [each.count for each in other.ranges] == [100]

    def test_a_packed_file_is_unpacked(self):
        assert len(read("sdn.csv.gz", gzip.compress(SDN.encode())).rows) == 2

    def test_what_is_in_no_format_is_told_which_formats_there_are(self):
        with pytest.raises(BadData, match="no known format") as refused:
            read("letter.txt", "Dear sir")

        assert all(known.says in str(refused.value) for known in catalogue())


class TestHostileFiles:
    def test_an_xml_bomb_is_refused_before_it_is_read(self):
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><CONSOLIDATED_LIST>&a9;</CONSOLIDATED_LIST>'

        with pytest.raises(BadData, match="declares a document type"):
            read("un.xml", bomb)

    def test_an_xml_file_cannot_reach_for_another(self):
        reaching = (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST/>'
        )

        with pytest.raises(BadData, match="declares a document type"):
            read("un.xml", reaching)

    @pytest.mark.parametrize(
        "text", ["<CONSOLIDATED_LIST>", "<CONSOLIDATED_LIST/>", "<CONSOLIDATED_LIST>" + "<a>" * 200_000]
    )
    def test_broken_empty_or_deep_xml_is_refused(self, text):
        with pytest.raises(BadData):
            read("un.xml", text)

    def test_a_field_without_end_is_refused_with_its_row(self):
        with pytest.raises(BadData, match="quotation mark may be missing"):
            read("mine.csv", 'name,kind\n"' + "x" * (MOST_IN_A_FIELD + 1))
        with pytest.raises(BadData, match="quotation mark may be missing"):
            read("mine.csv", 'name,kind\n"' + "x" * 200_000)

    def test_a_packed_bomb_is_refused(self):
        with pytest.raises(BadData, match="unpacks to more than"):
            read("sdn.csv.gz", gzip.compress(b"1" * (80 * 2**20)))

    @pytest.mark.parametrize(
        "data", [b"\x1f\x8bnonsense", b"PK\x03\x04\0\0", b"\0" * 100, b"", b"\xff\xfe\x00"]
    )
    def test_what_is_no_text_is_refused(self, data):
        with pytest.raises(BadData):
            read("sdn.csv", data)

    @pytest.mark.parametrize("text", ["[1, 2]", "[", "[" * 100_000, '["a", {"b": 1}]'])
    def test_addresses_that_are_no_json_texts_are_refused(self, text):
        with pytest.raises(BadData):
            read("sanctioned_addresses_ETH.json", text)

    @pytest.mark.parametrize("units", ["", "-3", "3.5", "many", "9" * 40, "٣"])
    def test_units_that_are_no_number_of_machines_are_refused_with_their_row(self, units):
        with pytest.raises(BadData, match="row 2"):
            read("customs.csv", f"declaration,importer,model,units\nD,I,M,{units}\n")

    def test_a_range_of_serials_that_is_none_is_refused_with_its_row(self):
        with pytest.raises(BadData, match=r"row 2: A9\.\.A1 is no range"):
            read("customs.csv", "declaration,importer,model,units,serials\nD,I,M,3,A9..A1\n")


@pytest.mark.django_db
class TestVersions:
    def test_loading_keeps_the_rows_and_writes_the_journal(self):
        loaded = load("sdn.csv", SDN)

        entry = Entry.objects.get(act="lists.load")
        assert loaded.is_new
        assert loaded.version.names.count() == loaded.version.rows == 2
        assert (entry.subject, entry.by, entry.values["sha256"]) == ("us_sdn", "maral", loaded.version.sha256)
        assert "ORAZOW" not in json.dumps(entry.values)

    def test_the_same_bytes_twice_are_nothing(self):
        first, again = load("sdn.csv", SDN), load("renamed.csv", SDN)

        assert (again.is_new, again.version) == (False, first.version)
        assert (ListVersion.objects.count(), Entry.objects.filter(act="lists.load").count()) == (1, 1)

    def test_a_list_is_replaced_by_its_next_version_and_the_old_one_stays(self):
        old = load("sdn.csv", SDN, taken_on=date(2026, 1, 1)).version
        new = load("sdn.csv", SDN.replace("AERO", "AIR"), taken_on=date(2026, 2, 1)).version

        assert queries.current() == [new]
        assert list(queries.versions("us_sdn")) == [new, old]
        assert ListedName.objects.filter(version=old).count() == 2

    def test_an_older_edition_loaded_later_does_not_become_current(self):
        new = load("sdn.csv", SDN, taken_on=date(2026, 2, 1)).version
        load("sdn.csv", SDN.replace("AERO", "AIR"), taken_on=date(2026, 1, 1))

        assert queries.current() == [new]

    def test_somebody_must_say_when_a_list_was_taken_and_not_in_the_future(self):
        with pytest.raises(BadData, match="does not say when it was taken"):
            load("sdn.csv", SDN, taken_on=None)
        with pytest.raises(BadData, match="which is to come"):
            load("sdn.csv", SDN, taken_on=date(2030, 1, 1))
        assert load("un.xml", UN, taken_on=None).version.taken_on == date(2026, 2, 27)

    def test_a_broken_file_leaves_nothing_behind(self):
        with pytest.raises(BadData):
            load("customs.csv", CUSTOMS + "TM-3,X,Y,none,,,\n")

        assert (ListVersion.objects.count(), CustomsRow.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
class TestComparisons:
    def test_without_lists_a_name_cannot_be_compared(self):
        told = queries.names(["Serdar"], thresholds=THRESHOLDS)

        assert told.outcome == Outcome.CANNOT
        assert "No list of sanctions, office holders is loaded" in told.says

    def test_a_listed_name_in_another_script_is_told_with_list_and_version(self):
        version = load("sdn.csv", SDN).version
        load("holders21.csv", HOLDERS)

        told = queries.names(["Мердан Оразов"], thresholds=THRESHOLDS, country="TM")

        assert told.outcome == Outcome.MATCH
        assert str(version) in told.list_versions
        assert told.says == "“Мердан Оразов” is 95 of 100 like “ORAZOW, Merdan” on US SDN list."
        assert told.evidence[0]["entry"] == "587"
        assert (told.evidence[0]["born"], told.evidence[0]["country"]) == ("01 Jan 1960", "TM")

    def test_an_office_holder_is_told(self):
        load("sdn.csv", SDN)
        load("holders21.csv", HOLDERS)

        told = queries.names(["Сердар Атаев"], thresholds=THRESHOLDS)

        assert (told.outcome, told.evidence[0]["programme"]) == (Outcome.MATCH, "President 2022-03-19 to now")

    def test_nobody_is_clear_while_a_kind_of_list_is_missing(self):
        load("sdn.csv", SDN)

        assert queries.names(["Jeren Taganowa"], thresholds=THRESHOLDS).outcome == Outcome.CANNOT
        load("holders21.csv", HOLDERS)
        assert queries.names(["Jeren Taganowa"], thresholds=THRESHOLDS).outcome == Outcome.CLEAR

    def test_a_weak_alias_is_never_more_than_possible(self):
        load("un.xml", UN)

        found = queries.names(["Kalala Uzima"], thresholds=THRESHOLDS, kinds=[ListKind.SANCTIONS])

        assert found.outcome == Outcome.POSSIBLE

    def test_only_the_current_version_is_compared(self):
        load("sdn.csv", SDN, taken_on=date(2026, 1, 1))
        load("sdn.csv", SDN.replace("ORAZOW, Merdan", "SOMEBODY, Else"), taken_on=date(2026, 2, 1))

        told = queries.names(["Merdan Orazow"], thresholds=THRESHOLDS, kinds=[ListKind.SANCTIONS])

        assert told.outcome == Outcome.CLEAR

    def test_no_name_to_compare_is_said(self):
        load("sdn.csv", SDN)

        assert queries.names([" "], thresholds=THRESHOLDS).outcome == Outcome.CANNOT

    def test_a_listed_address_is_told_whatever_its_case_where_case_says_nothing(self):
        address = "0x" + "Ab" * 20
        load("sanctioned_addresses_ETH.txt", address)

        assert queries.wallets([address.lower()]).outcome == Outcome.MATCH
        assert queries.wallets(["0x" + "00" * 20]).outcome == Outcome.CLEAR

    def test_without_lists_an_address_cannot_be_compared(self):
        assert queries.wallets(["1Abc"]).outcome == Outcome.CANNOT

    def test_a_serial_on_the_register_in_an_application_or_at_customs_is_told(self):
        load("customs-2026.csv", CUSTOMS)
        site = Site.objects.create(code="GG-S-001")
        MachineBatch.objects.create(
            site=site, batch_id="SN-1", model="S21", machines=1, hash_rate_ghs=1, power_w=1, **_since()
        )

        told = queries.serials(
            [Machine("sn1"), Machine("SN-2"), Machine("JB0050")],
            importers=["Ak Ýyldyz HJ"],
            on=DAY,
            applied={"SN 2": "GG-APP-2026-000009"},
        )

        assert told.outcome == Outcome.MATCH
        assert {(row["found"], row["where"]) for row in told.evidence} == {
            ("registered", "GG-S-001"),
            ("applied", "GG-APP-2026-000009"),
            ("foreign", "TM-2"),
        }
        assert told.list_versions == tuple(map(str, queries.current([ListKind.CUSTOMS])))


def _since():
    """Fill in from when a row of the register holds, and since when it is known where it says so."""
    names = {field.name for field in MachineBatch._meta.get_fields()}
    told = {"valid_from": date(2025, 6, 1), "known_since": datetime(2025, 6, 1, tzinfo=UTC)}
    return {name: value for name, value in told.items() if name in names}


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("role", Role)
    def test_the_lists_open_for_those_who_may_read_them(self, role, signed_in):
        client = signed_in(role)

        assert (client.get("/lists/").status_code == 200) == (Permission.LISTS_READ in MAY[role])
        assert (client.post("/lists/load").status_code == 302) == (Permission.LISTS_LOAD in MAY[role])

    def test_a_stranger_signs_in_first(self, client):
        assert client.get("/lists/").status_code == client.post("/lists/load").status_code == 302

    def test_the_page_says_which_lists_there_are_and_which_are_missing(self, signed_in):
        load("sdn.csv", SDN)

        shown = signed_in(Role.AUDITOR).get("/lists/").content.decode()

        assert "US SDN list" in shown
        assert "Not loaded yet: Holders of public office" in shown
        assert "Load the next version" not in shown

    def test_an_officer_loads_a_list_under_his_name(self, signed_in):
        client = signed_in(Role.LICENSING_OFFICER)
        file = SimpleUploadedFile("sdn.csv", SDN.encode())

        answer = client.post("/lists/load", {"file": file, "taken_on": "2026-03-01"}, follow=True)

        assert "Loaded US SDN list: 2 rows." in answer.content.decode()
        assert ListVersion.objects.get().loaded_by == "licensing_officer"

    def test_a_file_that_is_no_list_is_refused_with_a_reason(self, signed_in):
        client = signed_in(Role.LICENSING_OFFICER)

        for file in (SimpleUploadedFile("x.csv", b"hello"), SimpleUploadedFile("e.csv", b"")):
            answer = client.post("/lists/load", {"file": file}, follow=True)
            assert ListVersion.objects.count() == 0
            assert 'class="notes"' in answer.content.decode()


@pytest.mark.django_db
class TestCommandLine:
    @pytest.fixture
    def terezi(self, tmp_path, monkeypatch):
        home = tmp_path / "home"
        Home.create(home, country="GG")
        monkeypatch.setenv("TEREZI_HOME", str(home))
        return lambda *words: CliRunner().invoke(main, ["lists", *map(str, words)])

    def test_lists_are_loaded_each_whole_or_not_at_all(self, terezi, tmp_path):
        (tmp_path / "sdn.csv").write_text(SDN)
        (tmp_path / "letter.txt").write_text("Dear sir")

        answer = terezi(
            "load", tmp_path / "sdn.csv", tmp_path / "letter.txt", "--taken-on", "2026-03-01", "--json"
        )

        told = json.loads(answer.output)
        assert answer.exit_code == 1
        assert [one["list_id"] for one in told["loaded"]] == ["us_sdn"]
        assert "no known format" in told["refused"][0]

    def test_lists_are_shown_with_version_age_and_size(self, terezi):
        assert "no lists" in terezi("show").output
        version = load("sdn.csv", SDN).version

        answer = terezi("show")

        assert answer.exit_code == 0
        assert all(word in answer.output for word in ("us_sdn", "2026-03-10", "2 rows", version.sha256[:8]))
