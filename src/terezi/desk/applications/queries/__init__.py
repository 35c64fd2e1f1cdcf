"""Every read of the files: who may see which, what they lack, who holds the ball, what has become of them."""

from terezi.desk.applications.queries.documents import document_for
from terezi.desk.applications.queries.files import (
    asked,
    conflicted_names,
    file,
    law_of,
    local_day,
    visible_to,
)
from terezi.desk.applications.queries.missing import missing

__all__ = [
    "asked",
    "conflicted_names",
    "document_for",
    "file",
    "law_of",
    "local_day",
    "missing",
    "visible_to",
]
