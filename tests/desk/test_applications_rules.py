"""The draw, the list of machines, and the comparison of times: pure rules of the desk."""

import random
from collections import Counter
from contextlib import suppress
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.errors import BadData, Refused
from terezi.desk.applications.rules import answers, draw, equipment
from terezi.desk.applications.rules.medians import median_of, share_of
from terezi.desk.applications.rules.rank_sums import p_shorter
from terezi.desk.applications.terms import BadRows, Candidate

A, B, C = Candidate("a", 0), Candidate("b", 1), Candidate("c", 3)


class TestDraw:
    def test_the_more_files_an_officer_has_the_less_likely_he_is_drawn(self):
        drawn = Counter(draw.drawn([A, B, C], seed=str(n), number="X").username for n in range(7_000))

        # 1 : 1/2 : 1/4 of seven sevenths; five standard deviations are about 210
        assert drawn["a"] == pytest.approx(4_000, abs=210)
        assert drawn["b"] == pytest.approx(2_000, abs=210)
        assert drawn["c"] == pytest.approx(1_000, abs=210)

    def test_the_same_seed_draws_the_same_officer_whatever_the_order_of_names(self):
        assert draw.drawn([A, B, C], seed="s", number="X") == draw.drawn([C, A, B], seed="s", number="X")

    def test_the_draw_depends_on_the_file(self):
        drawn = {draw.drawn([A, B, C], seed="s", number=str(n)).username for n in range(50)}

        assert drawn == {"a", "b", "c"}

    def test_nobody_to_draw_is_said(self):
        with pytest.raises(Refused, match="hand the file over with a reason"):
            draw.drawn([], seed="s", number="X")


HEAD = "serial,model,hash_rate_ths,power_w,site\n"


def read(text: str, sites=("A",)):
    return equipment.machines(text.encode(), filename="list.csv", sites=sites)


class TestListOfMachines:
    def test_a_good_list_is_read_in_whole_units(self):
        (machine,) = read(HEAD + "sn-0001 a,Antminer S21,200.5,3500,A\n")

        assert (machine.serial, machine.hash_rate_ghs, machine.power_w) == ("SN0001A", 200_500, 3_500)

    @pytest.mark.parametrize(
        ("row", "column", "check"),
        [
            (",M,200,3500,A", "serial", "EQP-01"),
            ("SN0002,,200,3500,A", "model", "EQP-02"),
            ("SN0002,M,200,3.5 kW,A", "power_w", "EQP-03"),
            ("SN0002,M,200,1e999,A", "power_w", "EQP-03"),
            ("SN0002,M,fast,3500,A", "hash_rate_ths", "EQP-04"),
            ("SN0002,M,200,3500,Z", "site", "EQP-05"),
            ("SN-0001,M,200,3500,A", "serial", "EQP-06"),
            ("SN0002,M,200,3500,A,more", "", "EQP-07"),
        ],
    )
    def test_a_bad_row_is_named_with_row_column_check_and_remedy_and_nothing_is_taken(
        self, row, column, check
    ):
        with pytest.raises(BadRows) as bad:
            read(f"{HEAD}SN0001,M,200,3500,A\n{row}\n")

        (error,) = [one for one in bad.value.errors if one.check == check]
        assert (error.file, error.row, error.column) == ("list.csv", 3, column)
        assert error.remedy

    def test_all_faults_are_counted_but_only_the_first_are_shown(self):
        with pytest.raises(BadRows) as bad:
            read(HEAD + "".join(f"SN{n:06d},M,200,0,A\n" for n in range(5_000)))

        assert (bad.value.count, len(bad.value.errors)) == (5_000, equipment.MOST_SHOWN)

    def test_ten_thousand_machines_are_taken_and_one_more_is_not(self):
        rows = [f"SN{n:06d},Antminer S21,200,3500,A\n" for n in range(10_001)]

        assert len(read(HEAD + "".join(rows[:-1]))) == 10_000
        with pytest.raises(BadData, match="more than 10000 machines"):
            read(HEAD + "".join(rows))

    @pytest.mark.parametrize(
        "text", ["", "serial,model\n", "a\0b\n", HEAD, "serial,serial,model,power_w,hash_rate_ghs\n1"]
    )
    def test_what_is_no_table_of_machines_says_so(self, text):
        with pytest.raises(BadData, match=r"list\.csv"):
            read(text)

    @given(st.binary(max_size=400))
    def test_no_bytes_make_it_fail_otherwise(self, data):
        with suppress(BadData):
            assert equipment.machines(data, filename="list.csv", sites=["A"])

    def test_semicolons_and_tabs_part_cells_as_well(self):
        assert read((HEAD + "SN0001,M,200,3500,A\n").replace(",", ";")) == read(
            (HEAD + "SN0001,M,200,3500,A\n").replace(",", "\t")
        )


class TestRankSums:
    def test_the_exact_p_value_is_the_share_of_choices_with_as_small_a_sum(self):
        group, peers = [("x", 1.0), ("x", 3.0)], [("x", 2.0), ("x", 4.0), ("x", 5.0)]

        # of the ten pairs of ranks 1..5, only {1,2} and {1,3} add up to 4 or less
        assert p_shorter(group, peers) == pytest.approx(2 / 10)

    @given(
        st.lists(st.integers(0, 6), min_size=1, max_size=4),
        st.lists(st.integers(0, 6), min_size=1, max_size=6),
    )
    def test_it_agrees_with_counting_every_choice_ties_included(self, mine, others):
        pool = sorted([*mine, *others])
        rank = {v: (2 * pool.index(v) + pool.count(v) + 1) / 2 for v in pool}
        ranks = [rank[v] for v in (*mine, *others)]
        sums = [sum(c) for c in combinations(ranks, len(mine))]
        share = sum(s <= sum(rank[v] for v in mine) for s in sums) / len(sums)

        assert p_shorter([("x", v) for v in mine], [("x", v) for v in others]) == pytest.approx(share)

    def test_files_are_compared_within_their_class_alone(self):
        slow = [("pool", 100.0 + n) for n in range(10)]
        quick = [("miner", 1.0 + n) for n in range(10)]

        assert p_shorter(quick[:3], slow) == 1.0

    def test_by_chance_it_alarms_no_more_often_than_its_level(self):
        chance = random.Random(7)
        alarms = 0
        for _ in range(600):
            times = [("x", chance.expovariate(1)) for _ in range(20)]
            alarms += p_shorter(times[:5], times[5:]) <= 0.05

        assert alarms / 600 <= 0.05 + 3 * (0.05 * 0.95 / 600) ** 0.5

    def test_many_files_are_answered_by_the_normal_approximation(self):
        group = [("x", float(n)) for n in range(0, 2_000, 2)]
        peers = [("x", float(n)) for n in range(1, 2_000, 2)]

        assert p_shorter(group, peers) == pytest.approx(0.5, abs=0.05)


class TestIntervals:
    def test_the_median_of_few_files_has_no_interval(self):
        assert (median_of([1, 2, 3]).low, median_of([1, 2, 3]).value) == (None, 2)

    def test_the_interval_of_a_median_is_that_of_the_table(self):
        # n = 10: the second and the ninth value enclose the median with 97.9 %
        assert (median_of(range(1, 11)).low, median_of(range(1, 11)).high) == (2, 9)

    def test_a_share_of_nothing_is_not_known(self):
        assert share_of(0, 0).low is None

    def test_a_share_has_the_wilson_interval(self):
        found = share_of(9, 10)

        assert (round(found.low, 3), round(found.high, 3)) == (0.596, 0.982)


class TestAnswers:
    @pytest.mark.parametrize(
        "fields",
        [
            {"role": "licensing_officer"},
            {"party_kind": "king"},
            {"party_country": "Turkmenistan"},
            {"capital": "1.5"},
        ],
    )
    def test_an_answer_that_cannot_be_is_refused(self, fields):
        with pytest.raises(Refused):
            answers.checked(fields)

    def test_invisible_signs_are_left_out(self):
        assert answers.checked({"party_name": " Gün\0batar\u0007 "}) == {"party_name": "Günbatar"}
