"""A site's true books, by day: what the answers need to say how much money a truth is about."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terezi.base.units import DAY_S, WH_PER_MWH
from terezi.demo.network import Network
from terezi.demo.orders import Order
from terezi.demo.payouts import Payment
from terezi.demo.site import Site
from terezi.demo.site_run import SiteRun
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, PER_HOUR, Reals, by_day

WH_PER_WATT = INTERVAL_SECONDS / 3600


@dataclass(frozen=True)
class Books:
    """One site's days. Energy in Wh, money in minor units of GGM."""

    site: Site
    drawn_wh: Reals
    metered_wh: Reals
    metered_by_hour: npt.NDArray[np.int32]  # Wh
    above_licence_wh: Reals
    above_orders_wh: Reals
    work_minor: Reals  # the machines' work at the network's mean reward, before any fee
    undeclared_minor: Reals  # paid to the story's undeclared wallet

    def since(self, values: Reals) -> float:
        """Sum a column from the day the story begins."""
        return float(values[self.site.story.from_day :].sum())

    def price(self, wh: float) -> int:
        """Return the price of energy at the site's tariff."""
        return round(wh / WH_PER_MWH * self.site.tariff_minor_per_mwh)


def keep_books(run: SiteRun, paid: list[Payment], orders: list[Order], network: Network) -> Books:
    """Add up a site's run by day."""
    worth = network.minor_per_satoshi()
    satoshi = network.days(network.gigahashes(run.work) * network.satoshi_per_gigahash(with_fees=True))
    licensed_wh = run.site.licensed_w * WH_PER_WATT
    return Books(
        site=run.site,
        drawn_wh=by_day(run.drawn_wh),
        metered_wh=by_day(run.metered_wh.astype(float)),
        metered_by_hour=run.metered_wh.reshape(-1, PER_HOUR).sum(axis=1).astype(np.int32),
        above_licence_wh=by_day(np.clip(run.drawn_wh - licensed_wh, 0, None)),
        above_orders_wh=by_day(_above_orders(run, orders)),
        work_minor=satoshi * worth,
        undeclared_minor=_undeclared(run.site, paid, worth),
    )


def _above_orders(run: SiteRun, orders: list[Order]) -> Reals:
    above = np.zeros_like(run.drawn_wh)
    for order in orders:
        if order.binds(run.site) and order.intervals.start >= run.site.story.from_day * PER_DAY:
            bound = slice(order.intervals.start + 1, order.intervals.stop)  # a quarter of an hour to go down
            above[bound] = np.clip(run.drawn_wh[bound] - order.limit_w(run.site) * WH_PER_WATT, 0, None)
    return above


def _undeclared(site: Site, paid: list[Payment], worth: Reals) -> Reals:
    sums = np.zeros(len(worth))
    for payment in paid:
        if payment.address == site.story.undeclared_wallet:
            day = payment.second // DAY_S
            sums[day] += payment.amount_satoshi * worth[day]
    return sums
