"""What may be said of a certificate, on any day and with any list at hand."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from terezi.base.credential import IssuerKey, issue
from terezi.base.short_proof import write_proof
from terezi.base.status_list import Standing, StatusList, issue_list, packed
from terezi.base.trust import read_trust, trust_in, written
from terezi.cli import main
from terezi.desk.licences.terms import PUBLIC_SENTENCES, Status
from terezi.desk.register.rules import judged
from terezi.desk.register.terms import ANSWER_OF, SENTENCES, STANDING_OF, Answer, Proven
from tests.base.test_credential import AT, LOG, SIGNER, credential, proof

TRUST = trust_in("GG", keys=[IssuerKey(SIGNER.public_key, since=AT)], logs=LOG)
LATER = AT + timedelta(days=3)


def listed(standing: Standing = Standing.STANDS, *, as_of: datetime = AT, days: int = 7) -> StatusList:
    return StatusList("status/1", as_of, as_of + timedelta(days=days), packed({4711: standing}))


def answer(standing: Standing = Standing.STANDS, *, at: datetime = LATER, **changes: object) -> Answer:
    return judged(issue(credential(**changes), SIGNER), TRUST, [listed(standing)], at=at).answer


def test_a_certificate_that_stands_says_so_and_as_of_when():
    verdict = judged(issue(credential(), SIGNER), TRUST, [listed()], at=LATER)

    assert verdict.answer is Answer.MAY_OPERATE
    assert verdict.sentence == (
        "«Günbatar Hash» hojalyk jemgyýeti may operate within the limits shown. "
        "Status as of 2026-03-11 05:00 UTC."
    )


@pytest.mark.parametrize("standing", Standing)
def test_what_the_list_says_is_what_is_said(standing):
    assert answer(standing) is ANSWER_OF[standing]


def test_every_status_the_public_is_told_of_has_a_standing():
    told = set(PUBLIC_SENTENCES) - {Status.REFUSED}

    assert set(STANDING_OF) == told
    assert set(SENTENCES) == set(Answer)


def test_an_expired_certificate_may_not_operate_whatever_the_list_says():
    assert answer(valid_until=date(2026, 3, 14)) is Answer.EXPIRED
    assert answer(valid_until=date(2026, 3, 15)) is Answer.MAY_OPERATE


def test_a_licence_that_begins_tomorrow_does_not_stand_today():
    assert answer(valid_from=date(2026, 3, 15)) is Answer.NOT_YET


def test_a_stale_list_is_no_yes():
    verdict = judged(issue(credential(), SIGNER), TRUST, [listed(days=2)], at=LATER)

    assert verdict.answer is Answer.STATUS_UNKNOWN
    assert not verdict.answer.is_good


def test_a_list_from_before_the_certificate_is_no_yes():
    old = listed(as_of=AT - timedelta(days=1), days=30)

    assert judged(issue(credential(), SIGNER), TRUST, [old], at=LATER).answer is Answer.STATUS_UNKNOWN


def test_the_newest_of_several_lists_speaks():
    lists = [listed(), listed(Standing.SUSPENDED, as_of=AT + timedelta(days=1))]

    assert judged(issue(credential(), SIGNER), TRUST, lists, at=LATER).answer is Answer.SUSPENDED


def test_another_list_says_nothing_of_this_certificate():
    other = StatusList("status/2", AT, AT + timedelta(days=7), packed({}))

    assert judged(issue(credential(), SIGNER), TRUST, [other], at=LATER).answer is Answer.STATUS_UNKNOWN


def test_a_proof_of_entry_in_the_log_is_checked_when_given():
    text = f"{issue(credential(), SIGNER)}~{write_proof(proof())}"

    assert judged(text, TRUST, [listed()], at=LATER).proven is Proven.IN_LOG
    assert judged(text[:-4] + "AAAA", TRUST, [listed()], at=LATER).answer is Answer.NOT_ISSUED
    assert judged(text.partition("~")[0], TRUST, [listed()], at=LATER).proven is Proven.NOT_SHOWN


def test_a_proof_for_a_certificate_that_names_no_entry_is_not_ours():
    text = f"{issue(credential(logged=None), SIGNER)}~{write_proof(proof())}"

    assert judged(text, TRUST, [listed()], at=LATER).answer is Answer.NOT_ISSUED


def test_keys_survive_being_written_and_read():
    closed = IssuerKey(SIGNER.public_key, since=AT, until=AT + timedelta(days=9))
    trust = trust_in("GG", keys=[closed], logs=LOG)

    assert read_trust(json.dumps(written(trust)), where="issuer.json") == trust


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder on a desk with no network: keys, a status list of today, certificates."""
    now = datetime.now(UTC).replace(microsecond=0)
    trust = trust_in("GG", keys=[IssuerKey(SIGNER.public_key, since=AT)], logs=LOG)
    mine = credential(valid_until=None, valid_from=AT.date())
    text = issue(mine, SIGNER)
    (tmp_path / "issuer.json").write_text(json.dumps(written(trust)))
    (tmp_path / "status.jws").write_text(issue_list(listed(as_of=now), SIGNER))
    (tmp_path / "mine.txt").write_text(f"https://register.example/verify#{text}\n")
    (tmp_path / "mine.json").write_text(json.dumps({"certificate": text, "proof": write_proof(proof())}))
    (tmp_path / "edited.txt").write_text(text.replace(".", ".e", 1))
    return tmp_path


def said(desk: Path, *names: str) -> tuple[int, dict]:
    told = [str(desk / name) for name in names]
    result = CliRunner().invoke(
        main,
        [
            "verify",
            *told,
            "--keys",
            str(desk / "issuer.json"),
            "--status",
            str(desk / "status.jws"),
            "--json",
        ],
    )
    return result.exit_code, json.loads(result.output)


def test_the_command_line_says_yes_to_ours_as_text_and_as_json(desk: Path):
    code, told = said(desk, "mine.txt", "mine.json")

    assert code == 0
    assert [one["answer"] for one in told["files"]] == ["may_operate"] * 2
    assert [one["log"] for one in told["files"]] == ["not_shown", "in_log"]


def test_the_command_line_says_of_an_edited_one_that_it_is_not_ours(desk: Path):
    code, told = said(desk, "edited.txt")

    assert code == 1
    assert told["files"][0]["says"] == "This certificate was not issued by us"


def test_keys_that_are_none_are_told_with_a_remedy(desk: Path):
    result = CliRunner().invoke(main, ["verify", str(desk / "mine.txt"), "--keys", str(desk / "mine.txt")])

    assert result.exit_code == 1
    assert "take issuer.json" in result.output
