"""XML read without a document type, so that no entity can swell it or reach another file."""

from xml.etree.ElementTree import Element, ParseError, fromstring

from terezi.base.errors import BadData
from terezi.desk.screening.formats.given import Given


def root_of(given: Given) -> Element:
    """Return the root element.

    :raises BadData: when the file declares a document type, or is not well formed.
    """
    if "<!DOCTYPE" in given.text.upper() or "<!ENTITY" in given.text.upper():
        raise BadData(f"{given.name} declares a document type, which a list has no need of: send it without")
    try:
        return fromstring(given.text)  # noqa: S314 (no entity without a document type, and none gets here)
    except (ParseError, ValueError, RecursionError) as broken:
        raise BadData(f"{given.name} is not well-formed XML ({broken}): send it again") from broken


def text_of(element: Element, path: str) -> str:
    """Return the text of one element inside, without spaces around; empty where there is none."""
    return " ".join((element.findtext(path) or "").split())
