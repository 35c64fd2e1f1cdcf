"""What an officer asks "what if" about, as scenarios of the power plan."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from terezi.desk.energy.terms import Change

if TYPE_CHECKING:
    from terezi.evidence.numerics.power_plans.grid import Grid
    from terezi.evidence.numerics.surplus.scenarios import Scenario


def scenarios_of(
    change: Change, grid: "Grid", water: Sequence[str], days: Sequence[date]
) -> "list[Scenario]":
    """Return each change as a scenario, and where there are several all of them as the last."""
    from dataclasses import replace  # noqa: PLC0415

    from terezi.evidence.numerics.power_plans.what_if import dry_spell, line_out, more_mining  # noqa: PLC0415

    found = []
    first = days[0] - timedelta(
        days=1
    )  # scenarios count from midnight UTC: begin before the settlement day does
    if change.more_mw and change.regions:
        name = f"{change.more_mw:f} MW: {', '.join(change.regions)}"
        bid = float(change.bid_minor)
        found.append(
            more_mining(float(change.more_mw), change.regions, bid_minor=bid, first=first, name=name)
        )
    if change.dry_percent is not None and water:
        share, name = float(change.dry_percent) / 100, f"{change.dry_percent:f} %: {', '.join(water)}"
        found.append(dry_spell(grid, water, share, first=first, days=len(days) + 2, name=name))
    if change.lines:
        found.append(line_out(change.lines, name=f"− {', '.join(change.lines)}"))
    if len(found) > 1:
        together = found[0]
        for each in found[1:]:
            together = replace(
                together,
                generation_factor={**together.generation_factor, **each.generation_factor},
                lines_out=(*together.lines_out, *each.lines_out),
                new_mines=(*together.new_mines, *each.new_mines),
                from_instant=together.from_instant or each.from_instant,
                until_instant=together.until_instant or each.until_instant,
            )
        found.append(replace(together, name=" + ".join(each.name for each in found)))
    return found
