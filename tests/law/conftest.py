"""A copy of a pack that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from terezi.law.book import PACKS

Rewrite = Callable[[str, str, str], Path]


@pytest.fixture
def rewritten(tmp_path: Path) -> Rewrite:
    """Copy the pack of Garagum, change one passage of one file, and answer the folder."""
    folder = tmp_path / "GG"
    shutil.copytree(str(PACKS / "GG"), folder)

    def rewrite(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return rewrite
