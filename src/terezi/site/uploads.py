"""How much a browser may send in one form, before a byte of it reaches the disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from terezi.desk.venues.receiving import MOST_BYTES

FORM_BYTES = 1 << 20  # what a form holds besides its file
STRANGERS_BYTES = 1 << 20  # a client's proof of his balance is the largest thing a stranger sends


class Bounded(FileUploadHandler):
    """Refuse a form that is larger than its sender may send; the handlers after it take the files."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 (Django's name)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Look at the length told, since nothing beyond it is read.

        :raises RequestDataTooBig: when it is too much.
        """
        known = self.request is not None and self.request.user.is_authenticated
        most = MOST_BYTES + FORM_BYTES if known else STRANGERS_BYTES
        if content_length > most:
            raise RequestDataTooBig(f"A form has at most {most:,} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand every piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
