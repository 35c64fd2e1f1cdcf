"""What a MWh is worth to those who mine with a licence; leads of meters and of feeders are ordered by the same price."""

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import speaking_sites
from terezi.law.terms import Law


def mining_price_minor_per_mwh(lake: Lake, law: Law) -> int | None:
    """Return the middle price of licensed sites on the law's day: what unexplained energy would have brought; none where none is told."""
    sites = lake.collect(speaking_sites(lake, law.day).select("tariff_minor_per_mwh"))
    middle = sites["tariff_minor_per_mwh"].drop_nulls().quantile(0.5, "lower")
    return None if middle is None else int(middle)
