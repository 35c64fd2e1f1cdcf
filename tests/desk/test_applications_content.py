"""What is taken as a document: judged by its bytes, kept once under its hash."""

import io
import struct
import threading
import zipfile

import pytest

from terezi.base.errors import BadData, Unavailable
from terezi.desk.applications import cabinet
from terezi.desk.applications.rules import content

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13)
    + b"IHDR"
    + struct.pack(">II", 40, 30)
    + b"\x08\x02"
    + b"\0" * 9
)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab"
    + b"\xff\xc0\x00\x0b\x08"
    + struct.pack(">HH", 30, 40)
    + b"\x01" * 8
    + b"\xff\xd9"
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"serial,power_w\nA1,3500\n", "text/csv"),
        ("Завод;кВт\n1;2\n".encode(), "text/csv"),
        ("Biz gol çekýäris.".encode(), "text/plain"),
    ],
)
def test_a_file_is_what_its_bytes_are(data, kind):
    assert content.media_type(data) == kind


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", b"\0" * 1_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        archive(),
        PDF + archive(),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"words, words < SCRIPT >alert(1)</script>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\0\x03",
        b"\x7fELF\x02\x01",
        PDF.replace(b"%%EOF", b""),
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>"),
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript /J#53 (app.alert) >>"),
        PNG.replace(struct.pack(">II", 40, 30), struct.pack(">II", 60_000, 60_000)),
        PNG[:20],
        JPEG[:6],
        JPEG + b"<script >alert(1)</script>",
        "текст".encode("cp1251"),
        b"a\0b",
    ],
)
def test_what_could_act_or_is_no_paper_is_refused_with_a_remedy(data):
    with pytest.raises(BadData, match=r"\. (Send|Choose|Print|Save)"):
        content.media_type(data)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("\0\n", "document"),
        ("..", "document"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_shows_no_folders_and_nothing_invisible(given, shown):
    assert content.shown_name(given) == shown


def test_the_same_bytes_lie_in_the_cabinet_once(tmp_path):
    first, second = cabinet.put(tmp_path, PDF), cabinet.put(tmp_path, PDF)

    assert first == second
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [first]
    assert cabinet.take(tmp_path, first) == PDF


def test_what_lies_in_the_cabinet_cannot_be_written_over(tmp_path):
    digest = cabinet.put(tmp_path, PDF)

    assert (tmp_path / digest[:2] / digest).stat().st_mode & 0o222 == 0


def test_a_document_changed_on_the_disk_is_not_handed_out(tmp_path):
    digest = cabinet.put(tmp_path, PDF)
    place = tmp_path / digest[:2] / digest
    place.chmod(0o640)
    place.write_bytes(PDF + b" ")

    with pytest.raises(Unavailable, match="changed on the disk"):
        cabinet.take(tmp_path, digest)
    with pytest.raises(Unavailable, match="changed on the disk"):
        cabinet.put(tmp_path, PDF)


@pytest.mark.parametrize("digest", ["../../secret_key", "", "A" * 64, "a" * 63 + "/"])
def test_no_path_leads_out_of_the_cabinet(tmp_path, digest):
    with pytest.raises(ValueError, match="no SHA-256"):
        cabinet.take(tmp_path, digest)


def test_many_hands_putting_the_same_bytes_harm_nothing(tmp_path):
    hands = [threading.Thread(target=cabinet.put, args=(tmp_path, PDF * 1000)) for _ in range(12)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
