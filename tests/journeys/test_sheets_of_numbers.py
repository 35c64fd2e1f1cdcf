"""The sheet behind a number shows what it was worked out from, and stays as it was known."""

import re
from datetime import timedelta

import polars as pl
import pytest
from django.test import Client

from terezi.desk.findings import actions
from terezi.desk.findings.models import Finding
from tests.journeys import sample
from tests.journeys.reading import SITE

pytestmark = pytest.mark.django_db


def _sheet(officer: Client, kind: str, **asked: object) -> dict:
    return officer.get(f"/numbers/{kind}", {"day": "2026-03-10", "as": "json", **asked}).json()


def _inputs(sheet: dict) -> dict:
    return {each["name"]: each["value"] for each in sheet["worked"]["inputs"]}


def test_the_sheet_of_coins_shows_what_they_were_worked_out_from(officer: Client):
    sheet = _sheet(officer, "site-coins", site="GG-S-00020")

    told = _inputs(sheet)
    assert (told["difficulty"], told["reward"]) == (15 * 10**13, 312_500_000)
    assert (told["efficiency"], told["overhead"], told["fee"], told["rejected"]) == (
        17_500,
        1_060_000,
        15_000,
        4_000,
    )
    assert "17.5\u202fJ/TH" in sheet["formula_with_values"]
    month = _sheet(officer, "site-coins", site="GG-S-00020", part="30")
    assert (
        sum(each["value"] for each in month["worked"]["inputs"] if each["name"] == "part")
        == month["worked"]["value"]
    )


def test_the_sheet_of_the_levy_shows_price_band_and_rate_of_each_site(officer: Client):
    country, site = _sheet(officer, "levy-due"), _sheet(officer, "site-levy", site="GG-S-00020")

    parts = [each for each in country["worked"]["inputs"] if each["name"] == "part"]
    assert len(parts) == 13
    assert abs(sum(each["value"] for each in parts) - country["worked"]["value"]) <= 43
    assert "per MWh (bought at 145\u202fGGM per MWh)" in parts[0]["says"]
    told = _inputs(site)
    assert told["price"] == 14_500
    assert told["metered"] * told["rate"] // 10**6 == site["worked"]["value"]


def test_the_worth_of_a_payment_is_coins_times_price_times_official_rate(officer: Client):
    Finding.objects.filter(indicator="PAY-01").update(
        money_minor=37_800_000, values={"payments": 1, "addresses": 1, "worth_usd_cents": 10_800_000}
    )
    sheet = _sheet(
        officer, "finding-money", finding=Finding.objects.get(indicator="PAY-01", day=sample.DAY).pk
    )

    told = _inputs(sheet)
    rate = told["rate"] / 10**6
    assert (told["measured"], told["price"], told["usd"]) == (120_000_000, 9_000_000, 10_800_000)
    assert rate > 0
    assert sheet["formula"].count("×") == 2
    assert "not a debt" in sheet["definition"]
    assert sheet["worked"]["note"] == "Of one day."


def test_a_rule_shows_no_percentage_and_a_weighing_is_called_not_by_chance(officer: Client):
    rule = Finding.objects.get(indicator="PWR-01", day=sample.DAY)
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)

    assert _sheet(officer, "finding-confidence", finding=rule.pk)["worked"]["value"] is None
    told = _sheet(officer, "finding-confidence", finding=weighed.pk)
    assert told["title"] == "Not by chance"
    assert {"window", "sigma", "z", "p", "q"} <= set(_inputs(told))
    body = officer.get("/").content.decode()
    assert "a rule, not an estimate" in body
    assert "<small>confidence" not in body


def test_an_explanation_shows_its_weight_before_looking(officer: Client):
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)

    told = _inputs(_sheet(officer, "hypothesis-weight", finding=weighed.pk, part="undeclared_load"))
    assert told["prior"] == 200_000


def test_a_gap_of_many_months_has_no_interval_of_money(officer: Client):
    weighed = Finding.objects.get(indicator="REC-01", subject="GG-S-00001", day=sample.DAY)
    assert _sheet(officer, "finding-money", finding=weighed.pk)["worked"]["low"] is not None

    Finding.objects.filter(pk=weighed.pk).update(indicator="REC-07")
    assert _sheet(officer, "finding-money", finding=weighed.pk)["worked"]["low"] is None


def test_the_headline_counts_sites_and_customers_apart(officer: Client):
    body = officer.get("/").content.decode()
    said = re.search(r'<p class="sentence">(.*?)</p>', body, re.DOTALL)
    assert said
    text = re.sub(r"<[^>]+>", "", said[1])

    assert text.startswith("The stories of 6 of 43 sites do not add up")
    assert text.endswith("Besides, 1 customer passed a threshold of the law.")
    unexplained = _sheet(officer, "unexplained-energy")
    assert "C-77120" not in {each["says"] for each in unexplained["worked"]["inputs"]}


def test_a_sum_names_its_parts_by_site(officer: Client):
    sheet = _sheet(officer, "money-at-stake")

    assert sheet["formula"] == "Σ each part below"
    assert sheet["worked"]["inputs"][0]["says"] == "GG-S-00001 · Günbatar Hash, Balkan"
    assert "Σ" not in sheet["formula_with_values"]


def test_what_was_there_on_the_first_weighed_day_is_since_at_least(officer: Client, country: sample.Country):
    assert "since at least" not in officer.get("/").content.decode()

    frame = country.frames["weighings"]
    country.frames["weighings"] = frame.filter(pl.col("day") >= sample.DAY - timedelta(days=2))
    assert "since at least" in officer.get("/").content.decode()
    assert "Since at least" in officer.get(SITE).content.decode()


def _replaced() -> tuple[Finding, Finding]:
    """Let the first lead be said again with another gap, a day later."""
    told = [
        sample.found("GG-S-00001", "REC-01", gap_wh=80 * sample.MWH, measured=451 * sample.MWH),
        *sample.leads()[1:],
    ]
    actions.receive(
        day=sample.DAY,
        ran=sample.RAN,
        found=told,
        lake_snapshot="x=1",
        by="tests",
        at=sample.AT + timedelta(days=1),
    )
    of = Finding.objects.filter(subject="GG-S-00001", indicator="REC-01", day=sample.DAY)
    return of.get(superseded_at__isnull=False), of.get(superseded_at__isnull=True)


def test_a_replaced_finding_stays_in_the_history_with_its_sheet_as_it_was(officer: Client):
    before, after = _replaced()
    body = officer.get(SITE).content.decode()

    assert "replaced on" in body
    assert f"finding={before.pk}" in body[body.index("<s>") : body.index("</s>")]
    then, now = (
        _sheet(officer, "finding-gap", finding=each.pk)["worked"]["value"] for each in (before, after)
    )
    assert (then, now) == (85 * sample.MWH, 80 * sample.MWH)
    assert (
        "This finding was replaced"
        in officer.get(f"/numbers/finding-gap?day=2026-03-10&finding={before.pk}").content.decode()
    )


def test_pages_show_the_findings_as_they_were_known(officer: Client):
    before, after = _replaced()

    for address in ("/", SITE):
        then = officer.get(address, {"known_at": "2026-03-11T08:00Z", "day": "2026-03-10"}).content.decode()
        now = officer.get(address).content.decode()
        assert "as they were known at" in then
        assert "as they were known at" not in now
        assert f"finding={before.pk}&amp;known_at=" in then
        assert f"finding={after.pk}&" not in then
        assert f"finding={after.pk}" in now
    early = officer.get("/", {"known_at": "2026-03-01T08:00Z", "day": "2026-03-10"}).content.decode()
    assert "the record held no finding about this day" in early
    assert 'class="pan' not in early
    assert "is not a moment" in officer.get("/?known_at=yesterday").content.decode()
