"""Leads, visits and labels for machines: what stands out, who goes there, and what was learned."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from terezi.desk.people.access import asked_by, officers
from terezi.desk.visits import queries, rules

router = Router(tags=["visits"])
MOST = 10**15  # beyond any row there is, within what a database counts to


class LeadOut(Schema):
    """What a screening says of one subject: a place to look, not a verdict."""

    id: int
    subject_kind: str = Field(description="customer, feeder or transformer")
    subject: str = Field(description="Code; never a name")
    region: str
    place: str
    feeder_id: str
    customer_class: str
    screened_on: date
    p_value_ppm: int = Field(
        description="How many innocent ones of its group in a million look so or more so"
    )
    probability_ppm: int = Field(description="Calibrated; 0 where no model has learned it")
    unexplained_w: int
    expected_wh_per_month: int
    money_minor: int | None
    currency: str
    reasons: list[Any]
    clears: list[Any]
    is_above_line: bool = Field(description="False for those whom chance brought")
    model_sha: str


class LeadsOut(Schema):
    """One page of leads."""

    count: int
    items: list[LeadOut]


class VisitOut(Schema):
    """A visit, why it is made and what came of it."""

    id: int
    subject_kind: str
    subject: str
    region: str
    week: date = Field(description="Monday of its week")
    why: str = Field(description="ranked, random or by_hand")
    rank: int | None
    chance_ppm: int | None = Field(description="How likely it was to be drawn")
    state: str
    outcome: str
    found_w: int | None
    seen_at: datetime | None


class LabelOut(Schema):
    """What a visit teaches."""

    subject_kind: str
    subject: str
    screened_on: date | None
    seen_at: datetime
    outcome: str
    is_mining: bool
    why: str
    chance_ppm: int | None
    model_sha: str


class Page(Schema):
    """Which rows of a list."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=MOST)


@router.get("/leads", response=LeadsOut, auth=officers(may="meters.read"))
def list_leads(request: HttpRequest, page: Query[Page]) -> dict[str, Any]:
    """List the leads of the last screenings in the officer's region."""
    found = queries.leads(region=asked_by(request).region).order_by("p_value_ppm", "id")
    return {"count": found.count(), "items": list(found[page.offset : page.offset + page.limit])}


@router.get("", response=list[VisitOut], auth=officers(may="visits.read"))
def list_visits(request: HttpRequest, day: date) -> list[Any]:
    """List the visits of the week a day lies in, in the officer's region."""
    found = queries.visible_to(asked_by(request)).filter(week=rules.monday_of(day))
    return list(found.order_by("rank", "id"))


@router.get("/labels", response=list[LabelOut], auth=officers(may="visits.read"))
def list_labels(request: HttpRequest, since: date | None = None) -> list[dict[str, Any]]:
    """List what visits in the officer's region taught, the first seen first."""
    seen = set(queries.visible_to(asked_by(request)).values_list("subject_kind", "subject"))
    told = queries.labels(since=since)
    return [asdict(one) for one in told if (one.subject_kind, one.subject) in seen]
