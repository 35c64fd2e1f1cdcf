"""Messages at the door: many become one delivery, each is taken whole or kept whole in quarantine.

The same checks as for files, and one more: a gateway speaks for the meters listed as its own. What a message says twice,
in one batch or years apart, changes nothing, so a message may come as often as a network likes.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from terezi.evidence.facts import receipts
from terezi.evidence.facts.deliveries import Counts, Staged, accept
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.receipts import Note, Problem, Receipt
from terezi.evidence.facts.tables import METER_READINGS
from terezi.evidence.sources.checks import Tally, general
from terezi.evidence.sources.json_readings import COLUMNS, json_readings
from terezi.evidence.sources.kept_messages import SHOWN, keep_refused
from terezi.evidence.sources.lines import NO_FORMULA
from terezi.evidence.sources.message import Door, Message, Taken
from terezi.evidence.sources.message_conflicts import contradicting, overlapping
from terezi.evidence.sources.meter_readings import METER_INTERVALS
from terezi.evidence.sources.plain import SETTLEMENT_ZONE
from terezi.evidence.sources.raw_rows import LONGEST_VALUE, is_formula, is_long
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.sparkplug import SPARKPLUG, sparkplug_readings
from terezi.evidence.sources.staging import Told, prepare
from terezi.evidence.sources.unpack import Unreadable

MOST_BYTES = 1 << 20
MOST_ROUNDS = 8
AHEAD = timedelta(seconds=60)
"""A clock that runs this far ahead is told to its gateway."""
_TEXT = ("meter_id", "quality")
_CHECKS = (
    Check("DOOR-03", f"No value is longer than {LONGEST_VALUE:,} bytes", ~pl.any_horizontal(is_long(name) for name in _TEXT), "Send ids"),
    Check("DOOR-08", NO_FORMULA, ~pl.any_horizontal(is_formula(name) for name in _TEXT), "Send the id without the leading sign"),
    Check("MSG-05", "A gateway speaks for the meters listed as its own", pl.col("is_own"), "Ask the grid operator to list the meter with this gateway (terezi load gateways.csv)"),
)  # fmt: skip


def gateways_of(home: Home) -> pl.DataFrame:
    """Return the list of gateways as the lake holds it now: meter_id, gateway_id."""
    lake = Lake.open(home)
    return lake.collect(lake.table("ref_gateways")).select("meter_id", "gateway_id")


def take(
    messages: Sequence[Message],
    *,
    home: Home,
    zone: str,
    at: datetime,
    gateways: pl.DataFrame,
    occasion: str = "",
    before_commit: Callable[[str, Sequence[Message]], None] = lambda delivery, messages: None,
) -> Taken:
    """Take messages into the lake in their order; all of it is on the disk when this returns.

    `gateways` is the list of `ref_gateways` (meter_id, gateway_id), empty where none is kept. The same messages on the same
    `occasion` are the same delivery. `before_commit` hears the number of a delivery and its messages before it is committed.
    """
    door, taken = Door(home, zone, at, gateways, occasion, before_commit), Taken()
    home.staging_dir.mkdir(parents=True, exist_ok=True)
    rows = _checked(_decoded(messages, taken), messages, door, taken)
    for _ in range(MOST_ROUNDS):
        if rows.is_empty():
            break
        rows = _commit(rows, messages, door, taken)
    _refuse(taken, rows["message"].unique(), TOO_MANY_CORRECTIONS)
    keep_refused(messages, door, taken)
    return taken


TOO_MANY_CORRECTIONS = Problem(
    "MSG-04",
    "A reading is corrected a few times at once, not over and over",
    remedy="Send the last value alone",
)


def _refuse(taken: Taken, numbers: Iterable[int], *problems: Problem) -> None:
    for number in numbers:
        taken.refused[number] = (*taken.refused.get(number, ()), *problems)


def _decoded(messages: Sequence[Message], taken: Taken) -> pl.DataFrame:
    """Return the readings of all messages, numbered from 1 through the batch (`row_number`) and in each (`row`)."""
    numbers, parts = [], [pl.DataFrame(schema=COLUMNS)]
    for number, message in enumerate(messages):
        try:
            parts.append(_readings(message))
            numbers.append(number)
        except Unreadable as wrong:
            _refuse(taken, [number], *wrong.problems)
    many = np.array([part.height for part in parts[1:]], dtype=np.int64)
    row_number = np.arange(1, many.sum() + 1)
    return pl.concat(parts).with_columns(
        row_number=pl.Series(row_number, dtype=pl.Int64),
        message=pl.Series(np.repeat(np.array(numbers, dtype=np.int64), many)),
        row=pl.Series(row_number - np.repeat(many.cumsum() - many, many)),
    )


def _readings(message: Message) -> pl.DataFrame:
    if len(message.payload) > MOST_BYTES:
        raise Unreadable(
            Problem("MSG-06", f"A message has at most {MOST_BYTES:,} bytes", remedy="Send several messages")
        )
    if message.topic.startswith(SPARKPLUG):
        return sparkplug_readings(message.topic, message.payload)
    return json_readings(message.payload)


def _checked(raw: pl.DataFrame, messages: Sequence[Message], door: Door, taken: Taken) -> pl.DataFrame:
    """Return the parsed rows of the messages that keep every check."""
    rows = METER_INTERVALS.parse(raw.lazy(), {SETTLEMENT_ZONE: door.zone}).collect()
    rows = _with_own(rows, messages, door.gateways)
    checks = [*general(METER_READINGS, rows.columns, door.at), *METER_INTERVALS.checks, *_CHECKS]
    held = pl.all_horizontal(check.holds.fill_null(value=True) for check in checks)
    broken = rows.filter(~held)["message"].unique().implode()
    for (number,), told in (
        rows.filter(pl.col("message").is_in(broken)).partition_by("message", as_dict=True).items()
    ):
        tally = Tally(checks)
        tally.look(told.with_columns(row_number=pl.col("row")))
        _refuse(taken, [int(number)], *tally.problems())
    return rows.filter(~pl.col("message").is_in(broken)).sort("row_number")


def _with_own(rows: pl.DataFrame, messages: Sequence[Message], gateways: pl.DataFrame) -> pl.DataFrame:
    """Add `is_own`: whether the gateway of the message may speak for the meter."""
    if gateways.is_empty():
        return rows.with_columns(is_own=pl.lit(value=True))
    pairs = rows.select("message", "meter_id").unique()
    said = pl.Series("said_by", [messages[number].gateway for number in pairs["message"]], pl.String)
    listed = pairs.with_columns(said).join(gateways, on="meter_id", how="left")
    own = listed.select("message", "meter_id", is_own=pl.col("gateway_id").eq_missing(pl.col("said_by")))
    return rows.join(own, on=["message", "meter_id"], how="left", nulls_equal=True)


def _commit(rows: pl.DataFrame, messages: Sequence[Message], door: Door, taken: Taken) -> pl.DataFrame:
    """Commit what fits into one delivery and return what must wait for the next."""
    numbers = rows["message"].unique().sort().to_list()
    told = "".join(f" {number} {messages[number].digest}" for number in numbers)
    delivery = hashlib.sha256((door.occasion + told).encode()).hexdigest()[:16]
    if before := receipts.kept(door.home, delivery):
        taken.receipts.append(before.seen_again(file=before.file, at=door.at))
        return rows.clear()
    folder = Path(tempfile.mkdtemp(dir=door.home.staging_dir, prefix=f"{delivery}-"))
    try:
        return _staged(rows, messages, delivery, folder, door, taken)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _staged(
    rows: pl.DataFrame, messages: Sequence[Message], delivery: str, folder: Path, door: Door, taken: Taken
) -> pl.DataFrame:
    told = [messages[number] for number in rows["message"].unique().sort()]
    place = Told(delivery, f"{len(told)} messages", door.at, door.zone, folder)
    # the checks of the source were asked message by message
    source = replace(METER_INTERVALS, checks=())
    prepared = prepare(rows.lazy(), source=source, table=METER_READINGS, told=place, progress=lambda *_: None)
    if prepared.problems:
        return _parted(rows, messages, prepared.problems, door, taken)
    door.before_commit(delivery, told)
    counts = accept(Staged(delivery, METER_READINGS, folder, tuple(prepared.files)), home=door.home)
    days = sorted(file.day for file in prepared.files if file.day)
    receipt = replace(
        receipt_of(delivery, len(told), counts, at=door.at),
        first_day=days[0],
        last_day=days[-1],
        notes=(*prepared.notes, *_clocks(rows, messages)),
    )
    receipts.keep(receipt, door.home)
    taken.receipts.append(receipt)
    return rows.clear()


def receipt_of(delivery: str, messages: int, counts: Counts, *, at: datetime) -> Receipt:
    """Return the receipt of messages that were committed as one delivery."""
    return Receipt(
        f"{messages} messages",
        delivery,
        "messages of gateways",
        METER_READINGS.name,
        "accepted" if counts.new or counts.corrected else "unchanged",
        at,
        counts.new,
        counts.unchanged,
        counts.corrected,
    )


def _parted(
    rows: pl.DataFrame, messages: Sequence[Message], why: Sequence[Problem], door: Door, taken: Taken
) -> pl.DataFrame:
    """Refuse messages that contradict themselves or tell a time twice; leave a correction for the next delivery."""
    own, waiting = contradicting(rows, [message.gateway for message in messages])
    double = set() if own or waiting else overlapping(rows)
    _refuse(taken, own, CONTRADICTS_ITSELF)
    _refuse(taken, double, TELLS_DOUBLE)
    if not own | waiting | double:
        _refuse(taken, rows["message"].unique(), *why)
        return rows.clear()
    fit = rows.filter(~pl.col("message").is_in([*own, *waiting, *double]))
    rest = _commit(fit, messages, door, taken) if len(fit) else fit
    return pl.concat([rest, rows.filter(pl.col("message").is_in(list(waiting)))])


CONTRADICTS_ITSELF = Problem(
    "DOOR-11",
    "One meter_id and read_at is told once, or twice the same",
    remedy="Send a correction as a later message",
)
TELLS_DOUBLE = Problem(
    "DOOR-23",
    "A meter speaks once for a time",
    remedy="Send one channel and one length of interval of a meter",
)


def _clocks(rows: pl.DataFrame, messages: Sequence[Message]) -> list[Note]:
    """Say whose clock runs ahead: an interval that ends after its message came was not measured yet."""
    ends = (pl.col("read_at") + pl.duration(seconds=pl.col("interval_seconds"))).max()
    last = rows.group_by("message").agg(ends.alias("ends")).sort("message")
    ahead: dict[str, float] = {}
    for number, until in last.iter_rows():
        message = messages[number]
        seconds = (until - message.at).total_seconds()
        ahead[message.gateway] = max(seconds, ahead.get(message.gateway, seconds))
    fast = sorted(
        (name for name in ahead if ahead[name] > AHEAD.total_seconds()), key=lambda name: -ahead[name]
    )
    return [
        Note("MSG-CLOCK", f"The clock of gateway {name} is ahead by {ahead[name]:.0f} s or more", count=1)
        for name in fast[:SHOWN]
    ]
