"""The pages of bills: who sees what, and what two officers do there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from terezi.desk.billing import actions, queries
from terezi.desk.billing.models import Bill, CreditNote, Payment, Run
from terezi.desk.billing.papers import invoice, printed
from terezi.desk.billing.terms import BillState, RunState
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from tests.desk.test_billing import AT, drafted, issued, site_bill, two

__all__ = ["issued", "two"]
pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _garagum(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def at_desk(client):
    def sit(officer):
        client.force_login(officer, backend=BACKEND)
        return client

    return sit


def test_two_officers_issue_a_month_in_the_browser(at_desk, two):
    run = drafted(site_bill())
    page = at_desk(two[0]).get("/bills/?month=2026-02")
    assert "Propose to issue these bills" in page.content.decode()
    at_desk(two[0]).post(f"/bills/runs/{run.number}/propose/")
    assert "Issue these bills" not in at_desk(two[0]).get("/bills/?month=2026-02").content.decode()
    at_desk(two[0]).post(f"/bills/runs/{run.number}/issue/")
    assert Run.objects.get().state == RunState.PROPOSED  # not by the same officer, whatever he posts

    assert "Issue these bills" in at_desk(two[1]).get("/bills/?month=2026-02").content.decode()
    at_desk(two[1]).post(f"/bills/runs/{run.number}/issue/")

    assert Bill.objects.get().state == BillState.ISSUED


def test_who_proposed_a_run_is_shown_when_it_is_decided_and_not_before(at_desk, two):
    run = drafted(site_bill())
    actions.propose(number=run.number, by=two[0], at=AT)
    assert two[0].name not in at_desk(two[1]).get("/bills/?month=2026-02").content.decode()
    actions.issue(number=run.number, by=two[1], at=AT)

    assert two[0].name in at_desk(two[1]).get("/bills/?month=2026-02").content.decode()


def test_a_run_is_declined_with_a_reason_only(at_desk, two):
    run = drafted(site_bill())
    actions.propose(number=run.number, by=two[0], at=AT)
    at_desk(two[1]).post(f"/bills/runs/{run.number}/decline/", {"reason": ""})
    assert Run.objects.get().state == RunState.PROPOSED
    at_desk(two[1]).post(f"/bills/runs/{run.number}/decline/", {"reason": "Readings are doubtful"})

    assert Run.objects.get().state == RunState.DECLINED


def test_a_bill_shows_every_line_with_its_article_and_coverage(at_desk, issued, two):
    (bill,) = issued(site_bill())
    page = at_desk(two[0]).get(f"/bills/{bill.number}/").content.decode()

    assert "Günbatar Hash owes 166\u202f030.64\u202fGGM for February 2026" in page
    assert "art. 261 (prices by hour) as amended from 16 February 2026" in page
    assert "Readings cover 100\u202f%" in page
    assert "To be paid by 25 March 2026." in page


def test_coverage_is_never_rounded_up_to_all(at_desk, issued, two):
    (bill,) = issued(site_bill(seconds=28 * 86_400 - 1))

    assert "readings cover 99.99\u202f%" in at_desk(two[0]).get(f"/bills/{bill.number}/").content.decode()


def test_a_held_bill_says_what_is_open(at_desk, two):
    drafted(site_bill(unknown=["Surcharges on the price is unknown"]))
    page = at_desk(two[0]).get(f"/bills/{Bill.objects.get().number}/").content.decode()

    assert "Surcharges on the price is unknown" in page
    assert "held back" in page


@pytest.mark.parametrize("tab", ["bills", "differences", "arrears&on=2026-04-01", "levy", "nonsense"])
def test_every_tab_of_a_month_opens_before_and_after_it_is_billed(at_desk, issued, two, tab):
    assert at_desk(two[0]).get(f"/bills/?show={tab}").status_code == 200
    issued(site_bill())
    issued(site_bill(watts=1_100_000))

    page = at_desk(two[0]).get(f"/bills/?month=2026-02&show={tab}")
    assert page.status_code == 200
    assert "GG-BIL-2026-000002" in page.content.decode() or tab == "levy"


def test_an_officer_of_another_region_does_not_see_the_bill(at_desk, issued, officer):
    (bill,) = issued(site_bill())
    inspector = officer(username="mary")
    inspector.region = "Mary"
    inspector.save()

    assert at_desk(inspector).get(f"/bills/{bill.number}/").status_code == 404
    assert at_desk(inspector).post(f"/bills/{bill.number}/credit/", {}).status_code == 404
    assert at_desk(inspector).post(f"/bills/runs/{bill.run.number}/issue/").status_code == 404
    assert bill.number not in at_desk(inspector).get("/bills/?month=2026-02").content.decode()


def test_a_credit_note_is_proposed_and_signed_in_the_browser(at_desk, issued, two):
    (bill,) = issued(site_bill())
    at_desk(two[0]).post(
        f"/bills/{bill.number}/credit/", {"amount": "1000.00", "reason": "The meter ran fast"}
    )
    note = CreditNote.objects.get()
    assert "Sign the credit note" not in at_desk(two[0]).get(f"/bills/{bill.number}/").content.decode()
    assert "Sign the credit note" in at_desk(two[1]).get(f"/bills/{bill.number}/").content.decode()
    at_desk(two[1]).post(f"/bills/notes/{note.number}/sign/")

    assert queries.owed(bill) == 16_603_064 - 100_000


def test_a_file_of_the_bank_is_taken_in_and_a_payment_matched_by_hand(at_desk, issued, two):
    (bill,) = issued(site_bill())
    text = "reference,paid_on,amount,currency,payer,text\nR1,2026-03-20,100.00,GGM,Nobody,energy\n"
    at_desk(two[0]).post("/bills/payments/load/", {"file": SimpleUploadedFile("b.csv", text.encode())})
    payment = Payment.objects.get()
    assert "Nobody" in at_desk(two[0]).get("/bills/payments/").content.decode()
    at_desk(two[0]).post(f"/bills/payments/{payment.pk}/match/", {"bill": bill.number})

    assert queries.owed(bill) == 16_603_064 - 10_000


def test_a_file_that_is_none_is_answered_with_what_is_wrong(at_desk, two):
    answer = at_desk(two[0]).post(
        "/bills/payments/load/", {"file": SimpleUploadedFile("b.xml", b"<x/>")}, follow=True
    )

    assert "PAY-11" in answer.content.decode()


def test_a_miner_sees_his_own_bills_and_no_others(at_desk, issued, officer):
    issued(site_bill("S1"), site_bill("S2", holder="Other"))
    miner = officer(Role.APPLICANT, "miner")
    actions.tell_readers(licences={"GG-MIN-S1": [miner]}, by="test", at=AT)
    own, other = Bill.objects.order_by("site_id")
    portal = at_desk(miner)

    page = portal.get("/portal/bills/").content.decode()
    assert own.number in page
    assert other.number not in page
    assert "You still owe 166\u202f030.64\u202fGGM" in page
    assert page.count("166\u202f030.64") == 3  # the sentence, the amount and what is owed of it
    assert portal.get(f"/portal/bills/{own.number}/").status_code == 200
    assert portal.get(f"/portal/bills/{own.number}/invoice.pdf").content[:5] == b"%PDF-"
    assert portal.get(f"/portal/bills/{other.number}/").status_code == 404
    assert portal.get(f"/portal/bills/{other.number}/invoice.pdf").status_code == 404


def test_a_draft_is_not_shown_at_the_portal(at_desk, officer):
    drafted(site_bill())
    miner = officer(Role.APPLICANT, "miner")
    actions.tell_readers(licences={"GG-MIN-S1": [miner]}, by="test", at=AT)

    assert at_desk(miner).get(f"/portal/bills/{Bill.objects.get().number}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru", "tk", "ur"])
def test_the_invoice_is_prepared_in_four_languages_and_fetches_nothing(issued, language):
    (bill,) = issued(site_bill())
    page = invoice(queries.bill(bill.number), language)

    assert f'lang="{language}"' in page
    assert ('dir="rtl"' in page) == (language == "ur")
    assert bill.number in page
    assert "FICTION" in invoice(bill, "en")


def test_the_invoice_fits_on_paper(issued):
    (bill,) = issued(site_bill())

    assert len(printed(queries.bill(bill.number), "en").pages) <= 2


def test_an_officer_of_one_region_settles_no_bill_with_anybodys_payment(at_desk, issued, officer, two):
    (bill,) = issued(site_bill())
    text = "reference,paid_on,amount,currency,payer,text\nR1,2026-03-20,100.00,GGM,Nobody,energy\n"
    at_desk(two[0]).post("/bills/payments/load/", {"file": SimpleUploadedFile("b.csv", text.encode())})
    inspector = officer(Role.ENERGY_INSPECTOR)
    inspector.region = bill.region
    inspector.save()
    desk = at_desk(inspector)

    matched = desk.post(f"/bills/payments/{Payment.objects.get().pk}/match/", {"bill": bill.number})
    loaded = desk.post("/bills/payments/load/", {"file": SimpleUploadedFile("c.csv", text.encode())})

    assert (matched.status_code, loaded.status_code) == (404, 404)
    assert not bill.allocations.exists()
