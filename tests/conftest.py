"""What every test shares: where the real data may lie, and that CI skips nothing it could run."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware
from xdist.scheduler import LoadFileScheduling

from tests.flushing import flushable_journal
from tests.migrating import django_db_setup, migrate_once, new_record, shared_by_workers

# Here and nowhere else: a second import of a fixture is a second fixture, and would patch the flush twice
__all__ = ["django_db_setup", "flushable_journal", "migrate_once", "new_record", "shared_by_workers"]

# A busy machine is no fault of the code: nothing here is a timed test
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

LONG = {"test_morning.py", "test_licensing.py", "test_kill.py", "test_evaluate_detection.py"}
NAMES = (
    "tests/demo/test_licensing.py", "tests/desk/applications/", "tests/desk/test_applications_", "tests/desk/test_screening_",
    "tests/desk/test_venues_granted.py",
)  # fmt: skip
REPO = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Give Django a home of its own for the session, before settings are read."""
    # The browser's driver leaves an event loop in its worker, and Django's guard takes any later test for async.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    os.environ.setdefault("TEREZI_HOME", str(config.cache.mkdir("home")) if config.cache else "")


class Together(LoadFileScheduling):
    """What stays in one worker: a file, and all files that compare names, which are read for ten seconds first."""

    def _split_scope(self, nodeid: str) -> str:
        return "names" if nodeid.startswith(NAMES) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, which start Java or build a country, so that no worker ends alone with one."""
    items.sort(key=lambda item: not (item.get_closest_marker("cluster") or item.path.name in LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure in CI, where every need is installed; real data may stay away."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("CI") == "true" and not item.get_closest_marker("real"):
        report.outcome = "failed"
        report.longrepr = f"CI may not skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once() -> Iterator[None]:
    """Every client of a test starts the site anew, which would walk all static files each time."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(site: Any) -> None:
        if not found:
            look(site)
            found.update(site.files)
        site.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data; it is not part of the project."""
    for folder in (os.environ.get("TEREZI_DATA", ""), REPO.parent / "shared/data"):
        if folder and Path(folder).is_dir():
            return Path(folder)
    pytest.skip("The real data folder is absent (../shared/data, or set TEREZI_DATA)")
