"""Plans of the last fortnight, made public by two officers: each day the firm one of the next, twice a week at once."""

from datetime import date, timedelta

from terezi.demo.energy.people import Inspectors
from terezi.demo.licensing.hours import at
from terezi.demo.power.hours import DAYS_NEEDED, DRY_DAYS
from terezi.demo.span import Span
from terezi.desk.energy import actions
from terezi.desk.energy.terms import Allocated
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import kept_plan
from terezi.jobs.plan_power import plan_if_told
from terezi.law.book import law_on

WEEK_DAYS = 7
PLANNED_AT, PUBLISHED_AT = 13, 15


def can_plan(span: Span) -> bool:
    """Say whether demand is known for long enough before the days to plan."""
    return span.days >= DAYS_NEEDED


def plan_days(home: Home, span: Span, officers: Inspectors) -> None:
    """Publish each day the firm plan of the next, and every seventh day what is expected; the last one waits."""
    for ahead in range(DRY_DAYS, -1, -1):
        on = span.last_day - timedelta(days=ahead)
        made = plan_if_told(home=home, on=on)
        told = [day for day in sorted({*made.planned, *made.stood}) if _is_of(home, day, on)] if made else []
        for day in told if ahead % WEEK_DAYS == 0 else told[:1]:
            _publish(home, day, on, officers, is_signed=day != span.last_day + timedelta(days=1))


def _is_of(home: Home, day: date, on: date) -> bool:
    """Say whether the plan of a day that stands was worked out on that day."""
    kept = kept_plan(home, day)
    return kept is not None and kept.told["planned_on"] == str(on)


def _publish(home: Home, day: date, on: date, officers: Inspectors, *, is_signed: bool) -> None:
    allocated, law = _allocated(home, day), law_on(home.country, day)
    plan = actions.propose_plan(allocated=allocated, law=law, by=officers.first, at=at(on, PLANNED_AT))
    if is_signed:
        sha256 = allocated.certificate_sha256
        actions.publish_plan(
            plan=plan.pk, certificate_sha256=sha256, by=officers.second, at=at(on, PUBLISHED_AT)
        )


def _allocated(home: Home, day: date) -> Allocated:
    kept = kept_plan(home, day)
    if kept is None:
        raise AssertionError(f"The plan of {day} has no certificate")
    lake = Lake.open(home)
    rows = lake.collect(lake.on("allocations", day))
    return Allocated(
        country=home.country,
        day=day,
        certificate_sha256=kept.sha256,
        rule=kept.told["rule"],
        is_firm=kept.is_firm,
        sites=rows["site_id"].n_unique(),
        allocated_wh=int(rows["allocated_w"].sum()),
    )
