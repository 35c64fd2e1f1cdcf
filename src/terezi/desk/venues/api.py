"""Returns by HTTP: one file, one receipt; what was filed, and what is due."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status

from terezi.desk.people.access import asked_by, officers
from terezi.desk.venues import queries, receiving
from terezi.desk.venues.models import Filing
from terezi.desk.venues.sheets.filings import CorrectionLine, filing_line
from terezi.desk.venues.terms import Outcome

router = Router(tags=["returns"])
BLOCK = 1 << 20


class ProblemOut(Schema):
    """Why a delivery was refused: the check, the rows that break it, what to do."""

    check: str
    says: str
    rows: list[int] = Field(description="The first rows, counted from 1 (in a table after its heading)")
    count: int
    remedy: str


class NoteOut(Schema):
    """What was noticed in a delivery that was taken."""

    code: str
    says: str
    rows: list[int]
    count: int


class CorrectionOut(Schema):
    """One value that says otherwise than what was filed before."""

    row: int = Field(description="Counted from 1 after the heading")
    key: str = Field(description="What the row is of, beside the venue")
    column: str
    before: str
    after: str


class FilingOut(Schema):
    """The receipt of a return; the same bytes again change nothing."""

    number: str
    venue: str = Field(alias="venue_id")
    duty: str = Field(
        description="orders, trades, balances, fees, accounts, transfers, listings, incidents; empty where nobody knows the file"
    )
    file: str
    delivery: str = Field(description="First 16 digits of the SHA-256 of file and sender")
    outcome: str = Field(description="accepted, unchanged (nothing new in it) or quarantined (refused whole)")
    filed_at: datetime
    rows_new: int
    rows_corrected: int
    rows_unchanged: int
    first_day: date | None
    last_day: date | None
    problems: list[ProblemOut]
    notes: list[NoteOut]
    corrections: list[CorrectionOut] = Field(
        description="What the first rows corrected, at most 20, say otherwise; `rows_corrected` counts all"
    )

    @staticmethod
    def resolve_corrections(filing: Filing) -> list[CorrectionLine]:
        return filing_line(filing).corrections


@router.post(
    "",
    response={200: FilingOut, 409: Any, 411: Any, 413: Any, 422: FilingOut},
    auth=officers(may="returns.send"),
    summary="File a return",
    openapi_extra={
        "requestBody": {
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            "required": True,
        }
    },
)
def file_return(request: HttpRequest, venue: str = "", file: str = "") -> Any:
    """Take a file (CSV, Parquet or JSON lines, also gz or zst) whole or not at all; `venue` where an account files for several."""
    _refuse_unsized(request)
    by = asked_by(request)
    filing = receiving.receive(
        venue=queries.venue_to_file_for(by, venue),
        name=file,
        blocks=_blocks(request),
        by=by,
        at=timezone.now(),
    )
    return Status(422 if filing.outcome == Outcome.REFUSED else 200, filing)


@router.get("", response=list[FilingOut], auth=officers(may="returns.send"), summary="What was filed last")
def list_filings(request: HttpRequest) -> Any:
    """List the last hundred returns of the venues this account files for."""
    return list(queries.filings_of(queries.venues_of(asked_by(request)))[:100])


@router.get("/{number}", response=FilingOut, auth=officers(may="returns.send"), summary="One receipt")
def show_filing(request: HttpRequest, number: str) -> Any:
    """Return the receipt of one return of a venue this account files for."""
    found = queries.filing_of(asked_by(request), number)
    if found is None:
        raise HttpError(404, f"No return {number} of a venue this account files for")
    return found


def _refuse_unsized(request: HttpRequest) -> None:
    told = request.META.get("CONTENT_LENGTH") or ""
    if not told.isdigit():
        raise HttpError(411, "Tell Content-Length")
    if int(told) > receiving.MOST_BYTES:
        raise HttpError(413, f"A return has at most {receiving.MOST_BYTES:,} bytes: send the day in parts")


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    while block := request.read(BLOCK):
        yield block
