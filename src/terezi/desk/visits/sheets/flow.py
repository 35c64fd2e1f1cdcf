"""Where the energy of a feeder's window went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.base.periods import days_up_to
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.visits import quantities
from terezi.desk.visits.basis import LoadBasis, days_of

WINDOW_DAYS = 30
FLOWS = ("registered_wh", "other_wh", "missing_wh", "technical_loss_wh", "unexplained_wh")


@dataclass(frozen=True)
class Flow:
    """Where the energy of the window went, in Wh; `low` and `high` bound what nobody explains."""

    registered: int
    other: int
    missing: int
    loss: int
    unexplained: int
    low: int | None
    high: int | None
    days: int

    @property
    def delivered(self) -> int:
        return self.registered + self.other + self.missing + self.loss + self.unexplained

    @property
    def rows(self) -> list[tuple[str, str, Spoken, Spoken]]:
        """The parts with code, name, energy and share of what was delivered."""
        return [
            (
                code,
                flow_says(code),
                quantities.energy(wh),
                quantities.share(round(1_000_000 * max(wh, 0) / (self.delivered or 1))),
            )
            for code, wh in self.parts
        ]

    @property
    def parts(self) -> list[tuple[str, int]]:
        return [
            ("registered", self.registered),
            ("other", self.other),
            ("missing", self.missing),
            ("loss", self.loss),
            ("unexplained", self.unexplained),
        ]

    @property
    def interval(self) -> SafeString:
        told = {"low": self.low, "high": self.high}
        if self.low is None or self.high is None:
            return SafeString("")
        ends = {name: number(quantities.energy(value)) for name, value in told.items()}
        return sentence(_("between {low} and {high}"), ends)


def flow_says(code: str) -> str:
    """Name a part of the flow."""
    return {
        "delivered": _("Delivered"),
        "registered": _("Registered mining sites"),
        "other": _("Other customers' meters"),
        "missing": _("Silent meters, estimated"),
        "loss": _("Technical loss"),
        "unexplained": _("Unexplained"),
    }[code]


def flow_of(basis: LoadBasis, feeder_id: str) -> Flow | None:
    """Return where the energy of a feeder's window went; None where no day of it was balanced."""
    if basis.balanced_on is None:
        return None
    period = days_up_to(basis.balanced_on, days=window_days(basis))
    told = basis.readings.flow(period).filter(pl.col("subject_id") == feeder_id)
    return _flow_of(told.row(0, named=True)) if len(told) else None


def _flow_of(row: Mapping[str, Any]) -> Flow:
    registered, other, missing, loss, unexplained = (row[name] for name in FLOWS)
    low, high = row["unexplained_low_wh"], row["unexplained_high_wh"]
    return Flow(registered, other, missing, loss, unexplained, low, high, row["days"])


def window_days(basis: LoadBasis) -> int:
    """Return over how many days feeders are balanced."""
    return days_of(basis.law.detection.feeder_window_days, WINDOW_DAYS) if basis.law else WINDOW_DAYS
