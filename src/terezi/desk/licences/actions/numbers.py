"""Giving out the numbers of licences, each once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from terezi.desk.licences.actions.chains import alone
from terezi.desk.licences.models import Licence, Series
from terezi.desk.licences.queries import number_exists


@transaction.atomic
def next_number(country: str, prefix: str, at: datetime) -> str:
    """Return the next number that no licence has, such as `GG-MIN-000124`, and hold its series.

    Two who ask at once get two numbers: the second waits until the first has entered his licence or given up.
    """
    alone()
    beginning = f"{country}-{prefix}"
    series, _ = Series.objects.select_for_update().get_or_create(beginning=beginning)
    series.last = max(series.last, _last_given(beginning)) + 1
    while number_exists(number := f"{beginning}-{series.last:06d}"):
        series.last += 1
    series.last_at = at
    series.save(update_fields=["last", "last_at"])
    return number


def _last_given(beginning: str) -> int:
    """The highest number of six figures that came with an older register."""
    given = Licence.objects.filter(number__regex=rf"^{beginning}-\d{{6}}$").aggregate(last=Max("number"))[
        "last"
    ]
    return int(given.rsplit("-", 1)[1]) if given else 0
