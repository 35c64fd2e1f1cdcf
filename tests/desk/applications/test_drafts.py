"""An application until it is handed in, and who may see it: its applicant, and officers whose business it is."""

from datetime import date

import pytest

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import EquipmentClaim
from terezi.desk.applications.terms import Holder
from terezi.desk.journal.queries import entries
from terezi.desk.licences.terms import Status
from terezi.desk.people.terms import Role
from terezi.law.book import law_on
from tests.desk import applying
from tests.desk.applications.days import LATER
from tests.desk.applying import AT, PDF, SITE, drafted, filled, person, submitted

pytestmark = pytest.mark.django_db


class TestDrafts:
    def test_a_draft_sent_twice_is_one_draft(self, zainab):
        first, again = drafted(zainab, key="form-1"), drafted(zainab, key="form-1")

        assert first.number == again.number == "GG-APP-2026-000001"
        assert entries(act="applications.begin").count() == 1

    def test_numbers_follow_each_other(self, zainab):
        assert [drafted(zainab, key=str(n)).number[-6:] for n in range(3)] == ["000001", "000002", "000003"]

    def test_an_officer_does_not_apply(self, desk):
        with pytest.raises(Refused, match="Only an applicant applies"):
            drafted(desk[0])

    def test_a_class_the_law_does_not_know_is_refused(self, zainab):
        with pytest.raises(Refused, match="choose one of"):
            drafted(zainab, actor_class="wizard")

    def test_what_is_missing_names_the_field_and_who_acts(self, zainab):
        file = drafted(zainab)

        told = {one.field: one for one in queries.missing(file, queries.law_of(file))}
        assert {"party_name", "sites", "equipment", "wallets", "document:premises_safety"} <= set(told)
        assert all(one.who is Holder.APPLICANT and one.says for one in told.values())

    def test_an_incomplete_file_is_not_taken(self, zainab):
        file = drafted(zainab)

        with pytest.raises(Refused, match="Name at least one site"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_an_applicant_the_class_is_not_for_is_told(self, zainab):
        file = filled(drafted(zainab))
        actions.answer(number=file.number, fields={"party_kind": "legal_entity"}, by=zainab, at=AT)

        with pytest.raises(Refused, match="natural_person only: choose another class"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_a_non_resident_is_told(self, zainab):
        file = filled(drafted(zainab))
        actions.answer(number=file.number, fields={"party_country": "CN"}, by=zainab, at=AT)

        with pytest.raises(Refused, match="residents of GG only"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_it_is_handed_in_once_and_stands_under_the_law_of_that_day(self, zainab):
        file = submitted(zainab, at=AT)

        assert (file.status, file.law_day) == (Status.SUBMITTED, date(2026, 3, 11))
        assert file.law_version == law_on("GG", date(2026, 3, 11)).version
        with pytest.raises(Refused, match="submit is not open"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_once_handed_in_it_cannot_be_changed(self, zainab):
        file = submitted(zainab)

        with pytest.raises(Refused, match="cannot be changed now"):
            actions.answer(number=file.number, fields={"note": "x"}, by=zainab, at=AT)
        with pytest.raises(Refused, match="cannot be changed now"):
            actions.attach(
                number=file.number, kind="other", filename="x.pdf", content_bytes=PDF, by=zainab, at=AT
            )

    def test_a_file_can_be_taken_back_until_a_decision_is_proposed(self, in_review, zainab):
        actions.abandon(number=in_review.number, by=zainab, at=LATER, reason="moved away")

        in_review.refresh_from_db()
        assert in_review.status == Status.WITHDRAWN
        assert not in_review.assignments.filter(ended_at__isnull=True).exists()

    def test_nothing_an_applicant_takes_back_is_deleted(self, zainab):
        file = filled(drafted(zainab))
        document = file.documents.first()

        actions.remove_document(document=document.pk, by=zainab, at=LATER)
        actions.claim_equipment(
            number=file.number, content=applying.equipment(file, 5), filename="m.csv", by=zainab, at=LATER
        )

        document.refresh_from_db()
        assert document.removed_at == LATER
        assert EquipmentClaim.objects.filter(removed_at=LATER).count() == 3
        assert EquipmentClaim.objects.filter(removed_at__isnull=True).count() == 5


class TestOwnFilesOnly:
    def test_another_applicants_file_is_as_if_it_were_not_there(self, zainab):
        file = filled(drafted(zainab))
        serdar = person("serdar", Role.APPLICANT)
        wallet, site, document = file.wallets.get(), file.sites.get(), file.documents.first()
        told = {"by": serdar, "at": AT}

        for act in (
            lambda: actions.answer(number=file.number, fields={"note": "x"}, **told),
            lambda: actions.submit(number=file.number, **told),
            lambda: actions.abandon(number=file.number, **told),
            lambda: actions.attach(
                number=file.number, kind="other", filename="x.pdf", content_bytes=PDF, **told
            ),
            lambda: actions.remove_document(document=document.pk, **told),
            lambda: actions.prove_wallet(wallet=wallet.pk, signature="x", **told),
            lambda: actions.remove_claim(what="site", claim=site.pk, **told),
            lambda: actions.claim_site(number=file.number, told=SITE, **told),
            lambda: actions.claim_equipment(number=file.number, content=b"x", filename="x", **told),
            lambda: actions.claim_wallet(number=file.number, address="b" * 30, **told),
            lambda: queries.document_for(person=serdar, document=document.pk),
            lambda: queries.file(file.number, person=serdar),
        ):
            with pytest.raises(Refused, match=r"There is no|no such"):
                act()
        assert list(queries.visible_to(serdar)) == []

    def test_a_draft_is_seen_by_its_applicant_alone(self, zainab, desk):
        file = drafted(zainab)

        assert list(queries.visible_to(zainab)) == [file]
        assert list(queries.visible_to(desk[0])) == []

    def test_an_officer_of_a_region_sees_a_file_that_has_no_site_anywhere(self, in_review):
        far = person("far", region="Lebap")
        in_review.sites.update(removed_at=AT)

        assert list(queries.visible_to(far)) == [in_review]

    def test_an_officer_of_a_region_sees_the_files_of_his_region(self, in_review):
        near, far = person("near", region="Balkan"), person("far", region="Lebap")

        assert list(queries.visible_to(near)) == [in_review]
        assert list(queries.visible_to(far)) == []

    def test_an_agency_sees_what_it_was_asked_about(self, in_review):
        fire, energy = person("fire", Role.FIRE_OFFICER), person("energy", Role.ENERGY_INSPECTOR)

        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)

        assert list(queries.visible_to(fire)) == [in_review]
        assert list(queries.visible_to(energy)) == []

    @pytest.mark.parametrize("role", [Role.SYSADMIN, Role.POLICY_ECONOMIST, Role.MARKET_SUPERVISOR])
    def test_who_has_no_business_with_files_sees_none(self, in_review, role):
        assert list(queries.visible_to(person("other", role))) == []

    def test_an_auditor_sees_every_file_that_was_handed_in(self, in_review):
        assert list(queries.visible_to(person("auditor", Role.AUDITOR))) == [in_review]
