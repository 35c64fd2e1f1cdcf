"""What is on the disk stays on the disk: fsync of files and folders, and files that appear whole."""

import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file or folder is on stable storage."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(paths: Iterable[Path]) -> None:
    """Sync many files side by side, so that the disk may gather them."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(sync, paths))


def write_atomically(path: Path, text: str | bytes) -> None:
    """Let `path` hold `text`, in UTF-8, or what it held before, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o644)
    Path(name).replace(path)
    sync(path.parent)
