"""The pages of surplus power: who sees what, what two officers do there, and that each number has its table."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from django.utils import timezone

from terezi.base.periods import days_up_to
from terezi.desk.billing.models import Reader
from terezi.desk.energy import actions, queries
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Plan
from terezi.desk.energy.readings import LakeReadings
from terezi.desk.energy.sheets.board import board_of
from terezi.desk.energy.sheets.flow import week_flow
from terezi.desk.energy.terms import Allocated, OrderState, PlanState
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import keep_plan, kept_plan
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.power_plans.versions import keep_current, keep_version
from terezi.jobs.send_orders import send_orders
from terezi.law.book import law_on
from tests.desk.conftest import METER, SITE, frame
from tests.desk.ordering import AT, HOUR, issued, proposed

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAY = date(2026, 3, 10)
MIDNIGHT = datetime.fromisoformat("2026-03-09T19:00:00+00:00")
MW = 1_000_000
NAMES = {"S1": ("Günbatar Hash", "Balkan"), "S2": ("Deňiz Compute", "Balkan"), "S3": ("Mary Blocks", "Mary")}


SOLD = {
    "day": DAY, "site_id": "S1", "region": "Balkan", "drawn_wh": 72 * MW, "given_wh": 72 * MW, "given_paid_e6": 720_000 * MW,
    "unpriced_wh": 0, "paid_e6": 720_000 * MW, "below_wh": 72 * MW, "below_hours": 24, "subsidy_e6": 288_000 * MW,
    "margin_e6": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home in which three sites draw 3 MW each all day, of 4 MW given, and one day ahead is planned."""
    home = Home.create(tmp_path_factory.mktemp("told") / "home", country="GG")
    lake = Lake.open(home)
    sites = [
        SITE | {"site_id": key, "name": name, "region": region, "licence_number": f"GG-MIN-{key}", "feeder_id": f"{region}-1"}
        for key, (name, region) in NAMES.items()
    ]  # fmt: skip
    meters = [METER | {"meter_id": f"M{key}", "subject_id": key, "feeder_id": "Balkan-1"} for key in NAMES]
    lake.publish("ref_sites", frame("ref_sites", *sites))
    lake.publish("ref_meters", frame("ref_meters", *meters))
    lake.publish(
        "ref_gateways",
        pl.DataFrame(
            [{"meter_id": "MS1", "gateway_id": "gw-1"}], schema=TABLES["ref_gateways"].polars_schema()
        ),
    )
    for ahead in (0, 1):
        _plan(lake, home, DAY + timedelta(days=ahead), MIDNIGHT + timedelta(days=ahead))
        keep_current(lake, DAY + timedelta(days=ahead))
    _read(home)
    return home


@pytest.fixture
def public(two, home):
    """The plan of the day, signed by two officers the day before."""
    at = MIDNIGHT - 9 * HOUR
    sha256 = kept_plan(home, DAY).sha256
    allocated = Allocated("GG", DAY, sha256, "uniform", True, 3, 288 * MW)
    plan = actions.propose_plan(allocated=allocated, law=law_on("GG", DAY), by=two[0], at=at)
    return actions.publish_plan(plan=plan.pk, certificate_sha256=sha256, by=two[1], at=at)


def _rows(name, rows):
    return pl.DataFrame(rows, schema=TABLES[name].polars_schema())


def _plan(lake, home, day, midnight):
    hours = [midnight + HOUR * n for n in range(24)]
    surplus = [
        {
            "day": day, "region": region, "starts_at": at, "available_w": 40 * MW, "must_run_w": 0, "demand_w": 20 * MW,
            "demand_median_w": 19 * MW, "reserve_w": 5 * MW, "export_w": 0, "surplus_w": 15 * MW, "net_import_w": 0,
            "allocated_w": given * MW, "unused_w": (15 - given) * MW, "shortage_w": 0, "marginal_cost_minor_per_mwh": 12_000,
            "confidence_ppm": 950_000,
        }
        for region, given in (("Balkan", 8), ("Mary", 4))
        for at in hours
    ]  # fmt: skip
    given = [
        {
            "day": day, "site_id": site, "region": region, "starts_at": at, "asked_w": 5 * MW, "allocated_w": 4 * MW,
            "price_minor_per_mwh": 10_000, "firm": True, "rule": "uniform", "why": "outbid", "bid_day": day, "planned_on": DAY,
        }
        for site, (_name, region) in NAMES.items()
        for at in hours
    ]  # fmt: skip
    sold = [
        {
            "day": day, "region": "Balkan", "starts_at": at, "sold_wh": 6 * MW, "below_wh": 6 * MW, "unpriced_wh": 0,
            "marginal_cost_minor_per_mwh": 12_000, "paid_minor": 60_000, "subsidy_minor": 12_000, "margin_minor": 0,
            "cost_basis": "planned",
        }
        for at in hours
    ]  # fmt: skip
    lake.replace_day("surplus_hours", day, _rows("surplus_hours", surplus))
    lake.replace_day("allocations", day, _rows("allocations", given))
    if day == DAY:
        lake.replace_day("subsidy_hours", day, _rows("subsidy_hours", sold))
        lake.replace_day("site_sales", day, _rows("site_sales", [SOLD]))
    keep_plan(
        home,
        day,
        {
            "firm": True,
            "rule": "uniform",
            "certificate": {"is_feasible": True, "value": 97886686.0, "unfairness_mw": None},
            "day": str(day),
        },
    )


def _read(home):
    from terezi.evidence.sources.door import receive
    from terezi.jobs.summarise_days import summarise_days
    from terezi.law.book import law_on

    rows = [
        {"meter_id": f"M{key}", "site_id": key, "read_at": MIDNIGHT + timedelta(minutes=15 * n), "interval_seconds": 900,
         "energy_wh": 750_000, "quality": "measured", "source_rank": 1}
        for key in NAMES for n in range(96)
    ]  # fmt: skip
    file = home.path / "readings.csv"
    pl.DataFrame(rows).write_csv(file, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    (receipt,) = receive([file], home=home, law=law_on("GG", DAY), at=AT + timedelta(days=1))
    assert receipt.outcome == "accepted", receipt.problems
    summarise_days(lake=Lake.open(home), period=days_up_to(DAY, days=1))


@pytest.fixture
def home(told, settings):
    settings.TEREZI_HOME = told.path
    return told


@pytest.fixture
def two(officer):
    return officer(username="aman"), officer(username="bahar")


@pytest.fixture
def at_desk(client, home):
    def sit(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sit


def says(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_board_says_in_one_sentence_what_was_given_and_drawn(at_desk, two, public):
    page = says(at_desk(two[0]), "/energy/")

    assert "On 10 March 2026 registered mines drew" in page
    assert "216\u202f" in page  # 3 sites x 3 MW x 24 h
    assert "288\u202f" in page  # 3 sites x 4 MW x 24 h
    assert "homes lacked nothing" in page


def test_a_site_that_was_given_power_and_not_measured_is_named_as_unknown_and_not_as_zero(
    at_desk, two, home, public
):
    lake = Lake.open(home)
    days = lake.collect(lake.on("site_days", DAY))
    silent = sorted(NAMES)[0]
    assert "told nothing" not in says(at_desk(two[0]), "/energy/")

    lake.replace_day("site_days", DAY, days.filter(pl.col("site_id") != silent))
    try:
        page = says(at_desk(two[0]), "/energy/")
    finally:
        lake.replace_day("site_days", DAY, days)

    assert "1 site was given power and its meter told nothing" in page
    assert f"/energy/sites/{silent}" in page


def test_what_was_planned_and_not_made_public_was_given_to_nobody(at_desk, two):
    page = says(at_desk(two[0]), "/energy/")

    assert "a plan was worked out and nobody made it public, so nothing was given" in page
    assert "288\u202f" not in page


def test_the_subsidy_is_said_in_plain_words_and_split_by_site(at_desk, two):
    page = says(at_desk(two[0]), "/energy/")

    assert "were sold to mines for" in page
    assert "that is the subsidy" in page
    row = page.split("Which site had it?")[1].split("</table>")[0]
    assert "Deňiz Compute" not in row  # it had none
    assert "Günbatar Hash" in row
    assert "2\u202f880" in row


def test_the_certificate_is_said_in_sentences_and_not_in_keys(at_desk, two):
    page = says(at_desk(two[0]), "/energy/plan/2026-03-10")

    assert "Every limit is kept, and homes lack no more than without mining" in page
    assert "978\u202f86" in page  # its worth, as money
    assert "is feasible" not in page


def test_both_pans_of_the_subsidy_meter_stand_together(at_desk, two):
    page = says(at_desk(two[0]), "/energy/")

    assert page.index("Gain") < page.index("Risk")
    assert "2\u202f880\u202f" in page  # 24 h x 120 GGM cost more than they were sold for
    assert "144\u202f" in page


@pytest.mark.parametrize("picture", ["flow", "strip", "map"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_picture_is_drawn(at_desk, two, picture, theme):
    answer = at_desk(two[0]).get(f"/energy/{picture}.svg?theme={theme}")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert at_desk(two[0]).get(f"/energy/{picture}.svg?theme=loud").status_code == 404


def basis(home, person):
    from terezi.desk.energy.basis import EnergyBasis
    from terezi.desk.energy.readings import readings

    return EnergyBasis("GG", DAY, readings(), person)


def test_power_is_conserved_at_every_region_and_feeder(home, two, public):
    flow = week_flow(basis(home, two[0]))

    for node in flow.nodes:
        comes = sum(link.wh for link in flow.links if link.target == node.code)
        goes = sum(link.wh for link in flow.links if link.source == node.code)
        if node.column in {1, 2}:
            assert comes == goes, node.code
    assert flow.through("left_over") == 2 * 15 * MW * 24
    assert flow.through("registered") == 3 * 3 * MW * 24
    assert flow.through("not_drawn") == 3 * MW * 24


def test_an_officer_of_a_region_sees_its_part(home, officer, public):
    person = officer(username="mary")
    person.region = "Mary"
    board = board_of(basis(home, person), AT)

    assert [line.region for line in board.regions] == ["Mary"]
    assert board.regions[0].drawn_wh == 3 * MW * 24
    assert {hour.allocated_w for hour in board.hours} == {4 * MW, None}


def test_hours_nobody_measured_are_left_open(home, two):
    hours = board_of(basis(home, two[0]), AT).hours

    assert len(hours) == 168
    assert [hour.drawn_w for hour in hours].count(9 * MW) == 24
    assert [hour.drawn_w for hour in hours].count(None) == 144


ORDER = {
    "reason": "shortage", "ground": "Unit 2 has tripped", "starts_at": "2026-03-11T06:00", "ends_at": "2026-03-11T08:00",
    "region_0": "4",
}  # fmt: skip


@pytest.fixture
def morning(monkeypatch):
    """It is the morning of 11 March: readings end six hours ago."""
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT + timedelta(hours=29))


def looked(client):
    page = client.post("/energy/orders/new", {**ORDER, "act": "look"})
    return page.content.decode()


def test_an_order_is_looked_at_before_it_is_given(at_desk, two, morning):
    page = looked(at_desk(two[0]))

    assert "2 mines together are to draw 4" in page
    assert "Propose this order to 2 mines" in page
    assert "gw-1" in page
    assert "These readings are old" in page
    assert CurtailmentOrder.objects.count() == 0


def test_two_officers_give_an_order_in_the_browser(at_desk, two, morning):
    page = looked(at_desk(two[0]))
    inputs = page.split('name="inputs" value="')[1].split('"')[0]
    at_desk(two[0]).post("/energy/orders/new", {**ORDER, "act": "propose", "inputs": inputs})
    order = CurtailmentOrder.objects.get()
    assert order.state == OrderState.PROPOSED
    assert order.starts_at == MIDNIGHT + timedelta(hours=30)  # by the clock of the country

    assert "Sign: order" not in says(at_desk(two[0]), f"/energy/orders/{order.number}")
    at_desk(two[0]).post(f"/energy/orders/{order.number}/sign")
    assert (
        CurtailmentOrder.objects.get().state == OrderState.PROPOSED
    )  # not by the same officer, whatever he posts

    page = says(at_desk(two[1]), f"/energy/orders/{order.number}")
    assert "Sign: order 2 mines to draw less" in page
    assert two[0].name not in page
    at_desk(two[1]).post(f"/energy/orders/{order.number}/sign")
    assert CurtailmentOrder.objects.get().state == OrderState.ISSUED
    assert two[0].name in says(at_desk(two[1]), f"/energy/orders/{order.number}")


def test_an_order_is_not_given_on_other_readings_than_were_looked_at(at_desk, two, morning):
    page = at_desk(two[0]).post("/energy/orders/new", {**ORDER, "act": "issue", "inputs": "0" * 64})

    assert "look again" in page.content.decode()
    assert CurtailmentOrder.objects.count() == 0


def test_an_emergency_holds_at_once_and_stands_on_the_board_until_it_is_signed(at_desk, two, morning):
    page = looked(at_desk(two[0]))
    inputs = page.split('name="inputs" value="')[1].split('"')[0]
    at_desk(two[0]).post("/energy/orders/new", {**ORDER, "act": "issue", "inputs": inputs})
    assert CurtailmentOrder.objects.get().state == OrderState.ISSUED

    for address in ("/energy/", "/energy/orders/"):
        assert "not signed yet" in says(at_desk(two[0]), address)
    number = CurtailmentOrder.objects.get().number
    at_desk(two[1]).post(f"/energy/orders/{number}/decline", {"reason": ""})
    assert CurtailmentOrder.objects.get().state == OrderState.ISSUED
    at_desk(two[1]).post(f"/energy/orders/{number}/decline", {"reason": "The unit is back"})
    assert CurtailmentOrder.objects.get().state == OrderState.LIFTED


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"region_0": ""}, "at least one region"),
        ({"ends_at": "2026-03-11T05:00"}, "ends after it begins"),
        ({"ground": ""}, "required"),
    ],
)
def test_what_is_wrong_with_an_order_stands_beside_it(at_desk, two, morning, changed, why):
    page = at_desk(two[0]).post("/energy/orders/new", {**ORDER, **changed, "act": "look"})

    assert why in page.content.decode()
    assert "Propose this order" not in page.content.decode()


def test_the_answer_to_an_order_is_what_the_meter_shows(at_desk, two, home):
    order = issued(*two)  # S1 to 0, S2 to 7 MW, from 11:00 to 13:00; all draw 3 MW on
    page = says(at_desk(two[0]), f"/energy/orders/{order.number}")

    assert "1 of 2 sites obeyed, as their meters show." in page
    assert "the meter shows more than ordered" in page
    # 3 MW from a quarter past on, for 7 quarters of an hour: 5.25 MWh at 100 GGM, three times
    assert "5.25\u202f" in page
    assert "1\u202f575\u202f" in page


def test_a_mine_that_lets_only_its_low_readings_through_has_not_shown_that_it_obeyed(
    at_desk, two, home, monkeypatch
):
    order = issued(*two)
    whole = LakeReadings.responses

    def one_quarter(*asked):
        return whole(*asked).with_columns(whole_seconds=pl.lit(900), mean_w=pl.lit(0))

    monkeypatch.setattr(LakeReadings, "responses", one_quarter)
    page = says(at_desk(two[0]), f"/energy/orders/{order.number}")

    assert "0 of 2 sites obeyed" in page
    assert "part of the time was not read" in page


def test_an_order_of_the_grid_operator_is_measured_as_well(at_desk, two, home):
    order = issued(*two)
    send_orders(home=home, at=AT)
    CurtailmentOrder.objects.filter(pk=order.pk).update(number="GG-CUR-2026-000099")  # as if given elsewhere

    assert order.number in says(at_desk(two[0]), "/energy/orders/")
    page = says(at_desk(two[0]), f"/energy/orders/{order.number}")
    assert "from a file of the grid operator" in page
    assert "1 of 2 sites obeyed" in page
    card = says(at_desk(two[0]), "/energy/sites/S1").split("What was it ordered?")[1]
    assert order.number in card
    assert "Nothing, as far as the record goes." not in card


def test_an_officer_of_another_region_neither_sees_nor_signs_an_order(at_desk, two, officer):
    order = proposed(two[0])
    mary = officer(username="mary")
    mary.region = "Mary"
    mary.save()

    assert at_desk(mary).get(f"/energy/orders/{order.number}").status_code == 404
    assert at_desk(mary).post(f"/energy/orders/{order.number}/sign").status_code == 404
    assert order.number not in says(at_desk(mary), "/energy/orders/")


def test_an_officer_of_one_of_two_regions_sees_his_sites_and_does_not_sign(at_desk, two, officer):
    order = proposed(two[0], needed_w={"Balkan": 1 * MW, "Mary": 1 * MW})
    mary = officer(username="mary")
    mary.region = "Mary"
    mary.save()
    page = says(at_desk(mary), f"/energy/orders/{order.number}")

    assert "Mary Blocks" in page
    assert "Günbatar Hash" not in page
    assert "Sign: order" not in page
    assert at_desk(mary).post(f"/energy/orders/{order.number}/sign").status_code == 404


def test_a_plan_is_published_by_two_officers_in_the_browser(at_desk, two):
    assert "Propose to publish the plan of 11 March 2026" in says(at_desk(two[0]), "/energy/plan/2026-03-11")
    at_desk(two[0]).post("/energy/plan/2026-03-11/propose")
    plan = Plan.objects.get()
    assert (plan.sites, plan.allocated_wh, plan.is_firm) == (3, 288 * MW, True)
    at_desk(two[0]).post(f"/energy/plan/{plan.pk}/publish")
    assert Plan.objects.get().state == PlanState.PROPOSED

    page = says(at_desk(two[1]), "/energy/plan/2026-03-11")
    assert "Publish the plan of 11 March 2026" in page
    assert plan.certificate_sha256 in page
    assert "978\u202f86" in page
    assert "97886686.0" not in page
    assert "None" not in page
    at_desk(two[1]).post(f"/energy/plan/{plan.pk}/publish")
    assert Plan.objects.get().state == PlanState.PUBLISHED
    assert "published" in says(at_desk(two[1]), "/energy/plan/2026-03-11")


def test_a_plan_of_the_whole_country_is_not_published_by_an_officer_of_a_region(at_desk, two, officer):
    at_desk(two[0]).post("/energy/plan/2026-03-11/propose")
    mary = officer(username="mary")
    mary.region = "Mary"
    mary.save()

    assert "Publish the plan" not in says(at_desk(mary), "/energy/plan/2026-03-11")
    assert at_desk(mary).post(f"/energy/plan/{Plan.objects.get().pk}/publish").status_code == 404
    assert "Günbatar Hash" not in says(at_desk(mary), "/energy/plan/2026-03-11")


def test_a_certificate_that_was_changed_on_the_disk_is_named(at_desk, two, home):
    path = home.plans_dir / "2026-03-10.json"
    kept = path.read_text()
    path.write_text(kept.replace("uniform", "fair_share"))
    try:
        answer = at_desk(two[0]).get("/energy/plan/2026-03-10")
    finally:
        path.write_text(kept)

    assert answer.status_code == 422
    assert "does not agree with its own SHA-256" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/energy/plan/2026-04-01", "/energy/what-if", "/energy/?day=2026-01-01", "/energy/sites/S1"]
)
def test_pages_open_where_little_is_known(at_desk, two, address):
    assert says(at_desk(two[0]), address)


def test_what_if_says_what_is_missing(at_desk, two):
    page = says(at_desk(two[0]), "/energy/what-if?days=1&more_mw=20&regions=Mary&bid=120")

    assert "load the list of power plants" in page


def test_no_day_and_no_site_are_404(at_desk, two):
    assert at_desk(two[0]).get("/energy/plan/tomorrow").status_code == 404
    assert at_desk(two[0]).get("/energy/sites/S9").status_code == 404
    assert at_desk(two[0]).get("/energy/orders/GG-CUR-2026-000777").status_code == 404


@pytest.fixture
def applicant(officer, db):
    person = officer(Role.APPLICANT, "zainab")
    Reader.objects.create(officer=person, licence_number="GG-MIN-S1")
    return person


@pytest.fixture
def own(monkeypatch):
    """The register of the record holds the applicant's sites."""
    sites = [queries.OwnSite(key, NAMES[key][0], "Balkan", 5 * MW) for key in ("S1", "S2")]
    monkeypatch.setattr(queries, "sites_of_reader", lambda reader, day: sites)


@pytest.fixture
def today(monkeypatch, own):
    """It is noon of 9 March: the plan of the 10th lies ahead."""
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT - 12 * HOUR)


def test_the_portal_shows_what_was_signed_and_says_that_a_newer_plan_is_prepared(
    at_desk, two, applicant, home, public, today
):
    lake = Lake.open(home)
    path, rows = home.plans_dir / f"{DAY}.json", lake.collect(lake.on("allocations", DAY))
    kept = path.read_text()
    Plan.objects.filter(pk=public.pk).update(is_firm=False)
    newer = rows.with_columns(allocated_w=pl.lit(1 * MW))
    try:
        lake.replace_day("allocations", DAY, newer)
        keep_version(lake, DAY, keep_plan(home, DAY, {"firm": True, "rule": "uniform"}).sha256, newer)
        page = says(at_desk(applicant), "/portal/power/")
    finally:
        path.write_text(kept)
        lake.replace_day("allocations", DAY, rows)

    assert "96" in page.split("<tbody>")[1].split("</tr>")[0]  # 4 MW x 24 h, as signed
    assert "A newer plan of this day is being prepared" in page


def test_the_portal_says_once_that_nothing_is_published_and_shows_the_last_days_that_were(
    at_desk, applicant, public, own, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT + 400 * HOUR)
    page = says(at_desk(applicant), "/portal/power/")

    assert page.count("Nothing is published for the next days yet.") == 1
    assert "These are the last days that were published and fixed." in page
    assert "10 March 2026" in page


def test_an_applicant_acknowledges_his_own_order_only(at_desk, two, applicant):
    now = timezone.now()
    order = issued(*two, at=now, starts_at=now, ends_at=now + 2 * HOUR)
    page = says(at_desk(applicant), "/portal/power/")
    assert order.number in page
    assert "I have this order for S1" in page
    assert "Read and answer" in says(at_desk(applicant), "/portal/")  # every page of the portal says so

    assert at_desk(applicant).post(f"/portal/power/orders/{order.number}/S2/").status_code == 404
    at_desk(applicant).post(f"/portal/power/orders/{order.number}/S1/")

    told = OrderToSite.objects.get(site_id="S1")
    assert (told.acknowledged_by, told.acknowledged_over) == ("zainab", "portal")
    assert "No order waits for your answer." in says(at_desk(applicant), "/portal/power/")
    assert "1 of 2 sites have acknowledged" in says(at_desk(two[0]), "/energy/")


def test_a_gateway_hears_and_answers_by_http(client, home, two, officer):
    now = timezone.now()
    order = issued(*two, at=now, starts_at=now, ends_at=now + 2 * HOUR)
    gateway = officer(Role.DATA_SENDER, "gw-1")
    client.force_login(gateway, backend=BACKEND)
    (event,) = client.get("/api/orders/events").json()
    assert event["id"] == f"{order.number}.S1"

    report = {"objectType": "REPORT", "eventID": event["id"], "clientName": "gw-1"}
    answers = [client.post("/api/orders/reports", report, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    wrong = {**report, "eventID": f"{order.number}.S2"}
    assert client.post("/api/orders/reports", wrong, content_type="application/json").status_code == 409
    assert client.post("/api/orders/reports", "x", content_type="application/json").status_code == 422
    assert OrderToSite.objects.get(site_id="S1").acknowledged_over == "http"
