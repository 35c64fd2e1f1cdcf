"""The same seed tells the same year; it has a record of its own, for one Garagum fills a record."""

from datetime import date

import pytest
from django.db import transaction

from terezi.demo import officers
from terezi.demo.licensing.build import build_licensing, opened_at
from terezi.desk.journal.models import Entry
from terezi.evidence.facts.home import Home

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 10)
SEED = 616_002
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_same_seed_tells_the_same_year(tmp_path, settings):
    settings.TEREZI_HOME, settings.PASSWORD_HASHERS = tmp_path / "home", FAST
    home = Home.create(tmp_path / "home", country="GG")

    def year():
        with transaction.atomic():
            officers.appoint_all(home, at=opened_at(LAST_DAY))
            out = home.path / "garagum"
            out.mkdir(exist_ok=True)
            told = build_licensing(
                home=home, out=out, seed=SEED, last_day=LAST_DAY, password=officers.PASSWORD
            )
            acts = list(Entry.objects.order_by("sequence").values_list("act", "by", "at"))
            lists = {path.name: path.read_bytes() for path in (home.path / "garagum/lists").iterdir()}
            transaction.set_rollback(True)
        return told, acts, lists

    assert year() == year()
