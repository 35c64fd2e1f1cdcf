"""The seal of a published register: a sum for every file, and a signature over the sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from terezi.base.credential import Keys, NotIssued, Signs, open_signed, sign
from terezi.base.errors import BadData

SUMS = "SHA256SUMS"
SEAL = "SHA256SUMS.jws"
KIND = "tz-register"


@dataclass(frozen=True)
class Sealed:
    """A register that holds: when it was sealed, and how many files it has."""

    at: datetime
    files: int


def seal(folder: Path, *, country: str, signer: Signs, at: datetime) -> str:
    """Write the sums of every file and sign them; return the digest of the sums.

    The sums are those of `sha256sum`, so that it can check them too.
    """
    text = "".join(f"{_digest(path)}  {name}\n" for name, path in _files(folder))
    digest = sha256(text.encode()).hexdigest()
    claims = {"sub": country, "iat": int(at.timestamp()), "sums": digest}
    (folder / SUMS).write_text(text, encoding="utf-8")
    (folder / SEAL).write_text(sign(claims, kind=KIND, signer=signer) + "\n", encoding="utf-8")
    return digest


def check_seal(folder: Path, keys: Keys) -> Sealed:
    """Answer when a register was sealed once every file of it is as it was then.

    :raises BadData: naming the file that is not, or saying that the seal is not ours.
    """
    try:
        sums = (folder / SUMS).read_text(encoding="utf-8")
        claims = open_signed((folder / SEAL).read_text(encoding="utf-8").strip(), keys, kind=KIND)
    except (OSError, UnicodeDecodeError) as absent:
        raise BadData(f"{folder} is no published register: {SUMS} and {SEAL} belong to it") from absent
    except NotIssued as other:
        raise BadData(f"{folder / SEAL} was not signed by us: {other.because}") from other
    if claims.get("sums") != sha256(sums.encode()).hexdigest():
        raise BadData(f"{folder / SUMS} was changed after it was signed: copy the register again")
    told = dict(_line(line, folder) for line in sums.splitlines())
    _compare(folder, told)
    return Sealed(datetime.fromtimestamp(claims["iat"], UTC), len(told))


def _line(line: str, folder: Path) -> tuple[str, str]:
    digest, _, name = line.partition("  ")
    if not name:
        raise BadData(f"{folder / SUMS} cannot be read: copy the register again")
    return name, digest


def _compare(folder: Path, told: dict[str, str]) -> None:
    here = dict(_files(folder))
    for name in sorted(set(told) | set(here)):
        if name not in here:
            raise BadData(f"{folder / name} is missing: copy the register again")
        if name not in told:
            raise BadData(
                f"{folder / name} does not belong to the register: remove it, or copy the register again"
            )
        if _digest(here[name]) != told[name]:
            raise BadData(f"{folder / name} was changed after it was published: copy it again")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in {SUMS, SEAL}:
            yield name, path


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
