"""When a certificate is ours, and what may be said of it."""

from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from terezi.base.credential import Credential, NotIssued, open_credential, scanned
from terezi.base.errors import BadData
from terezi.base.short_proof import SIGNATURE, check_proof, read_proof
from terezi.base.status_list import StatusList
from terezi.base.trust import Trust
from terezi.desk.register.terms import ANSWER_OF, Answer, Proven, Verdict

KEY_ID = 4  # bytes by which a note tells a key


def judged(text: str, trust: Trust, lists: Sequence[StatusList], *, at: datetime) -> Verdict:
    """Say the one thing there is to say of what was scanned, pasted or read from a file.

    `lists` are status lists whose signature was checked; a proof may follow the certificate after a `~`.
    """
    text, tilde, proof = scanned(text).partition("~")
    try:
        certificate = open_credential(text, trust.keys)
        proven = _proven(certificate, proof, trust) if tilde else Proven.NOT_SHOWN
    except NotIssued as not_ours:
        return Verdict(Answer.NOT_ISSUED, because=not_ours.because)
    listed = _list_of(certificate, lists, at)
    answer = _answer(certificate, listed, at.astimezone(UTC).date())
    return Verdict(answer, certificate=certificate, as_of=listed.as_of if listed else None, proven=proven)


def _proven(certificate: Credential, proof: str, trust: Trust) -> Proven:
    if certificate.logged is None:
        raise NotIssued("it names no entry in the public log")
    check_proof(read_proof(proof), certificate.logged, trust.logs)
    return Proven.IN_LOG


def _list_of(certificate: Credential, lists: Sequence[StatusList], at: datetime) -> StatusList | None:
    known = (one for one in lists if one.name == certificate.status_list and one.is_fresh(at))
    # a list from before the certificate cannot know it
    told = (one for one in known if one.as_of >= certificate.issued_at)
    return max(told, key=lambda one: one.as_of, default=None)


def _answer(certificate: Credential, listed: StatusList | None, day: date) -> Answer:
    standing = listed.standing(certificate.status_index) if listed else None
    said = ANSWER_OF[standing] if standing is not None else Answer.STATUS_UNKNOWN
    if not (said.is_good or said is Answer.STATUS_UNKNOWN):
        return said
    if certificate.valid_until is not None and certificate.valid_until <= day:
        return Answer.EXPIRED
    return Answer.NOT_YET if day < certificate.valid_from else said


def host_of(web_address: str) -> str:
    """Return the name of the computer in a web address, spelt in one way; `www.` makes no difference.

    :raises BadData: when it is no web address.
    """
    text = web_address.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        spelt = host.rstrip(".").encode("idna").decode().lower().removeprefix("www.")
    except ValueError:
        spelt = ""
    if "." not in spelt:
        raise BadData(
            f"{web_address[:100]!r} is no web address: write it as in the browser, e.g. firm.example"
        )
    return spelt


def is_declared(host: str, declared: Iterable[str]) -> bool:
    """Answer whether a host is one the holder declared, or lies below one."""
    return any(host == each or host.endswith(f".{each}") for each in declared)


def signature_in(note: str, name: str) -> bytes:
    """Return the Ed25519 signature of a key in a note: the line whose 4 bytes of key are followed by 64 of signature.

    :raises BadData: when the note has none.
    """
    for line in note.rpartition("\n\n")[2].splitlines():
        _, named, packed = line.split(" ")
        raw = b64decode(packed)
        if named == name and len(raw) == KEY_ID + SIGNATURE:
            return raw[KEY_ID:]
    raise BadData(f"The checkpoint is not signed by {name}: sign it again with `terezi checkpoint`")
