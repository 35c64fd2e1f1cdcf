"""The arithmetic from coins to energy, with the inputs of one site and day."""

from typing import Any, cast

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers.terms import Ask, Input
from terezi.evidence.facts.grades import Scheme

FORMULA = (
    "{earned} ÷ ((100 % − {fee}) × (100 % − {rejected}) × {reward} ÷ (2³² × {difficulty}))"
    " × {efficiency} × {overhead}"
)


def coins_inputs(basis: Basis, ask: Ask) -> tuple[Input, ...]:
    """Return what the energy explained by coins was worked out from on one day; nothing where parts are missing."""
    day = basis.site_month_of(ask.site, 1)
    site = basis.sites.filter(pl.col("site_id") == ask.site)
    network = basis.network.filter(pl.col("seconds") > 0)
    if day.is_empty() or site.is_empty() or network.is_empty():
        return ()
    row, registered = day.row(0, named=True), site.row(0, named=True)
    if row["earned_satoshi"] is None or not row["registered_ghs"]:
        return ()
    scheme = str(row.get("scheme") or registered["scheme"])
    return (
        Input("earned", _("Coins credited, after fee"), row["earned_satoshi"], "satoshi"),
        Input("fee", _("Fee of the pool"), row["fee_ppm"] or 0, "ppm"),
        Input("rejected", _("Share of work rejected"), row["rejected_ppm"] or 0, "ppm"),
        *_reward(network, scheme),
        Input("difficulty", _("Difficulty, mean of the day"), _mean(network, "difficulty"), "count"),
        Input(
            "efficiency",
            _("Registered efficiency of the machines"),
            row["registered_w"] * 10**6 // row["registered_ghs"],
            "mJ/TH",
            source_rank=6,
        ),
        Input("overhead", _("Declared overhead"), registered["pue_ppm"], "ppm", source_rank=5),
        Input("covered", _("Time the pool reports cover; a part of a day is filled up to the whole"),
              row["pool_seconds"], "s"),
    )  # fmt: skip


def _reward(network: pl.DataFrame, scheme: str) -> tuple[Input, ...]:
    """The reward of a block which the scheme passes on: plain PPS keeps the transaction fees."""
    subsidy, fees = _mean(network, "subsidy_satoshi") or 0, _mean(network, "fees_satoshi") or 0
    if scheme == Scheme.PPS:
        says = _("Reward of a block under {scheme}: new coins only").format(scheme=scheme)
        return (Input("reward", says, subsidy, "satoshi"),)
    says = _("Reward of a block under {scheme}: new coins and transaction fees").format(scheme=scheme)
    return (
        Input("reward", says, subsidy + fees, "satoshi"),
        Input("subsidy", _("Of it, new coins"), subsidy, "satoshi"),
        Input("fees", _("Of it, transaction fees"), fees, "satoshi"),
    )


def _mean(network: pl.DataFrame, column: str) -> int | None:
    """The mean of the day, by the seconds of each span."""
    known: dict[str, Any] = network.filter(pl.col(column).is_not_null()).select(
        value=(pl.col(column).cast(pl.Float64) * pl.col("seconds")).sum() / pl.col("seconds").sum(),
        rows=pl.len(),
    ).row(0, named=True)  # fmt: skip
    return round(cast(float, known["value"])) if known["rows"] else None
