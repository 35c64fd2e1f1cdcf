"""ISO 20022 camt.053, a bank's statement of an account: the money that came in and is booked.

Any version: elements are found by their names. A document type, entities and what they could bring are refused.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from terezi.base.errors import BadData
from terezi.desk.billing.formats.amounts import LONGEST_TEXT, currency, day, minor, plain
from terezi.desk.billing.terms import Statement, Told

ROOT = "BkToCstmrStmt"
DEBIT, NOT_BOOKED, TAKEN_BACK = "debits", "not booked yet", "taken back"


def read_camt053(name: str, data: bytes) -> Statement:
    """Read the booked credits of every statement in the file; a batch entry is one payment per transaction.

    :raises BadData: naming file, entry and remedy.
    """
    document = _parsed(name, data)
    statements = document.xpath(f".//*[local-name()='{ROOT}']/*[local-name()='Stmt']")
    if not statements:
        raise BadData(f"{name}: PAY-11 this is no camt.053: ask the bank for the statement of the account")
    passed: Counter[str] = Counter()
    payments = [told for each in statements for told in _of_statement(each, name, passed)]
    return Statement(tuple(payments), dict(passed))


def _parsed(name: str, data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        document = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise BadData(f"{name}: PAY-12 the XML cannot be read ({wrong}): fetch the file again") from None
    if document.getroottree().docinfo.internalDTD is not None or document.getroottree().docinfo.doctype:
        raise BadData(f"{name}: PAY-13 the file brings a document type of its own: no bank's statement does")
    return document


def _of_statement(statement: Any, name: str, passed: "Counter[str]") -> Iterator[Told]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
    stated = _text(statement, "Id")
    for n, entry in enumerate(_all(statement, "Ntry"), start=1):
        place = f"{name}, entry {n}"
        if why := _why_none(entry):
            passed[why] += 1
        else:
            yield from _of_entry(entry, account, f"{stated}/{n}", place)


def _why_none(entry: Any) -> str:
    """Say why an entry is no payment to us; empty where it is one."""
    if _text(entry, "RvslInd") in {"true", "1"}:
        return TAKEN_BACK
    if _text(entry, "CdtDbtInd") != "CRDT":
        return DEBIT
    booked = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    return "" if booked in {"BOOK", ""} else NOT_BOOKED


def _of_entry(entry: Any, account: str, fallback: str, place: str) -> Iterator[Told]:
    """Yield one payment per transaction; the transactions of a batch must add up to what was booked."""
    whole = _amount(entry, place)
    booked_on = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    own = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef") or fallback
    details = _all(entry, "NtryDtls/TxDtls")
    several = len(details) > 1
    sums = 0
    for n, detail in enumerate(details or [entry], start=1):
        amount = _detail_amount(detail, place) if several else whole
        if amount[1] != whole[1]:
            raise BadData(
                f"{place}: PAY-06 {amount[1]} in an entry of {whole[1]}: ask the bank for a sound file"
            )
        sums += amount[0]
        yield Told(
            account=plain(account, 60),
            reference=plain(_reference(detail, own, n, several=several), 200),
            paid_on=day(booked_on, place),
            amount_minor=amount[0],
            currency=amount[1],
            payer=plain(_payer(detail), 300),
            text=plain(_remittance(detail), LONGEST_TEXT),
        )
    if sums != whole[0]:
        raise BadData(f"{place}: PAY-14 its transactions add up to {sums}, booked are {whole[0]} minor units")


def _reference(detail: Any, own: str, n: int, *, several: bool) -> str:
    return (_text(detail, "Refs/AcctSvcrRef") or f"{own}/{n}") if several else own


def _payer(detail: Any) -> str:
    return _text(detail, "RltdPties/Dbtr/Nm") or _text(detail, "RltdPties/Dbtr/Pty/Nm")


def _remittance(detail: Any) -> str:
    """Put together what says what is paid: creditor's reference, free text, end-to-end reference."""
    parts = [
        *(_said(each) for each in _all(detail, "RmtInf/Strd/CdtrRefInf/Ref")),
        *(_said(each) for each in _all(detail, "RmtInf/Strd/RfrdDocInf/Nb")),
        *(_said(each) for each in _all(detail, "RmtInf/Ustrd")),
        _text(detail, "Refs/EndToEndId"),
    ]
    return " ".join(part for part in parts if part)


def _detail_amount(detail: Any, place: str) -> tuple[int, str]:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if found := _all(detail, path):
            return _money(found[0], place)
    raise BadData(f"{place}: PAY-15 a transaction of a batch says no amount: ask the bank for single entries")


def _amount(entry: Any, place: str) -> tuple[int, str]:
    found = _all(entry, "Amt")
    if not found:
        raise BadData(f"{place}: PAY-15 the entry says no amount: ask the bank for a sound file")
    return _money(found[0], place)


def _money(element: Any, place: str) -> tuple[int, str]:
    return minor(_said(element), place), currency(element.get("Ccy") or "", place)


def _all(element: Any, path: str) -> list[Any]:
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    found: list[Any] = element.xpath(steps)
    return found


def _text(element: Any, path: str) -> str:
    found = _all(element, path)
    return _said(found[0]) if found else ""


def _said(element: Any) -> str:
    return (element.text or "").strip()
