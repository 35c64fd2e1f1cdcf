"""`terezi tables`."""

from dataclasses import asdict

import click

from terezi.base.errors import Refused
from terezi.cli.verb import answers, as_json, say


@click.command()
@click.argument("name", required=False)
@as_json
@answers
def tables(name: str | None, as_json: bool) -> None:
    """Print what a delivery or register file of each table holds: columns, units, meaning."""
    from terezi.evidence.facts.tables import FACTS, REFERENCES  # noqa: PLC0415
    from terezi.evidence.sources.plain import told_columns  # noqa: PLC0415

    asked = [table for table in (*FACTS, *REFERENCES) if name in (None, table.name)]
    if not asked:
        raise Refused(f"There is no table {name}: leave the name out to see them all")
    lines = []
    for table in asked:
        lines += [f"{table.name}: {table.says}; one row for each {', '.join(table.key)}"]
        lines += [
            f"  {c.name}{' (may be empty)' if c.nullable else ''}: {c.says} [{c.kind}; {c.unit}]"
            for c in told_columns(table)
        ]
    say({table.name: [asdict(c) for c in told_columns(table)] for table in asked}, lines, as_json=as_json)
