"""What each measure of the strip means: its definition, from what it is worked out, and the rule it is held against."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from terezi.base.units import E8, PPM
from terezi.desk.findings.quantities import Spoken
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis
from terezi.law.term import Term
from terezi.law.values import Amount

Unit = Callable[[Any], Spoken]


@dataclass(frozen=True)
class Meaning:
    """One measure in words; `rule` and `article` are empty where nothing is held against it."""

    title: str
    says: str
    tables: str
    rule: str
    article: str


def _share(value: Decimal) -> Spoken:
    return quantities.share(round(value * PPM))


def _money(value: Amount) -> Spoken:
    return quantities.amount(round(value.amount * E8), value.currency)


def meanings(basis: MarketBasis) -> list[Meaning]:
    """Return what each cell of the strip means, in its order; those of fees only for who sees fees."""
    law = basis.law.exchanges if basis.law else None
    most, least = _("at most {value}"), _("at least {value}")

    def told(
        title: str,
        says: str,
        tables: str,
        term: Term[Any] | None = None,
        unit: Unit = quantities.count,
        bound: str = "{value}",
    ) -> Meaning:
        if term is None or not term.is_known:
            return Meaning(title, says, tables, "", "")
        return Meaning(title, says, tables, bound.format(value=unit(term.value)), term.article)

    feeds = told(_("Feeds"), _("How long ago the exchange told something under each duty that is due every so many seconds; longer than that is stale, nothing for two days is absent."), "venue_orders, venue_trades, venue_balances", None)  # fmt: skip
    complete = told(_("Completeness"), _("The exchange numbers its events; numbers between the lowest and the highest of a day that nobody told are missing."), "venue_days", law.sequence_gaps_allowed if law else None, quantities.count, most)  # fmt: skip
    volume = told(_("Turnover"), _("Worth of the day's trades in the settlement currency, each counted once; trades in a quote without a price are left out."), "venue_trades, venue_prices, ref_venue_fees")  # fmt: skip
    fees = [
        told(
            _("Fees declared"),
            _(
                "Fees the exchange declared for the days of the window, against those its trades make by the schedule it filed."
            ),
            "venue_fee_days",
            law.fee_gap_share if law else None,
            _share,
            most,
        ),
        told(
            _("Levy received"),
            _(
                "What the treasury received for the last period past its day of payment, against what was declared for it."
            ),
            "venue_levy_receipts, venue_fee_days",
            law.levy_share if law else None,
            _share,
        ),
    ]
    rest = [
        told(
            _("Depth"),
            _(
                "What stands on the thinner side of the book within each band around the middle, in the quote's units; mean over the time the book is known."
            ),
            "venue_liquidity",
            law.least_depth if law else None,
            _money,
            least,
        ),
        told(
            _("Spread"),
            _("Distance of the best bid and the best ask, as a share of the middle between them."),
            "venue_liquidity",
            law.most_spread_ppm if law else None,
            quantities.share,
            most,
        ),
        told(
            _("Reserves over liabilities"),
            _(
                "What is held for clients over what is owed to them, of the asset that is covered least; and how long less was held than owed."
            ),
            "venue_balances",
            law.reserve_ratio if law else None,
            _share,
            least,
        ),
        told(
            _("Price here against the world"),
            _("How far the mean price of the trades of an hour lies above the world's price of that hour."),
            "venue_liquidity",
            law.onshore_premium_ppm if law else None,
            quantities.share,
            most,
        ),
        told(
            _("Largest account"),
            _(
                "Share of the largest account in the day's turnover, each trade half the buyer's and half the seller's; market makers under an agreement are not counted."
            ),
            "venue_trades, venue_prices",
            law.concentration_share if law else None,
            _share,
            most,
        ),
        told(
            _("Other side named"),
            _(
                "Of the day's transfers of coins so large that data of both sides have to travel with them, those told with the other side named. A name told is taken for one that travelled; coins without a price are left out."
            ),
            "venue_transfers, venue_prices",
            law.travel_rule_from if law else None,
            _money,
            _("of transfers from {value} on"),
        ),
    ]
    return [feeds, complete, volume, *(fees if basis.sees_fees else ()), *rest]
