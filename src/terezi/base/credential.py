"""Credentials: what the authority signs, so that anybody can check it with nothing but its public keys.

A credential is a compact JWS (RFC 7515) signed with EdDSA, which RFC 9864 calls Ed25519. Every text has one spelling:
what could be written another way is refused.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from terezi.base.errors import Refused

NOT_ISSUED = "This certificate was not issued by us"
CERTIFICATE = "tz-cert"
URL_SAFE = re.compile(r"[A-Za-z0-9_-]+\Z")
SIGNATURE_BYTES = 64
LONGEST = 200_000  # characters; a certificate has some 500, a full status list some 90,000


class NotIssued(Refused):
    """The text is no credential of ours; `because` says what gave it away."""

    def __init__(self, because: str) -> None:
        super().__init__(f"{NOT_ISSUED}: {because}")
        self.because = because


class Signs(Protocol):
    """Whoever holds a private Ed25519 key: a file, or a device that never lets it out."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes, /) -> bytes: ...


@dataclass(frozen=True)
class IssuerKey:
    """A public key of the authority and the time in which it signed; `until` is exclusive, none while in use."""

    public_key: bytes
    since: datetime
    until: datetime | None = None

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)

    def signed_at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


Keys = Mapping[str, IssuerKey]


@dataclass(frozen=True)
class Logged:
    """Where in the public log the act of issuing stands: the number of its leaf and the digest it holds."""

    index: int
    digest: bytes


@dataclass(frozen=True)
class Credential:
    """What a certificate says. Power in W; `valid_until` is exclusive; the status is that of the day of issue."""

    issuer: str
    number: str
    holder: str
    actor_class: str
    status: str
    region: str
    licensed_w: int
    valid_from: date
    valid_until: date | None
    issued_at: datetime
    status_list: str
    status_index: int
    logged: Logged | None = None
    key_id: str = ""


def key_id_of(public_key: bytes) -> str:
    """Return the first 96 bits of the key's thumbprint (RFC 7638)."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": to_text(public_key)}
    return to_text(sha256(json.dumps(jwk, separators=(",", ":")).encode()).digest()[:12])


def keys_of(*keys: IssuerKey) -> Keys:
    """Return keys by the name a credential calls them."""
    return {key.key_id: key for key in keys}


def to_text(raw: bytes) -> str:
    """Write bytes in base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Read base64url in its one spelling.

    :raises NotIssued: when the text is spelt another way; spare bits of the last character must be zero.
    """
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if _well_spelt(text) else b""
    if not raw or to_text(raw) != text:
        raise NotIssued("its letters are damaged")
    return raw


def _well_spelt(text: str) -> bool:
    return URL_SAFE.match(text) is not None and len(text) % 4 != 1


def sign(claims: Mapping[str, Any], *, kind: str, signer: Signs) -> str:
    """Sign claims as a compact JWS whose header names the kind of statement and the key."""
    header = {"alg": "Ed25519", "typ": kind, "kid": key_id_of(signer.public_key)}
    signed = f"{_part(header)}.{_part(claims)}"
    return f"{signed}.{to_text(signer.sign(signed.encode()))}"


def _part(values: Mapping[str, Any]) -> str:
    return to_text(json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode())


def open_signed(text: str, keys: Keys, *, kind: str) -> dict[str, Any]:
    """Return the claims of a compact JWS of ours.

    :raises NotIssued: when anything about it is not as we write it, or its key did not sign at that time.
    """
    header, claims, signature = _parts(text)
    key = keys.get(str(header.get("kid")))
    if key is None or header != {"alg": "Ed25519", "typ": kind, "kid": key.key_id}:
        raise NotIssued("no key of ours has signed it")
    _check(key, f"{text.rpartition('.')[0]}", signature)
    issued = claims.get("iat")
    if not isinstance(issued, int) or not key.signed_at(datetime.fromtimestamp(issued, UTC)):
        raise NotIssued("the key that signed it was not in use on its date")
    return claims


def _parts(text: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    parts = text.split(".") if len(text) <= LONGEST else []
    if len(parts) != 3:
        raise NotIssued("it is not a certificate as we write them")
    header, claims, signature = (to_bytes(part) for part in parts)
    return _object(header), _object(claims), signature


def _object(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise NotIssued("its words cannot be read")
    return read


def _check(key: IssuerKey, signed: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, signed.encode())
    except InvalidSignature:
        raise NotIssued("its signature does not fit what it says") from None


def issue(credential: Credential, signer: Signs) -> str:
    """Sign a credential; its `key_id` is the signer's, its time of issue is kept to the second."""
    return sign(_claims(credential), kind=CERTIFICATE, signer=signer)


def open_credential(text: str, keys: Keys) -> Credential:
    """Return what a certificate says once its signature holds.

    :raises NotIssued: with the one sentence for everything that is not ours, and what gave it away.
    """
    claims = open_signed(text, keys, kind=CERTIFICATE)
    try:
        return _credential(claims, key_id=str(_object(to_bytes(text.partition(".")[0]))["kid"]))
    except (KeyError, TypeError, ValueError):
        raise NotIssued("it lacks something that each of ours says") from None


def _claims(credential: Credential) -> dict[str, Any]:
    until, logged = credential.valid_until, credential.logged
    return {
        "iss": credential.issuer,
        "sub": credential.number,
        "name": credential.holder,
        "class": credential.actor_class,
        "status": credential.status,
        "region": credential.region,
        "w": credential.licensed_w,
        "from": credential.valid_from.isoformat(),
        "until": until.isoformat() if until else None,
        "iat": int(credential.issued_at.timestamp()),
        "list": [credential.status_list, credential.status_index],
        "log": [logged.index, to_text(logged.digest)] if logged else None,
    }


def _credential(claims: Mapping[str, Any], *, key_id: str) -> Credential:
    status_list, status_index = claims["list"]
    return Credential(
        issuer=str(claims["iss"]),
        number=str(claims["sub"]),
        holder=str(claims["name"]),
        actor_class=str(claims["class"]),
        status=str(claims["status"]),
        region=str(claims["region"]),
        licensed_w=int(claims["w"]),
        valid_from=date.fromisoformat(claims["from"]),
        valid_until=date.fromisoformat(claims["until"]) if claims["until"] else None,
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        status_list=str(status_list),
        status_index=int(status_index),
        logged=Logged(int(claims["log"][0]), to_bytes(claims["log"][1])) if claims["log"] else None,
        key_id=key_id,
    )


def scanned(text: str) -> str:
    """Return the certificate in what a camera, an address bar or a clipboard gave: the part after `#`, unfolded."""
    return "".join(text.rpartition("#")[2].split())
