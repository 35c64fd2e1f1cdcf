"""What an applicant tells and shows: documents, machines, wallets."""

import pytest

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.terms import BadRows, SiteTold
from terezi.desk.journal.queries import entries
from tests.desk import applying
from tests.desk.applications.days import LATER
from tests.desk.applying import AT, PDF, SITE, drafted, filled

pytestmark = pytest.mark.django_db


class TestDocuments:
    def test_it_is_handed_out_as_it_was_given_to_who_may_see_the_file(self, in_review, zainab, desk):
        document = in_review.documents.first()

        for reader in (zainab, *desk):
            _, content = queries.document_for(person=reader, document=document.pk)
            assert content.startswith(b"%PDF-")

    def test_the_same_bytes_of_the_same_kind_are_one_document(self, zainab):
        file = drafted(zainab)
        told = {"number": file.number, "kind": "other", "content_bytes": PDF, "by": zainab, "at": AT}

        first = actions.attach(filename="a.pdf", **told)
        again = actions.attach(filename="b.pdf", **told)

        assert first == again
        assert entries(act="applications.attach").count() == 1

    def test_one_that_is_too_big_is_refused_before_it_is_stored(self, zainab, settings):
        file = drafted(zainab)

        with pytest.raises(BadData, match=r"a\.pdf is bigger than 20 MiB"):
            actions.attach(
                number=file.number,
                kind="other",
                filename="a.pdf",
                content_bytes=b"%PDF-" + b"0" * 21 * 1024 * 1024,
                by=zainab,
                at=AT,
            )
        assert not (settings.TEREZI_HOME / "documents").exists()

    def test_one_nobody_asked_for_is_refused(self, zainab):
        with pytest.raises(Refused, match="choose one of"):
            actions.attach(
                number=drafted(zainab).number,
                kind="../../x",
                filename="a.pdf",
                content_bytes=PDF,
                by=zainab,
                at=AT,
            )


class TestEquipment:
    def test_ten_thousand_machines_are_taken_at_once(self, zainab):
        file = drafted(zainab)
        actions.claim_site(number=file.number, told=SITE, by=zainab, at=AT)

        count = actions.claim_equipment(
            number=file.number, content=applying.equipment(file, 10_000), filename="m.csv", by=zainab, at=AT
        )

        assert count == file.machines.count() == 10_000

    def test_a_list_with_one_bad_row_changes_nothing(self, zainab):
        file = filled(drafted(zainab))
        before = list(file.machines.values_list("serial", "removed_at"))

        with pytest.raises(BadRows):
            actions.claim_equipment(
                number=file.number,
                content=applying.equipment(file, 9) + b"AB12,M,none,1\n",
                filename="m.csv",
                by=zainab,
                at=AT,
            )
        assert list(file.machines.values_list("serial", "removed_at")) == before

    def test_machines_stay_at_a_site_that_is_told_anew(self, zainab):
        file = filled(drafted(zainab))

        site = actions.claim_site(
            number=file.number, told=SiteTold(**{**vars(SITE), "feeder": "Balkan-2"}), by=zainab, at=LATER
        )

        assert site.machines.count() == 3


class TestWallets:
    def test_a_signature_of_other_words_proves_nothing(self, zainab):
        file = drafted(zainab)
        wallet = actions.claim_wallet(number=file.number, address=applying.ADDRESS, by=zainab, at=AT)

        with pytest.raises(Refused, match="Sign exactly the words shown"):
            actions.prove_wallet(wallet=wallet.pk, signature=applying.signature("other"), by=zainab, at=AT)

        wallet.refresh_from_db()
        assert wallet.proved_at is None

    def test_the_words_are_of_one_file_so_that_a_proof_cannot_be_used_twice(self, zainab):
        one, other = (drafted(zainab, key=key) for key in "ab")
        first = actions.claim_wallet(number=one.number, address=applying.ADDRESS, by=zainab, at=AT)
        second = actions.claim_wallet(number=other.number, address=applying.ADDRESS, by=zainab, at=AT)

        assert first.challenge != second.challenge
        with pytest.raises(Refused):
            actions.prove_wallet(
                wallet=second.pk, signature=applying.signature(first.challenge), by=zainab, at=AT
            )
