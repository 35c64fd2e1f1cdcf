"""A document is opened only through here, which checks who asks."""

from django.conf import settings

from terezi.base.errors import Refused
from terezi.desk.applications import cabinet
from terezi.desk.applications.models import Document
from terezi.desk.applications.queries.files import visible_to
from terezi.desk.people.models import Officer


def document_for(*, person: Officer, document: int) -> tuple[Document, bytes]:
    """Return a document with its bytes to somebody who may see its file.

    :raises Refused: when there is none that he may see.
    :raises Unavailable: when its bytes are missing or were changed on the disk.
    """
    found = Document.objects.filter(pk=document, application__in=visible_to(person)).first()
    if found is None:
        raise Refused("There is no such document that you may see: open it from its file")
    return found, cabinet.take(settings.TEREZI_HOME / "documents", found.sha256)
