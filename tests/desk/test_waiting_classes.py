"""Who holds only the first of two grants may not operate, whatever his status is called."""

from datetime import date
from typing import Any

import pytest

from terezi.base.errors import Refused
from terezi.desk.licences import actions as licences
from terezi.desk.licences.terms import Status
from terezi.desk.register import actions, queries, words
from terezi.desk.register.models import Certificate
from terezi.evidence.facts.home import Home
from terezi.jobs.certify import certify
from tests.base.test_credential import SIGNER

from .conftest import AT
from .licensing import a_party, basis

NUMBER = "PK-NOC-2026-000001"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> Home:
    made = Home.create(tmp_path / "home", country="PK")
    settings.TEREZI_HOME = made.path
    licences.grant(
        number=NUMBER, holder=a_party(), actor_class="no_objection", status=Status.REGISTERED, region="",
        licensed_w=0, valid_from=date(2026, 3, 1), basis=basis(), by="maral", at=AT,
    )  # fmt: skip
    return made


def test_the_public_reads_that_the_holder_may_not_operate_yet():
    record = queries.record(NUMBER, AT)

    assert record is not None
    assert not record.may_operate
    assert "may not operate yet" in words.of_record(record)


def test_so_say_the_page_and_the_interface_of_the_register(signed_in):
    client = signed_in()

    page = client.get(f"/register/{NUMBER}?day=2026-03-10").content.decode()
    counted = client.get("/register/?day=2026-03-10").content.decode()
    told = client.get(f"/api/register/{NUMBER}?on=2026-03-10").json()["says"]

    assert "May not operate yet" in page
    assert '<span class="counted">0</span> of them may operate' in counted
    assert (told["may_operate"], told["public_sentence"]) == (False, "May not operate yet")


def test_nothing_is_certified(home):
    actions.begin_key(signer=SIGNER, by="batyr", at=AT)

    with pytest.raises(Refused, match="lets nobody operate"):
        actions.issue_certificate(number=NUMBER, issuer="PK", signer=SIGNER, by="maral", at=AT)


def test_nor_by_itself_at_night(home):
    assert certify(home=home, by="batyr", at=AT) == []
    assert not Certificate.objects.exists()
