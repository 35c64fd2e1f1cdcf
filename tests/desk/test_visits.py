"""Leads come in, a week is drawn from them, and what was seen teaches the next screening."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base.errors import BadData, Refused
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries import record
from terezi.desk.people.terms import Role
from terezi.desk.visits import actions, queries, rules, words
from terezi.desk.visits.models import Clearing, Lead, Visit, VisitList
from terezi.desk.visits.terms import Act, Outcome, State, SubjectKind, Why
from terezi.evidence.numerics.meters.reasons import Clears, Reason
from tests.desk.visiting import AT, RULE, SCREENED_ON, SEED, WEEK, a_lead, below, received

LATER = AT + timedelta(days=6)


@pytest.fixture
def inspector(officer):
    return officer(Role.ENERGY_INSPECTOR, "kamran")


def drawn(inspector, **changes):
    return actions.draw_week(week=WEEK, rule=replace(RULE, **changes), seed=SEED, by=inspector, at=LATER)


def closed(visit, inspector, outcome=Outcome.NOTHING_FOUND, **told):
    told = {"notes": "Seen.", "seen_at": LATER, "at": LATER + timedelta(hours=1)} | told
    return actions.close(visit=visit.pk, outcome=outcome, by=inspector, **told)


def test_a_screening_said_again_changes_nothing(db):
    received(a_lead(1), a_lead(2))
    again = actions.receive_leads(
        screened_on=SCREENED_ON,
        kinds=list(SubjectKind),
        found=[a_lead(1), a_lead(2)],
        lake_snapshot="another",
        by="terezi screen",
        at=LATER,
    )

    assert (again.unchanged, again.anything) == (2, False)
    assert Entry.objects.filter(act=Act.RECEIVE).count() == 1


def test_a_lead_said_differently_supersedes_and_one_not_said_any_more_is_withdrawn(db):
    received(a_lead(1), a_lead(2))
    now = received(a_lead(1, probability_ppm=5), at=LATER)

    assert [one.probability_ppm for one in now] == [5]
    assert Lead.objects.filter(superseded_at=LATER).count() == 2


def test_a_subject_comes_once_and_of_a_kind_that_was_screened(db):
    with pytest.raises(BadData, match="join them"):
        received(a_lead(1), a_lead(1))
    with pytest.raises(BadData, match="not screened"):
        actions.receive_leads(
            screened_on=SCREENED_ON,
            kinds=[SubjectKind.FEEDER],
            found=[a_lead(1)],
            lake_snapshot="",
            by="x",
            at=AT,
        )


def test_a_week_holds_its_budget_and_a_tenth_of_it_by_chance(inspector):
    received(*(a_lead(n) for n in range(30)), *(below(n) for n in range(100, 140)))
    drawn(inspector)

    visits = list(Visit.objects.order_by("rank"))
    assert [one.why for one in visits] == [Why.RANKED] * 9 + [Why.RANDOM]
    assert [one.subject for one in visits[:3]] == ["C-0000", "C-0001", "C-0002"]
    # one place among 40, who were themselves brought with 0.5 %
    assert (visits[-1].chance_ppm, visits[-1].lead.is_above_line) == (125, False)


def test_the_journal_says_seed_and_choice_and_the_draw_can_be_made_again(inspector):
    received(*(a_lead(n) for n in range(30)), *(below(n) for n in range(100, 140)))
    drawn(inspector)
    visit = Visit.objects.first()
    closed(visit, inspector, Outcome.EXPLAINED, explanation="A bakery", clear_until=date(2027, 1, 1))
    received(*(a_lead(n, probability_ppm=7) for n in range(30)), at=LATER + timedelta(days=1))

    entry = Entry.objects.get(act=Act.DRAW)
    assert (entry.values["seed"], entry.ground) == (SEED, RULE.article)
    assert queries.draw_holds(entry)
    entry.values["drawn"] = [*entry.values["drawn"][:-1], "random|customer|C-0139"]
    assert not queries.draw_holds(entry)


def test_a_week_is_drawn_once(inspector):
    received(a_lead())
    drawn(inspector)

    with pytest.raises(Refused, match="drawn already"):
        drawn(inspector)


def test_nothing_is_drawn_before_a_screening_nor_from_another_day_than_monday(inspector):
    with pytest.raises(Refused, match="No meters have been screened"):
        drawn(inspector)
    received(a_lead())
    with pytest.raises(Refused, match="Monday"):
        actions.draw_week(week=WEEK + timedelta(1), rule=RULE, seed=SEED, by=inspector, at=LATER)
    with pytest.raises(Refused, match="seed"):
        actions.draw_week(week=WEEK, rule=RULE, seed="", by=inspector, at=LATER)


def test_places_that_no_lead_fills_stay_empty(inspector):
    received(a_lead(1), *(below(n) for n in range(100, 140)))
    drawn(inspector)

    assert sorted(Visit.objects.values_list("why", flat=True)) == [Why.RANDOM, Why.RANKED]


@given(
    above=st.integers(0, 40),
    others=st.integers(0, 40),
    budget=st.integers(1, 30),
    share=st.integers(0, 1_000_000),
    seed=st.text(min_size=1, max_size=8),
)
def test_a_draw_stays_in_its_budget_names_nobody_twice_and_obeys_the_order_it_came_in(
    above, others, budget, share, seed
):
    leads = [a_lead(n) for n in range(above)] + [below(n) for n in range(100, 100 + others)]
    first = rules.drawn(leads, budget=budget, exploration_share_ppm=share, seed=seed)
    again = rules.drawn(leads[::-1], budget=budget, exploration_share_ppm=share, seed=seed)

    subjects = [one.lead.subject for one in first]
    assert [one.lead.subject for one in again] == subjects
    assert len(set(subjects)) == len(subjects) <= budget
    assert sum(one.why is Why.RANDOM for one in first) <= rules.explored(budget, share)


def test_chance_looks_at_everybody_alike():
    leads = [below(n) for n in range(20)]
    counted = dict.fromkeys((one.subject for one in leads), 0)
    for seed in range(2_000):
        for one in rules.drawn(leads, budget=10, exploration_share_ppm=100_000, seed=str(seed)):
            counted[one.lead.subject] += 1

    # 100 each; four standard deviations of a binomial around it
    assert all(abs(times - 100) < 40 for times in counted.values())


def test_who_has_no_price_does_not_fall_behind_for_want_of_one():
    dear, big = a_lead(1, money_minor=10**6), a_lead(2, money_minor=None, expected_wh_per_month=10**12)

    assert rules.ranked([dear, big]) == [big, dear]


def test_the_load_of_a_clearing_that_stands_is_not_visited_until_it_surely_rises(inspector):
    [lead] = received(a_lead())
    actions.clear(lead=lead.pk, explanation="A bakery", until=date(2026, 12, 1), by=inspector, at=AT)
    drawn(inspector)
    assert not Visit.objects.exists()

    received(a_lead(low_w=3_901, unexplained_w=4_000, high_w=4_400), at=LATER)
    next_week = actions.draw_week(week=WEEK + timedelta(7), rule=RULE, seed=SEED, by=inspector, at=LATER)
    assert next_week.visits.count() == 1


def test_a_clearing_ends_on_its_day_or_when_an_officer_ends_it(inspector):
    [lead] = received(a_lead())
    first = actions.clear(lead=lead.pk, explanation="A bakery", until=WEEK, by=inspector, at=AT)
    drawn(inspector)
    assert Visit.objects.count() == 1

    actions.end_clearing(clearing=first.pk, reason="The bakery closed", by=inspector, at=LATER)
    assert queries.clearing_of("customer", lead.subject, on=SCREENED_ON) is None
    with pytest.raises(Refused, match="ended"):
        actions.end_clearing(clearing=first.pk, reason="again", by=inspector, at=LATER)


def test_an_explanation_has_words_and_a_day_to_come(inspector):
    [lead] = received(a_lead())
    with pytest.raises(Refused, match="what explains"):
        actions.clear(lead=lead.pk, explanation=" ", until=date(2026, 12, 1), by=inspector, at=AT)
    with pytest.raises(Refused, match="still to come"):
        actions.clear(lead=lead.pk, explanation="A bakery", until=AT.date(), by=inspector, at=AT)


def test_a_household_is_visited_once_and_again_only_with_a_reason(inspector):
    [lead] = received(a_lead(customer_class="household"))
    drawn(inspector)
    closed(Visit.objects.get(), inspector)
    later = date(2027, 3, 8)
    [lead] = received(a_lead(customer_class="household"), on=later - timedelta(3), at=LATER)
    actions.draw_week(week=later, rule=RULE, seed=SEED, by=inspector, at=LATER)
    assert Visit.objects.count() == 1

    with pytest.raises(Refused, match="A household is visited once"):
        actions.plan_by_hand(lead=lead.pk, week=later, reason=" ", by=inspector, at=LATER)
    again = actions.plan_by_hand(lead=lead.pk, week=later, reason="He asks us to", by=inspector, at=LATER)
    assert (again.why, again.officer, again.rank) == (Why.BY_HAND, inspector, None)


def test_a_shop_is_visited_again_once_a_whole_window_lies_after_the_visit(inspector):
    received(a_lead())
    drawn(inspector)
    closed(Visit.objects.get(), inspector)
    for weeks, visits in ((3, 1), (5, 2)):
        on = SCREENED_ON + timedelta(weeks=weeks)
        received(a_lead(), on=on, at=LATER + timedelta(weeks=weeks))
        actions.draw_week(
            week=WEEK + timedelta(weeks=weeks),
            rule=RULE,
            seed=SEED,
            by=inspector,
            at=LATER + timedelta(weeks=weeks),
        )
        assert Visit.objects.count() == visits


def test_visits_are_drawn_to_officers_of_the_region_in_turn(officer, inspector):
    for name, region in (("mary", "Mary"), ("balkan", "Balkan")):
        one = officer(Role.ENERGY_INSPECTOR, name)
        one.region = region
        one.save()
    officer(Role.AUDITOR, "auditor")
    received(*(a_lead(n) for n in range(9)))
    drawn(inspector)

    to = list(Visit.objects.values_list("officer__username", flat=True))
    assert (to.count("kamran"), to.count("mary"), to.count("balkan")) in {(5, 4, 0), (4, 5, 0)}


def test_an_officer_of_a_region_draws_and_closes_there_only(officer, inspector):
    received(a_lead(1), a_lead(2, region="Balkan"))
    of_balkan = officer(Role.ENERGY_INSPECTOR, "balkan")
    of_balkan.region = "Balkan"
    of_balkan.save()
    made = drawn(of_balkan)
    assert (made.region, [one.subject for one in made.visits.all()]) == ("Balkan", ["C-0002"])

    # the whole country's list leaves out who is planned already
    [visit] = drawn(inspector).visits.all()
    with pytest.raises(Refused, match="another region"):
        closed(visit, of_balkan)
    assert [one.subject for one in queries.visible_to(of_balkan)] == ["C-0002"]


def test_an_outcome_needs_words_and_a_visit_that_was_made(inspector):
    received(a_lead())
    drawn(inspector)
    visit = Visit.objects.get()
    with pytest.raises(Refused, match="what explains"):
        closed(visit, inspector, Outcome.EXPLAINED)
    with pytest.raises(Refused, match="what was found"):
        closed(visit, inspector, notes=" ")
    with pytest.raises(Refused, match="after it was made"):
        closed(visit, inspector, seen_at=LATER + timedelta(days=1))
    closed(visit, inspector)
    with pytest.raises(Refused, match="is closed"):
        actions.cancel(visit=visit.pk, reason="Too late", by=inspector, at=LATER)


def test_what_was_explained_at_a_visit_holds_for_later_screenings(inspector):
    received(a_lead())
    drawn(inspector)
    closed(
        Visit.objects.get(),
        inspector,
        Outcome.EXPLAINED,
        explanation="Two ovens",
        clear_until=date(2027, 1, 1),
    )

    cleared = Clearing.objects.get()
    assert (cleared.explanation, cleared.up_to_w, cleared.until) == ("Two ovens", 3_900, date(2027, 1, 1))


def test_labels_say_what_was_seen_and_how_likely_the_look_was(inspector):
    received(*(a_lead(n) for n in range(4)), *(below(n) for n in range(100, 140)))
    drawn(inspector, visits_per_week=5, exploration_share_ppm=200_000)
    for visit, outcome in zip(
        Visit.objects.order_by("rank"),
        (
            Outcome.MINING_UNREGISTERED,
            Outcome.EXPLAINED,
            Outcome.METER_FAULT,
            Outcome.BYPASS,
            Outcome.NOTHING_FOUND,
        ),
        strict=True,
    ):
        closed(visit, inspector, outcome, explanation="x")

    told = [(one.is_mining, one.why, one.chance_ppm, one.screened_on) for one in queries.labels()]
    assert told == [
        (True, Why.RANKED, 1_000_000, SCREENED_ON),
        (False, Why.RANKED, 1_000_000, SCREENED_ON),
        (False, Why.RANDOM, 125, SCREENED_ON),
    ]
    assert list(queries.mined_at().values()) == [True, False, False]


def test_whoever_could_not_enter_or_cancels_says_why_and_nothing_is_learned(inspector):
    received(a_lead(1), a_lead(2))
    drawn(inspector)
    first, second = Visit.objects.order_by("rank")
    with pytest.raises(Refused):
        actions.cancel(visit=first.pk, reason="", by=inspector, at=LATER)
    actions.cancel(visit=first.pk, reason="The road is closed", by=inspector, at=LATER)
    actions.could_not_enter(visit=second.pk, notes="Nobody was there", by=inspector, at=LATER)

    assert set(Visit.objects.values_list("state", flat=True)) == {State.CANCELLED, State.COULD_NOT_ENTER}
    assert queries.labels() == []


def test_nobody_plans_two_visits_to_one_subject_at_once(inspector):
    [lead] = received(a_lead())
    actions.plan_by_hand(lead=lead.pk, week=WEEK, reason="A tip", by=inspector, at=AT)
    with pytest.raises(Refused, match="planned already"):
        actions.plan_by_hand(lead=lead.pk, week=WEEK, reason="A tip", by=inspector, at=AT)
    assert drawn(inspector).visits.count() == 0


def test_every_list_visit_and_clearing_is_sealed_by_the_act_that_made_it(inspector):
    received(a_lead())
    drawn(inspector)
    closed(
        Visit.objects.get(),
        inspector,
        Outcome.EXPLAINED,
        explanation="Ovens",
        clear_until=date(2027, 1, 1),
    )

    for model in (VisitList, Visit, Clearing):
        assert model in list(record.sealed_models())
        assert list(record.unsealed(model)) == []
    assert Lead not in list(record.sealed_models())


def test_every_reason_and_what_clears_it_has_words():
    assert {str(one) for one in Reason} <= set(words.REASONS)
    assert {str(one) for one in Clears} <= set(words.CLEARS)


def test_a_code_without_words_stands_as_it_is_so_that_nothing_is_hidden():
    assert words.reason_says({"code": "new_thing_w", "value": 7}) == "new_thing_w 7"
    assert "3.20" in words.reason_says({"code": "floor_w", "value": 3_200})
