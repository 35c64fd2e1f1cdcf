"""An instant as a whole number, by one name on every engine: the one thing their casts do not agree on."""

import ibis
from ibis.expr.datatypes import Timestamp

MICROSECONDS = 1_000_000


@ibis.udf.scalar.builtin(name="epoch_us", signature=((Timestamp(timezone="UTC"),), "int64"))
def epoch_microseconds(instant):  # type: ignore[no-untyped-def]
    """Return the microseconds of an instant since 1970; DuckDB has the function, engines.py teaches it to Spark.

    The portable `epoch_seconds` looks up the time zone of every row in DuckDB, which takes longer than reading it.
    """


__all__ = ["MICROSECONDS", "epoch_microseconds"]
