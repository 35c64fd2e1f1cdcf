"""The certificate on paper: one A4 with a QR code that anybody can check, in the holder's language.

Needs pango, harfbuzz-subset and fonts with Turkmen, Cyrillic and Arabic letters (Debian: libpango-1.0-0,
libpangoft2-1.0-0, libharfbuzz-subset0, fonts-noto-core).
"""

from dataclasses import dataclass
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils.translation import override

from terezi.base.credential import Credential
from terezi.base.errors import Refused, Unavailable
from terezi.desk.register import words
from terezi.desk.register.sheets import megawatts
from terezi.law.book import day_in

LARGEST_VERSION = 24  # of the QR code: still legible in print from a cheap phone, level L
MODULE_MM = 0.5
QUIET = 4  # modules around the code
NEEDS = "install libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 and fonts-noto-core"


@dataclass(frozen=True)
class Paper:
    """What is printed: what the certificate says, its text, and at which address it is checked, where there is one."""

    country: str
    certificate: Credential
    text: str
    conditions: str = ""
    public_address: str = ""

    @property
    def scanned(self) -> str:
        """Return what the QR code holds: an address with the certificate after `#`, or the bare certificate.

        What follows `#` stays in the browser, so whoever keeps the address does not learn who was checked.
        """
        return f"{self.public_address}#{self.text}" if self.public_address else self.text


def qr_code(text: str) -> segno.QRCode:
    """Return the code of a text, at the best error correction its size leaves room for.

    :raises Refused: when the text is too long to be scanned from paper.
    """
    try:
        code = segno.make_qr(text, error="L", boost_error=True, mode="byte", encoding="utf-8")
    except segno.DataOverflowError:
        code = None
    if code is None or int(code.version) > LARGEST_VERSION:
        raise Refused("This is too long for a QR code on paper: hand over the proof as a file")
    return code


def certificate_pdf(paper: Paper, *, language: str) -> bytes:
    """Return the certificate as PDF, on one A4.

    :raises Unavailable: when the libraries that draw letters are not installed.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 (a second to import, and it needs libraries of the system)
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as absent:
        raise Unavailable(f"Paper cannot be drawn here: {NEEDS}") from absent

    with override(language):
        html = render_to_string("register/certificate.html", _context(paper))
    drawn = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).render()
    if len(drawn.pages) != 1:
        raise Refused("The certificate does not fit on one page: shorten its conditions")
    # of version 1.4, so that `terezi verify` finds the certificate among the keywords without unpacking anything
    return bytes(drawn.write_pdf(pdf_version="1.4"))


def _context(paper: Paper) -> dict[str, Any]:
    told = paper.certificate
    code = qr_code(paper.scanned)
    return {
        "paper": paper,
        "told": told,
        "actor_class": words.class_title(
            paper.country, told.actor_class, day_in(paper.country, told.issued_at)
        ),
        "sentence": words.meaning(told.status),
        "limit": megawatts(told.licensed_w),
        "qr": _drawn(code),
        "qr_mm": (code.symbol_size(border=QUIET)[0]) * MODULE_MM,
    }


def _drawn(code: segno.QRCode) -> str:
    """Return the code as a picture within the page."""
    return str(code.svg_data_uri(border=QUIET, light="#fff", dark="#000"))
