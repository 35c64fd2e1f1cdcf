"""A pack that is not well written is refused, with file and key named."""

import pytest

from terezi.base.errors import BadData
from terezi.law.examples import Example
from terezi.law.written import read_pack, read_yaml

TOLERANCE = "      value: 0.02\n      source: [GG-16]\n      status: enacted\n      confidence: A\n"
SPOILED = {
    "an unknown key of a rule": (
        "power.yaml",
        "  unit: minutes",
        "  units: minutes",
        r"GG/power.yaml: meter_interval_minutes.unit",
    ),
    "an unknown key of a value": (
        "power.yaml",
        "status: enacted",
        "state: enacted",
        r"GG/power.yaml: separate_meter_required.values.2025-01-01.state",
    ),
    "a missing source": (
        "power.yaml",
        "      source: [GG-16]\n",
        "",
        r"GG/power.yaml: metering_tolerance.values.2025-01-01.source: Field required",
    ),
    "an empty source": (
        "power.yaml",
        "source: [GG-16]",
        "source: []",
        r"GG/power.yaml: metering_tolerance.values.2025-01-01.source",
    ),
    "a source that is not listed": (
        "power.yaml",
        "[GG-16]",
        "[GG-99]",
        r"GG/power.yaml: metering_tolerance.2025-01-01.source: GG-99 does not stand in sources.yaml",
    ),
    "a missing unit": (
        "power.yaml",
        "  unit: minutes\n",
        "",
        r"GG/power.yaml: meter_interval_minutes.unit: Field required",
    ),
    "no value at all": (
        "levy.yaml",
        "  values:\n    2025-01-01:\n      value: month\n      source: [GG-21]\n      status: enacted\n      confidence: A\n",
        "  values: {}\n",
        r"GG/levy.yaml: period.values",
    ),
    "words where a number stands": (
        "power.yaml",
        "value: 15",
        "value: fifteen",
        r"GG/power.yaml: meter_interval_minutes.2025-01-01.value: .*integer",
    ),
    "a share above one": (
        "power.yaml",
        "value: 0.02",
        "value: 2",
        r"GG/power.yaml: metering_tolerance.2025-01-01.value: .*less than or equal to 1",
    ),
    "a scheme nobody knows": (
        "mining.yaml",
        "PPLNS]",
        "PPLNX]",
        r"GG/mining.yaml: payout_schemes_allowed.2025-01-01.value: 2: Input should be",
    ),
    "dates out of order": (
        "power.yaml",
        "2026-03-01",
        "2024-03-01",
        r"GG/power.yaml: metering_tolerance: .*order of their dates",
    ),
    "a date twice": ("power.yaml", "2026-03-01", "2025-01-01", r"GG/power.yaml: 2025-01-01 stands twice"),
    "no date": ("power.yaml", "2026-03-01", "soon", r"GG/power.yaml: metering_tolerance.values.soon"),
    "a status nobody knows": (
        "power.yaml",
        "status: enacted",
        "status: law",
        r"GG/power.yaml: separate_meter_required.values.2025-01-01.status",
    ),
    "a value without a status": (
        "power.yaml",
        "      status: enacted\n",
        "",
        r"GG/power.yaml: separate_meter_required.values.2025-01-01: .*has a status",
    ),
    "an unknown with a status": (
        "power.yaml",
        "value: 15",
        "value: unknown",
        r"GG/power.yaml: meter_interval_minutes.values.2025-01-01: .*neither",
    ),
    "an unknown without a note": (
        "power.yaml",
        TOLERANCE,
        "      value: unknown\n      source: [GG-16]\n",
        r"GG/power.yaml: metering_tolerance.values.2025-01-01: .*looked for",
    ),
    "a term of no section": (
        "power.yaml",
        "meter_interval_minutes:",
        "meter_interval:",
        r"GG/power.yaml: meter_interval(_minutes)?: is",
    ),
    "a levy key nobody knows": (
        "levy.yaml",
        "own_other_rate:",
        "own_rate:",
        r"GG/levy.yaml: schedule.2025-01-01.value: own_other_rate",
    ),
    "a levy key of a band nobody knows": (
        "levy.yaml",
        "rate: 0.04}",
        "rate: 0.04, until: 3}",
        r"GG/levy.yaml: schedule.2025-01-01.value: bands.1.until",
    ),
    "bands from the lowest up": (
        "levy.yaml",
        "price_at_least: 0.20",
        "price_at_least: 0.10",
        r"GG/levy.yaml: schedule.2025-01-01.value: .*highest price down",
    ),
    "a negative rate": (
        "levy.yaml",
        "no_meter_rate: 0.25",
        "no_meter_rate: -1",
        r"GG/levy.yaml: schedule.2025-01-01.value: no_meter_rate",
    ),
    "a source without a grade": (
        "sources.yaml",
        "  grade: A\n",
        "",
        r"GG/sources.yaml: GG-2.grade: Field required",
    ),
    "no YAML": ("power.yaml", "title: ", "title: [", r"GG/power.yaml: .*"),
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_pack_is_refused_for(rewritten, spoiled):
    file, old, new, says = spoiled

    with pytest.raises(BadData, match=says):
        read_pack(rewritten(file, old, new))


def test_a_missing_file_is_named(rewritten):
    folder = rewritten("levy.yaml", "month", "month")
    (folder / "levy.yaml").unlink()

    with pytest.raises(BadData, match=r"GG/levy\.yaml"):
        read_pack(folder)


def test_every_fault_of_a_file_is_told_at_once(rewritten):
    rewritten("power.yaml", "  unit: minutes\n", "")
    folder = rewritten("power.yaml", "  unit: hours\n", "")

    with pytest.raises(
        BadData, match=r"(?s)meter_interval_minutes\.unit.*hours_over_capacity_before_finding\.unit"
    ):
        read_pack(folder)


def test_an_example_with_a_key_nobody_knows_is_refused(rewritten):
    folder = rewritten("examples.yaml", "question:", "asks:")

    with pytest.raises(BadData, match=r"GG/examples.yaml: 0"):
        read_yaml(folder, "examples", tuple[Example, ...])


def test_a_number_is_the_decimal_that_was_written(rewritten):
    tolerance = read_pack(rewritten("power.yaml", "value: 0.02", "value: 0.10")).sections["power"][
        "metering_tolerance"
    ]

    assert str(tolerance[0].stated) == "0.10"
