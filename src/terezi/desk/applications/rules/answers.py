"""Which answers are taken, and in which form."""

import re
import unicodedata
from collections.abc import Mapping

from terezi.base.errors import Refused
from terezi.desk.applications.terms import LONGEST_ANSWER, Field
from terezi.desk.parties.terms import PartyKind

_LENGTHS = {
    Field.PARTY_NAME: 300,
    Field.AGENT_NAME: 300,
    Field.REGISTRATION_NUMBER: 60,
    Field.CONTACT: 300,
    Field.WEB_ADDRESS: 300,
    Field.FOLLOWS: 100,
    Field.FEE_REFERENCE: 200,
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_CAPITAL = re.compile(r"[0-9]{1,15}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def checked(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the answers in their one form.

    :raises Refused: naming the first field that is unknown or whose answer cannot be.
    """
    if unknown := sorted(set(fields) - set(Field)):
        raise Refused(f"The form has no field {unknown[0]}: choose one of {', '.join(sorted(Field))}")
    told = {Field(name): _plain(text) for name, text in fields.items()}
    for field, text in told.items():
        if text and (fault := _fault(field, text)):
            raise Refused(f"{field.value}: {fault}")
    return {field.value: text for field, text in told.items()}


def _plain(text: str) -> str:
    kept = (sign for sign in str(text) if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _fault(field: Field, text: str) -> str:
    if len(text) > (most := _LENGTHS.get(field, LONGEST_ANSWER)):
        return f"the answer has more than {most} signs: shorten it"
    if field is Field.PARTY_KIND and text not in set(PartyKind):
        return f"choose one of {', '.join(PartyKind)}"
    if field is Field.PARTY_COUNTRY and not _COUNTRY.fullmatch(text):
        return "give the two letters of the country, as in TM"
    if field is Field.LANGUAGE and not _LANGUAGE.fullmatch(text):
        return "give the code of the language, as in tk"
    if field is Field.CAPITAL and not _CAPITAL.fullmatch(text):
        return "give whole units of the currency in digits alone"
    return ""
