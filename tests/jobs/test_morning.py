"""A month of Garagum from its files to what stands on Today."""

import json
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.db import transaction

from terezi.base.errors import Unavailable
from terezi.base.periods import days_up_to
from terezi.demo import country
from terezi.demo.scoring import scored
from terezi.desk.findings import queries
from terezi.desk.findings.models import Finding
from terezi.desk.journal.models import Entry
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs.derive import derive
from terezi.jobs.load import load
from terezi.jobs.morning import morning
from terezi.law.book import law_on

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 11, 3, tzinfo=UTC)
LATER = AT + timedelta(hours=6)
SEED = 727_003  # never used in development


def quiet(what, done, of):
    """Hear progress and say nothing."""


@pytest.fixture(scope="module")
def home(tmp_path_factory, django_db_setup, django_db_blocker):
    """Build a month, load it at the front door and run its mornings, in one record of its own."""
    folder = tmp_path_factory.mktemp("garagum")
    home = Home.create(folder / "home", country="GG")
    written = folder / "written"
    country.build(out=written, seed=SEED, sites=43, days=35, last_day=LAST_DAY, progress=lambda said: None)
    (written / "answers.json").replace(home.answers_path)
    with django_db_blocker.unblock(), transaction.atomic():
        for part in ("register", "deliveries"):
            receipts = load(home=home, paths=[written / part], options={}, at=AT, by="test", progress=quiet)
            assert {r.outcome for r in receipts} == {"accepted"}
        morning(home=home, period=days_up_to(LAST_DAY, days=10), at=AT, progress=quiet)
        yield home
        transaction.set_rollback(True)


def again(home, at=LATER):
    (run,) = morning(home=home, period=days_up_to(LAST_DAY, days=1), at=at, progress=quiet)
    return run


def test_the_planted_truths_are_found_and_hardly_anybody_else_is_named(home):
    result = scored(home=home, answers=None, day=LAST_DAY).score

    assert result.recall >= 0.9, [truth for truth in result.truths if not truth.found]
    assert result.precision >= 0.8, result.wrongly_named
    assert result.twins_above == ()


def test_a_day_run_again_changes_nothing(home):
    entries = Entry.objects.count()

    received = again(home).received

    assert not received.anything
    assert received.unchanged > 0
    assert Entry.objects.count() == entries


def test_every_finding_can_be_derived_again_from_its_snapshot_and_law(home):
    standing = Finding.objects.filter(day=LAST_DAY, superseded_at__isnull=True)

    assert standing.count() > 10
    assert [str(finding) for finding in standing if not derive(home=home, number=finding.pk).same] == []
    assert not standing.filter(article="").exists()


def test_a_finding_of_another_law_pack_says_which_release_holds_it(home):
    finding = Finding.objects.filter(day=LAST_DAY, superseded_at__isnull=True).first()
    Finding.objects.filter(pk=finding.pk).update(law_version="0123456789ab")

    with pytest.raises(Unavailable, match="0123456789ab"):
        derive(home=home, number=finding.pk)


def test_money_is_coins_at_the_official_rate_and_the_levy_on_them(home):
    told = Finding.objects.filter(day=LAST_DAY, indicator__startswith="REC", money_minor__isnull=False)
    rate = law_on("GG", LAST_DAY).settlement.usd_rate.value

    assert told
    for finding in told:
        coins = round(finding.values["worth_usd_cents"] * rate)
        passed_no_meter = finding.indicator in ("REC-02", "REC-04")
        assert (finding.levy_minor is not None) == passed_no_meter
        assert finding.money_minor == coins + (finding.levy_minor or 0)
        assert finding.currency == "GGM"


def test_late_telemetry_heals_the_silence_and_the_past_stays_readable(home, tmp_path):
    silent = queries.standing(LAST_DAY).filter(indicator__in=("TEL-01", "MTR-01", "POL-01")).first()
    assert silent is not None
    with transaction.atomic():
        deliver_late(home, silent, tmp_path)
        again(home, at=LATER)

        assert not queries.standing(LAST_DAY).filter(pk=silent.pk).exists()
        assert queries.standing(LAST_DAY, known_at=AT).filter(pk=silent.pk).exists()
        transaction.set_rollback(True)


def deliver_late(home, silent, folder):
    """Bring what the silent witness did not say: an ordinary day, in the sender's own format."""
    lake = Lake.open(home)
    table, key = {
        "TEL-01": ("machine_telemetry", "site_id"),
        "MTR-01": ("meter_readings", "meter_id"),
        "POL-01": ("pool_reports", "site_id"),
    }[silent.indicator]
    rows = lake.collect(lake.within(table, days_up_to(LAST_DAY, days=30)))
    subject = silent.subject
    if key == "meter_id":
        meters = lake.collect(lake.table("ref_meters"))
        subject = meters.filter(pl.col("subject_id") == silent.subject)["meter_id"][0]
    own = rows.filter(pl.col(key) == subject)
    whole_day = own.group_by("day").len().sort("len", "day", descending=True)["day"][0]
    time = "starts_at" if table == "pool_reports" else "read_at"
    moved = own.filter(pl.col("day") == whole_day).with_columns(pl.col(time) + (LAST_DAY - whole_day))
    file = folder / f"late-{table}.parquet"
    moved.drop("day", "delivery", "row_number", "known_at", "revision", "flags", strict=False).write_parquet(
        file
    )
    (receipt,) = load(home=home, paths=[file], options={}, at=LATER, by="test", progress=quiet)
    assert receipt.outcome == "accepted", str(receipt)


def test_a_law_nobody_knows_stops_its_indicators_and_says_which(home, tmp_path):
    elsewhere = Home.create(tmp_path / "elsewhere", country="TM")

    (run,) = morning(home=elsewhere, period=days_up_to(LAST_DAY, days=1), at=AT, progress=quiet)

    assert {"PWR-01", "CUR-01", "LEV-01", "HSE-01"} <= set(run.could_not)
    assert "unknown" in run.could_not["HSE-01"]


def test_answers_made_by_somebody_else_score_too(home, tmp_path):
    answers = json.loads(home.answers_path.read_text())
    answers["truths"] = [{**truth, "subjects": ["GG-NOBODY"]} for truth in answers["truths"]]
    other = tmp_path / "answers.json"
    other.write_text(json.dumps(answers))

    assert scored(home=home, answers=other, day=LAST_DAY).score.recall == 0
