"""What every pack keeps, whoever wrote it."""

import tomllib
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import get_territory_currencies

from terezi.law.book import PACKS, countries, law_on, pack
from terezi.law.examples import examples
from terezi.law.levy_schedule import LevySchedule
from terezi.law.rows import named_terms
from terezi.law.terms import Blank, Confidence, Status
from terezi.law.written import SECTIONS

TODAY = date(2026, 3, 10)
FICTION = "GG"
FICTIONAL_ACTS = ("Garagum (fiction), Mining Act art.", "Garagum (fiction), Exchange Rules art.")
STATES = [country for country in countries() if country != FICTION]
EXAMPLES = [(country, example) for country in countries() for example in examples(country)]


def terms(country):
    return [
        term for section in pack(country).sections.values() for values in section.values() for term in values
    ]


def files_of(country):
    return sorted(file for file in Path(str(PACKS / country)).rglob("*") if file.is_file())


@pytest.mark.parametrize(("country", "example"), EXAMPLES, ids=lambda part: getattr(part, "question", part))
def test_every_worked_example_is_answered_as_the_jurist_expects(country, example):
    assert example.answer(country) == example.expect


def test_the_packs_are_found_as_files_of_the_installed_package():
    assert countries() == ("GG", "KZ", "PK", "TM", "UZ")
    expected = sorted(f"{name}.yaml" for name in [*SECTIONS, "sources", "examples"])
    shared = {
        tuple(file.name for file in files_of(country) if file.parent.name == country)
        for country in countries()
    }
    assert shared == {tuple(expected)}
    assert all(pack(country).class_ids for country in countries())


def test_the_wheel_carries_every_file_of_every_pack():
    checkout = Path(__file__).parents[2]
    patterns = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
        "package-data"
    ]["terezi"]
    carried = {file for pattern in patterns for file in (checkout / "src/terezi").glob(pattern)}

    assert {file for file in (checkout / "src/terezi/law/packs").rglob("*") if file.is_file()} <= carried


@pytest.mark.parametrize("country", countries())
def test_every_value_names_its_title_unit_and_grounds(country):
    ungrounded = [
        t.name for t in terms(country) if not (t.title and t.unit and all(s.text for s in t.sources))
    ]

    assert ungrounded == []


@pytest.mark.parametrize("country", countries())
def test_every_unknown_says_where_it_was_looked_for(country):
    unknown = [term for term in terms(country) if term.stated is Blank.UNKNOWN]

    assert [term.name for term in unknown if not term.note] == []
    assert {(term.status, term.confidence) for term in unknown} <= {(Status.UNKNOWN, Confidence.UNKNOWN)}


@pytest.mark.parametrize("country", countries())
def test_a_schedule_with_an_unknown_rate_says_so_in_its_note(country):
    schedules = [term for term in terms(country) if isinstance(term.stated, LevySchedule)]

    assert [term.name for term in schedules if "UNKNOWN" in str(term.stated) and not term.note] == []


@pytest.mark.parametrize("country", countries())
def test_every_source_is_used_and_every_page_named_in_a_note_is_a_source(country):
    written = (PACKS / country / "sources.yaml").read_text("utf-8")
    ids = {line[:-1] for line in written.splitlines() if line.endswith(":") and line[0] not in " #"}
    cited = {source.id for term in terms(country) for source in term.sources}
    noted = {word.strip(".,:;()") for term in terms(country) for word in term.note.split()}
    pages = {word for word in noted if word[:1] == "S" and word[1:].isdigit()}

    assert pages <= ids
    assert ids - cited - pages == set()


@pytest.mark.parametrize("country", countries())
def test_addresses_stand_in_the_sources_only(country):
    with_address = [file.name for file in files_of(country) if "://" in file.read_text("utf-8")]

    assert with_address in ([], ["sources.yaml"])


@pytest.mark.parametrize("country", countries())
def test_a_title_and_its_unit_are_the_same_in_every_country(country):
    def wording(code):
        return {
            (
                _of_any_class(t.name),
                t.title,
                t.unit.replace(law_on(code, TODAY).settlement.currency.value, ""),
            )
            for t in terms(code)
        }

    assert wording(country) == wording(FICTION)


@pytest.mark.parametrize("country", countries())
def test_supervision_is_marked_as_policy_and_not_as_law(country):
    supervision = [term for term in terms(country) if term.name.startswith("supervision.")]

    assert {term.status for term in supervision} == {Status.POLICY}
    assert all(
        "Terezi's proposed supervision policy" in term.source and "not law" in term.source
        for term in supervision
    )
    policies = {term.name.split(".")[0] for term in terms(country) if term.status is Status.POLICY}
    assert policies == {"supervision", "licensing", "detection", "exchanges"}


@pytest.mark.parametrize("country", countries())
def test_how_load_is_looked_for_is_policy_except_what_the_law_itself_presumes(country):
    detection = [t for t in terms(country) if t.name.startswith("detection.")]
    policies = [t for t in detection if t.status is Status.POLICY]

    assert {t.name.removeprefix("detection.") for t in detection if t not in policies} == {
        "load_factor_share",
        "load_factor_months",
        "tariff_class_for_mining",
    }
    assert all("Terezi's proposed detection policy" in t.source and "not law" in t.source for t in policies)


def test_no_state_presumes_machines_from_a_load_factor_that_nobody_has_read():
    known = [code for code in countries() if law_on(code, TODAY).detection.load_factor_share.is_known]

    assert known == [FICTION]


@pytest.mark.parametrize("country", countries())
def test_how_the_desk_works_is_marked_as_policy_and_not_as_law(country):
    policies = [t for t in terms(country) if t.name.startswith("licensing.") and t.status is Status.POLICY]

    assert all("Terezi's proposed licensing policy" in t.source and "not law" in t.source for t in policies)
    own_clocks = {"licensing.review_target", "licensing.answer", "licensing.opinion"}
    assert own_clocks <= {term.name for term in policies}


@pytest.mark.parametrize("country", STATES)
def test_zone_and_currency_of_a_state_are_those_of_the_public_tables(country):
    settlement = law_on(country, TODAY).settlement
    zones = [line.split("\t") for line in _zone_table() if line.startswith(country)]
    (currency,) = get_territory_currencies(country, include_details=True)

    assert settlement.time_zone.value in [zone for _, _, zone, *_ in zones]
    assert (settlement.currency.value, settlement.currency.in_force_from) == (
        currency["currency"],
        currency["from"],
    )


def test_kazakhstan_moved_to_one_time_on_the_first_of_march_2024():
    zone = ZoneInfo(law_on("KZ", TODAY).settlement.time_zone.value)

    hours = [
        zone.utcoffset(_noon(day)).total_seconds() / 3600 for day in (date(2024, 2, 29), date(2024, 3, 1))
    ]

    assert hours == [6, 5]


def test_everything_in_garagum_says_that_it_is_fiction():
    assert [
        t.name for t in terms(FICTION) if not all(s.text.startswith(FICTIONAL_ACTS) for s in t.sources)
    ] == []


def test_only_the_fiction_knows_everything():
    standing = [term for _, _, term in named_terms(law_on(FICTION, TODAY))]

    assert [t.name for t in standing if not t.is_known and t.stated is not Blank.NO_RULE] == []
    assert all(any(term.stated is Blank.UNKNOWN for term in terms(country)) for country in STATES)


@pytest.mark.parametrize("country", STATES)
def test_no_state_is_said_to_have_no_such_rule_without_a_source_that_says_so(country):
    assert [t.name for t in terms(country) if t.stated is Blank.NO_RULE and not t.note] == []


@pytest.mark.parametrize("country", STATES)
def test_no_state_has_an_invented_tolerance(country):
    power = law_on(country, TODAY).power

    assert not any(
        term.is_known
        for term in (
            power.metering_tolerance,
            power.hours_over_capacity_before_finding,
            power.curtailment_minutes_to_obey,
            power.curtailment_tolerance,
        )
    )


def _of_any_class(name):
    parts = name.split(".")
    return ".".join(["licensing.class", *parts[3:]]) if parts[1] == "classes" else name


def _noon(day):
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - wall time of the zone


def _zone_table():
    return (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
