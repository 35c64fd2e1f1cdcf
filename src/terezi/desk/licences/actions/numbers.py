"""Giving out the numbers of licences, each once."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from terezi.desk.licences.actions.chains import alone
from terezi.desk.licences.models import Licence

FIGURES = 6


@transaction.atomic
def next_number(country: str, prefix: str, at: datetime) -> str:
    """Return the number after the last one given, such as `GG-MIN-000124`, for a licence granted at `at`.

    Ask in the transaction that grants it: whoever asks next waits until that is done or given up.
    """
    alone()
    beginning = f"{country}-{prefix}-"
    given = Licence.objects.filter(number__regex=rf"^{re.escape(beginning)}\d{{{FIGURES}}}$")
    last = given.aggregate(last=Max("number"))["last"]
    return f"{beginning}{int(last.removeprefix(beginning)) + 1 if last else 1:0{FIGURES}d}"
