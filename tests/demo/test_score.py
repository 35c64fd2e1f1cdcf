import json
from dataclasses import replace
from datetime import date

import pytest

from terezi.base.errors import BadData, Unavailable
from terezi.demo.answers import Answers, Innocent, Truth, parse, read, write
from terezi.demo.score import score
from terezi.demo.score_sheet import render

FLATS = tuple(f"C{n}" for n in range(10))


def truth(
    name: str, subjects: tuple[str, ...], indicators: tuple[str, ...], money: int, plant: int | None = 1
) -> Truth:
    return Truth(
        id=name,
        plant=plant,
        kind=f"kind {name}",
        subjects=subjects,
        indicators=indicators,
        since=date(2026, 1, 5),
        until=date(2026, 3, 11),
        money_minor=money,
        currency="GGM",
        says="hidden",
    )


ANSWERS = Answers(
    country="GG",
    seed=1,
    sites=43,
    last_day=date(2026, 3, 10),
    truths=(
        truth("T1", ("A",), ("REC-01", "REC-03"), 700),
        truth("T2", ("B",), ("PAY-01",), 200, plant=5),
        truth("T3", FLATS, ("HSE-01",), 100, plant=4),
    ),
    innocent=(Innocent("Z", "a bakery"),),
)


def found(indicator: str, subject: str, day: str = "2026-03-10") -> dict[str, object]:
    return {"indicator": indicator, "subject": subject, "day": day, "money_minor": None}


def test_everything_found_and_nobody_else_is_full_marks():
    rows = [found("REC-03", "A"), found("PAY-01", "B"), *(found("HSE-01", flat) for flat in FLATS)]

    result = score(rows, ANSWERS)

    assert (result.recall, result.precision, result.money_found_share) == (1.0, 1.0, 1.0)
    assert result.twins_above == ()


def test_shares_worked_by_hand():
    rows = [found("REC-01", "A"), found("REC-05", "X"), found("REC-07", "X"), found("HSE-01", "C0")]

    result = score(rows, ANSWERS)

    assert result.recall == pytest.approx(1 / 3)  # one flat of ten is not the cluster
    assert result.precision == pytest.approx(2 / 3)  # A and the cluster, and wrongly X
    assert result.money_found_minor == 700
    assert result.money_found_share == pytest.approx(0.7)
    assert [(w.subject, w.indicators, w.rank) for w in result.wrongly_named] == [
        ("X", ("REC-05", "REC-07"), 2)
    ]


@pytest.mark.parametrize(("named", "is_found"), [(7, False), (8, True)])
def test_a_cluster_is_found_with_four_fifths_of_its_customers(named, is_found):
    result = score([found("HSE-01", flat) for flat in FLATS[:named]], ANSWERS)

    assert result.truths[2].found is is_found
    assert result.truths[2].subjects_named == named
    assert result.precision == 1.0


def test_another_indicator_on_the_subject_neither_finds_it_nor_wrongs_it():
    result = score([found("MTR-01", "A")], ANSWERS)

    assert result.recall == 0.0
    assert result.precision == 1.0


def test_a_finding_from_before_it_began_does_not_find_it():
    result = score([found("REC-01", "A", day="2026-01-04")], ANSWERS)

    assert result.recall == 0.0


def test_a_twin_above_a_truth_is_listed_with_what_it_stands_above():
    everything = [found("REC-01", "A"), found("HSE-01", "Z"), found("PAY-01", "B")]
    flats = [found("HSE-01", flat) for flat in FLATS]

    above = score([*everything, *flats], ANSWERS).twins_above
    below = score([everything[0], everything[2], *flats, everything[1]], ANSWERS).twins_above

    assert [(twin.subject, twin.rank, twin.truths_below) for twin in above] == [("Z", 2, ("T2", "T3"))]
    assert below == ()


def test_each_board_has_its_own_ranks_and_a_twin_on_one_is_not_above_a_truth_on_the_other():
    answers = replace(
        ANSWERS, truths=(*ANSWERS.truths, truth("T4", ("GG-APP-1",), ("desk:words",), 0, plant=9))
    )
    today = [
        found("REC-01", "A"),
        found("PAY-01", "B"),
        *(found("HSE-01", f) for f in FLATS),
        found("HSE-01", "Z"),
    ]

    result = score([*today, found("desk:words", "GG-APP-1")], answers)

    assert result.recall == 1.0
    assert result.truths[3].rank == 1
    assert result.twins_above == ()


def test_kinds_count_those_their_own_indicators_name_wrongly():
    result = score([found("PAY-01", "B"), found("PAY-01", "X"), found("REC-02", "Y")], ANSWERS)

    by_plant = {kind.plant: kind for kind in result.kinds}
    assert (by_plant[5].recall, by_plant[5].precision) == (1.0, 0.5)
    assert (by_plant[1].recall, by_plant[1].precision) == (0.0, None)


def test_no_findings_at_all_is_no_precision():
    result = score([], ANSWERS)

    assert (result.recall, result.precision) == (0.0, None)
    assert "recall         0.0 %" in render(result)


def test_the_sheet_names_what_was_missed_and_who_was_wronged():
    sheet = render(score([found("REC-01", "A"), found("REC-05", "Z")], ANSWERS))

    assert "1 of 3 planted truths found" in sheet
    assert "7.00 of 10.00 GGM" in sheet
    assert "a bakery" in sheet
    assert sheet.count("NO") == 2


def test_the_score_can_be_written_as_json():
    result = score([found("REC-01", "A"), found("REC-05", "Z")], ANSWERS)

    assert json.loads(json.dumps(result.as_dict()))["twins_above"][0]["truths_below"] == ["T2", "T3"]


def test_customers_stand_on_a_list_of_their_own():
    rows = [found("LDF-01", "Z") | {"board": "customers"}, found("REC-01", "A"), found("PAY-01", "B")]
    rows += [found("HSE-01", flat) | {"board": "customers"} for flat in FLATS]

    result = score(rows, ANSWERS)

    assert [(each.rank, each.truths_below) for each in result.twins_above] == [(1, ("T3",))]
    assert [each.rank for each in result.truths] == [1, 2, 2]


def test_a_customer_stands_above_a_truth_that_nobody_found():
    result = score([found("LDF-01", "Z") | {"board": "customers"}, found("REC-01", "A")], ANSWERS)

    assert result.twins_above[0].truths_below == ("T2", "T3")


def test_what_a_truth_shows_elsewhere_is_neither_wrong_nor_enough():
    traced = replace(ANSWERS, truths=(replace(ANSWERS.truths[0], traces=("Mary-1",)),))

    result = score([found("FDR-01", "Mary-1"), found("FDR-01", "Mary-2")], traced)

    assert [wrong.subject for wrong in result.wrongly_named] == ["Mary-2"]
    assert result.recall == 0.0


def test_what_the_law_says_of_a_twin_is_true_and_anything_else_is_wrong():
    flat = replace(ANSWERS, innocent=(Innocent("Z", "a bakery", ("LDF-01",)),))

    by_law = score([found("LDF-01", "Z")], flat)
    besides = score([found("LDF-01", "Z"), found("LOD-01", "Z")], flat)

    assert by_law.wrongly_named == ()
    assert [wrong.indicators for wrong in besides.wrongly_named] == [("LOD-01",)]
    assert [twin.subject for twin in by_law.twins_above] == ["Z"]  # nobody was found, and still it stands


def test_answers_are_read_as_they_were_written(tmp_path):
    write(ANSWERS, tmp_path / "answers.json")

    assert read(tmp_path / "answers.json") == ANSWERS


def test_answers_by_somebody_else_need_only_what_is_scored():
    answers = parse(
        {
            "country": "GG",
            "last_day": "2026-03-10",
            "truths": [
                {
                    "id": "1",
                    "kind": "meter",
                    "subjects": ["A"],
                    "indicators": ["REC-02"],
                    "from": "2026-01-01",
                    "until": "2026-03-11",
                }
            ],
            "innocent": [{"subject": "B"}],
        },
        source="theirs.json",
    )

    result = score([found("REC-02", "A")], answers)

    assert (result.recall, result.money_found_share) == (1.0, None)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"truths": None}, r"theirs.json: the field `truths` is not a list"),
        ({"truths": [{"id": "1"}]}, r"theirs.json: truths\[0\]: the field `kind` is missing"),
        ({"innocent": ["B"]}, r"theirs.json: innocent\[0\]: is not an object"),
        ({"last_day": "10.03.2026"}, r"theirs.json: the field `last_day` is not a date"),
        ({"seed": "one"}, r"theirs.json: the field `seed` is not a whole number"),
    ],
)
def test_answers_that_cannot_be_read_name_the_field(change, says):
    document = {"country": "GG", "last_day": "2026-03-10", "truths": [], "innocent": []} | change

    with pytest.raises(BadData, match=says):
        parse(document, source="theirs.json")


def test_a_file_that_is_no_json_or_not_there_is_said_so(tmp_path):
    (tmp_path / "a.json").write_text("truths: 3")

    with pytest.raises(BadData, match="is not JSON"):
        read(tmp_path / "a.json")
    with pytest.raises(Unavailable, match="No answers file"):
        read(tmp_path / "b.json")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"subject": "A"}, "Finding 1: the field `indicator` is missing"),
        ({"indicator": "REC-01"}, "Finding 1: the field `subject` is missing"),
        ({"indicator": "REC-01", "subject": "A", "day": "soon"}, "Finding 1: the field `day` is 'soon'"),
    ],
)
def test_findings_that_cannot_be_read_name_the_field(row, says):
    with pytest.raises(BadData, match=says):
        score([row], ANSWERS)
