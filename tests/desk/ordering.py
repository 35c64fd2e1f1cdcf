"""Orders and plans as tests give them."""

from datetime import UTC, date, datetime, timedelta

from terezi.desk.energy import actions
from terezi.desk.energy.actions import Ordered
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.energy.terms import Addressee, Allocated, Reason, Wanted
from terezi.evidence.numerics.surplus.curtailment import Curtailment, Draw, curtail
from terezi.law.book import law_on

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
DAY = date(2026, 3, 10)
HOUR = timedelta(hours=1)
LAW = law_on("GG", DAY)
SITES = {
    "S1": Addressee("S1", "Günbatar Hash", "GG-MIN-S1", "Balkan", "gw-1"),
    "S2": Addressee("S2", "Deňiz Compute", "GG-MIN-S2", "Balkan", "gw-2"),
    "S3": Addressee("S3", "Mary Blocks", "GG-MIN-S3", "Mary"),
}
DRAWS = (
    Draw("S1", "Balkan", 5_000_000, 0, 9_000, date(2025, 6, 1)),
    Draw("S2", "Balkan", 8_000_000, 0, 12_000, date(2025, 7, 1)),
    Draw("S3", "Mary", 4_000_000, 0, 10_000, date(2025, 8, 1)),
)


def wanted(**changed) -> Wanted:
    told = {
        "reason": Reason.SHORTAGE,
        "ground": "Unit 2 of Balkan has tripped",
        "needed_w": {"Balkan": 6_000_000},
        "starts_at": AT,
        "ends_at": AT + 2 * HOUR,
    }
    return Wanted(**told | changed)


def cut(told: Wanted) -> Curtailment:
    return curtail(DRAWS, needed_w=dict(told.needed_w), order=LAW.surplus.curtailment_order.value)


def ordered(*, law=LAW, **changed) -> Ordered:
    told = wanted(**changed)
    return Ordered(wanted=told, curtailment=cut(told), addressees=SITES, law=law)


def proposed(by, *, at=AT, **changed) -> CurtailmentOrder:
    return actions.propose(ordered=ordered(**changed), by=by, at=at)


def emergency(by, *, at=AT, law=LAW, **changed) -> CurtailmentOrder:
    return actions.issue_emergency(ordered=ordered(law=law, **changed), by=by, at=at)


def issued(by, other, *, at=AT, **changed) -> CurtailmentOrder:
    return actions.sign(number=proposed(by, at=at, **changed).number, by=other, at=at)


def allocated(**changed) -> Allocated:
    told = {
        "country": "GG",
        "day": date(2026, 3, 11),
        "certificate_sha256": "a" * 64,
        "rule": "auction",
        "is_firm": True,
        "sites": 3,
        "allocated_wh": 240_000_000,
    }
    return Allocated(**told | changed)
