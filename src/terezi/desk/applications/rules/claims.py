"""Which claims can be so, in the one form in which they are kept."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from terezi.base.errors import Refused
from terezi.base.units import PPM
from terezi.desk.applications.terms import SiteTold
from terezi.desk.parties.terms import PartyKind
from terezi.evidence.facts.grades import Scheme

MOST_W = 100_000_000_000  # a hundred gigawatts: more than any country's grid gives to one site
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ADDRESS = re.compile(r"[A-Za-z0-9:]{14,120}")
_LABEL = re.compile(r"[\w .\-/]{1,40}")


def refuse_site(told: SiteTold) -> None:
    """Pass a site that can be.

    :raises Refused: naming the first thing that cannot.
    """
    if not _LABEL.fullmatch(told.label):
        raise Refused("site: give it a short label, as A or North hall")
    for name in ("region", "address", "feeder", "asset", "power_source"):
        _refuse_unless_said(name, getattr(told, name), 300 if name == "address" else 100)
    if not 0 < told.connection_w <= MOST_W:
        raise Refused("connection_w: give the watts of the connection")
    if not 0 < told.requested_w <= told.connection_w:
        raise Refused("requested_w: ask for no more watts than the connection has")
    if told.scheme not in set(Scheme):
        raise Refused(f"scheme: choose one of {', '.join(Scheme)}")
    if not PPM <= told.pue_ppm <= 10 * PPM:
        raise Refused("pue_ppm: all power over that of the machines is 1 or more, as 1.08")


def _refuse_unless_said(name: str, text: str, most: int) -> None:
    if not text.strip() or len(text) > most:
        raise Refused(f"{name}: say it, in at most {most} signs")


def address(text: str) -> str:
    """Return a wallet's address without blanks.

    :raises Refused: when it cannot be one.
    """
    plain = "".join(text.split())
    if not _ADDRESS.fullmatch(plain):
        raise Refused("wallet: copy the whole address, letters and digits alone")
    return plain


def challenge(number: str, *, address: str, on: date) -> str:
    """Return the words to sign: they hold for one file, one address and one day of naming."""
    return f"I control {address} and name it in application {number} on {on.isoformat()}"


def owner(
    *, owner: str, owned: str, share_ppm: int, country: str, kind: str, bars: Sequence[str] = ()
) -> dict[str, Any]:
    """Return an edge of the graph of owners; `bars` are those of the law that hold of the owner.

    :raises Refused: when it cannot be.
    """
    told: dict[str, Any] = {"owner": _name("owner", owner), "owned": _name("owned", owned)}
    if told["owner"] == told["owned"]:
        raise Refused("owner: nobody owns a share of himself")
    if not 0 < share_ppm <= PPM:
        raise Refused("share: a share is above 0 and at most 100 %")
    if kind not in set(PartyKind):
        raise Refused(f"kind: choose one of {', '.join(PartyKind)}")
    if not all(_CODE.fullmatch(bar) for bar in bars):
        raise Refused("bars: name them as the law does")
    told |= {"share_ppm": share_ppm, "country": _country(country), "kind": kind}
    return told | {"bars": sorted(set(bars))}


def client(
    *, name: str, machines: int, power_w: int, country: str, registration_number: str, licence_number: str
) -> dict[str, Any]:
    """Return a client of a hosting operator.

    :raises Refused: when it cannot be.
    """
    if not 0 < machines <= 10_000_000 or not 0 < power_w <= MOST_W:
        raise Refused("client: say how many machines and how many watts, above 0")
    return {
        "name": _name("client", name),
        "machines": machines,
        "power_w": power_w,
        "country": _country(country),
        "registration_number": registration_number.strip()[:100],
        "licence_number": licence_number.strip()[:100],
    }


def _name(what: str, text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(plain) <= 300:
        raise Refused(f"{what}: give the name, in at most 300 signs")
    return plain


def _country(text: str) -> str:
    if not _COUNTRY.fullmatch(text):
        raise Refused("country: give the two letters of the country, as in TM")
    return text
