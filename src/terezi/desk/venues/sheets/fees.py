"""Fees of exchanges three ways, and the levy on them: expected, declared, received; no account and no alert among it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import Period
from terezi.base.units import PPM
from terezi.desk.findings.quantities import Spoken
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.levies import LevyLine, levy_lines

Row = dict[str, Any]


@dataclass(frozen=True)
class FeeDay:
    """One day of one exchange, in minor units; `declared_minor` is None where nothing was declared."""

    day: date
    currency: str
    trades: int
    turnover_minor: int
    expected_minor: int
    charged_minor: int
    declared_minor: int | None
    uncounted: int
    is_short: bool
    is_over: bool
    declared_turnover_minor: int | None = None
    is_turnover_short: bool = False

    @property
    def is_comparable(self) -> bool:
        """Whether trades stand beside what was declared: turnover declared of a day without a trade told compares with nothing."""
        return self.declared_minor is not None and bool(self.trades or not self.declared_minor)

    @property
    def missing_minor(self) -> int | None:
        return None if self.declared_minor is None else self.expected_minor - self.declared_minor

    @property
    def meaning(self) -> str:
        if self.declared_minor is None:
            return "absent"
        if self.is_short or self.is_turnover_short:
            return "disagrees"
        if self.is_over:
            return "watch"
        return "zero" if not self.declared_minor and not self.expected_minor else "agrees"

    @property
    def spoken(self) -> dict[str, Spoken]:
        amounts = ("turnover", "declared_turnover", "expected", "charged", "declared", "missing")
        return {name: quantities.money(getattr(self, f"{name}_minor"), self.currency) for name in amounts}


@dataclass(frozen=True)
class FeeLine:
    """One exchange over the window, in minor units; sums over the days it declared."""

    venue_id: str
    name: str
    currency: str
    window: Period
    days: tuple[FeeDay, ...]
    levies: tuple[LevyLine, ...]

    @property
    def declared_days(self) -> list[FeeDay]:
        return [each for each in self.days if each.declared_minor is not None]

    @property
    def short_days(self) -> list[FeeDay]:
        return [each for each in self.days if each.is_short]

    @property
    def turnover_days(self) -> list[FeeDay]:
        """The days of which less turnover was declared than the trades make."""
        return [each for each in self.days if each.is_turnover_short]

    @property
    def over_days(self) -> list[FeeDay]:
        """The days of which more was declared than the trades told make: some of these may be missing."""
        return [each for each in self.days if each.is_over]

    @property
    def declared_minor(self) -> int | None:
        told = [each.declared_minor for each in self.declared_days if each.is_comparable]
        return sum(one for one in told if one is not None) if told else None

    @property
    def expected_minor(self) -> int:
        return sum(each.expected_minor for each in self.declared_days if each.is_comparable)

    @property
    def missing_minor(self) -> int:
        """How much less than expected was declared on the days that are short."""
        return sum(each.missing_minor or 0 for each in self.short_days)

    @property
    def undeclared(self) -> int:
        return self.window.days - len(self.declared_days)

    @property
    def meaning(self) -> str:
        if self.declared_minor is None:
            return "absent"
        if self.short_days or self.turnover_days:
            return "disagrees"
        if self.over_days:
            return "watch"
        return "zero" if not self.declared_minor and not self.expected_minor else "agrees"

    @property
    def declared(self) -> Spoken:
        return quantities.money(self.declared_minor, self.currency)

    @property
    def expected(self) -> Spoken:
        """What the trades of the days it declared make; nothing to compare where it declared none."""
        return quantities.money(self.expected_minor if self.declared_days else None, self.currency)

    @property
    def missing(self) -> Spoken:
        return quantities.money(self.missing_minor, self.currency)

    @property
    def more(self) -> Spoken:
        """How much more than the trades told make was declared on the days that are over."""
        return quantities.money(-sum(each.missing_minor or 0 for each in self.over_days), self.currency)

    @property
    def short_says(self) -> str:
        """Say whether what was declared fits what the trades make, in few words."""
        if self.over_days and not self.short_days:
            over = ngettext("{more} more than the trades told make, {n} day", "{more} more than the trades told make, {n} days", len(self.over_days))  # fmt: skip
            return over.format(more=self.more, n=len(self.over_days))
        if self.turnover_days and not self.short_days:
            less = ngettext("less turnover than its trades make, {n} day", "less turnover than its trades make, {n} days", len(self.turnover_days))  # fmt: skip
            return less.format(n=len(self.turnover_days))
        if not self.short_days:
            return _("what its trades and schedule make")
        told = ngettext("{missing} less than its trades make, {n} day", "{missing} less than its trades make, {n} days", len(self.short_days))  # fmt: skip
        return told.format(missing=self.missing, n=len(self.short_days))

    @property
    def _over_says(self) -> str:
        told = ngettext(
            "On {n} day it declared {more} more than the trades told make: some of them may be missing.",
            "On {n} days it declared {more} more than the trades told make: some of them may be missing.",
            len(self.over_days),
        )
        return told.format(n=len(self.over_days), more=self.more)

    @property
    def _turnover_says(self) -> str:
        days = self.turnover_days
        told = ngettext(
            "On {n} day it declared a turnover of {declared}; its trades make {turnover}.",
            "On {n} days it declared a turnover of {declared}; its trades make {turnover}.",
            len(days),
        )
        sums = {
            "declared": sum(each.declared_turnover_minor or 0 for each in days),
            "turnover": sum(each.turnover_minor for each in days),
        }
        said = {name: quantities.money(minor, self.currency) for name, minor in sums.items()}
        return told.format(n=len(days), **said)

    @property
    def says(self) -> str:
        """Say the exchange's fees in one sentence, and its turnover in another where it is declared too low."""
        return f"{self._fees_say} {self._turnover_says}" if self.turnover_days else self._fees_say

    @property
    def _fees_say(self) -> str:
        if self.declared_minor is None:
            return _("{name} declared no fees within the window.").format(name=self.name)
        if not self.short_days:
            told = _("{name} declared {declared}; its trades and schedule make {expected}.").format(
                name=self.name, declared=self.declared, expected=self.expected
            )
            return f"{told} {self._over_says}" if self.over_days else told
        days = [each.day for each in self.short_days]
        of = sum(each.expected_minor for each in self.short_days)
        ppm = self.missing_minor * PPM // of if of else None
        told = ngettext(
            "{name} declared {missing} ({share}) less fees than its trades and filed schedule make, on {n} day: {first} to {last}.",
            "{name} declared {missing} ({share}) less fees than its trades and filed schedule make, on {n} days from {first} to {last}.",
            len(days),
        )
        return told.format(
            name=self.name,
            missing=self.missing,
            share=quantities.share(ppm),
            n=len(days),
            first=date_format(min(days), "DATE_FORMAT"),
            last=date_format(max(days), "DATE_FORMAT"),
        )


def fee_lines(basis: MarketBasis, window: Period | None = None) -> list[FeeLine]:
    """Return every exchange's fees over a window (that of the law unless told), those that declared less first."""
    over = window or basis.window
    rows = basis.lake.rows("venue_fee_days", over, "venue_id")
    levies = levy_lines(basis)
    found = []
    for row in basis.venues.iter_rows(named=True):
        own = rows.filter(pl.col("venue_id") == row["venue_id"])
        days = tuple(_fee_day(each, basis.fee_gap) for each in own.iter_rows(named=True))
        told = levies.get(row["venue_id"], ())
        found.append(FeeLine(row["venue_id"], row["name"], basis.currency, over, days, told))
    return sorted(found, key=lambda line: (-line.missing_minor, line.venue_id))


def _fee_day(row: Row, gap: float) -> FeeDay:
    expected, declared = row["expected_fees_minor"], row["declared_fees_minor"]
    short = declared is not None and declared < expected * (1 - gap)
    turnover = row.get("declared_turnover_minor")
    less = turnover is not None and turnover < row["turnover_minor"] * (1 - gap)
    over = declared is not None and declared > expected * (1 + gap)
    uncounted = row["unpriced_trades"] + row["unscheduled_trades"]
    return FeeDay(
        row["day"], row["currency"], row["trades"], row["turnover_minor"], expected, row["charged_fees_minor"], declared, uncounted, short, over, turnover, less
    )  # fmt: skip


def fees_say(lines: Sequence[FeeLine]) -> str:
    """Say the fees of all exchanges in one sentence."""
    short = [line for line in lines if line.short_days or line.turnover_days]
    if not lines:
        return _("No exchange is on the register of this day.")
    if short:
        return " ".join(line.says for line in short)
    if all(line.declared_minor is None for line in lines):
        return _("No exchange declared fees within the window.")
    if over := [line for line in lines if line.over_days]:
        return " ".join(line.says for line in over)
    return _("What exchanges declared fits what their trades and filed schedules make.")
