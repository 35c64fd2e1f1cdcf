"""What the law says of licensed exchanges."""

from datetime import date

import pytest

from terezi.base.errors import BadData
from terezi.law.book import countries, law_on, pack
from terezi.law.exchanges import Exchanges
from terezi.law.refusals import UnknownLaw
from terezi.law.terms import Status
from terezi.law.written import read_pack, types_of

TODAY = date(2026, 3, 10)
NAMES = list(types_of(Exchanges))
LAW, POLICY = NAMES[: NAMES.index("stale_after_seconds")], NAMES[NAMES.index("stale_after_seconds") :]


def test_garagum_knows_every_rule():
    exchanges = law_on("GG", TODAY).exchanges

    assert [name for name in NAMES if not getattr(exchanges, name).is_known] == []


@pytest.mark.parametrize("country", countries())
def test_how_exchanges_are_watched_is_policy_and_what_they_owe_is_not(country):
    written = pack(country).sections["exchanges"]
    policy = [term for name in POLICY for term in written[name]]

    assert {term.status for term in policy} == {Status.POLICY}
    assert all("Terezi's proposed exchange policy" in t.source and "not law" in t.source for t in policy)
    assert Status.POLICY not in {term.status for name in LAW for term in written[name]}


@pytest.mark.parametrize("country", ["TM", "KZ", "UZ", "PK"])
def test_no_state_has_an_invented_levy_or_share_of_cold_storage(country):
    exchanges = law_on(country, TODAY).exchanges
    invented = [
        exchanges.levy_share,
        exchanges.cold_share,
        exchanges.sale_duty_share,
        exchanges.reserve_ratio,
    ]

    assert [term.name for term in invented if term.is_known] == []


def test_a_draft_of_the_travel_rule_binds_nobody():
    with pytest.raises(UnknownLaw, match="only draft"):
        _ = law_on("PK", TODAY).exchanges.travel_rule_from.value


def test_a_return_is_due_by_days_or_as_a_feed_and_not_by_both(rewritten):
    folder = rewritten(
        "exchanges.yaml",
        "{duty: orders, interval_seconds: 60}",
        "{duty: orders, interval_seconds: 60, clock: {count: 1, kind: working}}",
    )
    with pytest.raises(BadData, match="by a clock of days or as a feed"):
        read_pack(folder)


def test_deadlines_read_as_a_jurist_would_say_them():
    deadlines = law_on("GG", TODAY).exchanges.return_deadlines.value

    assert [str(each) for each in deadlines][:1] == ["orders every 60 s"]
    assert "fees 1 working day" in [str(each) for each in deadlines]
