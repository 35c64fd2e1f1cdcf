"""Draw the sites of the country before anything befalls them: all honest, grades and pools in fixed mixes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from numpy.random import Generator

from terezi.demo import names
from terezi.demo.machine_models import MODELS, Model
from terezi.demo.pools import POOL_OF
from terezi.demo.site import SIGMA, TOLD_WORK_SIGMA, Batch, Errors, Reporter, Site
from terezi.demo.span import Span
from terezi.evidence.facts.grades import Grade, Scheme

T = TypeVar("T")

INDUSTRIAL_SHARE = 31 / 43
FEEDERS_PER_SITE = 18 / 43
MOST_REGIONS, SITES_PER_REGION = 36, 72
GRADES = {
    "industrial": {
        Grade.NAMEPLATE: 0.24,
        Grade.SAMPLED: 0.36,
        Grade.SUBMETERED: 0.20,
        Grade.CALIBRATED: 0.13,
        Grade.SHARE_LOG: 0.07,
    },
    "private": {Grade.NAMEPLATE: 0.6, Grade.SAMPLED: 0.4},
}
SCHEMES = {Scheme.FPPS: 0.55, Scheme.PPS: 0.27, Scheme.PPLNS: 0.18}
BATCHES = {Grade.NAMEPLATE: 4, Grade.SAMPLED: 4, Grade.SUBMETERED: 2, Grade.CALIBRATED: 1, Grade.SHARE_LOG: 1}


def mixed(shares: dict[T, float], count: int, rng: Generator) -> list[T]:
    """Deal out kinds in their shares, rounded by largest remainder, in random order."""
    exact = np.array(list(shares.values())) * count
    dealt = np.floor(exact).astype(int)
    dealt[np.argsort(dealt - exact, kind="stable")[: count - dealt.sum()]] += 1
    kinds = [kind for kind, times in zip(shares, dealt, strict=True) for _ in range(times)]
    return [kinds[i] for i in rng.permutation(count)]


def feeders_of(sites: int) -> dict[str, str]:
    """Return every feeder with its region, a region's feeders together."""
    regions = names.regions(min(max(6, round(sites / SITES_PER_REGION)), MOST_REGIONS))
    count = round(sites * FEEDERS_PER_SITE)
    shares = [count // len(regions) + (i < count % len(regions)) for i in range(len(regions))]
    return {
        f"{names.plain(r)}-{n}": r
        for r, share in zip(regions, shares, strict=True)
        for n in range(1, share + 1)
    }


def settle(*, sites: int, span: Span, feeders: dict[str, str], rng: Generator) -> list[Site]:
    """Draw `sites` honest sites, each on some feeder."""
    industrial = round(sites * INDUSTRIAL_SHARE)
    classes = ["industrial"] * industrial + ["private"] * (sites - industrial)
    grades = mixed(GRADES["industrial"], industrial, rng) + mixed(GRADES["private"], sites - industrial, rng)
    schemes = mixed(SCHEMES, industrial, rng) + mixed(SCHEMES, sites - industrial, rng)
    titles = names.companies(industrial, rng) + names.people(sites - industrial, rng)
    ids, meters = names.numbers(sites, digits=6, rng=rng), names.numbers(sites, digits=8, rng=rng)
    hung = rng.choice(list(feeders), sites)
    settled = [
        _site(
            site_id=f"GG-{ids[i]}",
            licence_number=f"GG-MIN-{i + 1:06d}",
            meter_id=f"E{meters[i]}",
            title=titles[i],
            actor_class=classes[i],
            grade=grades[i],
            scheme=schemes[i],
            feeder_id=str(hung[i]),
            region=feeders[str(hung[i])],
            span=span,
            rng=rng,
        )
        for i in range(sites)
    ]
    return sorted(settled, key=lambda site: site.site_id)


def _site(
    *,
    site_id: str,
    licence_number: str,
    meter_id: str,
    title: str,
    actor_class: str,
    grade: Grade,
    scheme: Scheme,
    feeder_id: str,
    region: str,
    span: Span,
    rng: Generator,
) -> Site:
    industrial = actor_class == "industrial"
    watts = np.exp(
        rng.uniform(np.log(5e5), np.log(2e7)) if industrial else rng.uniform(np.log(7e3), np.log(9e4))
    )
    pue = round(float(rng.uniform(1.06, 1.13)), 3)
    kinds = int(rng.integers(1, BATCHES[grade] + 1)) if industrial else 1
    batches = batches_of(watts / pue, kinds=kinds, days=range(span.days), rng=rng)
    registered_on = date(2024, 7, 1) + timedelta(days=int(rng.integers(0, 480)))
    return Site(
        site_id=site_id,
        name=title,
        licence_number=licence_number,
        actor_class=actor_class,
        region=region,
        feeder_id=feeder_id,
        meter_id=meter_id,
        grade=grade,
        pue=pue,
        scheme=str(scheme),
        pool_id=POOL_OF[scheme],
        tariff_minor_per_mwh=int(rng.integers(100, 245)) * 100,
        wallets=tuple(names.wallet(rng) for _ in range(int(rng.integers(1, 3)))),
        registered_on=registered_on,
        payment_days=int(rng.integers(1, 4)),
        headroom=float(rng.uniform(1.10, 1.6)),
        errors=errors_of(grade, rng),
        batches=batches,
        reporters=reporters_of(batches, 20 if industrial else 2, rng),
    )


def errors_of(grade: Grade, rng: Generator) -> Errors:
    """Split an honest site's scatter over its causes; the squares of the first three add up to the grade's."""
    sigma = SIGMA[grade]
    return Errors(
        efficiency=rng.normal(0, 0.86 * sigma),
        overhead=rng.normal(0, 0.46 * sigma),
        meter=rng.normal(0, min(0.20 * sigma, 0.004)),
        told_work=rng.normal(0, TOLD_WORK_SIGMA[grade]),
        weather_per_degree=min(0.0012, 0.05 * sigma),
    )


def batches_of(watts: float, *, kinds: int, days: range, rng: Generator) -> tuple[Batch, ...]:
    """Spend `watts` on machines of `kinds` different models, at least two machines."""
    models: Sequence[Model] = [MODELS[i] for i in rng.choice(len(MODELS), kinds, replace=False)]
    parts = rng.dirichlet([4.0] * kinds)
    return tuple(
        Batch(
            f"B{rng.integers(10**6, 10**7)}",
            model,
            max(2, round(watts * part / model.watts)),
            days.start,
            days.stop,
        )
        for model, part in zip(models, parts, strict=True)
    )


def reporters_of(batches: Sequence[Batch], most: int, rng: Generator) -> tuple[Reporter, ...]:
    """Share the machines of each batch among controllers, at most about `most` for the site."""
    total = sum(batch.machines for batch in batches)
    size = max(total / most, 60.0)
    return tuple(
        Reporter(_address(rng), batch, int(machines))
        for batch in batches
        for machines in _evenly(batch.machines, max(1, round(batch.machines / size)))
    )


def _evenly(machines: int, parts: int) -> list[int]:
    return [machines // parts + (part < machines % parts) for part in range(parts)]


def _address(rng: Generator) -> str:
    """Draw a hardware address nobody may register (locally administered)."""
    return "02:" + ":".join(f"{byte:02x}" for byte in rng.integers(0, 256, 5))
