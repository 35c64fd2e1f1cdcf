"""Raw captures of Binance streams: lines `<time heard> <message>`, gzip, with depth, trades, best quotes and snapshots.

Depth messages are put in the order of the venue's numbers, so that a snapshot asked for while the stream ran stands where it holds
(https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams, "How to manage a local order book correctly").
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from terezi.base.errors import BadData
from terezi.evidence.numerics.books.capture import (
    NO_CHANGES,
    NO_MESSAGES,
    NO_QUOTES,
    NO_TRADES,
    Capture,
    Changes,
    Floats,
    Messages,
    Quotes,
    Trades,
    in_sequence,
    together,
)
from terezi.evidence.numerics.books.fields import e8, fields, micros, numbers

BLOCK_BYTES, READ_BYTES = 16 << 20, 64 << 10
GZIP = 31  # zlib's word for a window of 32 KiB with a gzip heading
STREAM_WITHIN = 80
BUYS, SELLS = -1.0, -2.0
_WHOLE, _TEXT, _DECIMAL = pl.Int64(), pl.String(), pl.Float64()


def read_capture(path: Path, *, with_quotes: bool = True) -> Capture:
    """Read one market's capture; `with_quotes=False` leaves the best quotes out, which the book does not need.

    :raises BadData: when the file is damaged, or not every message of a kind has one layout.
    """
    parts = [_block(lines, path.name, with_quotes=with_quotes) for lines in _blocks(path)]
    messages, changes = in_sequence([it.messages for it in parts], [it.changes for it in parts])
    return Capture(
        sum(it.lines for it in parts),
        messages,
        changes,
        together([it.trades for it in parts]),
        together([it.quotes for it in parts]),
    )


def _blocks(path: Path) -> Iterator[list[bytes]]:
    """Yield whole lines, some megabytes at a time."""
    held, size = [b""], 0
    for text in _unpacked(path):
        held.append(text)
        size += len(text)
        if size >= BLOCK_BYTES:
            *lines, rest = b"".join(held).split(b"\n")
            yield lines
            held, size = [rest], len(rest)
    yield b"".join(held).split(b"\n")


def _unpacked(path: Path) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=GZIP)
    with path.open("rb") as file:
        try:
            while told := file.read(READ_BYTES):
                yield unpack.decompress(told)
                while unpack.eof and unpack.unused_data:
                    told, unpack = unpack.unused_data, zlib.decompressobj(wbits=GZIP)
                    yield unpack.decompress(told)
        except zlib.error as broken:
            raise BadData(f"{path.name}: the gzip is damaged ({broken}): ask for the file again") from broken
    if not unpack.eof:
        raise BadData(f"{path.name}: the gzip ends too early: ask for the file again")


def _block(lines: list[bytes], name: str, *, with_quotes: bool) -> Capture:
    by_stream = _by_stream(lines)
    told = [_depth(by_stream[b"@de"], name), *map(_snapshot, by_stream[b""])]
    messages, changes = in_sequence([it for it, _ in told], [it for _, it in told])
    quotes = by_stream[b"@bo"] if with_quotes else []
    return Capture(
        sum(map(len, by_stream.values())),
        messages,
        changes,
        _trades(by_stream[b"@tr"], name),
        _quotes(quotes, name),
    )


def _by_stream(lines: list[bytes]) -> defaultdict[bytes, list[bytes]]:
    """Part the lines by the beginning of their stream's name; what has no stream is an answer to a request: a snapshot."""
    at = next((at for line in lines if (at := line.find(b"@", 0, STREAM_WITHIN)) > 0), 0)
    streams = [line[at : at + 3] for line in lines]
    parted: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for stream in set(streams):
        told = [line for line, its in zip(lines, streams, strict=True) if its == stream]
        if stream[:1] == b"@":
            parted[stream] += told
        else:
            for line in filter(None, told):
                at = line.find(b"@", 0, STREAM_WITHIN)
                parted[line[at : at + 3] if at > 0 else b""].append(line)
    return parted


def _depth(lines: list[bytes], name: str) -> tuple[Messages, Changes]:
    if not lines:
        return NO_MESSAGES, NO_CHANGES
    cuts = [it.find(b'"b":[') for it in lines]
    if min(cuts) < 0:
        raise BadData(
            f"{name}: a depth message tells no changes: record the stream <symbol>@depth, not a partial book"
        )
    heads = fields(
        [it[:cut] for it, cut in zip(lines, cuts, strict=True)],
        {"E": _WHOLE, "U": _WHOLE, "u": _WHOLE, "pu": _WHOLE},
        what=f"{name}, depthUpdate",
    )
    follows = heads["pu"] if "pu" in heads.columns else heads["U"] - 1
    heard = micros(heads["stamp"].to_numpy())
    messages = Messages(
        heads["u"].to_numpy(),
        follows.to_numpy(),
        micros(heads["E"].to_numpy()),
        heard,
        np.zeros(len(lines), np.bool_),
    )
    sides = [it[cut:] for it, cut in zip(lines, cuts, strict=True)]
    return messages, _changes(numbers(sides, {b"b:": b"-1", b"a:": b"-2"}), len(lines), name)


def _changes(told: Floats, messages: int, name: str) -> Changes:
    """Split `-1 p q p q ... -2 p q ...` into changes: bids after -1, asks after -2, both once in every message."""
    marks = np.flatnonzero(told < 0)
    levels, odd = np.divmod(np.diff(marks, append=len(told)) - 1, 2)
    if len(marks) != 2 * messages or odd.any() or not (told[marks] == np.tile([BUYS, SELLS], messages)).all():
        raise BadData(
            f"{name}: a depth message is not bids and then asks, in pairs of price and quantity: ask for the file again"
        )
    pairs = e8(told[told >= 0], what=f"{name}, depthUpdate").reshape(-1, 2)
    message = np.repeat(np.arange(2 * messages) // 2, levels)
    is_buy = np.repeat(np.tile([True, False], messages), levels)
    return Changes(message, is_buy, np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))


def _snapshot(line: bytes) -> tuple[Messages, Changes]:
    stamp, _, body = line.partition(b" ")
    told = json.loads(body)
    said = told.get("data", told)
    if "lastUpdateId" not in said:
        raise BadData(f"a line of no stream is no snapshot: {line[:60]!r}: leave it out")
    rows = [(is_buy, *level[:2]) for is_buy, key in ((True, "bids"), (False, "asks")) for level in said[key]]
    heard = micros(np.array([int(stamp)]))
    at = micros(np.array([said["E"]])) if "E" in said else heard
    messages = Messages(np.array([said["lastUpdateId"]]), np.array([-1]), at, heard, np.array([True]))
    amounts = e8(np.array([[float(it) for it in row[1:]] for row in rows]).reshape(-1, 2), what="snapshot")
    return messages, Changes(
        np.zeros(len(rows), np.int64),
        np.array([row[0] for row in rows], np.bool_),
        amounts[:, 0],
        amounts[:, 1],
    )


def _trades(lines: list[bytes], name: str) -> Trades:
    if not lines:
        return NO_TRADES
    rows = fields(lines, {"T": _WHOLE, "p": _DECIMAL, "q": _DECIMAL, "m": _TEXT}, what=f"{name}, trade")
    rows = rows.filter(pl.col("p") > 0, pl.col("q") > 0)
    price, quantity = (e8(rows[key].to_numpy(), what=f"{name}, trade") for key in ("p", "q"))
    sign = np.where((rows["m"] == "true").to_numpy(), -1, 1)
    return Trades(micros(rows["T"].to_numpy()), price, quantity, sign)


def _quotes(lines: list[bytes], name: str) -> Quotes:
    if not lines:
        return NO_QUOTES
    kinds = {"u": _WHOLE, "E": _WHOLE, "b": _DECIMAL, "B": _DECIMAL, "a": _DECIMAL, "A": _DECIMAL}
    rows = fields(lines, kinds, what=f"{name}, bookTicker")
    at = rows["E" if "E" in rows.columns else "stamp"].to_numpy()
    amounts = (e8(rows[key].to_numpy(), what=f"{name}, bookTicker") for key in "bBaA")
    return Quotes(rows["u"].to_numpy(), micros(at), *amounts)
