"""The certificate on paper: one A4, in four languages, with a code that holds what was signed."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from terezi.base.credential import issue, open_credential, scanned
from terezi.base.errors import Refused
from terezi.base.short_proof import write_proof
from terezi.cli.verify import certificate_in
from terezi.desk.register.papers.certificate import Paper, certificate_pdf, qr_code
from tests.base.test_credential import KEYS, SIGNER, credential, proof

HOLDERS = {
    "en": "Günbatar Hash, Balkan HJ",
    "tk": "«Günbatar Hash» hojalyk jemgyýeti — Ýüpek Ýoly, Şemal, Çarwa, Täze Teňňe we Žurnal ÝGPJ",
    "ru": "ООО «Северный Ветер — Промэнерго»",
    "ur": "گونباتار ہیش پرائیویٹ لمیٹڈ",
}
ADDRESS = "https://register.example/public/verify"


def paper(language: str, **changes: Any) -> Paper:
    text = issue(credential(holder=HOLDERS[language]), SIGNER)
    told: dict[str, Any] = {"country": "GG", "certificate": open_credential(text, KEYS), "text": text}
    return Paper(**(told | changes))


@pytest.fixture
def drawn(tmp_path: Path, settings: Any) -> Any:
    """Draw a page as a picture."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed: apt-get install -y --no-install-recommends poppler-utils")

    def draw(told: bytes) -> Image.Image:
        (tmp_path / "paper.pdf").write_bytes(told)
        subprocess.run(
            ["pdftoppm", "-r", "254", "-gray", "-png", "paper.pdf", "paper"], cwd=tmp_path, check=True
        )
        (page,) = tmp_path.glob("paper*.png")
        return Image.open(io.BytesIO(page.read_bytes())).convert("L")

    return draw


def modules_on(page: Image.Image, size: int) -> list[list[bool]]:
    """Read the modules of the one thing on the page that is wholly black."""
    black = page.point(lambda ink: 255 if ink < 8 else 0)
    left, top, right, bottom = black.getbbox()
    step = ((right - left) / size, (bottom - top) / size)
    centre = [
        [(left + (x + 0.5) * step[0], top + (y + 0.5) * step[1]) for x in range(size)] for y in range(size)
    ]
    return [[page.getpixel((int(x), int(y))) < 128 for x, y in row] for row in centre]


@pytest.mark.parametrize("language", HOLDERS)
def test_the_code_on_the_paper_is_that_of_the_certificate(drawn: Any, language: str):
    told = paper(language, public_address=ADDRESS)

    page = drawn(certificate_pdf(told, language=language))

    size = qr_code(told.scanned).symbol_size(border=0)[0]
    assert page.size == pytest.approx((2100, 2970), abs=2)  # A4 at 10 dots a millimetre
    assert modules_on(page, size) == [[bool(each) for each in row] for row in qr_code(told.scanned).matrix]


def test_what_the_code_holds_opens_to_what_was_signed():
    told = paper("ur", public_address=ADDRESS)

    assert open_credential(scanned(told.scanned), KEYS) == told.certificate
    assert told.scanned.startswith(f"{ADDRESS}#")


@pytest.mark.parametrize("language", HOLDERS)
def test_the_command_line_finds_the_certificate_in_the_paper(tmp_path: Path, language: str):
    told = paper(language)
    (tmp_path / "paper.pdf").write_bytes(certificate_pdf(told, language=language))

    assert certificate_in(tmp_path / "paper.pdf") == told.text


def fonts_of(told: bytes, tmp_path: Path) -> str:
    (tmp_path / "paper.pdf").write_bytes(told)
    return subprocess.run(
        ["pdffonts", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", HOLDERS)
def test_every_letter_of_the_name_is_on_the_paper(tmp_path: Path, language: str):
    (tmp_path / "paper.pdf").write_bytes(certificate_pdf(paper(language), language=language))

    read = subprocess.run(
        ["pdftotext", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    letters = {each for each in HOLDERS[language] if each.isalpha()}
    assert letters - set(read) == set() or language == "ur"
    assert "\ufffd" not in read
    if language == "ur":
        assert "Nastaliq" in fonts_of(certificate_pdf(paper("ur"), language="ur"), tmp_path)


def test_a_short_proof_of_a_small_log_fits_and_a_long_one_is_handed_over_as_a_file():
    text = paper("en").text

    assert int(qr_code(f"{text}~{write_proof(proof())}").version) <= 24
    with pytest.raises(Refused, match="as a file"):
        qr_code(text * 4)


def test_conditions_that_do_not_fit_are_told():
    with pytest.raises(Refused, match="one page"):
        certificate_pdf(paper("en", conditions="A condition.\n" * 200), language="en")


def test_a_paper_made_to_be_searched_for_ever_is_answered_at_once(tmp_path):
    paper = tmp_path / "long.pdf"
    paper.write_bytes(b"%PDF-" + b"eyJ" * 300_000)

    assert certificate_in(paper).startswith("%PDF-eyJ")
