"""Issuing certificates: for what stands, once, by the key that signs, and in the journal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from terezi.base.errors import Refused
from terezi.base.status_list import Standing, StatusList, packed
from terezi.base.trust import trust_in
from terezi.desk.journal.models import Entry
from terezi.desk.licences import actions as licences
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import Act as LicenceAct
from terezi.desk.parties.models import Party
from terezi.desk.register import actions, queries
from terezi.desk.register.models import Certificate, SigningKey
from terezi.desk.register.rules import judged
from terezi.desk.register.terms import Answer
from tests.base.test_credential import SIGNER, Signer

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
BASIS = Basis(
    decision="GG-DEC-2026-000001",
    article="Mining Rules, art. 7",
    article_in_force_from=date(2026, 1, 1),
    law_version="0123abcd",
    signed_by=("ogulgerek", "maral"),
    ground="the conditions of the licence are met",
)
NUMBER = "GG-MIN-2026-000001"
pytestmark = pytest.mark.django_db


def licensed(
    number: str = NUMBER, name: str = "Günbatar Hash HJ", kind: str = "legal_entity", **changes: Any
) -> None:
    holder, _ = Party.objects.get_or_create(name=name, kind=kind)
    told: dict[str, Any] = {
        "actor_class": "industrial",
        "status": Status.LICENSED,
        "region": "Balkan",
        "licensed_w": 20_000_000,
        "valid_from": date(2026, 3, 1),
        "valid_until": date(2029, 3, 1),
    }
    licences.grant(number=number, holder=holder, basis=BASIS, by="maral", at=AT, **(told | changes))


def changed(
    act: LicenceAct, after: Status, number: str = NUMBER, *, at: datetime = AT, **changes: Any
) -> None:
    licences.change(
        number=number, act=act, after=after, effective_on=at.date(), basis=BASIS, by="maral", at=at, **changes
    )


def issued(number: str = NUMBER, *, signer: Signer = SIGNER, at: datetime = AT) -> Certificate:
    if not SigningKey.objects.exists():
        actions.begin_key(signer=signer, by="batyr", at=at)
    return actions.issue_certificate(number=number, issuer="GG", signer=signer, by="maral", at=at)


def answer(certificate: Certificate, at: datetime = AT) -> Answer:
    lists = [
        StatusList(name, at, at + timedelta(days=7), packed(placed))
        for name, placed in queries.standings(at).items()
    ]
    trust = trust_in("GG", keys=queries.issuer_keys(), logs=[])
    return judged(certificate.text, trust, lists, at=at).answer


def test_a_licence_that_stands_is_certified():
    licensed()

    assert answer(issued()) is Answer.MAY_OPERATE


def test_issuing_is_in_the_journal_and_the_certificate_names_that_entry():
    licensed()
    certificate = issued()

    entry = Entry.objects.get(sequence=certificate.entry)
    opened = judged(
        certificate.text, trust_in("GG", keys=queries.issuer_keys(), logs=[]), [], at=AT
    ).certificate

    assert (entry.act, entry.subject, entry.by) == ("certificates.issue", NUMBER, "maral")
    assert opened
    assert opened.logged
    assert (opened.logged.index, opened.logged.digest.hex()) == (entry.sequence - 1, entry.digest)


def test_no_licence_no_certificate():
    actions.begin_key(signer=SIGNER, by="batyr", at=AT)

    with pytest.raises(Refused, match="No licence"):
        issued("GG-MIN-2026-000404")


def test_a_suspended_licence_is_not_certified_and_its_certificate_says_so():
    licensed()
    certificate = issued()
    changed(LicenceAct.SUSPEND, Status.SUSPENDED, suspended_until=date(2026, 6, 1))

    assert answer(certificate) is Answer.SUSPENDED
    with pytest.raises(Refused, match="nothing to certify"):
        issued()


def test_a_reinstated_licence_stands_with_its_old_certificate():
    licensed()
    certificate = issued()
    changed(LicenceAct.SUSPEND, Status.SUSPENDED)
    changed(LicenceAct.REINSTATE, Status.LICENSED, at=AT + timedelta(days=1))

    assert answer(certificate, AT + timedelta(days=2)) is Answer.MAY_OPERATE


def test_withdrawn_and_struck_off_have_ended():
    licensed()
    certificate = issued()
    changed(LicenceAct.WITHDRAW, Status.WITHDRAWN)

    assert answer(certificate) is Answer.ENDED


def test_a_new_certificate_replaces_the_one_before():
    licensed()
    first = issued()
    second = issued(at=AT + timedelta(hours=1))

    later = AT + timedelta(hours=2)
    assert answer(Certificate.objects.get(pk=first.pk), later) is Answer.REPLACED
    assert answer(second, later) is Answer.MAY_OPERATE


def test_a_certificate_that_says_more_than_the_register_is_out_of_date():
    licensed()
    certificate = issued()
    changed(LicenceAct.LIMIT, Status.LIMITED, licensed_w=5_000_000, conditions="Nights only")

    assert answer(certificate) is Answer.REPLACED
    assert answer(issued(at=AT + timedelta(hours=1)), AT + timedelta(hours=2)) is Answer.WITH_CONDITIONS


def test_when_the_term_has_run_out_the_list_says_so():
    licensed()
    certificate = issued()

    assert queries.standings(datetime(2029, 3, 2, tzinfo=UTC))["status/1"] == {
        certificate.place: Standing.EXPIRED
    }


def test_a_key_that_does_not_sign_here_issues_nothing():
    licensed()
    issued()

    with pytest.raises(Refused, match="begin it first"):
        issued(signer=Signer(2))


def test_after_rotation_old_certificates_hold_and_the_old_key_issues_nothing():
    licensed()
    first = issued()
    actions.begin_key(signer=Signer(2), by="batyr", at=AT + timedelta(days=1))

    assert answer(first, AT + timedelta(days=2)) is Answer.MAY_OPERATE
    with pytest.raises(Refused, match="begin it first"):
        issued(at=AT + timedelta(days=2))
    assert (
        answer(issued(signer=Signer(2), at=AT + timedelta(days=2)), AT + timedelta(days=3))
        is Answer.MAY_OPERATE
    )


def test_a_key_signs_in_one_time_only():
    actions.begin_key(signer=SIGNER, by="batyr", at=AT)

    with pytest.raises(Refused, match="make a new one"):
        actions.begin_key(signer=SIGNER, by="batyr", at=AT + timedelta(days=1))


def test_two_keys_never_sign_at_once():
    SigningKey.objects.create(key_id="one", public_key="x", since=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(key_id="two", public_key="y", since=AT)


def test_so_is_the_certificate_of_a_private_person_though_his_power_is_not_public():
    number = "GG-PRI-2026-000001"
    licensed(number, "Zainab Orazowa", "individual_entrepreneur", licensed_w=15_000)
    certificate = issued(number)
    changed(LicenceAct.LIMIT, Status.LIMITED, number, licensed_w=10_500, conditions="Nights only")

    assert answer(certificate) is Answer.REPLACED
    assert queries.outdated(AT) == [number]


def test_of_a_private_person_the_register_shows_name_number_class_and_what_stands():
    licensed("GG-PRI-2026-000001", "Zainab Orazowa", "individual_entrepreneur", conditions="At home only")

    record = queries.record("GG-PRI-2026-000001", AT)

    assert record
    assert record.is_private
    assert (record.name, record.region, record.now.licensed_w, record.now.conditions) == (
        "Zainab Orazowa",
        "",
        0,
        "",
    )


def test_a_refused_company_is_named_and_a_refused_person_is_not():
    for number, kind in (("GG-APP-1", "legal_entity"), ("GG-APP-2", "individual_entrepreneur")):
        actions.show_refusal(
            number=number, name="Somebody", kind=kind, actor_class="private", refused_on=AT.date(),
            articles=["Mining Rules, art. 7"], by="maral", at=AT,
        )  # fmt: skip

    assert {one.number: one.name for one in queries.refusals()} == {"GG-APP-1": "Somebody", "GG-APP-2": ""}


def test_a_lifted_refusal_is_kept_and_says_so():
    actions.show_refusal(
        number="GG-APP-1", name="Firm", kind="legal_entity", actor_class="x", refused_on=AT.date(),
        articles=[], by="maral", at=AT,
    )  # fmt: skip
    actions.lift_refusal(number="GG-APP-1", ground="appeal", by="maral", at=AT + timedelta(days=3))

    assert [one.lifted_on for one in queries.refusals()] == [date(2026, 3, 14)]
    with pytest.raises(Refused, match="No refusal"):
        actions.lift_refusal(number="GG-APP-1", ground="again", by="maral", at=AT)


def test_what_is_signed_within_the_second_of_a_change_of_keys_holds():
    licensed()
    late = AT.replace(microsecond=300_000)
    first = issued(at=late)
    actions.begin_key(signer=Signer(2), by="batyr", at=AT.replace(microsecond=800_000))
    second = issued(signer=Signer(2), at=AT.replace(microsecond=900_000))

    later = AT + timedelta(hours=1)
    assert answer(Certificate.objects.get(pk=first.pk), later) is Answer.REPLACED
    assert answer(second, later) is Answer.MAY_OPERATE


def test_since_when_it_stands_does_not_begin_anew_with_every_change():
    licensed()
    changed(LicenceAct.RENEW, Status.LICENSED, at=AT + timedelta(days=20), valid_until=date(2032, 3, 1))

    record = queries.record(NUMBER, AT + timedelta(days=30))

    assert record
    assert len(record.history) == 2
    assert (record.since, record.now.valid_from) == (date(2026, 3, 1), date(2026, 3, 31))
