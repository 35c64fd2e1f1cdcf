"""The exchanges of the country: who they are, what they filed, and how much is traded there."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from terezi.base.units import DAY_S
from terezi.demo.span import Reals, Span

MONEY = "GGM"
E8, E8_PER_MINOR, PPM = 10**8, 10**6, 10**6
TOLD_DAYS = (
    36  # of every country; the last thirty are watched, and fourteen of all are needed to learn a venue
)
DAYS_NEEDED = 30
LICENSED_DAYS = 80  # before the last day, when the first exchanges were licensed
LEVY_SHARE = 0.2
USD_PER_MONEY = 0.29  # as markets reckon; the official rate makes it 0.286
PROMOTED_DAYS = 7


@dataclass(frozen=True)
class Instrument:
    """What is traded: one beat of its maker every so many seconds, and the usual size of a trade, in coins."""

    name: str
    beat_seconds: float
    size: float
    from_day: int = 0

    @property
    def base(self) -> str:
        return self.name.split("-")[0]


@dataclass(frozen=True)
class Exchange:
    """A venue as the register has it. Fees in ppm of the value."""

    venue_id: str
    name: str
    licence_number: str
    people: int
    maker_ppm: int
    taker_ppm: int
    owed: dict[str, float]  # to clients on the first morning, in coins or money
    instruments: tuple[Instrument, ...]
    promoted_ppm: tuple[int, int] | None = None  # maker's and taker's fees of a campaign that was filed

    def fees_ppm(self, day: int, promoted_from: int | None) -> tuple[int, int]:
        """Return the fees that stand on a day, maker's and taker's."""
        usual = self.maker_ppm, self.taker_ppm
        if self.promoted_ppm is None or promoted_from is None:
            return usual
        return self.promoted_ppm if promoted_from <= day < promoted_from + PROMOTED_DAYS else usual


BITCOIN = Instrument("BTC-GGM", beat_seconds=50, size=0.02)
LISTED_DAY = 4
ETHER = Instrument("ETH-GGM", beat_seconds=110, size=0.5, from_day=LISTED_DAY)
ALTYN = Exchange(
    "GG-ALTYN", "Altyn Birža ÝGPJ", "GG-EXC-000001", 75, 1_000, 2_000,
    {"BTC": 240.0, "ETH": 1_900.0, MONEY: 21_000_000.0}, (BITCOIN, ETHER), promoted_ppm=(0, 1_000),
)  # fmt: skip
BEREKET = Exchange(
    "GG-BEREKET", "Bereket Sanly Bazar HJ", "GG-EXC-000002", 65, 800, 1_800,
    {"BTC": 170.0, MONEY: 14_000_000.0}, (BITCOIN,),
)  # fmt: skip
CARWA = Exchange(
    "GG-CARWA", "Çarwa Exchange HJ", "GG-EXC-000003", 55, 1_200, 2_500,
    {"BTC": 110.0, MONEY: 9_000_000.0}, (BITCOIN,),
)  # fmt: skip
EXCHANGES = (ALTYN, BEREKET, CARWA)
UNLICENSED = "GG-DERYA"


def told_span(span: Span) -> Span:
    """Return the last days of a span, those the exchanges tell of."""
    days = min(span.days, TOLD_DAYS)
    return Span(span.day(span.days - days), days)


def licensed_on(span: Span) -> date:
    """Return the day on which the exchanges were licensed."""
    return span.last_day - timedelta(days=LICENSED_DAYS)


def moments(span: Span, seconds: Reals) -> pl.Series:
    """Return UTC instants, to the microsecond, so many seconds after the span begins."""
    midnight = round(span.instants([0]).dt.epoch("us").item())
    micros = pl.Series(midnight + np.rint(np.asarray(seconds, float) * 1_000_000).astype(np.int64))
    return pl.from_epoch(micros, time_unit="us").dt.replace_time_zone("UTC")


def month_of(span: Span, second: float) -> str:
    """Return the calendar month of a second of the span."""
    return f"{span.day(int(second // DAY_S)):%Y-%m}"


def in_steps(amount_e8: float, step: int = 10_000) -> int:
    """Round an amount to whole steps of 1e-8."""
    return round(float(amount_e8) / step) * step
