"""Attaching documents to a file and taking them back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import cabinet, queries
from terezi.desk.applications.actions.moving import tell, to_edit
from terezi.desk.applications.models import Document
from terezi.desk.applications.rules import content
from terezi.desk.applications.rules.moves import refuse_unless_editable
from terezi.desk.applications.terms import MOST_BYTES, MOST_DOCUMENTS, Act
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer

OTHER = "other"
"""The kind of a document the law does not name."""


def attach(
    *, number: str, kind: str, filename: str, content_bytes: bytes, by: Officer, at: datetime
) -> Document:
    """Put a document into the file; the same bytes of the same kind again are the same document.

    :raises BadData: when it is too big, or by its bytes nothing that is taken here.
    :raises Refused: when the class asks for no such document, or the file is not his to change.
    """
    media_type = _judged(filename, content_bytes)
    file = queries.file(number, person=by)
    refuse_unless_editable(Status(file.status))
    _refuse_kind(kind, queries.asked(file).document_kinds)
    # on the disk before the record is locked, so that nobody waits for the disk
    digest = cabinet.put(settings.TEREZI_HOME / "documents", content_bytes)
    document = Document(
        kind=kind,
        filename=content.shown_name(filename),
        media_type=media_type,
        size=len(content_bytes),
        sha256=digest,
        attached_by=by,
        told_at=at,
    )
    return _filed(document, number=number, by=by, at=at)


@transaction.atomic
def _filed(document: Document, *, number: str, by: Officer, at: datetime) -> Document:
    file = to_edit(number, by=by, at=at)
    there = file.documents.filter(removed_at__isnull=True)
    if known := there.filter(kind=document.kind, sha256=document.sha256).first():
        return known
    if there.count() >= MOST_DOCUMENTS:
        raise Refused(f"The file holds {MOST_DOCUMENTS} documents already: take one back, or join several")
    document.application = file
    document.save()
    said = ("kind", "sha256", "size", "media_type")
    values = {name: getattr(document, name) for name in said}
    tell(file, Act.ATTACH, by=by.username, at=at, values=values, rows=[document])
    return document


def _judged(filename: str, content_bytes: bytes) -> str:
    name = content.shown_name(filename)
    if len(content_bytes) > MOST_BYTES:
        raise BadData(f"{name} is bigger than {MOST_BYTES // 1024**2} MiB: send it smaller or in parts")
    try:
        return content.media_type(content_bytes)
    except BadData as bad:
        raise BadData(f"{name}: {bad}") from bad


def _refuse_kind(kind: str, known: tuple[str, ...]) -> None:
    if kind not in {*known, OTHER}:
        raise Refused(f"No document {kind} is asked for here: choose one of {', '.join([*known, OTHER])}")


@transaction.atomic
def remove_document(*, document: int, by: Officer, at: datetime) -> Document:
    """Take a document back out of the file; it stays in the record.

    :raises Refused: when it is not his, was taken back already, or the file is not his to change.
    """
    found = Document.objects.select_related("application").filter(pk=document).first()
    if found is None or found.application.applicant_id != by.pk:
        raise Refused("There is no such document of yours: open it from your file")
    file = to_edit(found.application.number, by=by, at=at)
    found = file.documents.select_for_update().get(pk=document)
    if found.removed_at is not None:
        raise Refused(f"{found.filename} was taken back already")
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    values = {"kind": found.kind, "sha256": found.sha256}
    tell(file, Act.REMOVE_DOCUMENT, by=by.username, at=at, values=values, rows=[found])
    return found
