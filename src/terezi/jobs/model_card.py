"""The card of a detection model: what it is for, learned from what, and what it must not be used for."""

import json

from terezi.evidence.numerics.meters.conformal import ALL
from terezi.evidence.numerics.meters.ranking import SEEN, Model

_CARD = """# Detection model {sha}

**For**: ordering electricity meters whose load nothing known explains, so that officers visit a few of them. A lead, no finding of fact.
**Not for**: billing, disconnection, penalties, or anything about a person without a visit. Load past the meter cannot be seen by it.

| | |
|---|---|
| country, last day, window | {country}, {day}, {window_days} days |
| meters: teaching / calibrating | {teaching} / {calibrating} |
| visits that taught | {labels} |
| seed, version of meter_days | {seed}, {version} |
| recall of added machines, meters held out, at {false_alarm_share:.1%} false alarms | {held_out_recall:.2f} |
| say of the learner | {weight} of a logarithm per unit, bounded |
| probability calibrated at a share of meters with machines of | {prior_share:.1%} (an assumption until visits tell) |

Patterns it learned from, all added by calculation: {patterns}. It sees: {seen}.

Innocent meters held for calibration, by group (false alarms are controlled within these): {groups}.
"""


def card(model: Model) -> tuple[str, str]:
    """Return the card as Markdown and as JSON."""
    told = dict(model.told)
    groups = {group: len(kept) for group, kept in sorted(model.calibration.scores.items()) if group != ALL}
    data = {**told, "sha256": model.sha256, "weight": model.weight, "features": list(SEEN), "groups": groups}
    text = _CARD.format(
        sha=model.sha256[:16],
        version=told["snapshot"]["meter_days"],
        weight=model.weight,
        seen=", ".join(SEEN),
        groups=", ".join(f"{group} {count}" for group, count in groups.items()),
        **{name: ", ".join(value) if isinstance(value, list) else value for name, value in told.items()},
    )
    return text, json.dumps(data, sort_keys=True, indent=1)
