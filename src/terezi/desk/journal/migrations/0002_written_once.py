"""The database itself refuses to change or remove an entry of the journal."""

from typing import Any

from django.db import migrations

REFUSAL = "The journal is written once: entries are neither changed nor removed"

SQLITE = [
    f"""
    CREATE TRIGGER journal_entry_no_{event} BEFORE {event} ON journal_entry
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for event in ("update", "delete")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
    "CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER journal_entry_no_update", "DROP TRIGGER journal_entry_no_delete"],
    "postgresql": [
        "DROP TRIGGER journal_entry_no_change ON journal_entry",
        "DROP TRIGGER journal_entry_no_truncate ON journal_entry",
        "DROP FUNCTION journal_refuse()",
    ],
}


def _run(statements: dict[str, list[str]]) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


def _begin(apps: Any, schema_editor: Any) -> None:
    apps.get_model("journal", "End").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunPython(_begin, migrations.RunPython.noop),
        migrations.RunPython(_run({"sqlite": SQLITE, "postgresql": POSTGRESQL}), _run(UNDO)),
    ]
