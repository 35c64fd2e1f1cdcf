"""Which format a bank's file is in, and its payments."""

from terezi.base.errors import BadData
from terezi.desk.billing.formats.camt053 import read_camt053
from terezi.desk.billing.formats.columns import read_columns
from terezi.desk.billing.terms import Statement

MOST_BYTES = 20 * 1024 * 1024


def read_statement(name: str, data: bytes) -> Statement:
    """Read the payments of a file, camt.053 where it begins as XML, else CSV.

    :raises BadData: naming file, place and remedy.
    """
    if len(data) > MOST_BYTES:
        raise BadData(f"{name}: PAY-01 the file is larger than {MOST_BYTES >> 20} MB: send a shorter period")
    if not data.strip():
        raise BadData(f"{name}: PAY-02 the file is empty: fetch it from the bank again")
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    statement = read_camt053(name, data) if is_xml else read_columns(name, data)
    references = [(told.account, told.reference) for told in statement.payments]
    if len(set(references)) != len(references):
        twice = next(each for each in references if references.count(each) > 1)
        raise BadData(f"{name}: PAY-03 the reference {twice[1]} stands twice: ask the bank for a sound file")
    return statement
