"""What stands on the page of a feeder: its days, its balance, where the energy went, and where to begin looking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.base.periods import days_up_to
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.words import word
from terezi.desk.visits import quantities, queries, words
from terezi.desk.visits.basis import LoadBasis
from terezi.desk.visits.models import Clearing, Lead
from terezi.desk.visits.sheets.flow import Flow, flow_of
from terezi.desk.visits.sheets.network import FeederLine, day_says, feeder_line, interval_says
from terezi.desk.visits.sheets.visit import VisitLine
from terezi.desk.visits.terms import SubjectKind

SHOWN_DAYS = 90
HOURS_A_DAY = 24


@dataclass(frozen=True)
class FeederDay:
    """One day of the balance; mean powers in W over the hours counted."""

    day: date
    delivered_w: int
    metered_w: int
    missing_w: int
    loss_w: int
    residual_w: int
    sigma_w: int
    coverage_ppm: int

    @property
    def spoken(self) -> dict[str, Spoken]:
        """The day in words, for the table."""
        names = ("delivered", "metered", "missing", "loss", "residual", "sigma")
        told = {name: quantities.power(getattr(self, f"{name}_w")) for name in names}
        return {**told, "coverage": quantities.share(self.coverage_ppm)}


@dataclass(frozen=True)
class Part:
    """A transformer or phase of the feeder with its own balance."""

    level: str
    subject_id: str
    line: FeederLine

    @property
    def level_says(self) -> str:
        return word(words.LEVELS, self.level)


@dataclass(frozen=True)
class Candidate:
    """A customer to begin looking at; a code and two measures, no accusation."""

    place: int
    customer_id: str
    fell: Spoken
    correlation: Spoken
    has_page: bool


@dataclass(frozen=True)
class FeederSheet:
    """Everything on the page of a feeder."""

    line: FeederLine
    said: SafeString
    days: tuple[FeederDay, ...]
    flow: Flow | None
    parts: tuple[Part, ...]
    candidates: tuple[Candidate, ...]
    lead: Lead | None
    clearing: Clearing | None
    visits: tuple[VisitLine, ...]
    balanced_on: date | None

    @property
    def facts(self) -> list[tuple[str, Spoken | SafeString | str]]:
        """What the balance rests on."""
        balance = self.line.balance
        if balance is None:
            return []
        told: list[tuple[str, Spoken | SafeString | str]] = [
            (_("Delivered, on average"), quantities.power(balance["delivered_w"])),
            (_("Technical loss"), quantities.power(balance["technical_loss_w"])),
            (_("Days counted"), f"{balance['days_covered']} / {balance['window_days']}"),
            (_("Days of history before them"), str(balance["history_days"])),
            (_("Meters told"), quantities.share(balance["coverage_ppm"])),
            (_("It can tell"), word(words.CAN_TELL, balance["can_tell"])),
            (_("Smallest new load found in 9 of 10 cases"), quantities.power(balance["least_w"])),
            (_("Smallest load that always stood there"), quantities.power(balance["least_standing_w"])),
            (_("All that physics does not explain"), quantities.power(balance["standing_w"])),
            (_("of it, in between"), interval_says(balance, "standing_low_w", "standing_high_w")),
        ]
        return [(name, value) for name, value in told if str(value)]


def feeder_page(basis: LoadBasis, feeder_id: str) -> FeederSheet | None:
    """Build the page of a feeder this officer may see; None where there is none."""
    row = basis.feeder(feeder_id)
    if row is None:
        return None
    of_it = [each for each in basis.balances.iter_rows(named=True) if each["feeder_id"] == feeder_id]
    balance = next((each for each in of_it if each["level"] == "feeder"), None)
    line = feeder_line(row, balance)
    on = basis.balanced_on
    return FeederSheet(
        line,
        feeder_says(line),
        feeder_days(basis, "feeder", feeder_id),
        flow_of(basis, feeder_id),
        tuple(_part(row, each) for each in of_it if each["level"] != "feeder"),
        candidates(basis, feeder_id) if on else (),
        queries.lead_about(SubjectKind.FEEDER, feeder_id, up_to=basis.day),
        queries.clearing_of(SubjectKind.FEEDER, feeder_id, on=basis.day),
        tuple(VisitLine(one) for one in queries.visits_of(SubjectKind.FEEDER, feeder_id)),
        on,
    )


def feeder_says(line: FeederLine) -> SafeString:
    """Say a feeder in one sentence: what goes in, what is explained, what is not, since when."""
    balance = line.balance
    if balance is None or balance["unexplained_w"] is None:
        return line.says
    explained = balance["delivered_w"] - balance["unexplained_w"]
    told = {
        "delivered": number(line.delivered),
        "explained": number(quantities.power(explained)),
        "watts": number(line.unexplained),
        "interval": line.interval,
        "since": day_says(balance["changed_on"]) if balance["changed_on"] else "",
    }
    if line.meaning == "agrees":
        return sentence(
            _("{delivered} go in on average, and meters and losses explain it within what chance allows."),
            told,
        )
    if balance["changed_on"]:
        return sentence(
            _(
                "{delivered} go in on average, meters and losses explain {explained}: {watts} ({interval}) stay unexplained since {since}."
            ),
            told,
        )
    return sentence(
        _(
            "{delivered} go in on average, meters and losses explain {explained}: {watts} ({interval}) stay unexplained."
        ),
        told,
    )


def feeder_days(
    basis: LoadBasis, level: str, subject_id: str, days: int = SHOWN_DAYS
) -> tuple[FeederDay, ...]:
    """Return the last balanced days of a part of the network, oldest first; days without a balance are absent."""
    if basis.balanced_on is None:
        return ()
    rows = basis.readings.feeder_days(level, subject_id, days_up_to(basis.balanced_on, days=days))
    return tuple(_day(row) for row in rows.iter_rows(named=True))


def _day(row: Mapping[str, Any]) -> FeederDay:
    def mean(name: str) -> int:
        return int(row[name] // (row["hours"] or HOURS_A_DAY))

    return FeederDay(
        row["day"],
        mean("delivered_wh"),
        mean("metered_wh"),
        mean("missing_wh"),
        mean("technical_loss_wh"),
        mean("residual_wh"),
        mean("sigma_wh"),
        row["coverage_ppm"],
    )


def _part(feeder: Mapping[str, Any], balance: Mapping[str, Any]) -> Part:
    return Part(balance["level"], balance["subject_id"], feeder_line(feeder, balance))


def candidates(basis: LoadBasis, feeder_id: str) -> tuple[Candidate, ...]:
    """Return the customers behind a feeder's unexplained load to begin with; a page only where a lead opens it."""
    if basis.balanced_on is None:
        return ()
    rows: Sequence[Mapping[str, Any]] = basis.readings.candidates(feeder_id, basis.balanced_on).to_dicts()
    opened = queries.subjects_with_reason([row["customer_id"] for row in rows])
    return tuple(
        Candidate(
            row["place"],
            row["customer_id"],
            quantities.power(row["fell_w"]),
            quantities.share(abs(row["correlation_ppm"])),
            row["customer_id"] in opened,
        )
        for row in rows
    )
