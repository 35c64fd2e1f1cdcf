"""The pages as they answer, without a browser."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_an_officer_reads_today(officer: Client) -> None:
    answer = officer.get("/")
    assert answer.status_code == 200
    assert "Günbatar Hash" in answer.content.decode()
