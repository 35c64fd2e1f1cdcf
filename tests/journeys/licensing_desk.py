"""Serve the sample country with files on the licensing desk: `python -m tests.journeys.licensing_desk HOME`."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import terezi.site
from tests.journeys.serving import serve

ASKED, READY, STANDING = "Zainab Bibi", "Günbatar Hash", "Balkan Gaz Hash"


def put_files() -> None:
    """Put files on the record: one to ask about, one ready to be decided, one decided, others that wait."""
    from django.utils import timezone

    from terezi.desk.people.models import Officer

    now = timezone.now()
    zainab, serdar = (Officer.objects.get(username=name) for name in ("zainab", "serdar"))
    handed_in(zainab, ASKED, at=now - timedelta(days=2))
    reviewed(handed_in(serdar, READY, at=now - timedelta(days=5)), at=now - timedelta(days=1))
    granted(handed_in(serdar, STANDING, at=now - timedelta(days=9)), at=now - timedelta(days=3))
    with_agencies(
        handed_in(serdar, "Каракумские вычисления", at=now - timedelta(days=8), actor_class="industrial")
    )
    handed_in(zainab, "گلگت بلتستان حسابی مرکز", at=now - timedelta(days=40))
    waiting = handed_in(serdar, "Lebap Solo", at=now - timedelta(days=1), officer="")
    assert waiting.officer is None


def handed_in(
    by: Any, name: str, *, at: Any, actor_class: str = "private", officer: str = "ogulgerek"
) -> Any:
    from terezi.desk.applications import actions
    from terezi.desk.people.models import Officer
    from tests.desk import applying

    file = applying.drafted(by, actor_class=actor_class, at=at, key=name)
    actions.answer(number=file.number, fields={"party_name": name, "contact": "+993 12 345678"}, by=by, at=at)
    file = actions.submit(number=applying.filled(file, at=at).number, by=by, at=at)
    if officer:
        to = Officer.objects.get(username=officer)
        reason = "The sample wants to know whose it is"
        file = actions.assign_by_hand(number=file.number, officer=to, reason=reason, by=to, at=at)
    return file


def reviewed(file: Any, *, at: Any) -> Any:
    from tests.desk import applying

    return applying.reviewed(file, at=at)


def granted(file: Any, *, at: Any) -> None:
    from terezi.desk.applications import actions
    from tests.desk import applying

    reviewed(file, at=at)
    applying.proposed(file, at=at)
    actions.sign_decision(number=file.number, by=applying.reviewer(file), at=at)


def with_agencies(file: Any) -> None:
    from django.utils import timezone

    from terezi.desk.applications import actions

    actions.run_checks(number=file.number, by=file.officer, at=timezone.now())
    actions.ask_opinions(number=file.number, by=file.officer, at=timezone.now())


def main(home: Path) -> None:
    """Fill the home of the sample country with files, too, and serve it."""
    terezi.site.start(home)
    from terezi.evidence.facts.home import Home
    from tests.journeys import sample

    plain = sample.fill_home

    def fill(home: Path) -> None:
        Home.create(home, country=sample.COUNTRY)  # whoever signs needs the key of its certificates
        plain(home)
        put_files()

    sample.fill_home = fill
    serve(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
