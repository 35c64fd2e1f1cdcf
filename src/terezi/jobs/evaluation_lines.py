"""An evaluation as lines of text: one table by split and seed."""

from collections.abc import Iterator

from terezi.evidence.numerics.meters.evaluation import Found, Judged
from terezi.jobs.evaluate_detection import Evaluation


def lines(told: Evaluation) -> Iterator[str]:
    """Yield the table: AUC, recall with interval at the pooled line, recall at the strict line; then twins and bars."""
    yield f"{told.windows} windows of {told.homes} homes from {', '.join(told.sources)}; false alarms {told.share:.1%}"
    for split, methods in told.judged.items():
        yield f"\n== {split}"
        for method in methods:
            yield from _method(method, told.at_least)


def _method(method: Judged, at_least: dict[str, float]) -> Iterator[str]:
    yield (
        f"-- {method.method}: strict line lets {method.false_alarms:.2%} of innocent windows pass "
        f"({method.false_alarms_low:.2%} to {method.false_alarms_high:.2%}), in {method.homes_alarmed} of {method.homes} homes"
    )
    yield f"   {'pattern':<48} {'AUC':>6} {'recall':>7} {'95 % by home':>14} {'strict':>7}  bar"
    for found in method.found:
        yield _row(found, at_least.get(found.pattern))
    yield "   twins above the line: " + ", ".join(
        f"{name} {share:.0%}" for name, share in method.twins_alarmed.items()
    )


def _row(found: Found, at_least: float | None) -> str:
    bar = (
        ""
        if at_least is None
        else f"{at_least:.2f} {'held' if found.recall >= at_least else 'MISSED'}"
    )
    interval = f"{found.recall_low:.2f} to {found.recall_high:.2f}"
    return f"   {found.pattern:<48} {found.auc:>6.3f} {found.recall:>7.3f} {interval:>14} {found.strict_recall:>7.3f}  {bar}"
