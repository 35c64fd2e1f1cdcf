"""Market abuse: what the detectors find of planted patterns and whom they name on clean markets.

`make bench WHAT=abuse [ARGS="--quick --kept FOLDER"]`. Every number is over seeds the detectors were not looked at with (from 20,000 up).
Some days at a time are written to a file of `FOLDER`; begun again, the bench does only what is missing, and tells what is there. Results of
other detectors belong in another folder. Intervals are Clopper and Pearson's at 95 %.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product, zip_longest
from pathlib import Path

import numpy as np
from scipy.stats import beta

from bench import abuse_hidden as hidden
from bench import abuse_steps as steps
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.law.book import law_on

FIRST_SEED = 20_000
SHARES = (0.004, 0.02)
"""Shares of the turnover that rings aim at, spread evenly; the figures are by the share that came of it."""
BINS = (0.0, 0.005, 0.0075, 0.01, 0.015, 1.0)
SHOWS = (10, 15, 20, 30, 50)
EXCHANGES = 3
Rows = list[steps.Row]


@dataclass(frozen=True)
class Case:
    """Days of one kind: how many from which seed, how many at once, and what says of the days of some seeds who was found."""

    what: str
    market: str
    option: str
    first: int
    days: int
    at_once: int
    judge: Callable[[range], Rows]

    def file(self, kept: Path, seeds: range) -> Path:
        return kept / f"{self.what}-{self.market}-{self.option}-{seeds.start}-{len(seeds)}.json".replace(
            " ", "_"
        )

    def batches(self) -> Iterator[range]:
        for begun in range(0, self.days, self.at_once):
            yield range(self.first + begun, self.first + min(begun + self.at_once, self.days))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the days")
    parser.add_argument("--only", choices=("clean", "rings", "spoofing", "sizes", "steps", "ticks"))
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "terezi-bench-abuse")
    parser.add_argument("--tell", action="store_true", help="add up what is there and run nothing")
    asked = parser.parse_args()
    policy = Policy.of(law_on("GG", steps.DAY))
    every = [case for case in cases(policy, 20 if asked.quick else 1) if asked.only in (None, case.what)]
    asked.kept.mkdir(parents=True, exist_ok=True)
    if not asked.tell:
        _run(every, asked.kept)
    for line in told(every, asked.kept):
        print(json.dumps(line), flush=True)
    for name, measure in _hidden(FIRST_SEED, asked.quick).items():
        if asked.only in (None, name) and not asked.tell:
            for line in measure():
                print(json.dumps({"what": name, **line}), flush=True)


def _hidden(seed: int, quick: bool) -> dict[str, Callable[[], Iterator[dict[str, object]]]]:
    few = 20 if quick else 1
    return {"sizes": partial(hidden.size_power, 400 // few, seed), "steps": partial(hidden.step_power, 240 // few, seed), "ticks": hidden.ticks}  # fmt: skip


def cases(policy: Policy, part: int) -> list[Case]:
    """List what is run, each on seeds of its own; `part` is by how many the days are divided."""
    half = steps.halved(policy)
    listed: list[Case] = []

    def case(
        what: str, market: str, option: str, days: int, at_once: int, judge: Callable[..., Rows]
    ) -> None:
        first = FIRST_SEED + 1_000 * len(listed)
        listed.append(
            Case(what, market, option, first, max(4, days // part), at_once, partial(judge, market))
        )

    for market, days, at_once in (
        ("thin", 480, 60), ("thin in sessions", 480, 60), ("small", 320, 40), ("small in sessions", 320, 40), ("usual", 320, 20),
        ("usual in sessions", 320, 20), ("thick", 100, 5),
    ):  # fmt: skip
        case("clean", market, "one day", days, at_once, partial(_clean, policy))
    for number in range(EXCHANGES):
        case("clean", "country", f"a fortnight of exchange {number}", 80, 8, partial(_country, half, number))
    for market, days, at_once in (
        ("usual", 160, 16), ("small", 160, 16), ("middling", 160, 16), ("thin", 160, 20), ("small in sessions", 80, 10), ("thick", 40, 4),
    ):  # fmt: skip
        for members in (2, 3, 5):
            case("rings", market, f"{members}", days, at_once, partial(_rings, policy, members, 1))
    for members in (2, 3, 5):
        long = partial(_rings, half, members, steps.FORTNIGHT)
        case("rings", "thin", f"{members} over a fortnight", 60, 6, long)
    for market, days, at_once in (("thin", 100, 12), ("usual", 80, 8)):
        for prices, number in product((1, 5), SHOWS):
            shows = partial(_shows, policy, number, prices)
            case("spoofing", market, f"{prices} deep, {number} shows", days, at_once, shows)
    # Last, so that the seeds of the cases above stay theirs.
    for market in ("usual", "small", "middling"):
        case("rings", market, "4", 160, 16, partial(_rings, policy, 4, 1))
    return listed


def _run(every: Iterable[Case], kept: Path) -> None:
    """Run some days of every case in turn, so that wherever it is stopped all are told of."""
    for together in zip_longest(*([(case, seeds) for seeds in case.batches()] for case in every)):
        for case, seeds in filter(None, together):
            file = case.file(kept, seeds)
            if not file.exists():
                began = time.process_time()
                rows = case.judge(seeds)
                seconds = round(time.process_time() - began, 1)
                part = file.with_suffix(".part")
                part.write_text(json.dumps({"cpu_seconds": seconds, "days": rows}))
                part.replace(file)


def _clean(policy: Policy, market: str, seeds: range) -> Rows:
    days = [steps.market(market, seed) for seed in seeds]
    washers, spoofers = steps.washers(days, policy), steps.spoofers(days, policy)
    return [
        {"seed": one.seed, "trades": one.trades.height,
         "wash": [alert.accounts for alert in washers[one.seed]], "spoofing": [alert.accounts for alert in spoofers[one.seed]]}
        for one in days
    ]  # fmt: skip


def _country(policy: Policy, number: int, _market: str, seeds: range) -> Rows:
    """Look at a fortnight at once, as a thin venue is, and at half the level."""
    days = [steps.country(number, seed) for seed in seeds]
    washers = steps.washers(days, policy)
    return [
        {"seed": one.seed, "trades": one.trades.height, "wash": [alert.accounts for alert in washers[one.seed]], "spoofing": []}
        for one in days
    ]  # fmt: skip


def _rings(policy: Policy, members: int, length: int, market: str, seeds: range) -> Rows:
    names = steps.ring_names(members)
    aimed = {seed: SHARES[0] + (SHARES[1] - SHARES[0]) * ((seed * 0.618034) % 1) for seed in seeds}
    days = [
        steps.market(market, seed, steps.ring(market, members, seed, share=aimed[seed]), days=length)
        for seed in seeds
    ]
    found = steps.washers(days, policy)
    return [
        {"seed": one.seed, "trades": one.trades.height, **steps.ring_row(one, found[one.seed], names)}
        for one in days
    ]


def _shows(policy: Policy, number: int, prices: int, market: str, seeds: range) -> Rows:
    days = [steps.market(market, seed, steps.spoofer(number, prices)) for seed in seeds]
    found = steps.spoofers(days, policy)
    return [
        {"seed": one.seed, "trades": one.trades.height, "found": any("SPOOFER" in each.accounts for each in found[one.seed]),
         "others": any("SPOOFER" not in each.accounts for each in found[one.seed])}
        for one in days
    ]  # fmt: skip


def told(every: Iterable[Case], kept: Path) -> Iterator[dict[str, object]]:
    """Add up the files that are there: shares with intervals, by market and all together."""
    rows, seconds = [], 0.0
    for case in every:
        for seeds in case.batches():
            if (file := case.file(kept, seeds)).exists():
                read = json.loads(file.read_text())
                seconds += read["cpu_seconds"]
                rows += [{"what": case.what, "market": case.market, "option": case.option, **row} for row in read["days"]]  # fmt: skip
    yield from _told_clean([row for row in rows if row["what"] == "clean"])
    yield from _told_rings([row for row in rows if row["what"] == "rings"])
    yield from _told_shows([row for row in rows if row["what"] == "spoofing"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield {"days": len(rows), "cpu_seconds": round(seconds), "peak_mib": peak}


def _told_clean(rows: Rows) -> Iterator[dict[str, object]]:
    for market, mine in _by(rows, "market").items():
        looked = mine if market != "country" else []
        who = sorted(
            {name for row in mine for kind in ("wash", "spoofing") for names in row[kind] for name in names}
        )  # type: ignore[attr-defined]
        yield {"what": "clean", "market": market, "trades": _middle(mine), "wash": share(bool(row["wash"]) for row in mine),
               "spoofing": share(bool(row["spoofing"]) for row in looked), "named": who}  # fmt: skip
    alone = [row for row in rows if row["market"] != "country"]
    yield {"what": "clean", "market": "all", "wash": share(bool(row["wash"]) for row in rows), "spoofing": share(bool(row["spoofing"]) for row in alone)}  # fmt: skip


def _told_rings(rows: Rows) -> Iterator[dict[str, object]]:
    for (market, option), mine in _by(rows, "market", "option").items():
        for low, high in pairwise(BINS):
            some = [row for row in mine if low <= float(str(row["share"])) < high]
            if some:
                yield {"what": "rings", "market": market, "members": option, "trades": _middle(some), "share": [low, high],
                       "ring_trades": _middle(some, "ring_trades"), "whole": share(bool(row["whole"]) for row in some),
                       "any": share(bool(row["any"]) for row in some)}  # fmt: skip
    for market, mine in _by(rows, "market").items():
        for length in (False, True):
            long = [row for row in mine if ("fortnight" in str(row["option"])) == length]
            over = [row for row in long if float(str(row["share"])) >= BINS[1]]
            if over:
                yield {"what": "rings", "market": market, "fortnight": length, "share": "over 0.5 %", "whole": share(bool(row["whole"]) for row in over),
                       "exactly": share(bool(row["exactly"]) for row in over), "any": share(bool(row["any"]) for row in over),
                       "others_named": share(bool(row["others"]) for row in long)}  # fmt: skip


def _told_shows(rows: Rows) -> Iterator[dict[str, object]]:
    for (market, option), mine in _by(rows, "market", "option").items():
        yield {"what": "spoofing", "market": market, "shows": option, "trades": _middle(mine), "found": share(bool(row["found"]) for row in mine),
               "others_named": share(bool(row["others"]) for row in mine)}  # fmt: skip


def share(said: Iterable[bool]) -> list[float]:
    """Return how many of how many, the share, and the two ends of its interval."""
    every = list(said)
    hits, count = sum(every), len(every)
    if not count:
        return []
    low = float(beta.ppf(0.025, hits, count - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, count - hits)) if hits < count else 1.0
    return [hits, count, round(hits / count, 4), round(low, 4), round(high, 4)]


def _by(rows: Rows, *keys: str) -> dict[object, Rows]:
    groups: dict[object, Rows] = {}
    for row in rows:
        groups.setdefault(row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys), []).append(row)
    return groups


def _middle(rows: Rows, name: str = "trades") -> int:
    return int(np.median([int(str(row[name])) for row in rows]))


if __name__ == "__main__":
    main()
