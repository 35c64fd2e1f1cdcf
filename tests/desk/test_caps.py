"""Phase caps: however many approve at once, the cap is not exceeded, on SQLite and on PostgreSQL."""

from datetime import date, timedelta

import pytest

from terezi.base.errors import Refused
from terezi.desk.licences import queries, rules
from terezi.desk.licences.actions import change
from terezi.desk.licences.transitions import Act
from tests.racing import told_by

from .conftest import AT
from .licensing import NUMBER, basis, granted

MW = 1_000_000
CAP = 20 * MW
D = date


def renewed(number, **told):
    return change(
        number=number,
        act=Act.RENEW,
        after=None,
        effective_on=D(2026, 3, 10),
        basis=basis(),
        by="maral",
        at=AT,
        **told,
    )


@pytest.mark.django_db
class TestTheCap:
    def test_what_fits_is_granted_and_what_does_not_is_refused_with_what_is_left(self):
        granted(licensed_w=12 * MW, cap_w=CAP)

        with pytest.raises(Refused, match="do not fit into the 8000000 W that are left"):
            granted(number="GG-MIN-000002", licensed_w=8 * MW + 1, cap_w=CAP)
        granted(number="GG-MIN-000002", licensed_w=8 * MW, cap_w=CAP)

        assert queries.standing_w("Balkan", "industrial", D(2026, 3, 1)) == CAP

    def test_another_region_and_another_class_have_their_own(self):
        granted(licensed_w=CAP, cap_w=CAP)

        granted(number="GG-MIN-000002", region="Mary", licensed_w=CAP, cap_w=CAP)
        granted(number="GG-MIN-000003", actor_class="private", licensed_w=CAP, cap_w=CAP)

    def test_a_licence_of_the_future_takes_its_power_from_its_day_on(self):
        granted(licensed_w=CAP, valid_from=D(2026, 9, 1), cap_w=CAP)

        with pytest.raises(Refused, match="cap"):
            granted(number="GG-MIN-000002", licensed_w=MW, cap_w=CAP)
        granted(number="GG-MIN-000002", licensed_w=MW, valid_until=D(2026, 9, 1), cap_w=CAP)

    def test_a_suspended_licence_keeps_its_power_and_a_withdrawn_one_gives_it_back(self):
        told = {"effective_on": D(2026, 3, 5), "basis": basis(), "by": "maral", "after": None}
        granted(licensed_w=CAP, cap_w=CAP)
        change(number=NUMBER, act=Act.SUSPEND, at=AT, **told)

        with pytest.raises(Refused, match="cap"):
            granted(number="GG-MIN-000002", licensed_w=MW, valid_from=D(2026, 3, 5), cap_w=CAP)
        change(number=NUMBER, act=Act.WITHDRAW, at=AT + timedelta(days=1), **told)
        granted(number="GG-MIN-000002", licensed_w=MW, valid_from=D(2026, 3, 5), cap_w=CAP)

    def test_a_renewal_and_more_power_need_room_too(self):
        granted(licensed_w=12 * MW, valid_until=D(2026, 3, 5), cap_w=CAP)
        granted(number="GG-MIN-000002", licensed_w=12 * MW, valid_from=D(2026, 3, 5), cap_w=CAP)

        with pytest.raises(Refused, match="cap"):
            renewed(NUMBER, cap_w=CAP)
        renewed(NUMBER, licensed_w=8 * MW, cap_w=CAP)

    def test_its_own_power_does_not_stand_in_a_licence_s_way(self):
        granted(licensed_w=CAP, cap_w=CAP)

        assert renewed(NUMBER, cap_w=CAP).licensed_w == CAP


def test_the_highest_sum_is_looked_for_on_every_day():
    first, second, third = (
        ((D(2026, 1, 1), D(2026, 3, 1)), 5),
        ((D(2026, 2, 1), None), 7),
        ((D(2026, 3, 1), None), 4),
    )
    year = (D(2026, 1, 1), D(2027, 1, 1))

    assert rules.highest([first, second, third], within=year) == 12
    assert rules.highest([first, second, third], within=(D(2026, 1, 1), D(2026, 2, 1))) == 5
    assert rules.highest([first, second, third], within=(D(2026, 3, 1), None)) == 11
    assert rules.highest([], within=year) == 0


RACE = """
import json, sys
from datetime import UTC, date, datetime
from pathlib import Path
from terezi.site import start
start(Path(sys.argv[1]))
from django.db import transaction
from terezi.base.errors import Refused
from terezi.desk.journal import queries as journal
from terezi.desk.licences import actions, queries
from terezi.desk.licences.actions import chains, grants
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.actions import know_party
from tests.racing import race

only_the_account = sys.argv[2] == "only the account"
if only_the_account:  # the account must be enough, should the journal one day be written without a lock
    chains.alone = lambda: None
AT, DAY = datetime(2026, 3, 11, tzinfo=UTC), date(2026, 3, 11)
BASIS = Basis("D-1", "art. 7", date(2026, 1, 1), "v1", ("one", "other"), "ground")
HOLDER = know_party(name="Holder")
MW, CAP, AT_ONCE = 1_000_000, 5_000_000, 8

def grant(region, turn):
    with transaction.atomic():
        number = f"GG-{region}-{turn}" if only_the_account else actions.next_number("GG", "MIN", AT)
        actions.grant(number=number, holder=HOLDER, actor_class="industrial", status=Status.LICENSED, region=region,
                      licensed_w=MW, valid_from=DAY, basis=BASIS, by="one", at=AT, cap_w=CAP)

def renew(region, turn):
    actions.change(number=f"GG-OLD-{turn}", act=Act.RENEW, after=None, effective_on=DAY, basis=BASIS, by="one", at=AT,
                   cap_w=CAP)

def withdraw(region, turn):
    actions.change(number=region, act=Act.WITHDRAW, after=None, effective_on=DAY, basis=BASIS, by="one", at=AT)

def at_once(verb, region):
    done, refused, broken = race(lambda turn: verb(region, turn), AT_ONCE)
    return [done, len(refused), broken]

told = {"grant": [at_once(grant, f"R{turn}") for turn in range(4)]}
told["standing"] = [queries.standing_w(f"R{turn}", "industrial", DAY) for turn in range(4)]
for turn in range(AT_ONCE):
    actions.grant(number=f"GG-OLD-{turn}", holder=HOLDER, actor_class="industrial", status=Status.LICENSED, region="Old",
                  licensed_w=MW, valid_from=date(2025, 1, 1), valid_until=DAY, basis=BASIS, by="one", at=AT)
told["renew"] = at_once(renew, "Old")
told["old"] = queries.standing_w("Old", "industrial", DAY)
if not only_the_account:
    told["withdraw"] = at_once(withdraw, queries.live().filter(region="R0").first().number)
told["journal"] = str(journal.broken())
print(json.dumps(told))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", ["everything", "only the account"])
def test_eight_who_approve_at_once_never_exceed_the_cap(tmp_path, held, new_record):
    told = told_by(RACE, new_record(tmp_path), held)

    assert told["grant"] == [[5, 3, []]] * 4
    assert told["standing"] == [5 * MW] * 4
    assert (told["renew"], told["old"]) == ([5, 3, []], 5 * MW)
    assert told.get("withdraw", [1, 7, []]) == [1, 7, []]
    assert told["journal"] == "None"
