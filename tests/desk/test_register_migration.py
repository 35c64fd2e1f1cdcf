"""A register that was kept before it had two times is carried over whole."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from terezi.desk.journal import actions as journal

BEFORE = [("parties", "0001_initial"), ("licences", "0002_classes_are_of_the_law")]
AFTER = [("parties", "0002_true_from_and_known_since"), ("licences", "0004_one_saying_a_day")]
FIRST, SECOND = datetime(2026, 1, 5, 4, 0, tzinfo=UTC), datetime(2026, 2, 5, 4, 0, tzinfo=UTC)


def migrated(targets: list[tuple[str, str]]) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[Apps]:
    whole = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated(BEFORE)
    migrated(whole)


def told(apps: Apps, site: str, number: str) -> None:
    def new(app: str, model: str, /, **values: Any) -> Any:
        return apps.get_model(app, model).objects.create(**values)

    place, feeder = new("parties", "Site", code=site), new("parties", "Feeder", code=f"F-{site}")
    new(
        "parties", "SiteEntry", site=place, feeder=feeder, region="Mary", pue_ppm=1_080_000, evidence_grade="sampled",
        asset="BTC", scheme="FPPS", pool_id="p", pool_share_ppm=1, power_source="grid", valid_from=date(2025, 6, 1),
    )  # fmt: skip
    new(
        "licences", "Licence", number=number, site=place, holder=new("parties", "Party", name=f"Holder of {site}"),
        status="licensed", actor_class="industrial", licensed_w=1, valid_from=date(2025, 6, 1),
    )  # fmt: skip


def test_what_stood_is_known_since_the_first_import_and_lies_in_the_region_of_its_site(before):
    for at in (FIRST, SECOND):
        journal.write(act="register.import", subject="register", by="ogulgerek", at=at)
    told(before, "GG-S-1", "GG-MIN-000001")

    after = migrated(AFTER)

    licence = after.get_model("licences", "Licence").objects.get()
    entry = after.get_model("parties", "SiteEntry").objects.get()
    party = after.get_model("parties", "Party").objects.get()
    assert (licence.known_since, licence.known_until, entry.known_since) == (FIRST, None, FIRST)
    assert (licence.region, licence.provenance, licence.number) == ("Mary", "import", "GG-MIN-000001")
    assert (party.name, party.kind, party.registration_number) == ("Holder of GG-S-1", "", "")


def test_one_number_at_two_sites_is_told_and_nothing_is_changed(before):
    told(before, "GG-S-1", "GG-MIN-000001")
    told(before, "GG-S-2", "GG-MIN-000001")

    with pytest.raises(RuntimeError, match="GG-MIN-000001 are told at several sites"):
        migrated(AFTER)

    licences = before.get_model("licences", "Licence").objects
    assert licences.count() == 2
    licences.filter(site_id="GG-S-2").update(number="GG-MIN-000002")
