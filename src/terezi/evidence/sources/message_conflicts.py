"""Messages of one batch that contradict each other or themselves, or tell the same time twice."""

from collections.abc import Sequence

import polars as pl

from terezi.evidence.facts.tables import METER_READINGS
from terezi.evidence.sources.overlaps import FORGIVEN

_KEY = list(METER_READINGS.key)
_VALUES = ["interval_seconds", "energy_wh", "quality", "source_rank"]


def contradicting(rows: pl.DataFrame, gateways: Sequence[str]) -> tuple[set[int], set[int]]:
    """Return the messages that contradict themselves, and those that wait until what they correct is committed.

    `rows` have row_number, message and the columns of meter_readings; `gateways` names the sender by message. Once a
    message waits, so do all later ones of its gateway and of its readings: what was said last stays last.
    """
    twice = rows.filter(pl.struct(_KEY).is_duplicated()).sort("row_number")
    told = twice.with_columns(
        _first_said=pl.col("row_number").min().over([*_KEY, *_VALUES]),
        _first=pl.col("row_number").min().over(_KEY),
        _by=pl.col("message").first().over(_KEY),
    )
    wrong = told.filter(pl.col("_first_said") != pl.col("_first"))
    own = set(wrong.filter(pl.col("_by") == pl.col("message"))["message"])
    since: dict[str, int] = {}
    for message in wrong.filter(~pl.col("message").is_in(list(own)))["message"]:
        since.setdefault(gateways[message], message)
    waits = {it for it in rows["message"].unique() if it >= since.get(gateways[it], len(gateways))}
    again = told.join(
        wrong.select(*_KEY, _from="row_number").unique(_KEY, keep="first", maintain_order=True), on=_KEY
    )
    waits |= set(again.filter(pl.col("row_number") >= pl.col("_from"))["message"])
    return own, waits - own


def overlapping(rows: pl.DataFrame) -> set[int]:
    """Return the messages with a reading of a time that another message, or an earlier reading of it, told already."""
    told = rows.unique(_KEY, keep="first", maintain_order=True).sort(_KEY)
    ends = pl.col("read_at") + pl.duration(seconds=pl.col("interval_seconds"))
    told = told.with_columns(
        _reached=ends.cum_max().over("meter_id"), _before=pl.col("message").shift().over("meter_id")
    ).with_columns(
        _reached=pl.col("_reached").shift().over("meter_id"),
        _shorter=pl.min_horizontal("interval_seconds", pl.col("interval_seconds").shift().over("meter_id")),
    )
    early_s = (pl.col("_reached") - pl.col("read_at")).dt.total_seconds()
    double = told.filter(early_s * FORGIVEN > pl.col("_shorter"))
    return set(double.select(pl.max_horizontal("message", "_before")).to_series())
