"""The energy office in the last weeks: plans made public, bills before and after the late readings, an order given."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from terezi.demo.energy.bills import Billing, bill_again, bill_months
from terezi.demo.energy.orders import give_order, send_given
from terezi.demo.energy.people import admit_a_miner, inspectors
from terezi.demo.energy.plans import can_plan, plan_days
from terezi.demo.world import World
from terezi.desk.billing.models import Bill, Reader, Run
from terezi.desk.energy.models import CurtailmentOrder, Plan
from terezi.evidence.facts.home import Home
from terezi.law.book import law_on

STREAM = 7  # of the seed: another stream than the country's
LATE = "late"
Load = Callable[[list[Path]], None]


def live(home: Home, deliveries: Path, world: World, *, seed: int, load: Load) -> None:
    """Load what came in time, plan the last fortnight, bill, load what came late, bill again; then give the order.

    What a broken build has done is kept: each step is done whole or not at all.
    """
    span, officers = world.span, inspectors()
    billing = Billing(home, span, officers, np.random.default_rng((seed, STREAM)))
    folders = sorted(folder for folder in deliveries.iterdir() if folder.is_dir())
    load([folder for folder in folders if folder.name != LATE])
    if can_plan(span):
        _once(Plan.objects.all(), lambda: plan_days(home, span, officers))
    if has_tariffs(home, span.first_day):
        _once(Run.objects.all(), lambda: bill_months(billing))
        _once(Reader.objects.exclude(ground=""), lambda: admit_a_miner(world))
    load([folder for folder in folders if folder.name == LATE])
    if has_tariffs(home, span.first_day):
        _once(Bill.objects.filter(version__gt=1), lambda: bill_again(billing))
    if can_plan(span):
        order = world.ordered_by_desk
        if order is not None:
            _once(CurtailmentOrder.objects.all(), lambda: give_order(home, span, order, officers))
        send_given(home)


def _once(done: QuerySet[Any], step: Callable[[], object]) -> None:
    """Do a step whole, unless the record holds already what it does."""
    with transaction.atomic():
        if not done.exists():
            step()


def has_tariffs(home: Home, day: date) -> bool:
    """Answer whether the law says what is billed for power, from a day on."""
    tariffs = law_on(home.country, day).tariffs
    return tariffs.billed.is_known and tariffs.days_to_pay.is_known
