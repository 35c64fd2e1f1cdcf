"""Orders, plans, bills and payments on which several officers act at once: each happens once, on SQLite and on PostgreSQL."""

import pytest

from tests.racing import told_by

RACE = """
import json, sys
from pathlib import Path
from terezi.site import start
start(Path(sys.argv[1]))
from datetime import date, datetime, UTC
from terezi.desk.billing import actions as billing, queries as owing
from terezi.desk.billing.models import Allocation, Bill, Payment
from terezi.desk.energy import actions as energy
from terezi.desk.energy.models import Outbox, Plan
from terezi.desk.journal import queries as journal
from terezi.desk.journal.models import Entry
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from tests.desk import ordering, test_billing
from tests.racing import race

AT_ONCE, ROUNDS, AT = 4, 3, ordering.AT
OFFICERS = [
    Officer.objects.create(username=f"officer{n}", name=f"Officer {n}", role=Role.ENERGY_INSPECTOR, appointed_at=AT)
    for n in range(AT_ONCE + 1)
]
PROPOSER, OTHERS = OFFICERS[-1], OFFICERS[:-1]

def at_once(*verbs):
    done, _, broken = race(lambda turn: verbs[turn % len(verbs)](OTHERS[turn]), AT_ONCE)
    return [done, broken]

def issued(site):
    run = test_billing.drafted(test_billing.site_bill(site))
    billing.propose(number=run.number, by=PROPOSER, at=AT)
    return run

def file_of(reference, text, amount="166030.64"):
    row = f'{reference},2026-03-20,{amount},GGM,"","{text}"\\n'
    return dict(name="bank.csv", data=(test_billing.HEADING + row).encode(), at=AT)

told = {name: [] for name in ("sign", "mixed", "plan", "publish", "issue", "load", "paid", "settled")}
for turn in range(ROUNDS):
    order = ordering.proposed(PROPOSER)
    told["sign"].append(at_once(lambda by: energy.sign(number=order.number, by=by, at=AT)))
    other = ordering.proposed(PROPOSER)
    told["mixed"].append(at_once(
        lambda by: energy.sign(number=other.number, by=by, at=AT),
        lambda by: energy.decline(number=other.number, by=by, reason="No", at=AT),
    ))
    day = ordering.allocated(day=date(2026, 3, 11 + turn))
    told["plan"].append(at_once(lambda by: energy.propose_plan(allocated=day, law=ordering.LAW, by=by, at=AT)))
    energy.decline_plan(plan=Plan.objects.get(state="proposed").pk, by=PROPOSER, reason="Again", at=AT)
    plan = energy.propose_plan(allocated=day, law=ordering.LAW, by=PROPOSER, at=AT)
    told["publish"].append(at_once(
        lambda by: energy.publish_plan(plan=plan.pk, certificate_sha256="a" * 64, by=by, at=AT)))
    run = issued(f"S{turn}")
    told["issue"].append(at_once(lambda by: billing.issue(number=run.number, by=by, at=AT)))
    bill = run.bills.get()
    told["load"].append(at_once(
        lambda by: billing.load_payments(**file_of(f"R{turn}", f"Bill {bill.number}"), by=by.username)))
    more = issued(f"T{turn}")
    billing.issue(number=more.number, by=OTHERS[0], at=AT)
    owed = more.bills.get()
    billing.load_payments(**file_of(f"H{turn}", "for power"), by="test")
    by_hand = Payment.objects.get(reference=f"H{turn}")
    told["paid"].append(at_once(
        lambda by: billing.match(payment=by_hand.pk, bill=owed.number, by=by.username, at=AT),
        lambda by: billing.load_payments(**file_of(f"A{turn}{by.pk}", f"Bill {owed.number}"), by=by.username),
    )[1])
    told["settled"].append([owing.owed(Bill.objects.get(pk=each.pk)) for each in (bill, owed)])
told["orders_out"] = Outbox.objects.count()
told["entries"] = {act: Entry.objects.filter(act=act).count() for act in ("orders.issue", "orders.decline", "plans.publish")}
told["journal"] = str(journal.broken())
print(json.dumps(told))
"""


@pytest.mark.django_db(transaction=True)
def test_of_officers_who_act_at_once_on_money_and_power_one_acts(tmp_path, new_record):
    told = told_by(RACE, new_record(tmp_path))

    for verb in ("sign", "mixed", "plan", "publish", "issue"):
        assert told[verb] == [[1, []]] * 3, verb
    assert [broken for _, broken in told["load"]] == [[]] * 3
    assert told["paid"] == [[]] * 3
    assert told["settled"] == [[0, 0]] * 3
    assert told["entries"]["orders.issue"] + told["entries"]["orders.decline"] == 6
    assert told["entries"]["plans.publish"] == 3
    assert told["journal"] == "None"
