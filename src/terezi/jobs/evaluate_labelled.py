"""Rank customers of a file that knows their outcome: SGCC's wide table, or any other with an id, a flag and numbers."""

from pathlib import Path

import numpy as np
import polars as pl

from terezi.base.errors import BadData
from terezi.evidence.numerics.meters.labelled_series import Ranked, ranked

SHAPES = (("CONS_NO", "FLAG", ""), ("no", "kacak", "ort_tuketim_"))
"""Id, flag, and how the names of the numbers begin (none: every other column that is a date), of the files known."""
FOLDS = 5


def evaluate_labelled(path: Path, *, seed: int) -> Ranked:
    """Read the file and rank its customers, each held out once.

    :raises BadData: when its columns are of no known shape, or fewer than a handful are flagged.
    """
    rows = pl.read_csv(path, infer_schema=False)
    shape = next((one for one in SHAPES if {one[0], one[1]} <= set(rows.columns)), None)
    if shape is None:
        known = " or ".join(f"{one[0]}, {one[1]}" for one in SHAPES)
        raise BadData(f"{path} has neither {known}: give SGCC's CSV as published, one customer a row")
    rows = rows.filter(pl.col(shape[1]).cast(pl.Float64, strict=False).is_in([0.0, 1.0]))
    numbers = _in_order([name for name in rows.columns if _is_number(name, shape)])
    energy = rows.select(pl.col(numbers).cast(pl.Float64, strict=False)).to_numpy().astype(float)
    flagged = rows[shape[1]].cast(pl.Float64).to_numpy() == 1
    if min(flagged.sum(), (~flagged).sum()) < FOLDS:
        raise BadData(
            f"{path} flags {flagged.sum()} of {len(flagged)} customers: at least {FOLDS} of each are needed"
        )
    return ranked(energy, np.asarray(flagged), folds=FOLDS, seed=seed)


def _is_number(name: str, shape: tuple[str, str, str]) -> bool:
    return name not in shape[:2] and name.startswith(shape[2]) and name[-1].isdigit()


def _in_order(names: list[str]) -> list[str]:
    """SGCC writes its days as 2014/1/1 and not in their order."""
    if not all("/" in name or "-" in name for name in names):
        return names
    return sorted(names, key=lambda name: [int(part) for part in name.replace("-", "/").split("/")])
