"""What the page that checks certificates carries within it: keys, lists, warnings and sentences in every language."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_bidi, gettext, override

from terezi.base.trust import Trust, written
from terezi.desk.journal.models import Checkpoint
from terezi.desk.register.terms import SENTENCES, WarningShown


@dataclass(frozen=True)
class Carried:
    """Everything a verifier needs where there is no network."""

    trust: Trust
    lists: tuple[str, ...]
    checkpoint: Checkpoint | None
    warnings: tuple[WarningShown, ...] = field(default=())


def carried(told: Carried) -> dict[str, Any]:
    """Return it as the page holds it."""
    return written(told.trust) | {
        "lists": list(told.lists),
        "checkpoint": _checkpoint(told.checkpoint),
        "warned": _warned(told.warnings),
        "language": get_language(),
        "words": {code: _words(code) for code, _name in settings.LANGUAGES},
    }


def _checkpoint(last: Checkpoint | None) -> dict[str, Any] | None:
    if last is None:
        return None
    root = b64encode(bytes.fromhex(last.root)).decode()
    return {"origin": last.origin, "size": last.tree_size, "root": root}


def _warned(warnings: Iterable[WarningShown]) -> list[dict[str, str]]:
    standing = (one for one in warnings if one.number and one.ended_on is None)
    return [{"number": one.number, "name": one.name, "where": one.web_address} for one in standing]


def _words(language: str) -> dict[str, Any]:
    with override(language):
        return {
            "dir": "rtl" if get_language_bidi() else "ltr",
            "answers": {answer.value: gettext(said) for answer, said in SENTENCES.items()}
            | {
                "cannot_check": gettext(
                    "This browser cannot check signatures, so it says nothing: use a newer one."
                )
            },
            "warned": gettext("Warning: {name} shows this licence as its own ({where})."),
            "compare": gettext(
                "Compare the name and the limits with what you were shown: a copy looks the same."
            ),
            "lines": {
                "holder": gettext("Issued to"),
                "number": gettext("Number"),
                "region": gettext("Region"),
                "limit": gettext("Highest power"),
                "from": gettext("Valid from"),
                "until": gettext("Until, not including"),
                "issued": gettext("Issued"),
                "log": gettext("Public log"),
                "in_log": gettext("entered, the proof holds"),
                "no_proof": gettext("no proof given"),
            },
            "page": {
                "title": gettext("Check a certificate"),
                "paste": gettext("Paste the text of the QR code"),
                "file": gettext("or choose a file: the certificate as PDF, JSON, text or picture"),
                "check": gettext("Check"),
                "offline": gettext(
                    "The check is made in your browser, with the keys in this page. Nothing is sent."
                ),
                "no_pictures": gettext(
                    "This browser cannot read a picture: scan the code and paste its text."
                ),
                "no_code": gettext("There is no QR code in this picture."),
            },
        }
