"""Play the desk beside a running site: `python -m tests.journeys.asking HOME FILE` draws a file and asks for a paper."""

import sys
from pathlib import Path

import terezi.site


def ask(home: Path, number: str) -> None:
    """Let the officer the file is drawn to ask the applicant for the receipt of the fee."""
    terezi.site.start(home)
    from django.utils import timezone

    from terezi.desk.applications import actions
    from terezi.desk.people.queries import officer

    by, at = officer("ogulgerek"), timezone.now()
    assert by
    file = actions.draw(number=number, seed="journey", by=by, at=at)
    file.refresh_from_db()
    assert file.officer
    actions.ask_applicant(
        number=number,
        field="document:fee_receipt",
        reason="The receipt is of last year.",
        by=file.officer,
        at=at,
    )


if __name__ == "__main__":
    ask(Path(sys.argv[1]), sys.argv[2])
