"""Barred owners are found at any distance, and the way to them is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.desk.screening.rules.owners import graph_of, owners, shares_of
from terezi.desk.screening.terms import Outcome, Tie

BARRED = (
    "offshore_registered",
    "offshore_bank_account",
    "political_party",
    "trade_union",
    "unexpunged_conviction",
)
OFFSHORE = ("VG", "SC")
US = "Ak Ýyldyz"


def tie(owner, owned, percent, country="TM", *kinds):
    return Tie(owner, owned, int(percent * 10_000), country, frozenset(kinds))


def asked(*ties, offshore=OFFSHORE):
    return owners(ties, applicant=US, barred=BARRED, offshore=offshore)


def test_an_offshore_owner_two_hops_away_is_found_and_the_path_told():
    told = asked(
        tie("Serdar", US, 40),
        tie("Holding", US, 60, "KZ"),
        tie("Blue Sea Ltd", "Holding", 50, "vg"),
        tie("Maral", "Holding", 50),
    )

    assert told.outcome == Outcome.MATCH
    assert told.says == (
        "Blue Sea Ltd is barred (offshore: VG) and owns 30 % of the applicant: "
        "Blue Sea Ltd → 50 % of Holding → 60 % of Ak Ýyldyz."
    )
    assert (told.evidence[0]["hops"], told.evidence[0]["share_ppm"]) == (2, 300_000)


def test_each_kind_the_law_bars_is_found():
    for kind in BARRED:
        assert asked(tie("Somebody", US, 100, "TM", kind)).outcome == Outcome.MATCH


def test_a_kind_the_law_does_not_bar_is_no_bar():
    assert asked(tie("Somebody", US, 100, "TM", "natural_person")).outcome == Outcome.CLEAR


def test_shares_multiply_along_a_path_and_add_over_paths():
    graph = graph_of(
        [tie("A", "B", 50), tie("A", "C", 40), tie("B", US, 60), tie("C", US, 30), tie("A", US, 10)]
    )

    assert shares_of(graph, US) == {"A": 520_000, "B": 600_000, "C": 300_000}


def test_a_ring_of_companies_ends_and_hides_nobody():
    told = asked(
        tie("B", US, 100),
        tie("C", "B", 50),
        tie("B", "C", 50),
        tie("Union", "C", 50, "TM", "trade_union"),
        tie("Serdar", "B", 50),
    )

    assert told.outcome == Outcome.MATCH
    # Union holds 50 % of C, which holds 50 % of B, which holds 50 % of C, and so on: 25 % / (1 - 25 %)
    assert told.evidence[0]["share_ppm"] == 333_333


def test_a_ring_nobody_outside_holds_still_ends():
    told = asked(tie("B", US, 100), tie("C", "B", 100), tie("B", "C", 100))

    assert told.outcome == Outcome.CLEAR


def test_the_same_holding_told_in_two_parts_is_added():
    assert shares_of(graph_of([tie("A", US, 30), tie("A", US, 20)]), US) == {"A": 500_000}


def test_shares_that_are_not_told_leave_a_question():
    told = asked(tie("Serdar", US, 60))

    assert told.outcome == Outcome.POSSIBLE
    assert (
        told.says
        == "No owner told is barred, but of Ak Ýyldyz only 60 % is told: ask the applicant for the rest."
    )


def test_shares_beyond_the_whole_are_a_mistake():
    told = asked(tie("Serdar", US, 60), tie("Maral", US, 60))

    assert (told.outcome, told.values["share"]) == (Outcome.POSSIBLE, "120")


def test_unknown_offshore_places_are_said_to_be_unknown():
    assert asked(tie("Serdar", US, 100), offshore=None).outcome == Outcome.CANNOT


def test_no_owners_are_no_clear_owners():
    assert asked().outcome == Outcome.CANNOT
    assert asked(tie(US, "Daughter", 100)).outcome == Outcome.CANNOT


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["A", "B", "C", "D", "E", US])), max_size=20)
)
def test_any_tangle_of_ties_ends_and_no_share_exceeds_the_whole(pairs):
    ties = [tie(owner, owned, 40) for owner, owned in pairs if owner != owned]

    shares = shares_of(graph_of([*ties, tie("A", US, 10)]), US)

    assert all(0 <= share <= 1_000_000 for share in shares.values())
