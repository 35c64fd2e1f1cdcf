"""A hundred applicants at once: each opens, fills in, documents and hands in a file, and sends every form twice.

python -m bench.applicants [--quick] [--applicants N] [--dir DIR] works on SQLite, or on the PostgreSQL that
DATABASE_URL names. Afterwards the record and the journal are counted: nothing may be lost, nothing doubled.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.report import line, versions

NAME = "applicants"
FULL, QUICK = 100, 12
CLASS = "private"
ONCE = ("applications.begin", "applications.submit", "applications.draw")


def main() -> None:
    """Let them all apply and count what came of it; exits with 1 where anything is lost or doubled."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--applicants", type=int)
    asked.add_argument("--dir", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.dir) as folder:
        from terezi.site import start  # noqa: PLC0415

        start(Path(folder) / "home")
        faults = measure(given.applicants or (QUICK if given.quick else FULL))
    raise SystemExit(bool(faults))


def measure(count: int) -> int:
    """Print one line per metric and return how many acts were lost or doubled, or failed."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    versions(NAME, "django")
    workload = f"{count} applicants at once on {connection.vendor}"
    crowd = Crowd(count)
    took = crowd.apply()
    drew = crowd.draw()
    line(NAME, workload, "apply", took, "s")
    line(NAME, workload, "apply_median", statistics.median(crowd.seconds), "s")
    line(NAME, workload, "apply_slowest", max(crowd.seconds), "s")
    line(NAME, workload, "acts_per_s", crowd.acts() / took, "acts/s")
    line(NAME, workload, "draw", drew, "s")
    found = crowd.counted()
    for metric, value in found.items():
        line(NAME, workload, metric, value, "acts")
    return sum(found.values())


class Crowd:
    """Applicants and officers of one run, told apart from others by a word in their names."""

    def __init__(self, count: int) -> None:
        from terezi.desk.people.terms import Role  # noqa: PLC0415
        from tests.desk.applying import person  # noqa: PLC0415

        self.mark = uuid4().hex[:8]
        self.people = [person(f"a{self.mark}{n}", Role.APPLICANT) for n in range(count)]
        self.officers = [person(f"o{self.mark}{n}") for n in range(4)]
        self.seats = threading.Semaphore(_seats(count))
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def apply(self) -> float:
        """Let everybody apply at the same moment; return how long all took together."""
        return self._together(self._one, self.people)

    def draw(self) -> float:
        """Let every officer try to draw every file: one of them succeeds."""
        return self._together(self._draw_all, self.officers)

    def _together(self, work: Callable[[Any], None], hands: Sequence[Any]) -> float:
        gate = threading.Barrier(len(hands) + 1)
        threads = [threading.Thread(target=self._hand, args=(work, hand, gate)) for hand in hands]
        for thread in threads:
            thread.start()
        gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began

    def _hand(self, work: Callable[[Any], None], hand: Any, gate: threading.Barrier) -> None:
        from django.db import connection  # noqa: PLC0415

        gate.wait()
        with self.seats:
            try:
                work(hand)
            except Exception as failed:
                self.errors.append(f"{type(failed).__name__}: {failed}")
            finally:
                connection.close()

    def _one(self, by: Any) -> None:
        from terezi.base.errors import Refused  # noqa: PLC0415
        from terezi.desk.applications import actions  # noqa: PLC0415
        from tests.desk.applying import drafted, filled  # noqa: PLC0415

        began, at = time.perf_counter(), datetime.now(UTC)
        told = {"country": "GG", "actor_class": CLASS, "key": "form", "at": at}
        drafted(by, **told)
        file = filled(drafted(by, **told), at=at)
        actions.submit(number=file.number, by=by, at=at)
        try:
            actions.submit(number=file.number, by=by, at=at)
        except Refused:
            self.seconds.append(time.perf_counter() - began)

    def _draw_all(self, by: Any) -> None:
        from terezi.base.errors import Refused  # noqa: PLC0415
        from terezi.desk.applications import actions  # noqa: PLC0415

        for file in self.files():
            try:
                actions.draw(number=file.number, seed=uuid4().hex, by=by, at=datetime.now(UTC))
            except Refused:
                continue

    def files(self) -> Any:
        """Return the files of this run."""
        from terezi.desk.applications.models import Application  # noqa: PLC0415

        return Application.objects.filter(applicant__in=self.people).order_by("number")

    def acts(self) -> int:
        """Count the acts on the files of this run in the journal."""
        return self._entries().count()

    def _entries(self) -> Any:
        from terezi.desk.journal.models import Entry  # noqa: PLC0415

        return Entry.objects.filter(subject__in=self.files().values("number"))

    def counted(self) -> dict[str, int]:
        """Count what was lost, doubled, or failed, and where record and journal disagree."""
        for error in self.errors[:5]:
            print(error, file=sys.stderr)
        times = Counter(self._entries().values_list("subject", "act"))
        numbers = list(self.files().values_list("number", flat=True))
        once = [times[number, act] for number in numbers for act in ONCE]
        return {
            "failed": len(self.errors),
            "lost": len(self.people) - len(numbers) + once.count(0) + self._undocumented(),
            "doubled": sum(count > 1 for count in once) + len(numbers) - len(set(numbers)),
            "unlike_the_journal": self._unlike_the_journal(),
        }

    def _undocumented(self) -> int:
        """How many files hold other documents than their class asks for."""
        from terezi.desk.applications import queries  # noqa: PLC0415

        return sum(
            sorted(file.documents.values_list("kind", flat=True))
            != sorted(queries.asked(file).document_kinds)
            for file in self.files()
        )

    def _unlike_the_journal(self) -> int:
        from terezi.desk.journal import queries  # noqa: PLC0415
        from terezi.desk.journal.queries.audits.rows import rows_against_seals  # noqa: PLC0415

        faults = [one for one in rows_against_seals().faults if one.table.startswith("applications.")]
        return len(faults) + (queries.broken() is not None)


def _seats(count: int) -> int:
    """How many may be connected at once: a server of PostgreSQL takes no more than it was told to."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return count
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        (most,) = cursor.fetchone()
    return min(count, int(most) - 6)


if __name__ == "__main__":
    main()
