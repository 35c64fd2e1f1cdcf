"""Feeders, meters and leads of the sample country, for the tests and pictures of load and visits."""

import math
import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from terezi.base.periods import Period
from terezi.desk.people.models import Officer
from terezi.desk.visits import actions, queries, rules
from terezi.desk.visits.pages import asked
from terezi.desk.visits.readings import HOURS
from terezi.desk.visits.terms import Outcome, Screened, SubjectKind, VisitRule
from terezi.evidence.facts.tables import TABLES

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)
PLACES = (("Balkan", 39.5, 54.4), ("Ahal", 38.1, 58.6), ("Mary", 37.4, 62.0), ("Lebap", 38.9, 63.7), ("Dashoguz", 41.7, 59.6), ("Arkadag", 37.9, 58.1))  # fmt: skip
FEEDERS_EACH = 3
UNEXPLAINED = {"Mary-2": (16_000, 9_400, 22_600), "Balkan-1": (182_000, 170_000, 195_000)}
CANNOT = "Lebap-3"
CUSTOMERS = 46
MINER, BAKERY, RIG, HOUSE, CHANCE = "C-0001", "C-0002", "C-0003", "C-0004", "C-0005"
CHANGED_ON = DAY - timedelta(days=24)


def frame(table: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[table].polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


class LoadCountry:
    """Readings of load held in memory; `is_empty` is a first day."""

    def __init__(self, *, is_empty: bool = False) -> None:
        self.is_empty = is_empty
        self.hours = {} if is_empty else {code: _year(code) for code in _codes()}

    def balanced_days(self) -> list[date]:
        return [] if self.is_empty else [DAY]

    def screened_days(self) -> list[date]:
        return [] if self.is_empty else [DAY]

    def feeders(self) -> pl.DataFrame:
        return frame("ref_feeders", [] if self.is_empty else list(_feeders()))

    def balances(self, day: date) -> pl.DataFrame:
        rows = [_balance(row["feeder_id"], "feeder", row["feeder_id"]) for row in _feeders()]
        rows += [_balance(f"Mary-2/T{number}", "transformer", "Mary-2") for number in (1, 2)]
        return frame("feeder_balances", rows)

    def feeder_days(self, level: str, subject_id: str, period: Period) -> pl.DataFrame:
        return frame("feeder_days", [_feeder_day(subject_id, day) for day in period if day != DAY - timedelta(days=40)])  # fmt: skip

    def flow(self, period: Period) -> pl.DataFrame:
        return pl.DataFrame([_flow(row["feeder_id"], period) for row in _feeders()])

    def candidates(self, feeder_id: str, day: date) -> pl.DataFrame:
        told = [(BAKERY, 3_900, 612_000), ("C-0031", 2_100, 402_000)] if feeder_id == "Mary-2" else []
        rows = [
            {"feeder_id": feeder_id, "customer_id": code, "place": place, "fell_w": fell, "correlation_ppm": ppm, "p_ppm": 900}
            for place, (code, fell, ppm) in enumerate(told, start=1)
        ]  # fmt: skip
        return frame("feeder_candidates", [{"day": day, **row} for row in rows])

    def customer(self, customer_id: str) -> dict[str, Any] | None:
        return _customer(customer_id) if customer_id in _codes() else None

    def meters_of(self, customer_id: str, day: date) -> list[str]:
        return [f"M-{customer_id}"]

    def meter_days(self, meters: Sequence[str], period: Period) -> pl.DataFrame:
        rows = [
            {"meter_id": meter, "day": day, **dict(zip(HOURS, hours, strict=True))}
            for meter in meters
            for day, hours in self.hours.get(meter.removeprefix("M-"), {}).items()
            if day in period
        ]
        schema = {"meter_id": pl.String, "day": pl.Date, **dict.fromkeys(HOURS, pl.Int64)}
        return pl.DataFrame(rows, schema=schema)

    def peers(self, meter_ids: Sequence[str], customer: dict[str, Any], period: Period) -> pl.DataFrame:
        alike = [code for code in _codes() if _customer(code)["tariff_class"] == customer["tariff_class"]]
        others = [f"M-{code}" for code in alike if f"M-{code}" not in meter_ids]
        return self.meter_days(others, period)

    def patterns(self, days: pl.DataFrame) -> dict[str, Any]:
        from terezi.evidence.facts.engines import DuckDB
        from terezi.evidence.numerics.meters.window_patterns import patterns

        engine = DuckDB()
        one = engine.memory(days.select("day", *HOURS).with_columns(meter_id=pl.lit("own")).to_arrow())
        return pl.DataFrame(engine.answer(patterns(one, [1_450, 3_250]))).row(0, named=True)

    def screened_by_line(self, day: date, lines_ppm: Sequence[int], region: str) -> pl.DataFrame:
        """A country of 9,812 meters, of which 40 mine: their p-values are small, all others' even."""
        rows = []
        lines = [0, *sorted(lines_ppm), 1_000_000]
        classes = (("household", 8_000, 22), ("commercial", 1_500, 14), ("agricultural", 312, 4))
        for place, (name, _, _) in enumerate(PLACES):
            for customer_class, meters, miners in classes:
                for low, high in pairwise(lines):
                    innocent = round(meters / 6 * high / 1e6) - round(meters / 6 * low / 1e6)
                    extra = 24 if (name, customer_class, low) == ("Mary", "household", 5_000) else 0
                    share = 0.6 + place / 6
                    caught = miners / 6 * share * (math.exp(-low / 4_000) - math.exp(-high / 4_000))
                    whole = [round(miners / 6 * share * (1 - math.exp(-end / 4_000))) for end in (low, high)]
                    named = innocent + extra + whole[1] - whole[0]
                    rows.append({
                        "customer_class": customer_class, "region": name, "line_ppm": high if high < 1_000_000 else None,
                        "meters": named, "probability_ppm": int(caught * 1e6), "expected_wh": int(caught * 2.3e6),
                    })  # fmt: skip
        found = pl.DataFrame(rows)
        return found.filter(pl.col("region") == region) if region else found

    def snapshot(self) -> str:
        return "meter_days=365,meter_screens=8"


def _codes() -> list[str]:
    return [f"C-{number:04}" for number in range(1, CUSTOMERS + 1)]


def _feeders() -> list[dict[str, Any]]:
    return [
        {
            "feeder_id": f"{region}-{number}", "region": region, "name": f"{region} {number}", "rated_w": 5_000_000,
            "latitude_udeg": int((lat + 0.35 * math.sin(2.1 * number + lat)) * 1e6),
            "longitude_udeg": int((lon + 0.5 * math.cos(1.9 * number + lat)) * 1e6),
        }
        for region, lat, lon in PLACES
        for number in range(1, FEEDERS_EACH + 1)
    ]  # fmt: skip


def _balance(subject: str, level: str, feeder: str) -> dict[str, Any]:
    watts, low, high = (
        UNEXPLAINED.get(feeder, (1_800, -9_000, 12_600))
        if not subject.endswith("T1")
        else (900, -3_000, 4_800)
    )
    told = {
        "day": DAY, "level": level, "subject_id": subject, "feeder_id": feeder, "window_days": 30, "days_covered": 29, "history_days": 61,
        "delivered_w": 4_310_000 if level == "feeder" else 1_100_000, "technical_loss_w": 131_000, "coverage_ppm": 991_000, "against": "history",
        "unexplained_w": watts, "low_w": low, "high_w": high, "z_milli": 4_700, "p_ppm": 300, "standing_w": watts + 21_000,
        "standing_low_w": watts - 60_000, "standing_high_w": watts + 98_000, "least_w": 14_200, "least_standing_w": 118_000,
        "changed_on": CHANGED_ON if low > 0 else None, "can_tell": "changes",
    }  # fmt: skip
    if feeder == CANNOT:
        return told | {"unexplained_w": None, "low_w": None, "high_w": None, "can_tell": "nothing", "days_covered": 3, "changed_on": None}  # fmt: skip
    return told


def _feeder_day(subject: str, day: date) -> dict[str, Any]:
    ago = (DAY - day).days
    noise = random.Random(f"{subject}{ago}").gauss(0, 1)
    metered = int((4_150_000 + 180_000 * math.sin(ago / 4)) * 24)
    loss = int(131_000 * 24 * (metered / 4_150_000 / 24) ** 2)
    hidden = UNEXPLAINED.get(subject, (0,))[0] if day >= CHANGED_ON else 0
    residual = int((hidden + 9_000 * noise) * 24)
    return {
        "day": day, "level": "feeder", "subject_id": subject, "feeder_id": subject, "delivered_wh": metered + loss + residual,
        "registered_wh": metered // 3, "other_wh": metered - metered // 3, "metered_wh": metered, "missing_wh": 0, "technical_loss_wh": loss,
        "residual_wh": residual, "sigma_wh": 9_500 * 24, "hours": 24, "coverage_ppm": 991_000,
    }  # fmt: skip


def _flow(feeder: str, period: Period) -> dict[str, Any]:
    days = [_feeder_day(feeder, day) for day in period]
    total = {name: sum(row[name] for row in days) for name in ("delivered_wh", "registered_wh", "other_wh", "missing_wh", "technical_loss_wh", "residual_wh")}  # fmt: skip
    unexplained = total.pop("residual_wh")
    return {
        "subject_id": feeder, "feeder_id": feeder, **total, "unexplained_wh": unexplained, "days": period.days, "can_tell": "changes", "p_ppm": 300,
        "unexplained_low_wh": unexplained - 6_600 * 720, "unexplained_high_wh": unexplained + 6_600 * 720,
    }  # fmt: skip


def _customer(code: str) -> dict[str, Any]:
    number = int(code.removeprefix("C-"))
    is_shop = code in {MINER, BAKERY} or number > 38
    return {
        "customer_id": code, "region": "Mary", "place": "Bayramaly", "feeder_id": "Mary-2", "transformer_id": "Mary-2/T2", "phase": "ABC",
        "tariff_class": "commercial" if is_shop else "household", "activity": "bakery" if code == BAKERY else None,
        "connection_w": 15_000 if is_shop else 5_000, "registration_number": None,
    }  # fmt: skip


def _year(code: str) -> dict[date, tuple[int | None, ...]]:
    dice = random.Random(code)
    return {
        day: tuple(_hour(code, dice, day, hour) for hour in range(24))
        for ago in range(364, -1, -1)
        for day in [DAY - timedelta(days=ago)]
    }


def _hour(code: str, dice: random.Random, day: date, hour: int) -> int | None:
    ago = (DAY - day).days
    if ago in range(200, 206):
        return None
    season = 1 + 0.35 * math.cos((day.timetuple().tm_yday - 20) / 58)
    evening = math.exp(-((hour - 20) ** 2) / 9) + 0.5 * math.exp(-((hour - 8) ** 2) / 5)
    living = season * (180 + 1_400 * evening * dice.random())
    extra = {MINER: 6_500 if ago < 150 else 0, BAKERY: 4_200 + 900 * (hour < 6), RIG: 900 if ago < 70 else 0, HOUSE: 2_000 if hour < 6 and ago < 60 else 0}  # fmt: skip
    off = code == MINER and ago in {31, 32, 90}
    return int(living + (0 if off else extra.get(code, 0)))


def a_screened(code: str, **changes: Any) -> Screened:
    customer = _customer(code)
    told: dict[str, Any] = {
        "subject_kind": SubjectKind.CUSTOMER.value, "subject": code, "region": "Mary", "place": "Bayramaly", "feeder_id": "Mary-2",
        "customer_class": customer["tariff_class"], "activity": customer["activity"] or "", "group": f"{customer['tariff_class']}/Mary",
        "p_value_ppm": 1_200, "probability_ppm": 840_000, "unexplained_w": 6_400, "low_w": 6_100, "high_w": 6_700,
        "expected_wh_per_month": 4_600_000, "money_minor": 36_800_00, "currency": "GGM",
        "least_w": 300,
        "reasons": [{"code": "floor_w", "value": 6_480}, {"code": "floor_hardly_drifts_w", "value": 90}, {"code": "peers_below_ppm", "value": 990_000}],
        "clears": ["activity_needs_steady_power", "cooling_or_pumps_seen", "several_homes_on_one_meter"], "is_above_line": True, "sampled_ppm": 1_000_000, "model_sha": "3f" * 32,
    }  # fmt: skip
    return Screened(**told | changes)


def leads() -> list[Screened]:
    """A shop with a machine's load, a bakery, a small rig, a house at night, feeders, and one whom chance brought."""
    found = [
        a_screened(MINER),
        a_screened(BAKERY, p_value_ppm=7_100, probability_ppm=310_000, unexplained_w=4_100, low_w=3_900, high_w=4_400, expected_wh_per_month=2_950_000, money_minor=23_600_00),
        a_screened(RIG, p_value_ppm=4_200, probability_ppm=520_000, unexplained_w=870, low_w=700, high_w=1_000, expected_wh_per_month=626_000, money_minor=3_100_00),
        a_screened(HOUSE, p_value_ppm=8_800, probability_ppm=270_000, unexplained_w=1_900, low_w=1_500, high_w=2_200, expected_wh_per_month=350_000, money_minor=1_700_00, reasons=[{"code": "by_the_clock_w", "value": 1_900}, {"code": "run_hours", "value": 6}], clears=["heating_or_car_by_night_tariff"]),
        a_screened(CHANCE, p_value_ppm=640_000, probability_ppm=900, unexplained_w=0, low_w=0, high_w=40, expected_wh_per_month=0, money_minor=0, is_above_line=False, sampled_ppm=2_000, reasons=[], clears=[]),
    ]  # fmt: skip
    for feeder, (watts, low, high) in UNEXPLAINED.items():
        found.append(
            a_screened(MINER, subject_kind=SubjectKind.FEEDER.value, subject=feeder, region=feeder.partition("-")[0], place="", feeder_id=feeder, customer_class="",
                       group="feeder", p_value_ppm=300, probability_ppm=990_000, unexplained_w=watts, low_w=low, high_w=high, expected_wh_per_month=watts * 720,
                       money_minor=watts * 720 // 125, model_sha="", least_w=10_000, reasons=[{"code": "feeder_balance_w", "value": watts}, {"code": "rose_on", "value": CHANGED_ON.isoformat()}], clears=["feeder_meter_tested", "meters_assigned"])
        )  # fmt: skip
    return found


RULE = VisitRule("GG", "0123abcd" * 8, "Energy Supervision Policy of Garagum, 4", 6, 100_000, 28)


def put_behind_the_pages(built: LoadCountry) -> Callable[[], None]:
    """Let the pages of load read `built`; answers how to undo it."""
    before = asked.readings, asked.country_here

    def undo() -> None:
        asked.readings, asked.country_here = before

    asked.readings, asked.country_here = lambda: built, lambda: "GG"
    return undo


def fill_record(week: date | None = None) -> None:
    """Receive the leads, explain the bakery, draw this week, and close two of its visits."""
    kamran = Officer.objects.get(username="kamran")
    actions.receive_leads(screened_on=DAY, kinds=list(SubjectKind), found=leads(), lake_snapshot="meter_screens=8", by="terezi screen", at=AT)  # fmt: skip
    bakery = queries.lead_about(SubjectKind.CUSTOMER, BAKERY)
    assert bakery is not None
    actions.clear(lead=bakery.pk, explanation="A bakery: two ovens day and night, seen with its papers", until=date(2027, 3, 10), by=kamran, at=AT)  # fmt: skip
    made = actions.draw_week(
        week=week or rules.monday_of(AT.date()), rule=RULE, seed="5eed" * 8, by=kamran, at=AT
    )
    close = {"by": kamran, "at": AT + timedelta(days=2), "seen_at": AT + timedelta(days=1)}
    visits = {one.subject: one for one in made.visits.all()}
    actions.close(
        visit=visits[RIG].pk,
        outcome=Outcome.MINING_UNREGISTERED,
        notes="Two machines of 450 W in the cellar, no papers.",
        found_w=900,
        **close,
    )
    actions.close(visit=visits[CHANCE].pk, outcome=Outcome.NOTHING_FOUND, notes="A family of five.", **close)
