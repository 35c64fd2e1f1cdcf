"""Officers who act at once: one decision, one entry in the journal, on SQLite and on PostgreSQL."""

import pytest

from tests.racing import told_by

AT_ONCE = 8
RACE = """
import json, sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from terezi.site import start
start(Path(sys.argv[1]))
from terezi.desk.decisions import actions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, SubjectKind
from terezi.desk.journal import queries as journal
from terezi.desk.journal.models import Entry
from terezi.desk.licences import actions as licences
from terezi.desk.licences import queries as register
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.actions import know_party
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from tests.racing import race

AT_ONCE, ROUNDS = 8, 4
AT, DAY = datetime(2026, 3, 11, 6, tzinfo=UTC), date(2026, 3, 11)
LATER = AT + timedelta(hours=1)
REASON = Reason(article="art. 35", facts="No report for two months")
BASIS = Basis("D-1", "art. 7", date(2026, 1, 1), "v1", ("one", "other"), "ground")
HOLDER = know_party(name="Holder")
OFFICERS = [
    Officer.objects.create(username=f"officer{n}", name=f"Officer {n}", role=Role.LICENSING_OFFICER, appointed_at=AT)
    for n in range(AT_ONCE + 1)
]
PROPOSER, OTHERS = OFFICERS[-1], OFFICERS[:-1]

def a_licence(n):
    number = f"GG-MIN-{n:06d}"
    licences.grant(number=number, holder=HOLDER, actor_class="industrial", status=Status.LICENSED, region="Mary",
                   licensed_w=1_000_000, valid_from=date(2025, 1, 1), basis=BASIS, by="one", at=AT - timedelta(days=9))
    return number

def suspend(number, by):
    return actions.propose_on_licence(number=number, act=Act.SUSPEND, effective_on=DAY, reason=REASON, conditions={},
                                      by=by, at=AT).number

def refuse(subject, by):
    actions.propose(act=Act.REFUSE, subject_kind=SubjectKind.APPLICATION, subject=subject,
                    before=Status.DECISION_PROPOSED, after=Status.REFUSED, effective_on=DAY, conditions={},
                    reasons=[REASON], parties=["Applicant"], by=by, at=AT)

def at_once(verb):
    done, refused, broken = race(lambda turn: verb(turn, OTHERS[turn]), AT_ONCE)
    return [done, sorted(set(refused)), broken]

told = {name: [] for name in ("sign", "status", "mixed", "propose", "numbers")}
for turn in range(ROUNDS):
    number = a_licence(turn)
    decision = suspend(number, PROPOSER)
    told["sign"].append(at_once(lambda _, by: actions.sign(number=decision, by=by, at=LATER)))
    told["status"].append(register.licence_on(number, DAY).status)
    number = a_licence(turn + 100)
    decision = suspend(number, PROPOSER)
    def either(turn, by):
        if turn % 2:
            actions.sign(number=decision, by=by, at=LATER)
        else:
            actions.decline(number=decision, by=by, reason="No", at=LATER)
    told["mixed"].append(at_once(either)[0::2])
    told["propose"].append(at_once(lambda _, by: refuse(f"GG-APP-2026-{turn:06d}", by))[0::2])
    told["numbers"].append(at_once(lambda n, by: refuse(f"GG-APP-2027-{10 * turn + n:06d}", by)))
told["entries"] = {act: Entry.objects.filter(act=act).count() for act in
                   ("decisions.sign", "decisions.decline", "licences.suspend", "decisions.propose")}
told["decisions"] = Decision.objects.count()
told["last"] = Decision.objects.order_by("number").last().number
told["journal"] = str(journal.broken())
print(json.dumps(told))
"""


@pytest.mark.django_db(transaction=True)
def test_of_eight_officers_who_act_at_once_one_decides(tmp_path, new_record):
    told = told_by(RACE, new_record(tmp_path))

    assert told["sign"] == [[1, ["This decision was signed already"], []]] * 4
    assert told["status"] == ["suspended"] * 4
    assert told["mixed"] == [[1, []]] * 4
    assert told["propose"] == [[1, []]] * 4
    assert told["numbers"] == [[AT_ONCE, [], []]] * 4
    assert told["entries"]["decisions.sign"] == told["entries"]["licences.suspend"]
    assert told["entries"]["decisions.sign"] + told["entries"]["decisions.decline"] == 8
    assert told["entries"]["decisions.propose"] == told["decisions"] == 4 * (1 + 1 + 1 + AT_ONCE)
    assert told["last"] == f"GG-DEC-2026-{told['decisions']:06d}"
    assert told["journal"] == "None"
