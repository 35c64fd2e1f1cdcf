"""The keys that sign the journal: files in the home's `keys`, or whatever token stands behind a `Signer`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terezi.base.errors import Unavailable
from terezi.base.signed_notes import FileKey, PublicKey
from terezi.desk.journal import actions, queries
from terezi.desk.journal.models import Checkpoint
from terezi.evidence.facts.home import Home
from terezi.jobs.log_folder import read_keys, write_keys


@dataclass(frozen=True)
class LogKeys:
    """`journal.key` signs now, `journal.key.next` will; `journal.pub` holds all public keys, oldest first."""

    home: Home

    @property
    def path(self) -> Path:
        return self.home.keys_dir / "journal.key"

    @property
    def next_path(self) -> Path:
        return self.home.keys_dir / "journal.key.next"

    @property
    def public_path(self) -> Path:
        return self.home.keys_dir / "journal.pub"

    @property
    def origin(self) -> str:
        """Return the name the log goes by."""
        return f"terezi/{self.home.country}/journal"

    def public(self) -> list[PublicKey]:
        """Return the public keys noted beside the private one, oldest first; none before the first."""
        try:
            return read_keys(self.public_path)
        except Unavailable:
            return []

    def note(self, key: PublicKey) -> None:
        """Note a public key, once."""
        if key not in (known := self.public()):
            write_keys(self.public_path, [*known, key])


def signing_key(*, home: Home, by: str, at: datetime) -> FileKey:
    """Return the key that signs the journal, made and journalled on first use."""
    keys = LogKeys(home)
    key = _loaded_or_made(keys.path, keys.origin)
    _known(keys, key, by=by, at=at)
    return key


def rotate_key(*, home: Home, by: str, at: datetime) -> Checkpoint:
    """Let a new key sign from now on. A checkpoint signed by the old key and the new one hands over.

    May be run again after a failure; the old private key is gone once it has succeeded.
    """
    keys = LogKeys(home)
    old = signing_key(home=home, by=by, at=at)
    new = _loaded_or_made(keys.next_path, keys.origin)
    signed = actions.hand_over(old=old, new=new, by=by, at=at)
    keys.note(PublicKey.of(new))
    keys.next_path.replace(keys.path)
    return signed


def _loaded_or_made(path: Path, name: str) -> FileKey:
    return FileKey.load(path) if path.exists() else FileKey.make(path, name=name)


def _known(keys: LogKeys, key: FileKey, *, by: str, at: datetime) -> None:
    public = PublicKey.of(key)
    keys.note(public)
    if public not in queries.signing_keys():
        actions.know_key(key=public, by=by, at=at)
