"""`terezi law`."""

from dataclasses import asdict
from datetime import datetime

import click

from terezi.cli.verb import DAY, answers, as_json, say


@click.command()
@click.argument("country")
@click.option("--on", "on", required=True, type=DAY, help="Day the law is asked for.")
@click.option("--diff", type=DAY, default=None, help="Say what differs from this day.")
@as_json
@answers
def law(country: str, on: datetime, diff: datetime | None, as_json: bool) -> None:
    """Print the law of a country on a day, or what differs from another day."""
    from terezi.law.book import law_on  # noqa: PLC0415
    from terezi.law.differences import differences  # noqa: PLC0415
    from terezi.law.rows import rows  # noqa: PLC0415

    country = country.upper()
    asked = law_on(country, on.date())
    about = {"country": country, "on": on.date(), "version": asked.version}
    if diff is None:
        terms = [asdict(row) for row in rows(asked)]
        say(
            {**about, "terms": terms},
            (
                f"{r.section}.{r.name}: {r.value}  [{r.unit}; {r.status}, {r.confidence}; from {r.in_force_from}; {r.source}]"
                for r in rows(asked)
            ),
            as_json=as_json,
        )
        return
    changed = differences(law_on(country, diff.date()), asked)
    lines = [
        f"{d.section}.{d.name}: {d.before.value} -> {d.after.value}  [{d.after.source}]" for d in changed
    ]
    say(
        {**about, "against": diff.date(), "differences": [asdict(d) for d in changed]},
        lines or [f"Nothing differs between {diff.date()} and {on.date()}."],
        as_json=as_json,
    )
