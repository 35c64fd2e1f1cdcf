"""The morning: enter terms that ran out, take in the orders given, add up what is new or late, weigh each day, and look, under the law of that day."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from terezi.base.periods import Period, days_up_to, joined
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs.add_up_feeders import add_up_missing
from terezi.jobs.add_up_venues import add_up_venues, watch_venues
from terezi.jobs.balance_feeders import balance_feeders
from terezi.jobs.expire import expire_terms
from terezi.jobs.hand_over_leads import hand_over_leads
from terezi.jobs.meter_subsidy import meter_subsidy
from terezi.jobs.publish_reference import publish_reference
from terezi.jobs.run_indicators import Run, run_indicators
from terezi.jobs.send_orders import send_orders
from terezi.jobs.summarise_days import summarise_days
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.jobs.weigh_day import HISTORY_DAYS, weigh_day
from terezi.law.book import law_on

AT_ONCE_DAYS = 10
Told = Callable[[str, int, int], None]


def morning(*, home: Home, period: Period, at: datetime, progress: Told) -> list[Run]:
    """Run every day of `period`; days of the history not added up yet are added up first.

    A day that holds no readings at all is still run: silence is what its indicators then say.
    """
    lake = Lake.open(home)
    zone = law_on(home.country, at.date()).settlement.time_zone.value
    expire_terms(on=settlement_day(at, zone), at=at, by="terezi run")
    publish_reference(lake=lake, at=at)
    send_orders(home=home, at=at)
    _summarise(lake, period, progress)
    add_up_missing(lake=lake, period=period, zone=zone, progress=progress)
    summarise_meter_days(lake=lake, period=_history(period), zone=zone, progress=progress)
    law_of = partial(law_on, home.country)
    add_up_venues(lake=lake, period=period, zone=zone, at=at, law_of=law_of, progress=progress)
    runs = []
    for done, day in enumerate(period, start=1):
        law = law_of(day)
        weigh_day(lake=lake, law=law)
        balance_feeders(lake=lake, law=law)
        watch_venues(lake=lake, law=law)
        meter_subsidy(lake=lake, law=law)
        runs.append(run_indicators(lake=lake, law=law, at=at))
        hand_over_leads(lake=lake, law=law, at=at)
        progress("Weighing", done, period.days)
    return runs


def _summarise(lake: Lake, period: Period, progress: Told) -> None:
    spans = joined(_days_to_summarise(lake, period), while_=lambda span: span.days <= AT_ONCE_DAYS)
    for done, span in enumerate(spans, start=1):
        summarise_days(lake=lake, period=span)
        progress("Adding up days", done, len(spans))


def _days_to_summarise(lake: Lake, period: Period) -> list[date]:
    history = _history(period)
    told = {
        day for table in ("meter_readings", "machine_telemetry", "pool_reports") for day in lake.days(table)
    }
    missing = {day for day in history if day in told} - set(lake.days("site_days"))
    return sorted(missing | set(period))


def _history(period: Period) -> Period:
    return days_up_to(list(period)[-1], days=HISTORY_DAYS)
