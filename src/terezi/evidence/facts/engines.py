"""The engines that answer questions over the lake's files; TEREZI_ENGINE is the one setting.

Nothing, or `duckdb`: DuckDB inside this process. `spark://host:port` or `local[2]`: Spark.
"""

import os
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from terezi.base.errors import Unavailable
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import stored_schema

_VIEW = count()


class Engine(Protocol):
    """What the lake asks of an engine; tables and expressions are those of Ibis."""

    def read(self, table: Table, root: Path, paths: Sequence[Path]) -> Any:
        """Return the rows of Parquet files of one table as an Ibis table."""

    def memory(self, rows: pa.Table) -> Any:
        """Return rows in memory as an Ibis table."""

    def answer(self, expression: Any) -> pa.Table:
        """Compute an Ibis expression."""


def engine() -> Engine:
    """Return the engine that TEREZI_ENGINE names."""
    setting = os.environ.get("TEREZI_ENGINE", "duckdb")
    return DuckDB() if setting in ("", "duckdb") else Spark(setting)


class DuckDB:
    """DuckDB in memory; TEREZI_MEMORY (default 3GB) bounds it, beyond that it uses the disk."""

    def __init__(self) -> None:
        import ibis  # noqa: PLC0415 - takes a second

        self._connection = ibis.duckdb.connect(
            memory_limit=memory_limit(),
            preserve_insertion_order=False,
        )

    def read(self, table: Table, root: Path, paths: Sequence[Path]) -> Any:
        name = f"{table.name}_{next(_VIEW)}"
        columns = ", ".join(f'"{column}"' for column in table.names)
        # The names are those of facts/tables and of files this program wrote.
        self._connection.raw_sql(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {parquet(table, paths)}")  # noqa: S608
        return self._connection.table(name)

    def memory(self, rows: pa.Table) -> Any:
        import ibis  # noqa: PLC0415 - takes a second

        return ibis.memtable(rows)

    def answer(self, expression: Any) -> pa.Table:
        return self._connection.to_pyarrow(expression)


class Spark:
    """A Spark session, local or of a cluster; one per process."""

    def __init__(self, master: str) -> None:
        self._connection = _spark(master)

    def read(self, table: Table, root: Path, paths: Sequence[Path]) -> Any:
        session = self._connection._session
        reader = session.read.schema(_spark_schema(table)).option("basePath", str(root))
        name = f"{table.name}_{next(_VIEW)}"
        reader.parquet(*[str(path) for path in paths]).createOrReplaceTempView(name)
        return self._connection.table(name)

    def memory(self, rows: pa.Table) -> Any:
        name = f"memory_{next(_VIEW)}"
        self._connection._session.createDataFrame(rows).createOrReplaceTempView(name)
        return self._connection.table(name)

    def answer(self, expression: Any) -> pa.Table:
        # Ibis would go through pandas, where whole numbers with a gap become fractions.
        return self._connection._session.sql(self._connection.compile(expression)).toArrow()


EPOCH_US = "CREATE OR REPLACE TEMPORARY FUNCTION epoch_us(instant TIMESTAMP) RETURNS BIGINT RETURN unix_micros(instant)"


@cache
def _spark(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError as absent:
        raise Unavailable(
            f"TEREZI_ENGINE={master} asks for Spark, which is not installed: "
            "install the extra `cluster` and Java 17, or unset TEREZI_ENGINE"
        ) from absent
    import ibis  # noqa: PLC0415 - takes a second

    session = (
        SparkSession.builder.master(master)
        .appName("terezi")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.timestampType", "TIMESTAMP_LTZ")
        .config("spark.driver.host", os.environ.get("TEREZI_SPARK_DRIVER", "127.0.0.1"))
        .config("spark.driver.bindAddress", os.environ.get("TEREZI_SPARK_DRIVER", "127.0.0.1"))
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sql(EPOCH_US)
    return ibis.pyspark.connect(session)


_SPARK_TYPES = {
    "string": "string",
    "int32": "int",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "date": "date",
    "instant": "timestamp",
}


def _spark_schema(table: Table) -> str:
    stored = stored_schema(table).names
    ordered = sorted(table.columns, key=lambda column: column.name not in stored)
    return ", ".join(f"`{column.name}` {_SPARK_TYPES[column.kind]}" for column in ordered)


def memory_limit() -> str:
    """Return how much memory DuckDB may take before it turns to the disk."""
    return os.environ.get("TEREZI_MEMORY", "3GB")


def parquet(table: Table, paths: Sequence[Path]) -> str:
    """Return the DuckDB relation of files of one table; the partition's type is declared, not guessed."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    days = ", hive_partitioning = true, hive_types = {'day': DATE}" if table.partition else ""
    return f"read_parquet([{listed}]{days})"
