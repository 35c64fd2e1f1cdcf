"""The files of the year: who applies for what, through whom, when, and how far each comes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from terezi.demo.licensing.firms import CODE, FIRM, TRADER, Firm, Registry, Tie, open_registry
from terezi.demo.licensing.hours import at, before

FORBIDDEN = (
    "Государственный Хэш",
    "Национальный Хэш",
    "ГосКрипто Блок",
    "Нацмайнинг Гарагум",
    "Госэнерго Дата",
)
LOOKS_FORBIDDEN = ("International Hash", "Гостеприимный Дом", "Statesman Data", "Inter-Nation Blok")
OFFSHORE = (
    ("VG", "Palm Reef Nominees"),
    ("KY", "Coral Key Trustees"),
    ("SC", "Lagoon Nine Nominees"),
    ("BZ", "Blue Hole Partners"),
)
LOOKS_OFFSHORE = ("Kaýman Kerwen Holding", "Panama Kofe HJ", "Belize Ýüpek Holding", "Seýşel Balyk HJ")
YEAR_DAYS = 365
SETTLED_DAYS = 32  # working days before the last one, by which every file of the past is decided
PRIVATE, INDUSTRIAL, POOL, EXCHANGE, ISSUER = "private", "industrial", "pool", "exchange", "issuer"
FAVOURED_FILES, OTHERS_FILES, BY_HAND = 20, 34, 4
SHARED = 6


class Ends(StrEnum):
    """How far a file has come by the last day."""

    GRANTED = "granted"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DRAWN = "drawn"
    CHECKED = "checked"
    LOOKED = "looked"  # checked, with one check begun by hand and one that cannot be made
    RETURNED = "returned"
    ASKED = "asked"  # agencies were asked and have not spoken
    READY = "ready"  # agencies have spoken
    PROPOSED = "proposed"


@dataclass(frozen=True)
class Case:
    """One file. `days` are the working days an ordinary officer would need."""

    number: int  # in the order in which they are drawn
    firm: Firm
    actor_class: str
    agent: str
    opens: datetime
    days: float
    ends: Ends
    part: str = ""  # a plant or a twin
    asks: bool = False
    declined: bool = False
    by_hand: bool = False
    bound: bool = False  # the first officer is bound to the applicant
    seed: int = 0


@dataclass
class Cast:
    """All cases, and which agent is favoured."""

    agents: tuple[str, ...]
    favoured: str
    cases: list[Case] = field(default_factory=list)

    def of(self, part: str) -> list[Case]:
        return [case for case in self.cases if case.part == part]


AGENTS = ("Kerwen Maslahat", "Ýol Hukuk", "Altyn Galam", "Merw Konsult", "Dostluk Hukuk")


def cast(*, last_day: date, rng: Generator) -> Cast:
    """Draw the year up to its last day."""
    drawn = Cast(AGENTS, str(rng.choice(AGENTS)))
    book = open_registry(rng)
    told = [
        *_past(drawn, book, last_day, rng),
        *_open(drawn, book, last_day),
        *_parts(drawn, book, last_day, rng),
    ]
    seeds = rng.integers(2**31, size=len(told))
    drawn.cases = [
        replace(case, number=number, seed=int(seed))
        for number, (case, seed) in enumerate(zip(told, seeds, strict=True))
    ]
    return drawn


def _past(drawn: Cast, book: Registry, last_day: date, rng: Generator) -> Iterator[Case]:
    """Files that are decided by the last day."""
    others = [agent for agent in drawn.agents if agent != drawn.favoured]
    asked = [(PRIVATE, drawn.favoured)] * FAVOURED_FILES
    asked += [(PRIVATE, others[n % len(others)]) for n in range(OTHERS_FILES)]
    asked += [(ISSUER, others[n % len(others)]) for n in range(5)] + [
        (INDUSTRIAL, others[n]) for n in range(4)
    ]
    asked += [(EXCHANGE, others[n]) for n in range(3)] + [(POOL, others[-1])]
    first = last_day - timedelta(days=YEAR_DAYS)
    span = (before(last_day, SETTLED_DAYS) - first).days
    for n, place in enumerate(_order(asked, rng)):
        actor_class, agent = asked[place]
        opens = at(first + timedelta(days=round(span * n / (len(asked) - 1))), int(rng.integers(9, 16)))
        yield Case(
            number=0,
            firm=_firm(book, actor_class, rng),
            actor_class=actor_class,
            agent=agent,
            opens=opens,
            days=float(7.0 * np.exp(rng.normal(0, 0.2))),
            ends=_end(actor_class, place),
            asks=place % 9 == 4,
            declined=place % 25 == 7,
            # some of each: whoever is quick with one agent is known by his slower files of others
            by_hand=place < BY_HAND or 2 <= place - FAVOURED_FILES < 2 + BY_HAND,
            bound=place == FAVOURED_FILES + 1,
        )


def _order(asked: list[tuple[str, str]], rng: Generator) -> list[int]:
    """Shuffle, but let exchanges and pools come in the first half of the year, so that they have a life to show."""
    rank = rng.permutation(len(asked))
    early = {n for n, (actor_class, _) in enumerate(asked) if actor_class in {EXCHANGE, POOL}}
    return sorted(range(len(asked)), key=lambda n: rank[n] / 2 if n in early else float(rank[n]))


def _firm(book: Registry, actor_class: str, rng: Generator) -> Firm:
    if actor_class == PRIVATE:
        kind = TRADER if rng.random() < 0.4 else "natural_person"
        return book.person(machines=int(rng.integers(3, 13)), kind=kind)
    return book.firm(machines=int(rng.integers(30, 90)) if actor_class == INDUSTRIAL else 0)


def _end(actor_class: str, place: int) -> Ends:
    if actor_class in {EXCHANGE, POOL}:
        return Ends.GRANTED
    return Ends.REFUSED if place % 6 == 5 else Ends.ABANDONED if place % 13 == 6 else Ends.GRANTED


def _open(drawn: Cast, book: Registry, last_day: date) -> Iterator[Case]:
    """Files that are still open, one in each state the desk can show."""
    others = [agent for agent in drawn.agents if agent != drawn.favoured]

    def case(
        days_ago: int, actor_class: str, ends: Ends, *, agent: str, days: float = 4.0, machines: int = 6
    ) -> Case:
        listed = machines if actor_class in {PRIVATE, INDUSTRIAL} else 0
        firm = book.person(machines=listed) if actor_class == PRIVATE else book.firm(machines=listed)
        opens = at(before(last_day, days_ago), 9 + days_ago % 5)
        return Case(0, firm, actor_class, agent, opens, days, ends, part=f"open {ends}")

    yield case(3, PRIVATE, Ends.DRAFT, agent="serdar")
    yield case(6, PRIVATE, Ends.RETURNED, agent="zainab", days=3.0)
    yield case(2, PRIVATE, Ends.SUBMITTED, agent=others[0])
    yield case(1, EXCHANGE, Ends.SUBMITTED, agent=others[1])
    yield case(2, ISSUER, Ends.DRAWN, agent=others[2])
    yield case(22, PRIVATE, Ends.LOOKED, agent=others[3], days=5.0)  # over its ten working days
    yield case(19, INDUSTRIAL, Ends.ASKED, agent=others[0], machines=48)  # an agency has let its days go by
    yield case(8, ISSUER, Ends.READY, agent=others[1], days=5.0)
    yield case(9, PRIVATE, Ends.PROPOSED, agent=others[2], days=5.0)
    yield case(12, POOL, Ends.PROPOSED, agent=others[3], days=7.0)


def _parts(drawn: Cast, book: Registry, last_day: date, rng: Generator) -> Iterator[Case]:
    """Plants and their innocent twins; all are under review on the last day."""
    others = [agent for agent in drawn.agents if agent != drawn.favoured]

    def case(part: str, days_ago: int, actor_class: str, firm: Firm) -> Case:
        opens = at(before(last_day, days_ago), 9 + days_ago % 5)
        agent = str(rng.choice(others))
        return Case(0, firm, actor_class, agent, opens, 4.0, Ends.CHECKED, part=part)

    yield case("forbidden name", 6, ISSUER, book.firm(name=f"{rng.choice(FORBIDDEN)} ООО"))
    yield case("name only looks forbidden", 5, ISSUER, book.firm(name=f"{rng.choice(LOOKS_FORBIDDEN)} HJ"))
    place, nominee = OFFSHORE[rng.integers(len(OFFSHORE))]
    yield case("offshore founder", 7, EXCHANGE, _owned(book.firm(), next(book.firms), nominee, place))
    domestic = _owned(book.firm(), next(book.firms), str(rng.choice(LOOKS_OFFSHORE)), CODE)
    yield case("owner only sounds offshore", 6, EXCHANGE, domestic)
    sharers = _sharers(book)
    yield from (case("shared serials", 7 - n, INDUSTRIAL, firm) for n, firm in enumerate(sharers))
    model = sharers[0].machines[0].model
    for n in range(2):
        firm = replace(book.firm(), machines=book.machines(24 + n, model))
        yield case("same model, other serials", 6 - n, INDUSTRIAL, firm)


def _owned(firm: Firm, between: str, founder: str, country: str) -> Firm:
    """Let a company between hold 60 % of the firm, and a founder behind it 55 % of that."""
    person = firm.owners[0].owner
    ties = (
        Tie(between, firm.name, 600_000, kind=FIRM),
        Tie(person, firm.name, 400_000),
        Tie(founder, between, 550_000, country, kind=FIRM),
        Tie(firm.owners[1].owner, between, 450_000),
        *((Tie(person, founder, 1_000_000),) if country == CODE else ()),
    )
    return replace(firm, owners=ties)


def _sharers(book: Registry) -> tuple[Firm, Firm]:
    """Two firms that name some of the same machines; of the second's the customs saw fewer come in."""
    first = book.firm(machines=30)
    own = book.machines(24, first.machines[0].model)
    shared = first.machines[-SHARED:]
    second = replace(book.firm(), machines=(*shared, *own), imported=len(own))
    return first, second
