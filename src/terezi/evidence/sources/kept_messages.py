"""Messages that were refused are kept whole, as far as there is room, and their gateway is told why."""

import base64
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from terezi.evidence.facts.receipts import Problem, Receipt
from terezi.evidence.sources.message import Door, Message, Taken
from terezi.evidence.sources.quarantine import quarantine

SHOWN = 20
KEPT_BYTES = 1 << 30


def keep_refused(messages: Sequence[Message], door: Door, taken: Taken) -> None:
    """Keep what was refused, in one file by gateway, with a receipt that names the messages in it."""
    of: dict[str, list[int]] = {}
    for number in sorted(taken.refused):
        of.setdefault(messages[number].gateway, []).append(number)
    for gateway, numbers in of.items():
        taken.receipts.append(_quarantined(gateway, numbers, messages, door, taken.refused))


def _quarantined(
    gateway: str,
    numbers: Sequence[int],
    messages: Sequence[Message],
    door: Door,
    refused: Mapping[int, tuple[Problem, ...]],
) -> Receipt:
    told = [messages[number] for number in numbers]
    delivery = hashlib.sha256("".join(message.digest for message in told).encode()).hexdigest()[:16]
    problems = [
        replace(problem, says=f"Message {place} ({messages[number].digest}): {problem.says}")
        for place, number in enumerate(numbers[:SHOWN], start=1)
        for problem in refused[number]
    ]
    if len(numbers) > SHOWN:
        problems.append(Problem("MSG-99", f"{len(numbers) - SHOWN} more messages were refused"))
    receipt = Receipt(
        f"{gateway}.jsonl",
        delivery,
        "messages of gateways",
        "",
        "quarantined",
        door.at,
        problems=tuple(problems),
    )
    with tempfile.TemporaryDirectory(dir=door.home.staging_dir) as folder:
        path = Path(folder) / "messages.jsonl"
        path.write_text("".join(map(_kept, told)), encoding="utf-8")
        quarantine(path, receipt, home=door.home, kept_bytes=KEPT_BYTES)
    return receipt


def _kept(message: Message) -> str:
    payload = base64.b64encode(message.payload).decode()
    said = {
        "gateway": message.gateway,
        "topic": message.topic,
        "at": message.at.isoformat(),
        "payload": payload,
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
