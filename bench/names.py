"""Measure the screening of names on labelled pairs, UN names with typing errors, and names of nobody: JSON lines.

python -m bench.names DATA/lists [--match 0.88] [--possible 0.72] [--negatives 5000]
"""

import argparse
import csv
import gzip
import json
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import yaml

from terezi.desk.screening.formats.catalogue import parsed
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.rules.index import NameIndex
from terezi.desk.screening.rules.likeness import heard, likeness
from terezi.desk.screening.rules.sounds import latin
from terezi.desk.screening.terms import NameRow, Schema

SCHEMAS = {
    "Person": Schema.PERSON,
    "Company": Schema.ORGANISATION,
    "Organization": Schema.ORGANISATION,
    "Vessel": Schema.THING,
}
SEED = 20260227


def main() -> None:
    """Print one line for each measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lists", type=Path)
    asked.add_argument("--match", type=float, default=0.88)
    asked.add_argument("--possible", type=float, default=0.72)
    asked.add_argument("--negatives", type=int, default=5000)
    given = asked.parse_args()
    thresholds = {"match": given.match, "possible": given.possible}
    for line in (*pairs(given.lists, thresholds), *lists(given.lists, thresholds, given.negatives)):
        print(json.dumps(line), flush=True)


def pairs(folder: Path, thresholds: dict[str, float]) -> Iterator[dict[str, object]]:
    """Measure on labelled pairs, as labelled and with the labels of the source they were taken from."""
    matching = folder / "name_matching"
    rows = list(csv.DictReader((matching / "labelled_pairs_dev.csv").open()))
    checks = yaml.safe_load((matching / "nomenklatura_checks.yml").read_text())["checks"]
    source = {(_name(one["query"]), _name(one["candidate"])): one["match"] for one in checks}
    scored = []
    for row in rows:
        schema = SCHEMAS.get(row["schema"], Schema.UNKNOWN)
        alike = likeness(heard(row["name1"], schema), heard(row["name2"], schema))
        label = row["is_match"] == "True"
        scored.append((alike.score, label, source.get((row["name1"], row["name2"]), label)))
    contradicted = sum(label != its for _, label, its in scored)
    for labels, place in (("as labelled", 1), ("as the source labels", 2)):
        for name, least in thresholds.items():
            found = [bool(one[place]) for one in scored if one[0] >= least]
            wanted = sum(bool(one[place]) for one in scored)
            yield {
                "measure": "labelled pairs",
                "labels": labels,
                "threshold": name,
                "from": least,
                "pairs": len(scored),
                "contradicted": contradicted,
                "precision": round(sum(found) / len(found), 4),
                "recall": round(sum(found) / wanted, 4),
            }


def _name(told: dict[str, object]) -> str:
    name = told.get("name")
    return name if isinstance(name, str) else ""


def lists(folder: Path, thresholds: dict[str, float], negatives: int) -> Iterator[dict[str, object]]:
    """Measure finding and speed against the US and UN lists together."""
    rows = [
        row
        for name in ("us_csl_consolidated.csv.gz", "test__UN_consolidated.xml.gz")
        for row in _rows(folder, name)
    ]
    began = time.perf_counter()
    index = NameIndex(rows)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield {"measure": "index", "names": len(rows), "seconds": round(took, 2), "peak_mib": peak}
    least = min(thresholds.values())
    yield from _positives(folder / "name_matching", index, thresholds, least)
    yield from _negatives(folder / "name_matching", index, thresholds, least, negatives)


def _rows(folder: Path, name: str) -> list[NameRow]:
    file = folder / "us_un" / name
    return [row for row in parsed(Given(name, file.read_bytes())).rows if isinstance(row, NameRow)]


def _positives(
    folder: Path, index: NameIndex, thresholds: dict[str, float], least: float
) -> Iterator[dict[str, object]]:
    """Ask for UN names, as listed and with one typing error; right is only the very entry."""
    listed = [
        row["full_name"] for row in csv.DictReader((folder / "yente_positives_un_untreated.csv").open())
    ]
    entries: dict[str, set[str]] = {}
    for row in index.rows:
        entries.setdefault(" ".join(sorted(latin(row.name).split())), set()).add(row.entry)
    for file in ("untreated", "treated"):
        asked = [
            row["full_name"] for row in csv.DictReader((folder / f"yente_positives_un_{file}.csv").open())
        ]
        best, times = [], []
        for name, true in zip(asked, listed, strict=True):
            right = entries.get(" ".join(sorted(latin(true).split())), set())
            began = time.perf_counter()
            found = index.closest(name, least=least, schema=Schema.PERSON)
            times.append(time.perf_counter() - began)
            if right:
                best.append(max((alike.score for row, alike in found if row.entry in right), default=0.0))
        for threshold, value in thresholds.items():
            recall = sum(score >= value for score in best) / len(best)
            yield {"measure": f"UN names {file}", "threshold": threshold, "from": value, "asked": len(asked),
                   "on the list": len(best), "recall": round(recall, 4)}  # fmt: skip
        yield {"measure": f"time of a name, UN {file}", **_times(times)}


def _negatives(
    folder: Path, index: NameIndex, thresholds: dict[str, float], least: float, number: int
) -> Iterator[dict[str, object]]:
    with gzip.open(folder / "yente_negatives_global.csv.gz", "rt") as file:
        people = random.Random(SEED).sample([row["full_name"] for row in csv.DictReader(file)], number)
    best, times = [], []
    for name in people:
        began = time.perf_counter()
        found = index.closest(name, least=least, schema=Schema.PERSON)
        times.append(time.perf_counter() - began)
        best.append(found[0][1].score if found else 0.0)
    for threshold, value in thresholds.items():
        share = sum(score >= value for score in best) / number
        yield {"measure": "names of nobody", "threshold": threshold, "from": value, "asked": number,
               "told of": round(share, 4)}  # fmt: skip
    yield {"measure": "time of a name of nobody", **_times(times)}


def _times(times: list[float]) -> dict[str, object]:
    return {
        "ms_median": round(median(times) * 1000, 1),
        "ms_p99": round(quantiles(times, n=100)[98] * 1000, 1),
        "ms_most": round(max(times) * 1000, 1),
    }


if __name__ == "__main__":
    main()
