"""Which meter hangs where: heads of feeders, transformers and phases, and the supplies behind each."""

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake

HEADS = ("feeder", "transformer")
SUPPLIES = ("site", "customer")
PHASES = ("A", "B", "C")
ALL_PHASES = "ABC"
NOWHERE = ""
MOST_WH = ibis.literal(500_000_000, "int64")
"""Above what passes a meter in an interval here; its square, four times an hour, still counts in 64 bits."""


def meters(lake: Lake) -> ir.Table:
    """Return every head and the best-ranked meters of every supply, with its place; places not known are empty text."""
    listed = lake.table("ref_meters").filter(_.kind.isin((*HEADS, *SUPPLIES)))
    best = listed.group_by("kind", "subject_id").agg(best_rank=_.source_rank.min())
    ranked = listed.join(best, ["kind", "subject_id"]).filter(_.source_rank == _.best_rank)
    places = lake.table("ref_customers").select("transformer_id", "phase", customer=_.customer_id)
    placed = ranked.left_join(places, [ranked.kind == "customer", ranked.subject_id == places.customer])
    return placed.select(
        "meter_id", "kind", "subject_id", "feeder_id", "customer_class", "valid_from", "valid_until",
        head_id=ibis.ifelse(placed.kind.isin(HEADS), placed.subject_id, NOWHERE),
        transformer_id=ibis.coalesce(placed.transformer_id, NOWHERE),
        phase=ibis.coalesce(placed.phase, NOWHERE),
    )  # fmt: skip


def level_of(heads: ir.Table) -> Any:
    """Return the level of heads: a subject that ends with `/A`, `/B` or `/C` is one phase of a feeder or transformer."""
    of_phase = heads.head_id.endswith(f"/{PHASES[0]}")
    for phase in PHASES[1:]:
        of_phase = of_phase | heads.head_id.endswith(f"/{phase}")
    return ibis.ifelse(of_phase, "phase", heads.kind)


def reached(supplies: ir.Table, *, thirds: tuple[str, ...]) -> ir.Table:
    """Return supplies once for every part of the network they lie behind, with `level` and `subject_id`.

    On a phase, `thirds` of a supply on all three count a third each, rounded down.
    """
    feeders = supplies.mutate(level=ibis.literal("feeder"), subject_id=supplies.feeder_id)
    known = supplies.filter(supplies.transformer_id != NOWHERE)
    transformers = known.mutate(level=ibis.literal("transformer"), subject_id=known.transformer_id)
    parts = [feeders, transformers]
    for phase in PHASES:
        parts += [_on_phase(part, phase, thirds) for part in (feeders, transformers)]
    return ibis.union(*parts)


def _on_phase(supplies: ir.Table, phase: str, thirds: tuple[str, ...]) -> ir.Table:
    on = supplies.filter(supplies.phase.isin((phase, ALL_PHASES)))
    shared: dict[str, Any] = {
        name: ibis.ifelse(on.phase == ALL_PHASES, on[name] // len(PHASES), on[name]).cast("int64")
        for name in thirds
    }
    return on.mutate(level=ibis.literal("phase"), subject_id=on.subject_id + "/" + phase, **shared)
