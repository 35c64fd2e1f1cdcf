"""What the machine tells the site: secret, database and host names. Safe when nothing is told."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def secret_key(home: Path) -> str:
    """Return the key kept in `home`, making it (readable by its owner alone) on first use.

    A home that does not exist yet gets a key that lives as long as the process.
    """
    if not home.is_dir():
        return secrets.token_urlsafe(50)
    path = home / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip() or _no_key(path)
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def _no_key(path: Path) -> str:
    raise RuntimeError(f"{path} is empty: remove it and start again; everybody will have to sign in anew")


def database(url: str | None, home: Path) -> dict[str, Any]:
    """Return Django's settings of one database: PostgreSQL where `url` names one, else SQLite in `home`."""
    if not url:
        return _sqlite(home / "record.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise RuntimeError(
            f"DATABASE_URL starts with {parts.scheme!r}: write postgresql://user:password@host:5432/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;",
        },
    }


def hosts(environ: Mapping[str, str]) -> list[str]:
    """Return the names the site answers to: TEREZI_HOSTS, separated by commas, else this machine only."""
    named = [host.strip() for host in environ.get("TEREZI_HOSTS", "").split(",") if host.strip()]
    return named or LOCAL_HOSTS


def proxies(environ: Mapping[str, str]) -> int:
    """Return how many proxies of ours stand in front (TEREZI_BEHIND_PROXY); 0 believes no forwarded address."""
    told = environ.get("TEREZI_BEHIND_PROXY", "").strip() or "0"
    if not told.isdecimal():
        raise RuntimeError(
            f"TEREZI_BEHIND_PROXY is {told!r}: write how many of your own proxies stand in front, mostly 1"
        )
    return int(told)
