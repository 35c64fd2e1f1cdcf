"""What if: the same days beside the plan, a gain never without its risk."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from terezi.desk.energy.scenarios import scenarios_of
from terezi.desk.energy.terms import Change
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.power_plans.grid import read_grid
from tests.evidence.powered import TODAY, TOMORROW, supply_home

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A country whose balance of tomorrow is written down: what allocates it is what is tested here, not the forecast."""
    home = supply_home(tmp_path_factory.mktemp("what"))
    lake, declared = Lake.open(home), TABLES["surplus_hours"]
    midnight = datetime.combine(TOMORROW, time(), ZoneInfo("Asia/Ashgabat")).astimezone(UTC)
    rows = [
        {**dict.fromkeys(declared.names, 0), "day": TOMORROW, "region": region, "starts_at": midnight + timedelta(hours=hour),
         "demand_w": 100_000_000, "demand_median_w": 95_000_000}
        for region in read_grid(lake).regions for hour in range(24)
    ]  # fmt: skip
    lake.replace_day("surplus_hours", TOMORROW, pl.DataFrame(rows, schema=declared.polars_schema()))
    return home


@pytest.fixture
def asked(client, officer, planned, settings):
    settings.TEREZI_HOME = planned.path
    client.force_login(officer(), backend=BACKEND)

    def ask(query):
        answer = client.get(f"/energy/what-if?day={TODAY}&{query}")
        assert answer.status_code == 200
        return answer

    return ask


def test_each_change_and_all_together_stand_beside_the_plan(asked, planned):
    region = read_grid(Lake.open(planned)).regions[0]
    sheet = asked(f"days=1&more_mw=20&regions={region}&bid=500&dry_percent=50").context["sheet"]

    assert sheet.names[0] == "As planned"
    assert len(sheet.names) == 4
    assert sheet.days == [TOMORROW]
    for pair in sheet.pairs:
        assert len(pair.gains) == len(pair.risks) == 4
        assert pair.gains[0].change == pair.risks[0].change == ""
    mined = sheet.pairs[0].gains
    assert mined[1].change.startswith("+")
    assert mined[2].change.startswith("−")
    assert mined[2].is_worse
    assert not mined[1].is_worse


def test_the_page_says_the_last_change_in_one_sentence(asked):
    text = asked("days=1&dry_percent=50").content.decode()

    assert "mines would draw" in text
    assert "homes would lack" in text
    assert "Drawn by mines" in text
    assert "Homes lack" in text


def test_nothing_changed_is_nothing_compared(asked):
    assert "Nothing is changed" in asked("days=1").content.decode()


@pytest.mark.parametrize(
    "wrong", ["more_mw=-1", "dry_percent=101", "regions=Atlantis", "days=400", "lines=none", "more_mw=50"]
)
def test_what_cannot_be_is_refused_beside_its_field(asked, wrong):
    answer = asked(f"days=1&{wrong}")

    assert answer.context["form"].errors
    assert answer.context["sheet"] is None


def test_power_in_no_region_changes_nothing(planned):
    grid = read_grid(Lake.open(planned))

    assert scenarios_of(Change(more_mw=Decimal(5)), grid, [], [TOMORROW]) == []
    assert scenarios_of(Change(dry_percent=Decimal(50)), grid, [], [TOMORROW]) == []
