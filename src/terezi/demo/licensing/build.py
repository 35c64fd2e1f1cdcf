"""Build the licensing side: draw the year, write its lists, tell its stories, all in one transaction."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from django.db import transaction

from terezi.base.errors import Refused
from terezi.demo import answers as answers_file
from terezi.demo.answers import Answers
from terezi.demo.licensing import after
from terezi.demo.licensing.cases import AGENTS, YEAR_DAYS, cast
from terezi.demo.licensing.desk import seated
from terezi.demo.licensing.firms import CODE
from terezi.demo.licensing.hours import CLOSES, at
from terezi.demo.licensing.lists import write_lists
from terezi.demo.licensing.stories import story, tell
from terezi.demo.licensing.truths import innocent, truths
from terezi.desk.applications.models import Application
from terezi.desk.people import actions as people
from terezi.desk.people.models import Officer
from terezi.evidence.facts.home import Home
from terezi.law.book import law_on

STREAM = 4  # of the seed: another stream than the country's, so that neither moves the other
BEFORE_DAYS = 14  # the desk is there before the first file
NIGHTS = 12
TOLD = "licensing.json"


def opened_at(last_day: date) -> datetime:
    """Return the morning on which the authority of the demo begins its work."""
    return at(last_day - timedelta(days=YEAR_DAYS + BEFORE_DAYS), 8)


def refuse_another(*, out: Path, seed: int, last_day: date) -> None:
    """Pass a record that holds no files yet, or those of this very year.

    :raises Refused: when it holds files of another seed or year: what was decided stays decided.
    """
    asked = {"seed": seed, "last_day": last_day.isoformat()}
    told = json.loads((out / TOLD).read_text(encoding="utf-8")) if (out / TOLD).exists() else {}
    if Application.objects.exists() and {name: told.get(name) for name in asked} != asked:
        raise Refused("The record holds files of another Garagum: choose an empty folder for this one")


def has_law(last_day: date) -> bool:
    """Answer whether the law of licences was in force all the year; without it nobody could apply."""
    return law_on(CODE, opened_at(last_day).date()).licensing.working_days.is_known


def build_licensing(*, home: Home, out: Path, seed: int, last_day: date, password: str) -> Answers:
    """Take the year's files through the desk and answer what is hidden in them; what was built before is kept.

    :raises Refused: as `refuse_another` does.
    """
    refuse_another(out=out, seed=seed, last_day=last_day)
    if Application.objects.exists():
        return answers_file.read(out / TOLD)
    with transaction.atomic():
        answers = _built(home, out, seed, last_day, password)
        answers_file.write(answers, out / TOLD)
    return answers


def _built(home: Home, out: Path, seed: int, last_day: date, password: str) -> Answers:
    rng = np.random.default_rng((seed, STREAM))
    first = opened_at(last_day)
    drawn = cast(last_day=last_day, rng=rng)
    taken = write_lists(out / "lists", drawn.cases, first=first.date(), rng=rng)
    applicants = _applicants(password, first)
    opens_on = last_day + timedelta(days=1)
    desk = seated(applicants=applicants, favoured=drawn.favoured, opens_on=opens_on, rng=rng)
    hosts: list[str] = []
    stories = [
        after.load_lists(taken),
        after.suspended(last_day, desk),
        after.corrected(last_day, desk),
        after.seen_online(last_day, desk, rng, lambda *seen: hosts.extend(seen)),
        after.nightly(last_day - timedelta(days=NIGHTS), last_day),
        *(story(case, desk) for case in drawn.cases),
    ]
    tell(stories, until=at(last_day, CLOSES))
    clone, mirror = hosts
    return Answers(
        country=home.country,
        seed=seed,
        sites=None,
        last_day=last_day,
        truths=tuple(truths(drawn, desk, clone, first=first.date(), last=last_day)),
        innocent=tuple(innocent(drawn, desk, mirror)),
    )


def _applicants(password: str, moment: datetime) -> dict[str, Officer]:
    """Enrol the agents, who apply for others; Serdar and Zainab, who apply for themselves, are there already."""
    told = {
        agent: people.enrol(username=f"agent{n}", name=agent, password=password, language="tk", at=moment)
        for n, agent in enumerate(AGENTS, start=1)
    }
    own = {name: Officer.objects.get(username=name) for name in ("serdar", "zainab")}
    return told | own


def joined(one: Answers, other: Answers) -> Answers:
    """Put the answers of two halves of a country into one, with the truths numbered through."""
    everything = [*one.truths, *other.truths]
    numbered = tuple(replace(truth, id=f"T{number:03d}") for number, truth in enumerate(everything, start=1))
    return replace(one, truths=numbered, innocent=(*one.innocent, *other.innocent))
