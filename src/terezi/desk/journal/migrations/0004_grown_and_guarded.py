"""Build the tree over the entries there are; the database refuses changes of what is written once."""

from itertools import islice
from typing import Any

from django.db import migrations

from terezi.base import merkle

REFUSAL = "The journal is written once: tree, seals and checkpoints are neither changed nor removed"
TABLES = ("journal_subtree", "journal_seal", "journal_checkpoint")
BATCH = 5_000

SQLITE = [
    f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES
    for event in ("update", "delete")
]
POSTGRESQL = [
    f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION journal_refuse()"
    for table in TABLES
    for name, event, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
]
UNDO = {
    "sqlite": [f"DROP TRIGGER {table}_no_{event}" for table in TABLES for event in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER {table}_no_{name} ON {table}" for table in TABLES for name in ("change", "truncate")
    ],
}


def _run(statements: dict[str, list[str]]) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


def _grow(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("journal", "Entry").objects.order_by("sequence")
    digests = entries.values_list("digest", flat=True).iterator(chunk_size=BATCH)
    leaves = (merkle.leaf_hash(bytes.fromhex(digest)) for digest in digests)
    above = ((node, found) for node, found in merkle.grown(leaves) if node.level)
    subtrees = apps.get_model("journal", "Subtree")
    while batch := [subtrees(number=node.number, hash=found) for node, found in islice(above, BATCH)]:
        subtrees.objects.bulk_create(batch)


def _fell(apps: Any, schema_editor: Any) -> None:
    apps.get_model("journal", "Subtree").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_merkle_log_and_seals")]

    operations = [
        migrations.RunPython(_grow, _fell),
        migrations.RunPython(_run({"sqlite": SQLITE, "postgresql": POSTGRESQL}), _run(UNDO)),
    ]
