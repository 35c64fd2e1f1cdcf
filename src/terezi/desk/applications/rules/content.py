"""What an uploaded file is, judged by its bytes and never by its name; what could act in a browser is refused."""

import csv
import io
import re
import struct
import unicodedata
import zipfile
from pathlib import PurePosixPath

from terezi.base.errors import BadData

PDF, PNG, JPEG, CSV, TEXT = "application/pdf", "image/png", "image/jpeg", "text/csv", "text/plain"
MOST_PIXELS = 100_000_000
REMEDY = "Send PDF, PNG, JPEG, CSV or plain text (UTF-8)"
# what makes a PDF do things when it is opened, as far as it stands in the open
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z])")
# any letter of a PDF name may be written as # and its code
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP = re.compile(
    r"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|link|meta|style)\b", re.I
)
_MARKUP_BYTES = re.compile(rb"<\s*(!doctype\s+html|html[\s>]|script[\s>]|svg[\s>])", re.I)
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONGEST_NAME = 120


def media_type(content: bytes) -> str:
    """Return what the bytes are.

    :raises BadData: when they are empty, of no kind taken here, or hold something that acts.
    """
    if not content:
        raise BadData("The file is empty. Choose the file again")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise BadData(f"The file is or carries an archive, which is not opened here. {REMEDY}")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, PNG, _png_size(content))
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, JPEG, _jpeg_size(content))
    return _text(content)


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise BadData("The PDF is cut off before its end. Send the whole file")
    if found := _ACTIVE_PDF.search(_PDF_ESCAPE.sub(lambda code: bytes.fromhex(code[1].decode()), content)):
        raise BadData(
            f"The PDF holds something that acts ({found[1].decode()}). Print it to a plain PDF and send that"
        )
    return PDF


def _picture(content: bytes, kind: str, size: tuple[int, int] | None) -> str:
    if size is None or 0 in size:
        raise BadData("The picture is cut off or damaged. Save it again and send that")
    if size[0] * size[1] > MOST_PIXELS:
        raise BadData(
            f"The picture has {size[0]} x {size[1]} points, more than {MOST_PIXELS}. Send it smaller"
        )
    if _MARKUP_BYTES.search(content):
        raise BadData("The picture carries a page inside. Save it again as a plain picture")
    return kind


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 33 or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG up to the one that states its size."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length if marker != 0xFF else 1
    return None


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadData(f"The file is of no kind that is taken here. {REMEDY}") from None
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in text):
        raise BadData(f"The file holds signs no text has. {REMEDY}")
    if _MARKUP.search(text) or text.startswith("#!"):
        raise BadData(f"The file holds a page or a script, which could act where it is opened. {REMEDY}")
    return CSV if _is_table(text) else TEXT


def _is_table(text: str) -> bool:
    """Whether the first lines have the same number of cells, at least two, whatever parts them."""
    head = "\n".join(text.splitlines()[:20])
    for delimiter in ",;\t":
        widths = {len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row}
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False


def shown_name(filename: str) -> str:
    """Return a file's name as it may be shown: no folders, nothing invisible, not too long."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip(" .")
    ending = PurePosixPath(plain).suffix[:10]
    return plain[: _LONGEST_NAME - len(ending)].removesuffix(ending) + ending if plain else "document"
