"""hftbacktest over a raw Binance capture, in a venv of its own: `python replay_peer.py CAPTURE.gz STATES.npz REPEATS`.

Prints the CPU seconds of its converter and of its replay with the best prices and quantities read after every feed event,
compilation left out, and writes these states.
"""

import contextlib
import gzip
import io
import json
import sys
from time import process_time

import numpy as np
from hftbacktest import BacktestAsset, HashMapMarketDepthBacktest
from hftbacktest.data.utils import binancefutures
from numba import njit


@njit
def walk(hbt, told):  # type: ignore[no-untyped-def]
    """Read the book after every feed event; answers how many there were."""
    count = 0
    while hbt.wait_next_feed(False, 1_000_000_000_000) == 2:
        depth = hbt.depth(0)
        told[count, 0] = hbt.current_timestamp
        told[count, 1] = depth.best_bid_tick
        told[count, 2] = depth.best_ask_tick
        told[count, 3] = round(depth.best_bid_qty * 1e8)
        told[count, 4] = round(depth.best_ask_qty * 1e8)
        count += 1
    return count


def replayed(events, tick: float):  # type: ignore[no-untyped-def]
    """Return the states and the seconds from a prepared array."""
    asset = BacktestAsset().data(events).linear_asset(1.0).constant_order_latency(0, 0)
    asset = asset.risk_adverse_queue_model().no_partial_fill_exchange().trading_value_fee_model(0, 0)
    asset = asset.tick_size(tick).lot_size(0.001)
    told = np.zeros((len(events), 5), np.int64)
    began = process_time()
    hbt = HashMapMarketDepthBacktest([asset])
    count = walk(hbt, told)
    seconds = process_time() - began
    hbt.close()
    return told[:count], seconds


def main() -> None:
    """Convert and replay several times, least seconds of each."""
    capture, states, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tick = 0.1 if "btc" in capture else 0.01
    converting, replaying = [], []
    for _ in range(repeats + 1):
        began = process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            events = binancefutures.convert(capture, buffer_size=3_000_000)
        converting.append(process_time() - began)
        told, seconds = replayed(events, tick)
        replaying.append(seconds)
    np.savez(states, told=told)
    said = {
        "convert_s": min(converting[1:]),
        "replay_s": min(replaying[1:]),
        "shift_us": shift_us(capture, events),
    }
    print(json.dumps(said))


def shift_us(capture: str, events) -> int:  # type: ignore[no-untyped-def]
    """Return by how much the converter moved the recorder's clock, so that nothing is heard before it was sent."""
    with gzip.open(capture) as lines:
        first = next(it for it in lines if b'"depthUpdate"' in it or b'"trade"' in it)
    return -(int(first.split(b" ")[0]) - int(events["local_ts"].min())) // 1_000 + 1


main()
