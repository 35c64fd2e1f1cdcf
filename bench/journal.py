"""What a journal of a million entries costs: append, proof, checkpoint, tiles, audit.

python -m bench.journal [--quick] [--dir DIR]. The first entries are written in bulk; every entry that is
timed goes through the only door, in a transaction of its own, synced to the disk.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench.report import line, versions

NAME = "journal"
AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
BATCH = 5_000
SMALL = 1_000


def main() -> None:
    """Fill a journal, then time what is done to it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true", help="100,000 entries instead of 1,000,000")
    asked.add_argument("--dir", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.dir) as folder:
        from terezi.jobs.new_home import new_home  # noqa: PLC0415

        home = new_home(Path(folder) / "home", country="GG")
        versions(NAME, "django", "cryptography")
        measure(home, entries=100_000 if given.quick else 1_000_000, repeats=300 if given.quick else 2_000)


def measure(home: Any, *, entries: int, repeats: int) -> None:
    """Print one line per metric."""
    fill(SMALL)
    small = appended(SMALL, repeats)
    fill(entries)
    appended(entries, repeats, peer=f"at {SMALL} entries", than=small)
    proofs(entries, repeats)
    checkpoints(home, entries, repeats)
    seals(entries)
    audited(home, entries)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line(NAME, f"{entries} entries", "peak_memory", peak, "MiB")


def fill(upto: int) -> None:
    """Write entries in bulk, as the door would have written them one by one."""
    from django.db import transaction  # noqa: PLC0415

    from terezi.base.merkle import Growing  # noqa: PLC0415
    from terezi.desk.journal.models import End, Entry, Subtree  # noqa: PLC0415
    from terezi.desk.journal.queries.tree import leaf_of  # noqa: PLC0415

    end, tree = End.objects.get(), Growing()
    for digest in Entry.objects.order_by("sequence").values_list("digest", flat=True):
        tree.append(leaf_of(digest))
    made, began = _made(end), time.perf_counter()
    while batch := list(islice(made, min(BATCH, upto - tree.size))):
        done = [each for entry in batch for each in tree.append(leaf_of(entry.digest))[1:]]
        with transaction.atomic():
            Entry.objects.bulk_create(batch)
            Subtree.objects.bulk_create(Subtree(number=node.number, hash=found) for node, found in done)
            end.save()
    line(NAME, f"{upto} entries", "bulk_fill", time.perf_counter() - began, "s")


def _made(end: Any) -> Iterator[Any]:
    from terezi.desk.journal import rules  # noqa: PLC0415
    from terezi.desk.journal.models import Entry  # noqa: PLC0415

    while True:
        sequence, previous = end.sequence + 1, end.digest
        told = {**_told(sequence), "ground": "", "values": {"n": sequence, "region": "Balkan"}}
        end.digest = rules.digest_of(previous=previous, sequence=sequence, **told)
        end.sequence = sequence
        yield Entry(sequence=sequence, previous=previous, digest=end.digest, **told)


def _told(number: int) -> dict[str, Any]:
    at = AT + timedelta(seconds=number)
    return {"act": "findings.look", "subject": f"GG-S-{number % 977:03d}", "by": "kamran", "at": at}


def appended(size: int, repeats: int, *, peer: str | None = None, than: float | None = None) -> float:
    """Time single appends, each committed and synced; answers the median in ms."""
    from terezi.desk.journal import actions  # noqa: PLC0415

    cpu = time.process_time()
    took = times(repeats, lambda n: actions.write(**_told(n), values={"n": n, "region": "Balkan"}))
    cpu = (time.process_time() - cpu) * 1000 / repeats
    median = statistics.median(took)
    ratio = round(median / than, 2) if than else None
    line(NAME, f"{size} entries", "append_p50", median, "ms", peer=peer, ratio=ratio)
    line(NAME, f"{size} entries", "append_p95", p95(took), "ms")
    line(NAME, f"{size} entries", "append_cpu", cpu, "ms")
    return median


def proofs(size: int, repeats: int) -> None:
    """Time proofs of random entries and of random earlier sizes, and how long it takes to check one."""
    from terezi.base import merkle  # noqa: PLC0415
    from terezi.desk.journal import queries  # noqa: PLC0415

    chance = random.Random(6962)
    end = queries.journal_end().sequence
    cpu = time.process_time()
    took = times(repeats, lambda _: queries.inclusion(chance.randint(1, end)))
    cpu = (time.process_time() - cpu) * 1000 / repeats
    _both("inclusion_proof", size, took, goal=5)
    line(NAME, f"{size} entries", "inclusion_proof_cpu", cpu, "ms", goal=5)
    took = times(repeats, lambda _: queries.consistency(chance.randint(1, end)))
    _both("consistency_proof", size, took, goal=5)
    proof, leaf = queries.inclusion(end // 3), _leaf(end // 3)
    known = {"index": proof.index, "size": proof.tree_size, "hashes": proof.hashes, "root": proof.root}
    took = times(repeats, lambda _: merkle.verify_inclusion(leaf=leaf, **known))
    _both("verify_inclusion", size, took)
    assert merkle.verify_inclusion(leaf=leaf, **known)


def _leaf(sequence: int) -> bytes:
    from terezi.desk.journal.models import Entry  # noqa: PLC0415
    from terezi.desk.journal.queries.tree import leaf_of  # noqa: PLC0415

    return leaf_of(Entry.objects.get(sequence=sequence).digest)


def checkpoints(home: Any, size: int, repeats: int) -> None:
    """Time signing, publishing the tiles for the first time, and both for one entry more."""
    from terezi.desk.journal import actions  # noqa: PLC0415
    from terezi.jobs.log_keys import signing_key  # noqa: PLC0415
    from terezi.jobs.publish_log import checkpoint_log, publish_log  # noqa: PLC0415

    key = signing_key(home=home, by="bench", at=AT)
    took = times(1, lambda _: actions.checkpoint(signer=key, at=AT))
    line(NAME, f"{size} entries", "checkpoint_first", took[0] / 1000, "s", goal=1)
    took = times(1, lambda _: publish_log(out=home.log_dir))
    line(NAME, f"{size} entries", "publish_first", took[0] / 1000, "s")
    took = []
    for number in range(min(20, repeats)):
        actions.write(**_told(number))
        took += times(1, lambda _: checkpoint_log(home=home, by="bench", at=AT))
    line(NAME, f"{size} entries", "checkpoint_and_publish_p50", statistics.median(took) / 1000, "s", goal=1)
    line(NAME, f"{size} entries", "checkpoint_and_publish_max", max(took) / 1000, "s", goal=1)


def seals(size: int) -> None:
    """Time an act that touches ten thousand rows."""
    from terezi.desk.journal import actions  # noqa: PLC0415
    from terezi.desk.parties.models import Feeder  # noqa: PLC0415

    rows = Feeder.objects.bulk_create(Feeder(code=f"F-{number}") for number in range(10_000))
    took = times(1, lambda n: actions.write(**_told(n), rows=rows))
    line(NAME, f"{size} entries", "seal_10000_rows", took[0] / 1000, "s")


def audited(home: Any, size: int) -> None:
    """Time an audit of everything, with a witness."""
    from terezi.jobs.audit import audit  # noqa: PLC0415
    from terezi.jobs.keep_witness import keep_witness  # noqa: PLC0415

    copy = home.path / "copy"
    took = times(1, lambda _: keep_witness(source=home.log_dir, kept=copy, at=AT))
    line(NAME, f"{size} entries", "witness_copy_first", took[0] / 1000, "s")
    began = time.perf_counter()
    found = audit(home=home, by="bench", at=AT, witness=copy)
    line(NAME, f"{size} entries", "audit", time.perf_counter() - began, "s")
    assert found.passed, found.faults[:3]


def times(repeats: int, done: Callable[[int], object]) -> list[float]:
    """Return what each of some repeats took, in ms."""
    took = []
    for number in range(repeats):
        began = time.perf_counter()
        done(number)
        took.append((time.perf_counter() - began) * 1000)
    return took


def p95(took: list[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return sorted(took)[int(len(took) * 0.95)]


def _both(metric: str, size: int, took: list[float], **more: object) -> None:
    line(NAME, f"{size} entries", f"{metric}_p50", statistics.median(took), "ms", **more)
    line(NAME, f"{size} entries", f"{metric}_p95", p95(took), "ms", **more)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    line(NAME, "all", "bench_took", time.perf_counter() - started, "s")
