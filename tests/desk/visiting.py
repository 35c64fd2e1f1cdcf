"""Leads and rules for the tests of visits."""

from datetime import UTC, date, datetime
from typing import Any

from terezi.desk.visits.actions import receive_leads
from terezi.desk.visits.models import Lead
from terezi.desk.visits.terms import Screened, SubjectKind, VisitRule

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
SCREENED_ON = date(2026, 3, 10)
WEEK = date(2026, 3, 16)
SEED = "f00d" * 8
RULE = VisitRule("GG", "0123abcd", "Energy Supervision Policy, 4", 10, 100_000, 28)


def a_lead(number: int = 1, **changes: Any) -> Screened:
    told: dict[str, Any] = {
        "subject_kind": SubjectKind.CUSTOMER.value,
        "subject": f"C-{number:04}",
        "region": "Mary",
        "place": "Bayramaly",
        "feeder_id": "Mary-2",
        "customer_class": "commercial",
        "activity": "",
        "group": "commercial/Mary",
        "p_value_ppm": 1_000 + number,
        "probability_ppm": 900_000 - 1_000 * number,
        "unexplained_w": 3_200,
        "low_w": 2_800,
        "high_w": 3_600,
        "least_w": 300,
        "expected_wh_per_month": 2_300_000,
        "money_minor": 18_400,
        "currency": "GGM",
        "reasons": [{"code": "floor_w", "value": 3_200}],
        "clears": ["activity_needs_steady_power"],
        "is_above_line": True,
        "sampled_ppm": 1_000_000,
        "model_sha": "ab" * 32,
    }
    return Screened(**told | changes)


def below(number: int, **changes: Any) -> Screened:
    """One of the sample of those the line does not let through."""
    told = {"is_above_line": False, "sampled_ppm": 5_000, "p_value_ppm": 400_000, "probability_ppm": 900}
    return a_lead(number, **told | changes)


def received(*found: Screened, on: date = SCREENED_ON, at: datetime = AT) -> list[Lead]:
    receive_leads(
        screened_on=on, kinds=list(SubjectKind), found=found, lake_snapshot="snap", by="terezi screen", at=at
    )
    return list(Lead.objects.filter(superseded_at__isnull=True, screened_on=on).order_by("subject"))
