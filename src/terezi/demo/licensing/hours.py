"""Moments of the country's working week, so that files rest at night and on Saturday and Sunday."""

from datetime import date, datetime, time, timedelta

from terezi.demo.span import ZONE

OPENS, CLOSES = 9, 17
MINUTES_A_DAY = (CLOSES - OPENS) * 60
SATURDAY = 5


def at(day: date, hour: int = OPENS) -> datetime:
    """Return an hour of a day by the country's clock."""
    return datetime.combine(day, time(hour), ZONE)


def later(start: datetime, days: float) -> datetime:
    """Return the moment so many working days of eight hours after `start`; holidays are worked through."""
    moment, minutes = _open(start), round(days * MINUTES_A_DAY)
    while (left := int((at(moment.date(), CLOSES) - moment).total_seconds() // 60)) < minutes:
        minutes -= left
        moment = _open(at(moment.date(), CLOSES))
    return moment + timedelta(minutes=minutes)


def before(day: date, days: int) -> date:
    """Return the working day so many working days before `day`."""
    while days > 0 or day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def _open(moment: datetime) -> datetime:
    """Move on to the next moment at which the offices are open."""
    local = moment.astimezone(ZONE)
    if local.hour < OPENS:
        local = at(local.date())
    if local.hour >= CLOSES:
        local = at(local.date() + timedelta(days=1))
    while local.weekday() >= SATURDAY:
        local = at(local.date() + timedelta(days=1))
    return local
