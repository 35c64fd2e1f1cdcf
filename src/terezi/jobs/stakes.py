"""What a lead is worth: coins the unexplained energy could have mined, and the levy where no meter saw it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import ibis

from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.base.units import PPM, SATOSHI_PER_COIN, WH_PER_KWH
from terezi.desk.findings.numbers.levies import rate_per_kwh
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.money import NetworkSpan, Stake, value_at_stake
from terezi.evidence.numerics.purchase_prices import with_purchase_price
from terezi.evidence.numerics.site_days import valid_on
from terezi.jobs.look import Lead
from terezi.law.terms import Law

GRID = ("feeder", "transformer")
SUBSIDY = "subsidy"


@dataclass(frozen=True)
class Worth:
    """What is at stake, in minor units of the country's money: coins at the official rate, and levy.

    Where no official rate is on the books only the levy counts; the coins' value stays in US cents. What power was sold for
    below its cost is money too, and no levy.
    """

    usd_cents: int | None = None
    coins_minor: int | None = None
    levy_minor: int | None = None
    subsidy_minor: int | None = None

    @property
    def money_minor(self) -> int | None:
        parts = [part for part in (self.coins_minor, self.levy_minor, self.subsidy_minor) if part is not None]
        return sum(parts) if parts else None

    def as_values(self) -> dict[str, int]:
        """Answer the worth in US cents, where there is one, for the finding's values."""
        return {} if self.usd_cents is None else {"worth_usd_cents": self.usd_cents}


@dataclass(frozen=True)
class Stakes:
    """The day's network and register, read once, to put a worth on every lead."""

    law: Law
    spans: tuple[NetworkSpan, ...]
    sites: dict[str, dict[str, int | str | None]]

    @classmethod
    def of(cls, lake: Lake, law: Law) -> "Stakes":
        """Read what the day's leads can be weighed with."""
        network = lake.collect(lake.on("network_days", law.day)).fill_null(0)
        spans = tuple(
            NetworkSpan(
                r["seconds"], r["difficulty"], r["subsidy_satoshi"], r["fees_satoshi"], r["price_usd_cents"]
            )
            for r in network.iter_rows(named=True)
        )
        days = lake.collect(lake.on("site_days", law.day)).select("site_id", "registered_ghs", "registered_w")
        sites = lake.table("ref_sites")
        # whatever the status: what a suspended site leaves unexplained is worth as much
        register = lake.collect(sites.filter(valid_on(sites, ibis.literal(law.day, "date"))))
        joined = days.join(register, on="site_id", how="inner")
        priced = with_purchase_price(joined, lake.collect(lake.table("levy_declarations")), law.day)
        return cls(law, spans, {row["site_id"]: row for row in priced.iter_rows(named=True)})

    def worth(self, lead: Lead) -> Worth:
        """Put a worth on a lead: payments by their price, energy by what it could have mined."""
        if lead.indicator.unit == "satoshi":
            return self._of_coins(self._payment_usd_cents(lead.measured))
        if "levy_missing_minor" in lead.values:
            return Worth(levy_minor=lead.values["levy_missing_minor"])
        if "missing_minor" in lead.values:
            return Worth(levy_minor=lead.values["missing_minor"])
        if lead.indicator.family == SUBSIDY:
            return Worth(subsidy_minor=lead.measured)
        if lead.gap_wh == 0 or self._machines_of(lead) is None:
            return Worth()
        coins = self._of_coins(self._mined_usd_cents(lead))
        return replace(coins, levy_minor=self._levy_minor(lead)) if lead.indicator.unmetered else coins

    def _machines_of(self, lead: Lead) -> Mapping[str, int | str | None] | None:
        """Return the register row whose machines price the energy: the site's own, or the whole country's for part of the grid."""
        if lead.subject in self.sites:
            return self.sites[lead.subject]
        return self._fleet if lead.indicator.subject_kind in GRID else None

    @cached_property
    def _fleet(self) -> Mapping[str, int | str | None] | None:
        """Add up the machines of all sites: what the country's usual machine would have made of energy nobody explains."""
        rows = [row for row in self.sites.values() if row["registered_w"] and row["registered_ghs"]]
        if not rows:
            return None
        watts = sum(int(row["registered_w"] or 0) for row in rows)
        at_the_meter = sum(int(row["registered_w"] or 0) * int(row["pue_ppm"] or PPM) for row in rows)
        hash_rate = sum(int(row["registered_ghs"] or 0) for row in rows)
        return {"registered_w": watts, "registered_ghs": hash_rate, "pue_ppm": at_the_meter // watts}

    def _of_coins(self, usd_cents: int | None) -> Worth:
        rate = self.law.settlement.usd_rate
        if usd_cents is None or not rate.is_known:
            return Worth(usd_cents=usd_cents)
        return Worth(usd_cents=usd_cents, coins_minor=round(usd_cents * rate.value))

    def _payment_usd_cents(self, satoshi: int) -> int | None:
        prices = [span.price_usd_cents for span in self.spans if span.price_usd_cents]
        return round(satoshi * prices[-1] / SATOSHI_PER_COIN) if prices else None

    def _mined_usd_cents(self, lead: Lead) -> int | None:
        site = self._machines_of(lead)
        if site is None or not (self.spans and site["registered_w"] and site["registered_ghs"]):
            return None
        stake: Stake = value_at_stake(
            lead.gap_wh,
            registered_ghs=int(site["registered_ghs"]),
            registered_w=int(site["registered_w"]),
            pue_ppm=int(site["pue_ppm"] or 0),
            spans=self.spans,
        )
        return stake.usd_cents

    def _levy_minor(self, lead: Lead) -> int | None:
        """Apply the levy of the day's law; None where the law's rate is unknown, never zero."""
        site = self.sites.get(lead.subject)
        if site is None:
            return None
        price = site["purchase_price_minor_per_mwh"]
        try:
            rate = rate_per_kwh(self.law, None if price is None else int(price), str(site["power_source"]))
        except Refused:
            return None
        return Money.of(Decimal(lead.gap_wh) / WH_PER_KWH * rate, self.law.settlement.currency.value).minor
