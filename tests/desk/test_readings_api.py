"""Readings by HTTP: a token with the right scope, one batch, one receipt."""

import json

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone

from terezi.desk.people import actions as people
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from tests.evidence.senders import energies

pytestmark = pytest.mark.django_db
ADDRESS = "/api/readings"


@pytest.fixture
def home(tmp_path, settings):
    home = Home.create(tmp_path / "home", country="GG")
    settings.TEREZI_HOME = home.path
    return home


def token(name="G1", role=Role.DATA_SENDER):
    officer = Officer.objects.create(username=name, name=name, role=role, appointed_at=timezone.now())
    return people.issue_token(officer=officer, name="test", by="test", at=timezone.now())[1]


def send(told, text, **more):
    payload = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Client().post(
        ADDRESS, payload, content_type="application/json", headers={"Authorization": f"Bearer {text}", **more}
    )


def batch(*meters, **more):
    row = {
        "read_at": "2026-03-10T05:00:00Z",
        "interval_seconds": 900,
        "energy_wh": 5,
        "source_rank": 1,
        **more,
    }
    return {"readings": [{"meter_id": meter, **row} for meter in meters]}


def test_a_batch_is_answered_with_its_receipt(home):
    answer = send(batch("M1", "M2"), token())

    assert answer.status_code == 200
    assert (answer.json()["outcome"], answer.json()["rows_new"]) == ("accepted", 2)
    assert energies(home) == [("M1", 5), ("M2", 5)]


def test_the_same_batch_again_changes_nothing(home):
    text = token()
    first = send(batch("M1"), text).json()

    again = send(batch("M1"), text).json()

    assert (again["outcome"], again["rows_unchanged"], again["delivery"]) == (
        "unchanged",
        1,
        first["delivery"],
    )


def test_a_row_that_breaks_a_check_is_named_with_its_remedy_and_nothing_is_taken(home):
    told = batch("M1", "M2")
    told["readings"][1]["energy_wh"] = -1

    answer = send(told, token())

    (problem,) = answer.json()["problems"]
    assert (answer.status_code, answer.json()["outcome"]) == (422, "quarantined")
    assert (problem["check"], problem["rows"], problem["remedy"]) == ("DOOR-14", [2], "Send Wh, from 0")
    assert energies(home) == []


def test_a_meter_listed_with_another_gateway_is_refused(home):
    Lake.open(home).publish("ref_gateways", pl.DataFrame({"meter_id": ["M1"], "gateway_id": ["G2"]}))

    answer = send(batch("M1"), token("G1"))

    assert (answer.status_code, answer.json()["problems"][0]["check"]) == (422, "MSG-05")


def test_a_batch_beyond_the_bound_is_413(home):
    answer = send(b" " * ((1 << 20) + 1), token())

    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "A batch has at most 1,048,576 bytes: send several",
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_SENDER])
def test_no_other_role_may_send(home, role):
    assert send(batch("M1"), token("someone", role)).status_code == 403


def test_a_stranger_may_not_send(home):
    assert send(batch("M1"), "guessed").status_code == 401


def test_a_sender_reads_nothing(home):
    answer = Client().get("/api/facts/meter_readings", headers={"Authorization": f"Bearer {token()}"})

    assert answer.status_code == 403
