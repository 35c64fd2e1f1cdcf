"""The folder in which one installation keeps its record, its lake and its deliveries."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from terezi.base.errors import Unavailable
from terezi.evidence.facts.durable import write_atomically

SETTINGS = "terezi.toml"


@dataclass(frozen=True)
class Home:
    """Where everything is, below one folder; `terezi.toml` in it names the country."""

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path).absolute())

    @classmethod
    def create(cls, path: Path, *, country: str) -> "Home":
        """Make the folders and write the settings; an existing home keeps what it holds."""
        home = cls(path)
        for folder in (home.lake_dir, home.receipts_dir, home.quarantine_dir, home.staging_dir):
            folder.mkdir(parents=True, exist_ok=True)
        write_atomically(home.path / SETTINGS, f'country = "{country}"\n')
        return home

    @property
    def country(self) -> str:
        """Return the country whose law holds here.

        :raises Unavailable: when the folder is no home.
        """
        try:
            return str(tomllib.loads((self.path / SETTINGS).read_text(encoding="utf-8"))["country"])
        except (OSError, KeyError, tomllib.TOMLDecodeError) as broken:
            raise Unavailable(
                f"{self.path / SETTINGS} does not name a country: "
                "name the folder Terezi keeps its facts in, or make one with `terezi init --home DIR --country CODE`"
            ) from broken

    @property
    def lake_dir(self) -> Path:
        return self.path / "lake"

    @property
    def receipts_dir(self) -> Path:
        return self.path / "receipts"

    @property
    def quarantine_dir(self) -> Path:
        return self.path / "quarantine"

    @property
    def staging_dir(self) -> Path:
        """Rows on their way into the lake; may be emptied whenever nothing is being loaded."""
        return self.path / "staging"

    @property
    def plans_dir(self) -> Path:
        """Certificates of the power plan, one file a day."""
        return self.path / "plans"

    @property
    def keys_dir(self) -> Path:
        """Private keys, readable by their owner alone, and the public ones that go with them."""
        return self.path / "keys"

    @property
    def log_dir(self) -> Path:
        """The journal's tree and checkpoints as files that anybody may read."""
        return self.path / "log"

    @property
    def record_path(self) -> Path:
        return self.path / "record.sqlite3"

    @property
    def answers_path(self) -> Path:
        return self.path / "answers.json"
