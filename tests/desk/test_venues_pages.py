"""The exchange monitor: one sentence first, absent, stale and zero apart, alerts that can be replayed, and fees for who may see them."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest
from django.test import Client
from django.utils.html import strip_tags

from terezi.base.errors import Refused
from terezi.base.periods import days_up_to
from terezi.desk.journal.models import Entry
from terezi.desk.licences import actions as licences
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.venues import actions, papers, queries
from terezi.desk.venues.models import AlertLook
from terezi.desk.venues.pages.asked import basis_of
from terezi.desk.venues.sheets import fees, liquidity
from terezi.desk.venues.sheets import venue as venue_sheet
from terezi.desk.venues.sheets.alerts import AlertLine, Cluster
from terezi.desk.venues.sheets.measure import measure_sheet
from terezi.desk.venues.sheets.pack import pack, quarter_asked
from terezi.desk.venues.sheets.strip import _fresh, _travel
from terezi.desk.venues.terms import Act, AlertState, AlertTold
from terezi.evidence.facts.lake import Lake
from terezi.law.book import law_on
from tests.desk.exchanging import (
    BEGINS,
    DAY,
    E8,
    ENDS,
    JANUARY,
    RING,
    RING_AT,
    SHOWER,
    TRIAL,
    home_of_exchanges,
    lake_frame,
)

from .conftest import AT, VENUE, a_finding, frame

LAW = law_on("GG", DAY)
PAID_ON = date(2026, 2, 13)
RING_PAGE = f"/venues/alerts/{RING}"
TOLD = AlertTold("GG-V1", RING, DAY, "wash", "A-17+1", "BTC-GGM")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return home_of_exchanges(tmp_path_factory.mktemp("exchanges"))


@pytest.fixture
def home(built, settings, monkeypatch):
    """The home, whose days stand still as in a demo."""
    monkeypatch.setattr("terezi.desk.venues.basis.days_stand_still", lambda: True)
    settings.TEREZI_HOME = built.path
    return built


@pytest.fixture
def arman(home, signed_in):
    return signed_in(Role.MARKET_SUPERVISOR)


def text(answer):
    assert answer.status_code == 200, answer.content[:300]
    found = re.sub(r"<(td|th|dd|dt|br|p|li|tr|small|span)\b", r" <\1", answer.content.decode())
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found)).replace("\u202f", " ").replace("&#x27;", "'")
    return said.replace(" .", ".").replace(" ;", ";").replace(" )", ")").replace("( ", "(")


def cells(page, venue):
    """Return (state, text) of the cells of one exchange's strip by their titles."""
    card = page.content.decode().split(f'id="v-{venue}"')[1].split("</article>")[0]
    found = re.findall(r'<div class="\w+ (\w+)-cell"><dt>(.*?)</dt><dd>(.*?)</dd>', card, re.S)
    return {
        title: (state, re.sub(r"<[^>]+>", " ", told).replace("\u202f", " ")) for state, title, told in found
    }


def levy_periods(arman):
    page = arman.get("/venues/GG-V2").content.decode()
    return re.findall(r"(\w+ 20\d\d)</th>", page.split("Levy by period")[1].split("</table>")[0])


def in_region(region):
    Officer.objects.update(region=region)


class TestTheDay:
    def test_one_sentence_says_first_what_stands_out_and_where(self, arman):
        said = text(arman.get("/venues/"))

        assert "3 exchanges are on the register." in said
        assert "Altyn Bazar: Fees declared (17 400 GGM less than its trades make, 6 days)" in said
        assert "Reserves over liabilities (BTC: less held than owed for 40 min)" in said
        assert "Merjen told nothing of this day." in said
        assert "2 groups of accounts traded in a way chance does not explain and wait for a look." in said

    def test_returns_that_are_overdue_are_said_first_and_mark_the_exchange(self, arman):
        licences.import_register(rows={"ref_venues": frame("ref_venues", VENUE)}, by="test", at=AT)

        page = arman.get("/venues/")
        said, one = text(page), text(arman.get("/venues/GG-V1"))
        told = re.search(
            r"(\d+) returns of the last 14 days are overdue, the first due by (\d+ \w+ 2026)\.", said
        )

        assert told is not None
        assert told[0] in one
        assert said.index(told[0]) < said.index("What did each exchange tell")
        (overdue,) = [strip.overdue for strip in page.context["strips"] if strip.overdue]
        assert overdue == told[0]

    def test_absent_stale_and_zero_are_never_shown_as_one_another(self, arman):
        page = arman.get("/venues/")

        silent, nothing = cells(page, "GG-V2"), cells(page, "GG-V3")
        assert cells(page, "GG-V1")["Feeds"][0] == "fresh"
        assert silent["Feeds"][0] == "stale"
        assert silent["Turnover"][0] == "zero"
        assert silent["Fees declared"][0] == "zero"
        assert silent["Depth"][0] == "absent"
        assert {nothing[title][0] for title in ("Feeds", "Turnover", "Reserves over liabilities")} == {
            "absent"
        }

    def test_a_strip_tells_depth_spread_premium_and_the_largest_account(self, arman):
        told = cells(arman.get("/venues/"), "GG-V1")

        assert "1 050 000" in told["Depth"][1]
        assert "±1 %" in told["Depth"][1]
        assert "104" in told["Reserves over liabilities"][1]
        assert told["Largest account"][0] == "watch"
        assert told["Price here against the world"][0] == "agrees"

    def test_fees_are_not_shown_to_who_may_see_exchanges_only(self, home, signed_in):
        told = cells(signed_in(Role.AML_ANALYST).get("/venues/"), "GG-V1")

        assert "Turnover" in told
        assert "Fees declared" not in told
        assert "Levy received" not in told

    def test_an_exchange_belongs_to_officers_of_the_whole_country(self, arman):
        in_region("Balkan")

        assert "An exchange lies in no region" in text(arman.get("/venues/"))
        for address in ("/venues/GG-V1", RING_PAGE, "/venues/pack/2026-Q1.pdf"):
            assert arman.get(address).status_code == 404

    def test_a_first_day_says_how_watching_begins(self, db, signed_in, settings, tmp_path):
        from terezi.evidence.facts.home import Home

        settings.TEREZI_HOME = Home.create(tmp_path / "new", country="GG").path

        assert "How does watching exchanges begin?" in text(signed_in(Role.MARKET_SUPERVISOR).get("/venues/"))

    def test_of_days_nothing_was_told_of_nothing_is_said_to_agree(self, arman):
        said = text(arman.get("/venues/?day=2030-01-01"))

        assert "This day has not come yet: nothing is owed of it." in said
        assert "Nothing was told of these thirty days, so nothing could be looked through." in said
        assert "No trading of the last thirty days stands out." not in said
        assert "has not come yet" not in text(arman.get("/venues/"))

    def test_a_filter_that_hides_all_says_so_and_leads_out(self, arman):
        page = arman.get("/venues/?kind=pump_and_dump")

        assert "Nothing passes this filter; 3 groups of accounts lie outside it." in text(page)
        assert 'href="?show=all"' in page.content.decode()

    def test_a_long_list_comes_in_pages_that_keep_the_filter(self, arman, monkeypatch):
        monkeypatch.setattr("terezi.desk.venues.pages.monitor.GROUPS_A_PAGE", 2)

        first, second = (arman.get(f"/venues/?show=all&page={page}") for page in (1, 2))

        assert "page 1 of 2" in text(first)
        assert "show=all&amp;page=2" in first.content.decode()
        assert first.content.decode().count('class="row"') == 2
        assert second.content.decode().count('class="row"') == 1

    def test_turkmen_dates_have_no_cyrillic_in_them(self, arman):
        Officer.objects.update(language="tk")
        arman.cookies["django_language"] = "tk"

        assert "г." not in text(arman.get("/venues/"))


class TestByTheClock:
    """A home that is no demo, in the morning after the last day added up."""

    @pytest.fixture
    def arman(self, arman, monkeypatch):
        monkeypatch.setattr("terezi.desk.venues.basis.days_stand_still", lambda: False)
        return arman

    def at(self, monkeypatch, moment):
        monkeypatch.setattr("terezi.desk.venues.pages.asked.timezone.now", lambda: moment)

    def test_a_feed_killed_this_morning_is_red_within_its_interval_though_no_run_was_since(
        self, arman, monkeypatch
    ):
        last = basis_of(SimpleNamespace(GET={}, user=Officer.objects.get())).lake.feeds(LAW, ENDS)
        killed = max(feed.last_at for feed in last if feed.venue_id == "GG-V1" and feed.last_at)

        self.at(monkeypatch, killed + timedelta(seconds=50))
        before = cells(arman.get("/venues/"), "GG-V1")["Feeds"][0]
        self.at(monkeypatch, killed + timedelta(hours=5))
        page = arman.get("/venues/")

        assert (before, cells(page, "GG-V1")["Feeds"][0]) == ("fresh", "stale")
        assert "Altyn Bazar: Feeds (silent:" in text(page)
        assert "5 h" in text(arman.get("/venues/GG-V1")).split("Is every feed fresh and complete?")[1][:400]
        assert "5 h" in text(arman.get("/venues/GG-V1/measures/feeds"))

    def test_a_past_day_asked_for_stays_as_it_ended(self, arman, monkeypatch):
        self.at(monkeypatch, ENDS + timedelta(days=9))

        assert cells(arman.get(f"/venues/?day={DAY - timedelta(days=1)}"), "GG-V1")["Feeds"][0] == "absent"
        assert cells(arman.get("/venues/"), "GG-V1")["Feeds"][0] == "absent"


class TestDoors:
    def test_every_number_of_the_strip_leads_to_what_it_means_and_is_made_of(self, arman):
        pages = [arman.get(address).content.decode() for address in ("/venues/", "/venues/GG-V1")]
        doors = {
            door for page in pages for door in re.findall(r'href="(/venues/GG-V1/measures/[^"]+)"', page)
        }

        said = {key: text(arman.get(door)) for key, door in {door.split("/")[-1].split("?")[0]: door for door in doors}.items()}  # fmt: skip

        assert {"feeds", "complete", "volume", "fees", "levy", "reserves", "few"} <= set(said)
        assert "Worth of the day's trades in the settlement currency" in said["volume"]
        assert "at least 100 % · Garagum (fiction), Exchange Rules" in said["reserves"]

    @pytest.mark.parametrize(
        "key", ["volume", "fees", "levy", "depth", "spread", "premium", "reserves", "few", "travel"]
    )
    @pytest.mark.parametrize("venue", ["GG-V1", "GG-V2"])
    def test_what_a_number_is_made_of_comes_to_the_number(self, arman, venue, key):
        basis = basis_of(SimpleNamespace(GET={}, user=Officer.objects.get()))

        sheet = measure_sheet(basis, venue, key)

        told = [sheet.working.last] if sheet.working.last else sheet.working.rows
        comes_to_it = any(sheet.cell.value in line for line in told)
        assert comes_to_it or sheet.cell.value is None or "come to another sum" in sheet.working.note

    def test_trades_that_no_longer_come_to_the_turnover_are_said_to(self, arman):
        assert "some arrived, or were corrected, after the day was added up" in text(
            arman.get("/venues/GG-V1/measures/volume")
        )

    def test_numbers_missing_follow_from_those_told(self, arman):
        basis = basis_of(SimpleNamespace(GET={}, user=Officer.objects.get()))
        rows = basis.lake.rows("venue_days", days_up_to(basis.day, days=1))

        for row in rows.iter_rows(named=True):
            told = row["orders"] + row["trades"] - row["overlaps"]
            assert row["missing"] == row["last_sequence"] - row["first_sequence"] + 1 - told

    def test_a_day_of_fees_leads_to_the_trades_that_make_them(self, arman):
        fees = arman.get("/venues/GG-V1/measures/fees").content.decode()
        days = re.findall(r'href="(/venues/GG-V1/measures/volume\?day=[^"]+)"', fees)

        made = text(arman.get(max(days)))

        assert "Expected by its schedule" in made
        assert "BTC-GGM" in made

    def test_fees_are_no_door_to_who_does_not_see_fees_and_no_exchange_to_who_sees_none(
        self, home, signed_in, officer
    ):
        inspector = signed_in(Role.AML_ANALYST)
        volume = text(inspector.get("/venues/GG-V1/measures/volume"))
        assert "Worth in the quote" in volume
        assert "Expected by its schedule" not in volume
        assert "maker" not in volume
        assert inspector.get("/venues/GG-V1/measures/fees").status_code == 404
        assert inspector.get("/venues/GG-V9/measures/volume").status_code == 404
        assert signed_in(Role.GOVERNOR).get("/venues/GG-V1/measures/volume").status_code == 403

    def test_the_sheet_of_a_findings_number_leads_to_the_exchange_on_its_day(self, arman):
        from terezi.desk.findings import actions as findings
        from terezi.desk.findings.models import Finding

        told = a_finding(
            indicator="FEE-01", subject="GG-V1", subject_kind="venue", family="fees", unit="minor"
        )
        findings.receive(day=DAY, ran=["FEE-01"], found=[told], lake_snapshot="{}", by="tests", at=AT)
        number = Finding.objects.get(superseded_at=None).pk

        sheet = arman.get(f"/numbers/finding-measured?day={DAY}&finding={number}").content.decode()

        assert f'href="/venues/GG-V1?day={DAY}#f{number}"' in sheet


class TestOneExchange:
    def test_of_whom_no_feed_is_due_none_is_missed(self):
        cell = _fresh(SimpleNamespace(feeds=[]), "GG-V3")

        assert cell.meaning == "nodata"

    def test_an_exchange_of_markets_without_number_makes_no_page_without_end(self, arman, monkeypatch):
        monkeypatch.setattr(venue_sheet, "GROUPS_SHOWN", 1)
        several = [SimpleNamespace(venue_id=venue) for venue in ("GG-V1", "GG-V2", "GG-V1", "GG-V1")]
        monkeypatch.setattr(liquidity, "MARKETS_SHOWN", 2)

        assert re.search(r"\d+ more groups?", text(arman.get("/venues/GG-V1")))
        assert liquidity.of_venue(several, "GG-V1") == ((several[0], several[2]), 1)

    def test_its_page_tells_feeds_markets_reserves_and_fees(self, arman):
        said = text(arman.get("/venues/GG-V1"))

        assert "Altyn Bazar declared 17 400 GGM (2.90 %) less fees than its trades and filed schedule make, on 6 days from 3 March 2026 to 8 March 2026." in said  # fmt: skip
        assert "January 2026 ◆ disagrees 20 000 GGM 20 000 GGM 10 000 GGM 10 000 GGM" in said
        assert "86.5 %" in said
        assert "No proof of reserves has been taken from it." in said

    def test_its_page_says_what_sizes_say_without_accusing_and_does_not_use_the_tail(self, arman):
        said = text(arman.get("/venues/GG-V1")).split("What do sizes say where accounts are hidden?")[1]

        assert (
            "Beyond what nineteen of twenty simulated honest markets show: 1 of 3 statistics of trade sizes."
            in said
        )
        assert "this is context for a question, no lead" in said
        assert "2.10 % ± 0.09 % 0.40 % about 0.30 %; one in twenty more than 0.60 % beyond that" in said
        assert "30 % ± 0.65 % 30 % about 27 %; one in twenty less than 6 % within that" in said
        assert "1.85 ± 0.11 since 03.03.2026" in said
        assert (
            "1.21 ± 0.08 1.21 Points the wrong way: not used. The rule (1 to 2) calls 7 % of simulated"
            in said
        )
        assert "Aloosh, Li 2024" in said

    def test_too_few_trades_are_said_as_such_and_a_day_without_them_as_absent(self, arman):
        few, none = (
            text(arman.get(f"/venues/GG-V{n}")).split("where accounts are hidden?")[1] for n in (2, 3)
        )

        assert "In none of these markets were there enough trades on this day to say anything." in few
        assert "too few trades: 200 are needed" in few
        assert "too few days with turnover: 28 are needed" in few
        assert "No trades of this day were told" in none

    def test_the_sheet_of_a_levy_received_short_names_what_is_missing_from_what(self, arman):
        from terezi.desk.findings import actions as findings
        from terezi.desk.findings.models import Finding

        told = a_finding(
            indicator="FEE-02", subject="GG-V1", subject_kind="venue", family="fees", unit="minor", gap_wh=0,
            measured=10_000_00, allowed=20_000_00, values={"missing_minor": 10_000_00, "periods": 1},
        )  # fmt: skip
        findings.receive(day=DAY, ran=["FEE-02"], found=[told], lake_snapshot="{}", by="tests", at=AT)

        sheet = text(arman.get(f"/numbers/finding-money?day={DAY}&finding={Finding.objects.get().pk}"))

        assert "Levy declared" in sheet
        assert "Levy received" in sheet
        assert "Due by the metered energy" not in sheet
        assert "Of all periods past their day of payment together" in sheet

    def test_the_levy_of_a_period_names_its_rule(self, arman):
        for address in ("/venues/GG-V1", "/venues/fees"):
            said = text(arman.get(address))
            assert "The levy is 20 % of the fees, paid by day 15 of the month after the period." in said
            assert "FEE-02 · Garagum (fiction), Exchange Rules art. 2" in said

    def test_a_levy_of_which_nothing_was_declared_is_below_that_of_its_trades(self, arman, home):
        lake = Lake.open(home)
        told = lake.collect(lake.on("venue_fees", JANUARY))
        lake.replace_day("venue_fees", JANUARY, told.clear())
        try:
            said = text(arman.get("/venues/GG-V1"))
            cell = cells(arman.get("/venues/"), "GG-V1")["Levy received"]
        finally:
            lake.replace_day("venue_fees", JANUARY, told)

        assert (
            "January 2026 ◆ disagrees 20 000 GGM — 10 000 GGM — 20 000 GGM 31 days of 31 not declared" in said
        )
        assert cell[0] == "disagrees"
        assert "20 000 GGM less declared than the law makes for January 2026" in cell[1]
        assert "December 2025 ○ no data — — 0 GGM — — " in said

    def test_a_levy_declared_below_the_law_disagrees_though_what_was_declared_was_received(
        self, home, signed_in
    ):
        lake = Lake.open(home)
        told = lake.collect(lake.on("venue_fees", JANUARY))
        lake.replace_day("venue_fees", JANUARY, told.with_columns(levy_minor=pl.lit(10_000_00, pl.Int64)))
        try:
            officer = signed_in(Role.MARKET_SUPERVISOR)
            said, cell = text(officer.get("/venues/GG-V1")), cells(officer.get("/venues/"), "GG-V1")
            pages = [text(officer.get(f"/venues/{page}")) for page in ("fees", "GG-V1/measures/levy")]
        finally:
            lake.replace_day("venue_fees", JANUARY, told)

        less = "10 000 GGM less declared than the law makes for January 2026"
        assert "January 2026 ◆ disagrees 20 000 GGM 10 000 GGM 10 000 GGM — 10 000 GGM" in said
        assert cell["Levy received"][0] == "disagrees"
        assert less in cell["Levy received"][1]
        assert "Altyn Bazar declared 10 000 GGM less levy for January 2026 than the law makes of its trades and returns." in pages[0]  # fmt: skip
        assert less in pages[1]
        assert "the law makes 20 000 GGM" in pages[1]

    def test_a_suspension_forgives_no_levy_of_the_time_before_it(self, arman, home):
        lake = Lake.open(home)
        told = lake.collect(lake.table("ref_venues"))
        second = pl.col("venue_id") == "GG-V2"
        before = told.with_columns(valid_until=pl.when(second).then(DAY).otherwise("valid_until"))
        since = told.filter(second).with_columns(
            status=pl.lit("suspended"), valid_from=pl.lit(DAY), valid_until=pl.lit(None, pl.Date)
        )
        periods = levy_periods(arman)
        lake.publish("ref_venues", pl.concat([before, since]))
        try:
            after = levy_periods(arman)
        finally:
            lake.publish("ref_venues", told)

        assert periods
        assert after == periods

    def test_a_shortfall_tells_when_for_how_long_and_how_much(self, arman):
        said = text(arman.get("/venues/GG-V2"))

        assert "10:00:00 40 min 2 BTC ✓ over" in said

    def test_its_findings_stand_on_its_page_with_their_numbers_as_doors(self, arman):
        from terezi.desk.findings import actions as findings

        told = a_finding(
            indicator="FEE-01", subject="GG-V1", subject_kind="venue", title="Fees", family="fees"
        )
        findings.receive(day=DAY, ran=["FEE-01"], found=[told], lake_snapshot="{}", by="tests", at=AT)

        page = arman.get("/venues/GG-V1")

        assert "What stands out on this day?" in text(page)
        assert 'class="number"' in page.content.decode()

    @pytest.mark.parametrize(
        "address",
        [
            "/venues/fees.svg",
            "/venues/GG-V1/markets/BTC-GGM.svg?theme=dark",
            "/venues/GG-V2/reserves/BTC.svg",
        ],
    )
    def test_every_picture_is_drawn(self, arman, address):
        answer = arman.get(address)

        assert answer.status_code == 200
        assert answer.content.startswith(b"<svg")

    @pytest.mark.parametrize(
        "address", ["/venues/NONE", "/venues/GG-V1/markets/X-Y.svg", "/venues/alerts/none"]
    )
    def test_what_is_not_there_is_not_found(self, arman, address):
        assert arman.get(address).status_code == 404


class TestAlerts:
    def test_a_ring_is_told_in_plain_words_and_accuses_nobody(self, arman):
        said = text(arman.get(RING_PAGE))

        assert "Exchanges · Altyn Bazar" in said
        assert "Accounts A-17 and B-04 traded 12 times with each other at zero net" in said
        assert "one day in 1 258 925" in said
        assert "A market maker whose agreement was not filed" in said
        assert "A-17 6 BTC 6 BTC 0 BTC" in said
        for word in ("fraud", "guilty", "illegal", "manipulat"):
            assert word not in said.lower()

    def test_the_film_shows_the_book_with_the_groups_own_orders_and_has_a_table(self, arman):
        page = arman.get(RING_PAGE).content.decode()

        assert page.count('<svg viewBox="0 0 120') == 12
        assert 'class="own"' in page
        assert "Book at 10:01:00.000" in page
        assert "The same as a table" in page

    def test_a_part_of_the_film_has_an_address_of_its_own(self, arman):
        first, last = (RING_AT + timedelta(seconds=each) for each in (19, 22))
        part = arman.get(RING_PAGE, {"from": first.isoformat(), "until": last.isoformat()}).content.decode()

        assert 0 < part.count('<svg viewBox="0 0 120') <= 4
        assert "Show the whole again" in part

    @pytest.mark.parametrize(
        "part",
        [
            "?from=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z",
            "?from=x&until=9999",
            "?from=2999-01-01T00:00:00Z",
        ],
    )
    def test_a_part_that_is_none_still_shows_the_alert_and_nothing_of_another_day(self, arman, part):
        assert "traded 12 times with each other" in text(arman.get(f"{RING_PAGE}{part}"))

    def test_orders_shown_and_taken_back_are_listed_one_by_one(self, arman):
        said = text(arman.get(f"/venues/alerts/{SHOWER}"))

        assert "Account C-09 showed 6 large orders and took them back untraded, 5 times while trading on the other side" in said  # fmt: skip
        assert said.count("order taken back") == 6

    def test_an_exchange_still_being_learned_gives_trials_not_leads(self, arman):
        said = text(arman.get(f"/venues/alerts/{TRIAL}"))

        assert "It is a trial, not a lead." in said
        assert "Account K" not in text(arman.get("/venues/"))
        assert "Account K" in text(arman.get("/venues/?show=all"))

    def test_alerts_narrow_by_exchange_and_pattern(self, arman):
        assert "Account C-09" not in text(arman.get("/venues/?kind=wash"))
        assert "A-17" not in text(arman.get("/venues/?venue=GG-V2&show=all")).split("Whose trading")[1]


class TestOutcomes:
    def test_a_supervisor_closes_an_alert_under_his_name_with_a_reason(self, arman):
        answer = arman.post(
            f"{RING_PAGE}/look", {"state": "explained", "reason": "Two desks of one bank"}, follow=True
        )

        assert "closed: explained" in text(answer)
        assert "Two desks of one bank" in text(answer)
        entry = Entry.objects.get(act=Act.LOOK_AT_ALERT)
        assert (entry.subject, entry.values["state"], entry.by) == ("GG-V1", "explained", "market_supervisor")
        assert "1 group of accounts traded" in text(arman.get("/venues/"))

    def test_without_a_reason_nothing_is_written(self, arman):
        answer = arman.post(f"{RING_PAGE}/look", {"state": "asked", "reason": " "})

        assert answer.status_code == 422
        assert not AlertLook.objects.exists()

    def test_the_same_accounts_on_another_day_show_what_was_said(self, arman, officer):
        by = Officer.objects.get(role=Role.MARKET_SUPERVISOR)
        other = AlertTold("GG-V1", "0" * 16, DAY - timedelta(days=3), "wash", "A-17+1", "BTC-GGM")
        actions.look_at_alert(alert=other, state=AlertState.LOOKING, reason="Who owns both?", by=by, at=AT)

        assert "Who owns both?" in text(arman.get(RING_PAGE))

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.AML_ANALYST, Role.POLICY_ECONOMIST])
    def test_who_only_reads_finds_no_form_and_is_refused(self, home, signed_in, role):
        client = signed_in(role)

        assert "What becomes of it?" not in text(client.get(RING_PAGE))
        assert client.post(f"{RING_PAGE}/look", {"state": "explained", "reason": "x"}).status_code == 403

    def test_the_action_itself_refuses_without_reason_right_or_in_a_region(self, home, officer):
        def refused(by, reason):
            with pytest.raises(Refused):
                actions.look_at_alert(alert=TOLD, state=AlertState.ASKED, reason=reason, by=by, at=AT)

        arman = officer(Role.MARKET_SUPERVISOR)
        refused(arman, "  ")
        refused(officer(Role.AUDITOR), "because")
        arman.region = "Balkan"
        refused(arman, "because")
        assert not queries.looks_at("GG-V1", RING).exists()


def test_a_group_says_how_many_of_its_alerts_are_closed_and_is_told_by_an_open_one():
    told = {"venue_id": "GG-V1", "learning": 0, "day": DAY}
    closed = SimpleNamespace(state=AlertState.EXPLAINED)
    lines = [AlertLine(told | {"alert_id": str(n)}, None if n else closed) for n in range(8)]

    group = Cluster("GG-V1", "A+B", tuple(lines))

    assert group.open_says == "1 closed, 7 still open"
    assert group.shown.row["alert_id"] == "1"
    assert Cluster("GG-V1", "A+B", tuple(lines[1:])).open_says == ""


class TestFees:
    @pytest.mark.parametrize(
        "role", [Role.GOVERNOR, Role.POLICY_ECONOMIST, Role.AUDITOR, Role.MARKET_SUPERVISOR]
    )
    def test_who_may_sees_expected_declared_and_received(self, home, signed_in, role):
        said = text(signed_in(role).get("/venues/fees"))

        assert "on 6 days from 3 March 2026 to 8 March 2026" in said
        assert "A-17" not in said
        assert "Merjen declared no fees within the window." in said

    def test_more_declared_than_trades_make_says_that_trades_may_be_missing(self):
        row = {
            "day": DAY, "currency": "GGM", "trades": 3, "turnover_minor": 900_00, "expected_fees_minor": 100_00,
            "charged_fees_minor": 100_00, "unpriced_trades": 0, "unscheduled_trades": 0,
        }  # fmt: skip
        days = [
            fees._fee_day(row | {"declared_fees_minor": told}, 0.005) for told in (100_00, 100_40, 170_00)
        ]

        line = fees.FeeLine("V", "Venue", "GGM", days_up_to(DAY, days=30), tuple(days), ())

        assert [day.meaning for day in days] == ["agrees", "agrees", "watch"]
        assert line.meaning == "watch"
        assert "On 1 day it declared 70 GGM more than the trades told make" in line.says.replace(
            "\u202f", " "
        )

    def test_a_turnover_declared_far_below_the_trades_disagrees_though_the_fees_agree(self):
        row = {
            "day": DAY, "currency": "GGM", "trades": 3, "turnover_minor": 1_000_000_00, "expected_fees_minor": 100_00,
            "charged_fees_minor": 100_00, "unpriced_trades": 0, "unscheduled_trades": 0, "declared_fees_minor": 100_00,
        }  # fmt: skip
        day = fees._fee_day(row | {"declared_turnover_minor": 10_00}, 0.005)
        line = fees.FeeLine("V", "Venue", "GGM", days_up_to(DAY, days=30), (day,), ())

        assert [day.meaning, line.meaning] == ["disagrees", "disagrees"]
        assert line.short_says == "less turnover than its trades make, 1 day"
        assert "On 1 day it declared a turnover of 10 GGM; its trades make 1 000 000 GGM." in line.says.replace("\u202f", " ")  # fmt: skip

    def test_the_first_sentence_says_what_is_unpaid_since_when_and_of_what(self, home, signed_in):
        said = text(signed_in(Role.GOVERNOR).get("/venues/fees"))

        assert "Altyn Bazar has not paid 10 000 GGM of the levy for January 2026: it was due by 16 February 2026, 22 days ago." in said  # fmt: skip
        assert "Of the levy for January 2026, 20 000 GGM was expected, 20 000 GGM declared and 10 000 GGM received." in said  # fmt: skip
        assert "Declared nothing, with the number of periods:" in said
        assert "Whether they paid all they owe cannot be told." in said
        assert "For February 2026, due by" in said
        assert "February 2026 not yet due" in said

    def test_a_levy_that_was_paid_as_declared_leaves_nothing_unpaid(self, home, signed_in):
        lake = Lake.open(home)
        told = lake.collect(lake.on("venue_levy_receipts", PAID_ON))
        lake.replace_day("venue_levy_receipts", PAID_ON, told.with_columns(pl.col("amount_minor") * 2))
        try:
            said = text(signed_in(Role.GOVERNOR).get("/venues/fees"))
        finally:
            lake.replace_day("venue_levy_receipts", PAID_ON, told)

        assert "Nothing that was declared is unpaid." in said
        assert "has not paid" not in said

    def test_the_governor_sees_fees_and_nothing_else_of_an_exchange(self, home, signed_in):
        governor = signed_in(Role.GOVERNOR)

        assert 'href="/venues/GG-V1' not in governor.get("/venues/fees").content.decode()
        for address in ("/venues/", "/venues/GG-V1", RING_PAGE, "/venues/pack/2026-Q1.pdf"):
            assert governor.get(address).status_code == 403

    def test_others_are_turned_away(self, home, signed_in):
        assert signed_in(Role.AML_ANALYST).get("/venues/fees").status_code == 403


class TestPack:
    def test_the_pack_of_a_quarter_is_a_pdf_in_the_language_asked_for(self, arman):
        licences.import_register(rows={"ref_venues": frame("ref_venues", VENUE)}, by="test", at=AT)
        answer = arman.get("/venues/pack/2026-Q1.pdf?language=ru")

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "exchanges-2026-Q1-ru.pdf" in answer["Content-Disposition"]

    def test_a_quarter_nothing_was_told_of_is_not_one_of_zeros(self, arman, rf):
        request = rf.get(f"/venues/?day={DAY}")
        request.user = Officer.objects.get(role=Role.MARKET_SUPERVISOR)

        said = re.sub(r"<[^>]+>", " ", papers.paper(basis_of(request), quarter_asked("2025-Q2"), "en"))

        assert "Nothing is known of this quarter" in said
        assert not re.search(r"(?<![\d\u202f])0\s+GGM", said.split("To ask")[0])

    @pytest.mark.parametrize(
        ("times", "said"), [(1, "traded 1 time with each other"), (3, "traded 3 times with each other")]
    )
    def test_one_is_said_as_one(self, times, said):
        row = {
            "kind": "wash",
            "net_e8": 1,
            "instrument": "BTC-GGM",
            "trades": times,
            "orders": 0,
            "accounts_count": 2,
            "share_ppm": 1,
            "move_ppm": 0,
            "expected": 1,
        }
        row |= {"accounts": '["A", "B"]', "ties": "[]", "details": "{}", "volume_e8": 10**8}

        assert said in strip_tags(AlertLine(row, None).says)

    def test_all_its_figures_are_of_one_period_which_it_states(self, home, officer, rf):
        licences.import_register(rows={"ref_venues": frame("ref_venues", VENUE)}, by="test", at=AT)
        lake = Lake.open(home)
        request = rf.get(f"/venues/?day={DAY}")
        request.user = officer(Role.MARKET_SUPERVISOR)

        told = pack(basis_of(request), quarter_asked("2026-Q1"))
        said = papers.paper(basis_of(request), quarter_asked("2026-Q1"), "en")

        assert lake.days("venue_fee_days")[0] == JANUARY
        assert told.covered == days_up_to(DAY, days=8)
        assert [each.trades for each in told.venues] == [8 * 4_000, 0, 0]
        counted = {sum(stands.values()) for each in told.venues for stands in each.returns.values()}
        assert counted == {8}
        assert "All figures are of the 8 days of the quarter that were added up: 3 March 2026 to 10 March 2026." in said  # fmt: skip

    def test_it_asks_what_does_not_agree(self, home, officer, rf):

        request = rf.get("/")
        request.user = officer(Role.MARKET_SUPERVISOR)
        said = re.sub(r"<[^>]+>", " ", papers.paper(basis_of(request), quarter_asked("2026-Q1"), "en"))

        assert "Which campaign or schedule explains that fees are short?" in said
        assert "Where are the 7 events that were not told?" in said
        assert "Why was less held than owed to clients, 1 time, for 40" in said
        assert "Why was nothing declared in the quarter?" in said
        assert "When was the levy paid that the treasury has not received?" in said
        assert "A-17" not in said

    @pytest.mark.parametrize("quarter", ["2026-Q5", "2026", "1-Q1", "x"])
    def test_a_quarter_that_is_none_is_not_found(self, arman, quarter):
        assert arman.get(f"/venues/pack/{quarter}.pdf").status_code == 404


def test_nobody_unknown_opens_the_monitor(db):
    assert Client().get("/venues/").status_code == 302


class TestTheBookAtAnyMoment:
    BOOK = "/venues/GG-V1/book"

    def test_a_market_without_an_alert_shows_its_book_at_a_time_of_day(self, arman):
        page = arman.get(self.BOOK, {"instrument": "BTC-GGM", "day": DAY.isoformat(), "time": "10:00:41"})
        said, whole = text(page), page.content.decode()

        assert "As the last message up to this moment left it, at 10:00:41.000" in said
        assert "0.500000 BTC 349 900 GGM 350 100 GGM 0.500000 BTC" in said
        assert whole.count('class="asked-for"') == 1
        assert "the group's" not in said

    def test_it_leads_earlier_and_later_within_the_day(self, arman):
        around, first = (
            arman.get(self.BOOK, {"at": at.isoformat(), "span": 60}).content.decode()
            for at in (RING_AT, BEGINS + timedelta(seconds=20))
        )

        for link in (r'href="\?([^"]+)" rel="prev"', r'href="\?([^"]+)" rel="next"'):
            address = re.search(link, around)[1].replace("&amp;", "&")
            assert "What stood in the book?" in text(arman.get(f"{self.BOOK}?{address}"))
        assert 'rel="prev"' not in first

    def test_where_nothing_was_told_it_says_so(self, arman):
        early = text(arman.get(self.BOOK, {"at": BEGINS.isoformat(), "span": 10}))
        other = text(arman.get(self.BOOK, {"day": "2026-02-20"}))

        assert "The book of this time cannot be shown" in early
        assert "The exchange told no order events of this day" in other

    def test_an_instrument_that_is_not_the_exchanges_is_not_found(self, arman):
        assert arman.get(self.BOOK, {"instrument": "X-Y"}).status_code == 404
        assert arman.get("/venues/NONE/book").status_code == 404
        in_region("Balkan")
        assert arman.get(self.BOOK).status_code == 404

    @pytest.mark.parametrize("asked", ["?at=x&span=-1", "?time=99:99", "?at=9999-12-31T23:59:59Z", "?at=0001-01-01T00:00:00Z"])  # fmt: skip
    def test_an_address_that_names_no_moment_shows_noon(self, arman, asked):
        assert "12:00:00" in text(arman.get(f"{self.BOOK}{asked}"))

    def test_markets_and_their_hours_lead_to_it(self, arman):
        page = arman.get("/venues/GG-V1").content.decode()
        hours = arman.get("/venues/GG-V1/measures/spread").content.decode()

        doors = [*re.findall(r'href="(/venues/GG-V1/book[^"]+)"', page + hours)]

        assert len(doors) == 1 + 23
        assert "What stood in the book?" in text(arman.get(doors[12].replace("&amp;", "&")))


class TestWhereMoneyGoes:
    def test_shares_are_told_also_below_what_is_noticed(self, arman):
        said = text(arman.get("/venues/GG-V1"))

        assert "Stablecoins in its turnover ✓ agrees 0 % 0 % more than 50 % 100 % MIX-01" in said
        assert "Turnover against the country's money ✓ agrees 100 % 100 % less than 30 % 100 % MIX-02" in said
        assert "Sent abroad less what came from there no transfer of the window was told that has a price ○ no data" in said  # fmt: skip

    def test_what_crosses_the_border_is_held_against_the_policy_where_enough_is_known(self, arman, transfers):
        transfers(("out", "AE", 90), ("in", "AE", 10), ("in", "GG", 5))
        high = text(arman.get("/venues/GG-V1"))
        transfers(("out", "AE", 90), ("in", None, 80))
        unknown = text(arman.get("/venues/GG-V1"))

        assert "▲ watch — 80 000 GGM more than 30 000 GGM 100 % XBR-01" in high
        assert "not judged where the country is known of less than 60 % ○ no data" in unknown
        assert "52.9 % XBR-01" in unknown

    def test_how_far_trades_move_the_price_is_said_per_unit_that_can_be_read(self):
        told = {"venue_id": "V", "instrument": "USDT-GGM", "seconds": 0, "trades": 0, "volume_e8": 0, "orders": 0, "cancels": 0,
                "means": {}, "bands": (), "least_depth_minor": None, "most_spread_ppm": None, "most_premium_ppm": None, "is_settled": True}  # fmt: skip

        line = liquidity.MarketLine(
            **told, amihud_e12=6_200_000, lambda_e12=-210_000_000, lambda_error_e12=110_000_000
        )
        nothing = liquidity.MarketLine(**told)

        said = [
            str(each).replace("\u202f", " ")
            for each in (line.moved_by_trade, line.moved_by_buying, line.buying_error)
        ]
        assert said == ["0.06 % per 100 USDT", "−0.02 % per 1 USDT", "0.01 % per 1 USDT"]
        assert {str(nothing.moved_by_trade), str(nothing.moved_by_buying), str(nothing.buying_error)} == {"—"}


class TestTheOtherSide:
    def test_large_transfers_without_a_name_are_told_in_the_strip_and_on_its_sheet(self, arman, transfers):
        transfers(
            ("out", "AE", 90), ("in", "AE", 10), ("in", "GG", 1, "unknown"), ("out", "GG", 90, "unknown")
        )

        state, said = cells(arman.get("/venues/"), "GG-V1")["Other side named"]
        sheet = text(arman.get("/venues/GG-V1/measures/travel"))

        assert state == "disagrees"
        assert re.search(r"66\.7.*told of 2 of 3 large transfers", said)
        assert "Together 3 2 190 000 GGM 100 000 GGM 66.7 %" in sheet

    def test_none_that_large_is_not_none_told(self, arman, transfers):
        absent = cells(arman.get("/venues/"), "GG-V1")["Other side named"][0]
        transfers(("out", "AE", 1))

        assert absent == "absent"
        assert cells(arman.get("/venues/"), "GG-V1")["Other side named"][0] == "zero"

    def test_where_the_law_names_no_amount_nothing_is_held_against_it(self):
        day = SimpleNamespace(basis=SimpleNamespace(large_transfers=None))

        assert _travel(day, "GG-V1").meaning == "nodata"

    def test_the_cell_of_fees_says_what_was_expected(self, arman):
        assert "expected 900 000 GGM" in cells(arman.get("/venues/"), "GG-V1")["Fees declared"][1]


class TestMinedCoins:
    def test_each_officer_sees_the_coins_of_the_sites_of_his_region(self, home, signed_in, coins):
        client = signed_in(Role.ENERGY_INSPECTOR)
        every, one = text(client.get("/venues/coins")), text(client.get("/venues/coins?site=GG-1"))
        in_region("Balkan")
        own = text(client.get("/venues/coins"))

        assert "Of 1 site coins were seen to leave" in every
        assert ("GG-1" in one, "GG-2" in one) == (True, False)
        assert "Balkan ✓ agrees 0 BTC 0 BTC – 0.3000 BTC 2 BTC 0 BTC 1.8000 BTC 1.5000 BTC 900 GGM 0.5000 BTC 0 BTC" in every  # fmt: skip
        assert ("GG-1" in own, "GG-2" in own) == (True, False)

    def test_who_sees_no_miner_sees_no_coins(self, home, signed_in):
        assert signed_in(Role.GOVERNOR).get("/venues/coins").status_code == 403
        assert "No coins of sites you see were followed" in text(
            signed_in(Role.MARKET_SUPERVISOR).get("/venues/coins")
        )


@pytest.fixture
def transfers(home):
    """Let the exchange tell of transfers of the day: direction, country of the other side, thousandths of a coin worth 1 000 a piece, who."""
    lake = Lake.open(home)
    prices = lake.collect(lake.on("venue_prices", DAY))

    def tell(*told):
        rows = [
            {"transfer_id": f"X{place}", "at": RING_AT, "account_id": "A", "direction": way, "asset": "BTC", "country": country,
             "amount_e8": thousands * 10**5, "counterparty": (*who, "person")[0]}
            for place, (way, country, thousands, *who) in enumerate(told)
        ]  # fmt: skip
        lake.replace_day("venue_transfers", DAY, lake_frame("venue_transfers", rows))

    coin = prices.with_columns(asset=pl.lit("BTC"), price_micro=pl.lit(10**6 * 10**8))
    lake.replace_day("venue_prices", DAY, pl.concat([prices, coin]))
    yield tell
    lake.replace_day("venue_prices", DAY, prices)
    lake.replace_day("venue_transfers", DAY, lake_frame("venue_transfers", []))


@pytest.fixture
def coins(home):
    lake = Lake.open(home)
    whole = {"asset": "BTC", "window_days": 30, "earned_satoshi": 2 * E8, "deposited_satoshi": 180_000_000, "sold_satoshi": 150_000_000,
             "held_satoshi": 50_000_000, "leaked_high_satoshi": 30_000_000, "to_bank_minor": 900_00}  # fmt: skip
    left = whole | {"held_satoshi": 0, "leaked_satoshi": 50_000_000, "leaked_low_satoshi": 50_000_000, "leaked_high_satoshi": 50_000_000}  # fmt: skip
    site = {"asset": "BTC", "valid_from": date(2025, 1, 1)} | dict.fromkeys(("licence_number", "status", "actor_class", "feeder_id", "evidence_grade", "scheme", "pool_id", "power_source"), "x")  # fmt: skip
    lake.publish("ref_sites", lake_frame("ref_sites", [site | {"site_id": "GG-1", "name": "Akja", "region": "Balkan"}, site | {"site_id": "GG-2", "name": "Gök", "region": "Mary"}]))  # fmt: skip
    lake.replace_day("coin_flows", DAY, lake_frame("coin_flows", [whole | {"site_id": "GG-1"}, left | {"site_id": "GG-2"}]))  # fmt: skip
    yield
    lake.replace_day("coin_flows", DAY, lake_frame("coin_flows", []))
