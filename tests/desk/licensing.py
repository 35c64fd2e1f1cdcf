"""Licences for tests, granted as two officers would."""

from datetime import date
from typing import Any

from terezi.desk.licences import actions
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.parties.actions import know_party
from terezi.desk.parties.models import Party

from .conftest import AT

NUMBER = "GG-MIN-000001"


def basis(**changes: Any) -> Basis:
    told: dict[str, Any] = {
        "decision": "GG-DEC-2026-000001",
        "article": "Mining Rules, art. 7",
        "article_in_force_from": date(2026, 1, 1),
        "law_version": "0123abcd",
        "signed_by": ("ogulgerek", "maral"),
        "ground": "the conditions of the licence are met",
    }
    return Basis(**told | changes)


ONE_SIGNER = basis(signed_by=("ogulgerek", "ogulgerek"))


def a_party(name: str = "Günbatar Hash, Balkan") -> Party:
    return know_party(name=name, kind="legal_entity", registration_number="12-345", country="GG")


def granted(**changes: Any) -> Licence:
    told: dict[str, Any] = {
        "number": NUMBER,
        "holder": changes.get("holder") or a_party(),
        "actor_class": "industrial",
        "status": Status.LICENSED,
        "region": "Balkan",
        "licensed_w": 12_000_000,
        "valid_from": date(2026, 3, 1),
        "basis": basis(),
        "by": "maral",
        "at": AT,
    }
    return actions.grant(**told | changes)
