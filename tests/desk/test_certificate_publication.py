"""The register as files: complete, signed, small, and telling no more than the public may know."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from terezi.base.errors import BadData, Refused
from terezi.base.status_list import Standing
from terezi.cli import main
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as LicenceAct
from terezi.desk.register import actions, queries
from terezi.desk.register.keys import certificate_key, rotate_certificate_key
from terezi.desk.register.papers.piecewise import LARGEST, Row, number_piece, pieces
from terezi.desk.register.terms import WarningKind
from terezi.evidence.facts.home import Home
from terezi.jobs.check_register import check_register, own_trust
from terezi.jobs.publish_log import checkpoint_log
from terezi.jobs.publish_register import Published, publish_register, trust_of

from .test_certificate_issuing import NUMBER, changed, licensed

pytestmark = pytest.mark.django_db
PRIVATE = "GG-PRI-2026-000001"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Home:
    settings.TEREZI_HOME = tmp_path / "home"
    return Home.create(tmp_path / "home", country="GG")


def filled(home: Home) -> None:
    """A licensed firm with a certificate, a private miner, one withdrawn, one refused, a clone."""
    licensed()
    licensed(PRIVATE, "Зайнаб Оразова", "individual_entrepreneur", licensed_w=3_000)
    licensed("GG-MIN-2026-000002", "Altyn Gum Kripto ÝGPJ")
    changed(LicenceAct.WITHDRAW, Status.WITHDRAWN, "GG-MIN-2026-000002", conditions="")
    actions.show_refusal(
        number="GG-APP-2026-000009", name="Kripto-Bank OOO", kind="legal_entity", actor_class="industrial",
        refused_on=NOW.date(), articles=["Mining Rules, art. 5"], by="maral", at=NOW,
    )  # fmt: skip
    actions.warn(
        kind=WarningKind.CLONE, name="gunbatar-invest.example", number=NUMBER, says="It shows a real number.",
        web_address="gunbatar-invest.example", by="maral", at=NOW,
    )  # fmt: skip
    signer = certificate_key(home=home, by="batyr", at=NOW)
    actions.issue_certificate(number=NUMBER, issuer="GG", signer=signer, by="maral", at=NOW)


def published(home: Home, **changes: Any) -> Published:
    told: dict[str, Any] = {"language": "en", "fresh_for": timedelta(days=7), "by": "batyr", "at": NOW}
    return publish_register(home=home, out=home.path.parent / "out", **(told | changes))


def test_a_published_register_holds_as_a_whole(home: Home):
    filled(home)
    done = published(home)

    checked = check_register(done.folder, own_trust(done.folder))

    assert checked.files > done.licences
    assert checked.entries >= 5
    assert checked.lists[0].standing(0) is Standing.STANDS


@pytest.mark.parametrize(
    "name",
    [
        "register.html",
        "register.json",
        "register.csv",
        "issuer.json",
        "status/1.jws",
        "log/checkpoint",
        "SHA256SUMS",
    ],
)
def test_a_changed_file_is_named(home: Home, name: str):
    filled(home)
    done = published(home)
    trust = own_trust(done.folder)
    path = done.folder / name
    path.write_text(path.read_text().replace("a", "b", 1))

    with pytest.raises(BadData, match=name):
        check_register(done.folder, trust)


def test_a_file_too_many_and_a_file_too_few_are_named(home: Home):
    filled(home)
    done = published(home)
    trust = own_trust(done.folder)
    (done.folder / "licences" / "x.html").write_text("hello")
    with pytest.raises(BadData, match="does not belong"):
        check_register(done.folder, trust)

    (done.folder / "licences" / "x.html").unlink()
    (done.folder / "licences" / f"{NUMBER}.html").unlink()
    with pytest.raises(BadData, match="is missing"):
        check_register(done.folder, trust)


def test_a_register_of_somebody_else_is_not_ours(home: Home, tmp_path: Path):
    filled(home)
    trust = trust_of(home)
    other = published(home)
    rotate_certificate_key(home=home, by="batyr", at=NOW + timedelta(hours=1))
    later = published(home, at=NOW + timedelta(hours=2))

    with pytest.raises(BadData, match="not signed by us"):
        check_register(later.folder, trust)
    assert other.folder == later.folder
    assert check_register(later.folder, trust_of(home)).files


def test_the_command_line_checks_a_register_and_uses_its_status_list(home: Home):
    filled(home)
    done = published(home)
    mine = home.path / "mine.txt"
    mine.write_text(Certificate_text())

    result = CliRunner().invoke(main, ["verify", str(done.folder), str(mine), "--json"])

    told = json.loads(result.output)
    assert result.exit_code == 0
    assert told["files"][0]["answer"] == "may_operate"
    assert told["registers"][0]["files"] > 10


def Certificate_text() -> str:  # noqa: N802
    certificate = queries.certificate_of(NUMBER)
    assert certificate
    return certificate.text


def test_the_proof_that_it_is_in_the_log_goes_with_a_certificate_once_a_checkpoint_has_it(home: Home):
    filled(home)
    certificate = queries.certificate_of(NUMBER)
    assert certificate
    assert queries.proof_of(certificate) is None
    checkpoint_log(home=home, by="batyr", at=NOW)
    done = published(home)
    bundle = home.path / "mine.json"
    bundle.write_text(json.dumps({"certificate": certificate.text, "proof": queries.proof_of(certificate)}))

    result = CliRunner().invoke(main, ["verify", str(done.folder), str(bundle), "--json"])

    assert json.loads(result.output)["files"][0]["log"] == "in_log"


def test_every_record_says_when_it_was_last_checked(home: Home):
    filled(home)
    out = published(home).folder

    told = json.loads((out / "register.json").read_text())
    rows = list(csv.DictReader((out / "register.csv").read_text().splitlines()))

    assert all(one["last_checked"] for one in (*told["licences"], *told["refused"], *told["warnings"], *rows))
    pages = [*out.glob("licences/*.html"), *out.glob("warnings/*.html"), out / "register.html"]
    assert [page for page in pages if "Last checked" not in page.read_text()] == []


def test_every_link_of_the_published_pages_leads_to_a_file(home: Home):
    filled(home)
    out = published(home).folder

    broken = [
        (page.name, link)
        for page in out.rglob("*.html")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text())
        if not (page.parent / link).resolve().is_file()
    ]

    assert broken == []


def test_refused_and_withdrawn_are_kept(home: Home):
    filled(home)
    out = published(home).folder

    told = json.loads((out / "register.json").read_text())

    assert {one["number"]: one["status"] for one in told["licences"]}["GG-MIN-2026-000002"] == "withdrawn"
    assert [one["name"] for one in told["refused"]] == ["Kripto-Bank OOO"]
    assert "may not operate" in (out / "licences/GG-APP-2026-000009.html").read_text()
    assert "may not operate: the licence was ended" in (out / "licences/GG-MIN-2026-000002.html").read_text()


def test_a_clone_stands_beside_the_licence_it_copies(home: Home):
    filled(home)
    out = published(home).folder

    assert "gunbatar-invest.example" in (out / f"licences/{NUMBER}.html").read_text()
    assert "It shows a real number." in next(iter(out.glob("warnings/*.html"))).read_text()


def test_of_a_private_person_no_file_tells_power_or_region(home: Home):
    filled(home)
    out = published(home).folder

    page = (out / f"licences/{PRIVATE}.html").read_text()
    told = next(
        one for one in json.loads((out / "register.json").read_text())["licences"] if one["private_person"]
    )

    assert "Зайнаб Оразова" in page
    assert "Balkan" not in page
    assert "MW" not in page
    assert (told["region"], told["licensed_w"], told["history"][0]["licensed_w"]) == ("", None, 0)


def test_a_name_that_would_run_in_a_page_or_a_spreadsheet_does_not(home: Home):
    licensed(name="=HYPERLINK(1)</script><script>alert(1)</script>")
    out = published(home).folder

    texts = {path: path.read_text() for path in out.rglob("*") if path.suffix in {".html", ".js"}}

    assert [path for path, text in texts.items() if "<script>alert" in text] == []
    assert "'=HYPERLINK" in (out / "register.csv").read_text()


def test_a_folder_that_holds_something_else_is_left_alone(home: Home, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")

    with pytest.raises(Refused, match="something else"):
        published(home)


def test_publishing_again_replaces_what_was_there(home: Home):
    filled(home)
    published(home)
    licensed("GG-MIN-2026-000003", "Täze Asyr Data HK")

    done = published(home, at=NOW + timedelta(hours=1))

    assert (done.folder / "licences/GG-MIN-2026-000003.html").exists()
    assert check_register(done.folder, own_trust(done.folder)).files
    assert sorted(path.name for path in done.folder.parent.iterdir()) == ["home", "out"]


def test_numbers_with_signs_no_disk_holds_have_pages_too(home: Home):
    licensed("№ 12/7-А", "Old Firm")
    out = published(home).folder

    assert [path.name for path in out.glob("licences/*.html")] == ["_2116__20_12_2f_7-_410_.html"]


def test_pieces_of_the_index_stay_small_and_hold_every_name():
    rows = [
        Row(f"GG-MIN-2026-{n:06}", f"Firm{n % 97} Hash {n} HJ", "licensed", f"licences/{n}.html")
        for n in range(5_000)
    ]

    cut, common = pieces(rows)

    assert max(sum(len(str(row.told)) for row in part) for part in cut.values()) < 2 * LARGEST
    assert {row.number for part in cut.values() for row in part} == {row.number for row in rows}
    assert common == ["hj", "hs"]
    assert rows[17] in cut[number_piece("GG-MIN-2026-000017")]
