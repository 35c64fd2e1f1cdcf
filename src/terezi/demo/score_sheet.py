"""The score as plain text, for a terminal."""

from collections.abc import Sequence

from terezi.demo.score import KindScore, Score, TruthScore, TwinAbove, WronglyNamed

NONE = "-"


def render(score: Score) -> str:
    """Return the score sheet: totals, truths, kinds, and everybody wrongly named."""
    blocks = [
        _totals(score),
        _table(
            ("truth", "plant", "kind", "found", "rank", "named", "by", "money"), map(_truth, score.truths)
        ),
        _table(("plant", "kind", "found", "wrongly named", "recall", "precision"), map(_kind, score.kinds)),
    ]
    if score.wrongly_named:
        blocks.append(_table(("wrongly named", "rank", "by"), map(_wrong, score.wrongly_named)))
    if score.twins_above:
        blocks.append(_table(("innocent twin", "rank", "above", "who"), map(_twin, score.twins_above)))
    return "\n\n".join(blocks) + "\n"


def _totals(score: Score) -> str:
    found = sum(truth.found for truth in score.truths)
    return "\n".join(
        (
            f"recall       {_share(score.recall)}   {found} of {len(score.truths)} planted truths found",
            f"precision    {_share(score.precision)}   {len(score.wrongly_named)} subjects wrongly named",
            f"money found  {_share(score.money_found_share)}   "
            f"{_money(score.money_found_minor)} of {_money(score.money_planted_minor)} {score.currency}",
            f"twins above  {len(score.twins_above):>7}   innocent twins above a planted truth",
        )
    )


def _truth(truth: TruthScore) -> tuple[str, ...]:
    return (
        truth.id,
        _text(truth.plant),
        truth.kind,
        "yes" if truth.found else "NO",
        _text(truth.rank),
        f"{truth.subjects_named}/{truth.subjects}",
        " ".join(truth.indicators) or NONE,
        _money(truth.money_minor),
    )


def _kind(kind: KindScore) -> tuple[str, ...]:
    counts = (f"{kind.found}/{kind.planted}", str(kind.wrongly_named))
    return (
        _text(kind.plant),
        kind.kind,
        *counts,
        _share(kind.recall).strip(),
        _share(kind.precision).strip(),
    )


def _wrong(named: WronglyNamed) -> tuple[str, ...]:
    return (named.subject, str(named.rank), " ".join(named.indicators))


def _twin(twin: TwinAbove) -> tuple[str, ...]:
    return (twin.subject, str(twin.rank), " ".join(twin.truths_below), twin.says)


def _table(heading: Sequence[str], rows: "map[tuple[str, ...]]") -> str:
    lines = [tuple(heading), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _share(share: float | None) -> str:
    return f"{NONE:>7}" if share is None else f"{100 * share:5.1f} %"


def _money(minor: int) -> str:
    return f"{minor / 100:,.2f}"


def _text(value: int | None) -> str:
    return NONE if value is None else str(value)
