"""Who applies: firms with their owners, people with their machines, all invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from terezi.demo import names
from terezi.demo.licensing.wallets import Wallet, draw_wallet
from terezi.demo.machine_models import MODELS, Model

WHOLE = 1_000_000
CODE = "GG"
FIRM, PERSON, TRADER = "legal_entity", "natural_person", "individual_entrepreneur"
STATELY = "Döwlet"  # a given name that begins as a forbidden word: officers weigh it, so nobody here bears it


@dataclass(frozen=True)
class Machine:
    """One machine by its serial."""

    serial: str
    model: Model


@dataclass(frozen=True)
class Tie:
    """Who owns how many millionths of whom."""

    owner: str
    owned: str
    share_ppm: int
    country: str = CODE
    kind: str = PERSON


@dataclass(frozen=True)
class Firm:
    """An applicant as he would be written into the register."""

    name: str
    kind: str
    registration_number: str
    region: str
    wallet: Wallet
    owners: tuple[Tie, ...] = ()
    machines: tuple[Machine, ...] = ()
    imported: int | None = None  # units the customs saw, where they are not as many as the machines

    @property
    def watts(self) -> int:
        return sum(machine.model.watts for machine in self.machines)


@dataclass
class Registry:
    """Hands out names, numbers and serials, each once."""

    rng: Generator
    firms: Iterator[str]
    people: Iterator[str]
    numbers: Iterator[str]
    serials: Iterator[str]

    def firm(self, *, machines: int = 0, name: str = "") -> Firm:
        """Draw a firm owned by two people, with so many machines."""
        title = name or next(self.firms)
        part = int(self.rng.integers(30, 71)) * 10_000
        ties = (Tie(next(self.people), title, part), Tie(next(self.people), title, WHOLE - part))
        return self._drawn(title, FIRM, machines, ties)

    def person(self, *, machines: int, kind: str = PERSON) -> Firm:
        """Draw a private miner."""
        return self._drawn(next(self.people), kind, machines, ())

    def machines(self, count: int, model: Model | None = None) -> tuple[Machine, ...]:
        """Draw machines of one model, their serials running on."""
        chosen = model or MODELS[self.rng.integers(len(MODELS))]
        return tuple(Machine(next(self.serials), chosen) for _ in range(count))

    def _drawn(self, name: str, kind: str, machines: int, ties: tuple[Tie, ...]) -> Firm:
        return Firm(
            name=name,
            kind=kind,
            registration_number=next(self.numbers),
            region=str(self.rng.choice(names.REGIONS)),
            wallet=draw_wallet(self.rng),
            owners=ties,
            machines=self.machines(machines),
        )


def open_registry(rng: Generator, *, most: int = 400) -> Registry:
    people = [name for name in names.people(most, rng) if not name.startswith(STATELY)]
    return Registry(
        rng=rng,
        firms=iter(names.companies(most, rng)),
        people=iter(people),
        numbers=(f"GGR-{number}" for number in names.numbers(most, digits=7, rng=rng)),
        serials=_serials(rng),
    )


def _serials(rng: Generator) -> Iterator[str]:
    number = int(rng.integers(10**6, 9 * 10**6))
    while True:
        number += 1
        yield f"GGM{number:08d}"


def regions_feeder(region: str) -> str:
    """Return the first feeder of a region: every country has it."""
    return f"{names.plain(region)}-1"


def equipment_csv(machines: Sequence[Machine]) -> bytes:
    rows = [f"{m.serial},{m.model.name},{m.model.ths},{m.model.watts}\n" for m in machines]
    return ("serial,model,hash_rate_ths,power_w\n" + "".join(rows)).encode()
