"""Files of banks: read strictly, and nothing in them can reach out or blow up."""

from datetime import date

import pytest

from terezi.base.errors import BadData
from terezi.desk.billing.formats import statement
from terezi.desk.billing.formats.statement import read_statement
from terezi.desk.billing.rules import numbers_in

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>ST1</Id>
<Acct><Id><IBAN>GG12TEST0001</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="GGM">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{reversal}<Sts>{status}</Sts>
<BookgDt><Dt>2026-03-20</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"""
DETAIL = """<TxDtls><Refs><EndToEndId>E2E-7</EndToEndId></Refs>{amount}<RltdPties><Dbtr><Nm>Günbatar Hash</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>Bill GG-BIL-2026-000001</Ustrd></RmtInf></TxDtls>"""


def entry(amount="120.50", *, sign="CRDT", status="BOOK", reference="R1", reversal="", details=None):
    details = DETAIL.format(amount="") if details is None else details
    return ENTRY.format(
        amount=amount, sign=sign, status=status, reference=reference, reversal=reversal, details=details
    )


def camt(*entries, version="02") -> bytes:
    return CAMT.format(version=version, entries="".join(entries)).encode()


def read(data: bytes):
    return read_statement("bank.xml", data)


def refused(data: bytes, code: str, name: str = "bank.xml") -> str:
    with pytest.raises(BadData, match=code) as wrong:
        read_statement(name, data)
    return str(wrong.value)


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_a_booked_credit_of_any_version_is_a_payment(version):
    (paid,) = read(camt(entry(), version=version)).payments

    assert (paid.account, paid.reference, paid.paid_on) == ("GG12TEST0001", "R1", date(2026, 3, 20))
    assert (paid.amount_minor, paid.currency, paid.payer) == (12_050, "GGM", "Günbatar Hash")
    assert numbers_in(paid.text) == ["GG-BIL-2026-000001"]


def test_later_versions_name_the_payer_and_the_state_one_step_deeper():
    detail = "<TxDtls><RltdPties><Dbtr><Pty><Nm>Deep</Nm></Pty></Dbtr></RltdPties></TxDtls>"
    data = camt(entry(details=detail)).replace(b"<Sts>BOOK</Sts>", b"<Sts><Cd>BOOK</Cd></Sts>")
    (paid,) = read(data).payments

    assert paid.payer == "Deep"


def test_what_goes_out_is_pending_or_taken_back_is_counted_and_no_payment():
    told = read(
        camt(
            entry(sign="DBIT"),
            entry(status="PDNG", reference="R2"),
            entry(reference="R3", reversal="<RvslInd>true</RvslInd>"),
            entry(reference="R4"),
        )
    )

    assert [paid.reference for paid in told.payments] == ["R4"]
    assert told.passed_over == {"debits": 1, "not booked yet": 1, "taken back": 1}


def test_a_batch_is_one_payment_per_transaction_and_adds_up():
    details = DETAIL.format(amount='<Amt Ccy="GGM">100.00</Amt>') + DETAIL.format(
        amount='<AmtDtls><TxAmt><Amt Ccy="GGM">20.50</Amt></TxAmt></AmtDtls>'
    )
    told = read(camt(entry(details=details)))

    assert [(paid.reference, paid.amount_minor) for paid in told.payments] == [
        ("R1/1", 10_000),
        ("R1/2", 2_050),
    ]
    refused(camt(entry("121.00", details=details)), "PAY-14")


def test_a_document_type_is_refused_whatever_it_holds():
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = b'<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY l0 "ha">' + bomb.encode() + b"]>"
    body = camt(entry(reference="&l8;")).split(b"?>", 1)[1]

    refused(head + body, "PAY-1[23]")
    refused(
        b'<?xml version="1.0"?><!DOCTYPE Document SYSTEM "file:///etc/passwd">' + body.replace(b"&l8;", b"R"),
        "PAY-13",
    )


def test_a_file_of_this_machine_never_comes_into_a_payment(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TOP-SECRET")
    head = f'<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    told = refused(head.encode() + camt(entry(reference="&x;")).split(b"?>", 1)[1], "PAY-1[23]")

    assert "TOP-SECRET" not in told


def test_the_document_type_is_found_in_every_encoding():
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE Document [<!ENTITY a "b">]>'
        + camt(entry()).decode().split("?>", 1)[1]
    )

    refused(text.encode("utf-16"), "PAY-13")


def test_xml_that_is_no_statement_or_too_deep_or_broken_is_refused_in_words():
    refused(b"<Document/>", "PAY-11")
    refused(b"<Document>", "PAY-12")
    refused(b"<a>" * 5_000 + b"</a>" * 5_000, "PAY-1[12]")


def test_a_file_too_large_or_empty_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(statement, "MOST_BYTES", 10)
    refused(b"<" * 11, "PAY-01")
    refused(b"  \n", "PAY-02")


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "12.345", "1e400", "NaN", "twelve", ""])
def test_an_amount_is_more_than_nothing_in_hundredths(amount):
    refused(camt(entry(amount)), "PAY-04")


def test_a_reference_stands_once_in_a_file():
    refused(camt(entry(), entry()), "PAY-03")


HEADING = "reference,paid_on,amount,currency,payer,text\n"


def test_csv_with_any_usual_separator_is_read():
    for mark in ",;\t":
        text = (HEADING + "R1,2026-03-20,12.50,ggm,Firm,Bill\n").replace(",", mark)
        (paid,) = read_statement("bank.csv", text.encode("utf-8-sig")).payments
        assert (paid.reference, paid.amount_minor, paid.currency) == ("R1", 1_250, "GGM")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"reference,amount\nR1,5\n", "PAY-08"),
        (HEADING.encode() + b",2026-03-20,5.00,GGM,,\n", "PAY-10"),
        (HEADING.encode() + b"R1,20.03.2026,5.00,GGM,,\n", "PAY-05"),
        (HEADING.encode() + b"R1,2026-03-20,5.00,manat,,\n", "PAY-06"),
        (HEADING.encode() + b'R1,2026-03-20,5.00,GGM,"open,\n', "PAY-09"),
        (HEADING.encode() + b"R1,2026-03-20,5.00,GGM,\xff,\n", "PAY-07"),
    ],
)
def test_csv_that_is_not_as_it_should_be_is_refused_with_its_row(data, code):
    assert "bank.csv" in refused(data, code, "bank.csv")


def test_letters_that_a_terminal_would_obey_do_not_come_in():
    (paid,) = read_statement(
        "b.csv", (HEADING + "R1,2026-03-20,5.00,GGM,\x1b[31mFirm,x\x00y\n").encode()
    ).payments

    assert "\x1b" not in paid.payer
    assert "\x00" not in paid.text
