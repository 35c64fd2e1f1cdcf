"""The pages of load and visits: one sentence first, a table behind each picture, and nobody's hours without a reason."""

import re
from copy import copy
from datetime import date, timedelta

import pytest
from django.utils import timezone

from terezi.desk.journal.models import Entry
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.visits.models import Clearing, Visit
from terezi.desk.visits.rules import monday_of
from terezi.desk.visits.sheets.patterns import pattern_lines
from terezi.desk.visits.terms import Act, State
from terezi.law.book import day_in
from tests.journeys import load_sample
from tests.journeys.load_sample import BAKERY, CHANCE, DAY, HOUSE, MINER, LoadCountry

BUILT = LoadCountry()
WEEK = date(2026, 3, 9)


@pytest.fixture
def country(db, tmp_path, settings):
    settings.TEREZI_HOME = tmp_path
    undo = load_sample.put_behind_the_pages(BUILT)
    yield BUILT
    undo()


@pytest.fixture
def kamran(country, signed_in):
    client = signed_in(Role.ENERGY_INSPECTOR)
    Officer.objects.update(username="kamran", name="Kamran")
    return client


@pytest.fixture
def inspector(kamran):
    load_sample.fill_record()
    return kamran


def text(answer):
    assert answer.status_code == 200, answer.content[:300]
    found = re.sub(r"<(td|th|dd|br|p|li|tr)\b", r" <\1", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found)).replace("\u202f", " ").replace("&#x27;", "'")


def in_region(region):
    Officer.objects.update(region=region)


def test_the_page_of_load_says_first_what_nobody_explains(inspector):
    said = text(inspector.get("/load/"))

    assert "2 of 18 feeders draw 198 kW that neither meters nor losses explain." in said
    assert "screened meters stand out;" in said
    assert "182 kW (170 kW – 195 kW) that neither meters nor losses explain, since 14 February 2026." in said
    assert "Nobody can tell yet: 3 of 30 days could be counted." in said
    assert "A lead is a reason to look, not a verdict." in said


def test_who_was_drawn_by_chance_does_not_stand_in_the_list_of_those_that_stand_out(inspector):
    said = text(inspector.get("/load/"))

    assert MINER in said
    assert CHANCE not in said


def test_a_first_day_says_how_looking_begins(kamran, country):
    undo = load_sample.put_behind_the_pages(LoadCountry(is_empty=True))
    told = [text(kamran.get(address)) for address in ("/load/", "/load/what-if", "/visits/")]
    undo()

    assert "How does looking for unexplained load begin?" in told[0]
    assert "No meters have been screened yet" in told[1]
    assert "There are no leads to draw from." in told[2]


def test_a_feeder_says_what_goes_in_what_is_explained_and_since_when(inspector):
    said = text(inspector.get("/load/feeders/Mary-2"))

    assert (
        "4.31 MW go in on average, meters and losses explain 4.29 MW: 16 kW (9.40 kW – 22.6 kW) stay unexplained"
        in said
    )
    assert "That is where to begin; it says nothing about them" in said
    assert "Mary-2/T2 transformer" in said
    assert inspector.get("/load/feeders/nowhere").status_code == 404


def test_candidates_are_codes_and_open_only_where_something_gives_a_reason(inspector):
    page = inspector.get("/load/feeders/Mary-2").content.decode()

    assert f'href="/load/meters/{BAKERY}' in page
    assert "C-0031" in page
    assert 'href="/load/meters/C-0031' not in page


def test_a_meter_shows_reasons_what_would_clear_it_and_its_peers(inspector):
    said = text(inspector.get(f"/load/meters/{MINER}"))

    assert "6.40 kW of this customer's load are unexplained." in said
    assert "About one in 833 commercial customers whose load is explained looks like this." in said
    assert "It never falls below 6.48 kW, day or night" in said
    assert "Cold rooms or pumps of its own, seen" in said
    assert "The band holds four of five of 9 commercial customers in Bayramaly." in said
    assert said.count("Week from") == 1


def test_an_explained_load_says_what_explains_it_and_who_saw_it(inspector):
    said = text(inspector.get(f"/load/meters/{BAKERY}"))

    assert "Explained until 10 March 2027: A bakery: two ovens day and night, seen with its papers (seen by Kamran)." in said  # fmt: skip


def test_who_was_drawn_by_chance_is_told_that_nothing_stands_out(inspector):
    assert "Nothing about this load stands out" in text(inspector.get(f"/load/meters/{CHANCE}"))


@pytest.mark.parametrize("door", ["", "/year.svg", "/peers.svg"])
def test_nobodys_hours_open_without_a_reason_or_from_another_region(inspector, door):
    assert inspector.get(f"/load/meters/{MINER}{door}").status_code == 200
    assert inspector.get(f"/load/meters/C-0031{door}").status_code == 404
    in_region("Balkan")
    assert inspector.get(f"/load/meters/{MINER}{door}").status_code == 404


def test_an_officer_of_a_region_sees_its_feeders_leads_and_visits_only(inspector):
    in_region("Balkan")

    said = text(inspector.get("/load/"))
    assert "Balkan 1" in said
    assert "Mary 2" not in said
    assert MINER not in said
    for address in (
        "/load/feeders/Mary-2",
        "/load/feeders/Mary-2/balance.svg",
        f"/visits/{visit_to(MINER).pk}",
    ):
        assert inspector.get(address).status_code == 404
    lead = visit_to(MINER).lead
    for act in ("plan", "clear"):
        assert inspector.post(f"/load/leads/{lead.pk}/{act}", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/load/map.svg",
        "/load/what-if.svg?rate=50000",
        "/load/feeders/Balkan-1/balance.svg",
        "/load/feeders/Balkan-1/flow.svg?theme=dark",
        f"/load/meters/{MINER}/year.svg",
        f"/load/meters/{HOUSE}/peers.svg?theme=dark",
    ],
)
def test_every_picture_is_drawn_in_ink_and_in_dark(inspector, address):
    answer = inspector.get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_what_if_adds_up_probabilities_and_calls_the_rest_visits_for_nothing(inspector):
    strict, wide = (
        text(inspector.get("/load/what-if?rate=1000")),
        text(inspector.get("/load/what-if?rate=100000")),
    )

    def told(said):
        found = re.search(
            r"([\d ]+) of [\d ]+ are named: about ([\d. ]+) of these visits would find something, and ([\d. ]+) would",
            said,
        )
        assert found
        return [float(part.replace(" ", "")) for part in found.groups()]

    for named, hits, innocent in (told(strict), told(wide)):
        assert abs(named - hits - innocent) <= 1
    assert told(wide)[2] > 100 * told(strict)[2] / 10
    assert "more than expected" in text(inspector.get("/load/what-if"))


def test_the_week_is_drawn_by_a_button_with_a_seed_of_the_machine(kamran):
    load_sample.actions.receive_leads(
        screened_on=DAY, kinds=list(load_sample.SubjectKind), found=load_sample.leads(), lake_snapshot="x", by="tests", at=load_sample.AT
    )  # fmt: skip
    answer = kamran.post("/visits/draw", {"week": "2026-03-18"}, follow=True)

    assert "visits are drawn. The draw can be made again from the journal." in text(answer)
    entry = Entry.objects.get(act=Act.DRAW)
    assert (entry.values["week"], len(entry.values["seed"])) == ("2026-03-16", 32)
    again = kamran.post("/visits/draw", {"week": "2026-03-16"}, follow=True)
    assert "are drawn already" in text(again)


def test_a_week_says_how_many_by_rank_and_by_chance_and_what_both_found(inspector):
    said = text(inspector.get("/visits/"))

    assert "6 visits this week: 5 by expected recovery, 1 by chance, 0 by hand. 2 are done, 4 are left." in said  # fmt: skip
    assert "by expected recovery 1 1 0 0 100 %" in said
    assert "by chance 1 0 0 1 0 %" in said
    assert "5eed5eed" in said


def visit_to(subject):
    return Visit.objects.get(subject=subject)


def test_a_visit_says_why_and_what_to_look_at_and_is_closed_with_an_outcome(inspector):
    visit = visit_to(MINER)
    said = text(inspector.get(f"/visits/{visit.pk}"))
    assert "because 6.40 kW of load are unexplained." in said
    assert "nobody is accused" in said

    until = day_in("GG", timezone.now()) + timedelta(days=100)
    told = {
        "outcome": "explained",
        "explanation": "Cold rooms",
        "clear_until": until.isoformat(),
        "found_kw": "6.2",
        "seen_at": "2026-03-12T10:00",
    }
    answer = inspector.post(f"/visits/{visit.pk}/close", told, follow=True)

    assert "This visit is closed: Explained by something else." in text(answer)
    visit.refresh_from_db()
    assert (visit.found_w, visit.state) == (6_200, State.SEEN)
    assert Clearing.objects.get(visit=visit).until == until


def test_an_outcome_without_words_comes_back_with_what_is_missing(inspector):
    visit = visit_to(MINER)
    for told, missing in (
        ({"outcome": "bypass", "seen_at": "2026-03-12T10:00"}, "Write down what was found"),
        ({"seen_at": "2026-03-12T10:00"}, "What did you find?"),
    ):
        answer = inspector.post(f"/visits/{visit.pk}/close", told)
        assert answer.status_code == 422
        assert missing in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == State.PLANNED


def test_a_visit_can_end_without_anything_seen(inspector):
    first, second = visit_to(MINER), visit_to(HOUSE)
    inspector.post(f"/visits/{first.pk}/no-entry", {"reason": "Nobody was there"})
    inspector.post(f"/visits/{second.pk}/cancel", {"reason": ""})
    inspector.post(f"/visits/{second.pk}/cancel", {"reason": "The road is closed"})

    assert [Visit.objects.get(pk=one.pk).state for one in (first, second)] == ["could_not_enter", "cancelled"]


def test_a_visit_out_of_turn_and_an_explanation_stand_under_the_officers_name(inspector):
    lead = visit_to(CHANCE).lead
    made = inspector.post(f"/load/leads/{lead.pk}/plan", {"reason": "They ask us to come"})
    assert made.url == f"/visits/{Visit.objects.latest('pk').pk}"
    until = day_in("GG", timezone.now()) + timedelta(days=9)
    inspector.post(
        f"/load/leads/{lead.pk}/clear", {"explanation": "A big family", "until": until.isoformat()}
    )
    cleared = Clearing.objects.get(subject=CHANCE)
    inspector.post(f"/load/explained/{cleared.pk}/end", {"reason": "They moved"})

    cleared.refresh_from_db()
    assert (cleared.explanation, cleared.by.name, cleared.end_reason) == ("A big family", "Kamran", "They moved")  # fmt: skip


def test_an_auditor_reads_and_changes_nothing(inspector, signed_in):
    auditor = signed_in(Role.AUDITOR)
    visit = visit_to(MINER)

    assert "Close the visit" not in text(auditor.get(f"/visits/{visit.pk}"))
    assert "Plan a visit out of turn" not in text(auditor.get(f"/load/meters/{MINER}"))
    assert auditor.post(f"/visits/{visit.pk}/close", {}).status_code == 403


def test_every_picture_has_a_table_and_reads_without_scripts(inspector):
    for address in ("/load/", "/load/feeders/Balkan-1", f"/load/meters/{MINER}", "/load/what-if"):
        page = inspector.get(address).content.decode()
        assert page.count("<figure") <= page.count("<table")
        assert "<script src" not in page.split("<main")[1]
        assert "style=" not in page.split("<main")[1]
        assert len(page) < 200_000


def test_machines_read_leads_visits_and_labels_of_their_officers_region(inspector):
    week = monday_of(DAY)
    leads = inspector.get("/api/visits/leads?limit=2").json()
    visits = inspector.get(f"/api/visits?day={week + timedelta(days=3)}").json()
    labels = inspector.get("/api/visits/labels").json()

    assert (leads["count"], len(leads["items"]), leads["items"][0]["p_value_ppm"]) == (7, 2, 300)
    assert [one["why"] for one in visits] == ["ranked"] * 5 + ["random"]
    assert [(one["subject"], one["is_mining"]) for one in labels] == [("C-0003", True), (CHANCE, False)]
    in_region("Balkan")
    assert inspector.get("/api/visits/leads").json()["count"] == 1
    assert inspector.get("/api/visits/labels").json() == []


def test_a_meter_says_how_it_comes_back_from_outages_how_it_steps_and_where_its_floor_goes(inspector):
    changed = copy(BUILT)
    changed.hours = BUILT.hours | {MINER: dict(BUILT.hours[MINER])}
    for ago in range(28):
        watts = [6_900 - 40 * ago] * 8 + [6_900 - 40 * ago + 3_250] * 16
        changed.hours[MINER][DAY - timedelta(days=ago)] = tuple(
            0 if (ago, hour) in {(9, 3), (9, 4), (20, 2)} else watt for hour, watt in enumerate(watts)
        )
    undo = load_sample.put_behind_the_pages(changed)
    said = text(inspector.get(f"/load/meters/{MINER}"))
    undo()

    assert "Came back to its level within an hour after 2 of 2 outages" in said
    # 28 steps up and 27 down; of the outages one falls from two machines, the other from 6.1 kW.
    assert "97 % of its steps are multiples of 3.25 kW" in said
    assert "Its floor rises by 0.28 kW a week" in said


def test_of_hours_that_do_nothing_of_the_kind_nothing_is_said(inspector):
    said = text(inspector.get(f"/load/meters/{CHANCE}"))

    assert not re.search("outages|multiples of|Its floor", said)
    assert list(pattern_lines({})) == []
    few = {"outages": 1, "back": 1, "steps_share_ppm": 599_999, "machine_w": 3_250, "days": 28}
    assert (
        list(pattern_lines(few | {"trend_share": 0.9, "floor_w_per_week": 1.0, "mean_floor_w": 900.0})) == []
    )
