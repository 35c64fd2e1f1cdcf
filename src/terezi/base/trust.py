"""Whom a verifier trusts: the public keys of the authority and of its log, as one file that may be carried anywhere."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from terezi.base.credential import IssuerKey, Keys, keys_of, to_bytes, to_text
from terezi.base.errors import BadData, Refused
from terezi.base.short_proof import LogKey


@dataclass(frozen=True)
class Trust:
    """The keys of one authority."""

    issuer: str
    keys: Keys
    logs: tuple[LogKey, ...]


def trust_in(issuer: str, *, keys: Iterable[IssuerKey], logs: Iterable[LogKey]) -> Trust:
    """Put the keys of an authority together."""
    return Trust(issuer, keys_of(*keys), tuple(logs))


def written(trust: Trust) -> dict[str, Any]:
    """Return the keys as JSON, each of them a JWK (RFC 8037) with the time in which it signed."""
    return {
        "issuer": trust.issuer,
        "keys": [_jwk(key) for key in sorted(trust.keys.values(), key=lambda key: key.since)],
        "logs": [{"origin": log.origin, "x": to_text(log.public_key)} for log in trust.logs],
    }


def _jwk(key: IssuerKey) -> dict[str, Any]:
    until = {"exp": int(key.until.timestamp())} if key.until else {}
    named = {"kty": "OKP", "crv": "Ed25519", "kid": key.key_id, "x": to_text(key.public_key)}
    return named | {"nbf": int(key.since.timestamp())} | until


def read_trust(text: str, *, where: str) -> Trust:
    """Read what `written` wrote.

    :raises BadData: naming `where` it comes from, when it is no such file.
    """
    try:
        read = json.loads(text)
        keys = [_key(told) for told in read["keys"]]
        logs = tuple(LogKey(str(told["origin"]), _public(told)) for told in read["logs"])
        return Trust(str(read["issuer"]), keys_of(*keys), logs)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, Refused) as broken:
        raise BadData(
            f"{where} holds no keys of an authority: take issuer.json from its published register"
        ) from broken


def _key(told: Mapping[str, Any]) -> IssuerKey:
    until = told.get("exp")
    return IssuerKey(
        _public(told),
        since=datetime.fromtimestamp(told["nbf"], UTC),
        until=None if until is None else datetime.fromtimestamp(until, UTC),
    )


def _public(told: Mapping[str, Any]) -> bytes:
    raw = to_bytes(told["x"])
    if len(raw) != 32:
        raise ValueError("an Ed25519 key has 32 bytes")
    return raw
