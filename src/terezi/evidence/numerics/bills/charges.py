"""From energy to money: every charge of the law in force, exact decimals, each line rounded once by the law's rule."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from terezi.base.errors import Refused
from terezi.base.units import HOUR_S, WH_PER_KWH
from terezi.evidence.numerics.bills.lines import Charged, Line
from terezi.evidence.numerics.bills.use import BandUse, Supply, Use
from terezi.law.refusals import NoSuchRule, UnknownLaw
from terezi.law.tariffs import Charge, Surcharge, Tariffs, Tax
from terezi.law.terms import Term

ONE = Decimal(1)
MINOR_PER_MAJOR = 100
GRID = "grid"
DRAWN = ("energy", "allocation")
PRICED = (*DRAWN, "block", "surcharge")
E6_PER_MAJOR = Decimal(100_000_000)
TWELFTH = Decimal("1e-12")  # as fine as a line keeps its price


def charges(month: Use, supply: Supply, *, levied: Use | None) -> Charged:
    """Charge a month; `levied` is the use of the levy period that ends with it, none where none does.

    Nothing unknown is taken for nothing: it is named in `unknown`, and such a bill may not be issued.
    """
    unknown: list[str] = []

    def told(charge: Callable[..., Iterable[Line]], *of: Any) -> list[Line]:
        try:
            return list(charge(*of))
        except Refused as refused:
            unknown.append(str(refused))
            return []

    lines = [line for use in month.split(*_ALL) for line in told(_energy, use, supply)]
    lines += [
        line for use in month.split("allocated_energy", *_SHARED) for line in told(_allocation, use, supply)
    ]
    lines += [line for use in month.split(*_ALL) for line in told(_surcharges, use, supply)]
    lines += [
        line
        for use in month.split("blocks", "allocated_energy", *_SHARED)
        for line in told(_blocks, use, supply, month)
    ]
    lines += [
        line for use in month.split("take_or_pay", *_SHARED) for line in told(_take_or_pay, use, supply)
    ]
    for use in levied.split("schedule", *_SHARED) if levied else ():
        lines += told(_levy, use, supply, _purchase_price(supply, lines))
    lines += [
        line for use in month.split("taxes", "rounding") for line in told(_taxes, use, list(lines), month)
    ]
    currency = month.parts[-1].law.settlement.currency.value
    return Charged(currency, tuple(lines), tuple(dict.fromkeys(unknown)), tuple(_remarks(month, supply)))


_SHARED = ("billed", "index", "taxes", "rounding")
_ALL = ("bands", "allocated_energy", "multiplier", "surcharges", "unlawful_multiplier", *_SHARED)


def _energy(use: Use, supply: Supply) -> Iterator[Line]:
    if not _is_billed("energy", use, supply):
        return
    term = use.law.tariffs.bands
    prices = _prices(use, supply)
    titles = {band.id: band.title for band in term.value}
    for band in sorted(use.bands, key=lambda each: list(titles).index(each.band)):
        wh = band.billed_wh - _within(band, use, supply)
        line = _line("energy", band.band, titles[band.band], use, term, prices[band.band], wh)
        yield _covered(line, [band])


def _allocation(use: Use, supply: Supply) -> Iterator[Line]:
    """What was drawn within the allocation of each hour, at the price of that hour; all hours make one line."""
    bands = [band for band in use.bands if _within(band, use, supply)]
    if not bands or not _is_billed("energy", use, supply):
        return
    term = use.law.tariffs.allocated_energy
    wh = sum(band.allocated_wh for band in bands)
    amount = sum(band.allocated_e6 for band in bands) / E6_PER_MAJOR
    line = _line("allocation", "allocation", term.title, use, term, _mean_price(amount, wh), wh, amount)
    yield _with(
        line,
        seconds=sum(min(band.seconds, band.expected_seconds) for band in bands),
        expected_seconds=sum(band.expected_seconds for band in bands),
    )


def _remarks(month: Use, supply: Supply) -> Iterator[str]:
    """Say where power was drawn within an allocation and nobody knows what the law makes of it: the tariff is charged."""
    for use in month.split("allocated_energy", "billed"):
        billed = use.law.tariffs.billed
        if not use.allocated_wh or not billed.is_known or not _is_billed("energy", use, supply):
            continue
        try:
            use.law.tariffs.allocated_energy.value  # noqa: B018
        except UnknownLaw as unknown:
            yield str(unknown)
        except Refused:
            continue


def _within(band: BandUse, use: Use, supply: Supply) -> int:
    """Return the energy of a band that is paid at the price of its allocation."""
    return band.allocated_wh if supply.is_lawful and use.law.tariffs.pays_allocation_price else 0


def _mean_price(amount: Decimal, wh: int) -> Decimal:
    return (amount * WH_PER_KWH / wh).quantize(TWELFTH)


def _surcharges(use: Use, supply: Supply) -> Iterator[Line]:
    if not _is_billed("energy", use, supply):
        return
    term = use.law.tariffs.surcharges
    for surcharge in _or(term, ()):
        for code, price, wh, amount in _surcharged(surcharge, use, supply):
            if wh:
                yield _line("surcharge", code, surcharge.title, use, term, price, wh, amount)


def _surcharged(
    surcharge: Surcharge, use: Use, supply: Supply
) -> Iterator[tuple[str, Decimal, int, Decimal | None]]:
    """Yield code, price per kWh, Wh and, where prices differ within it, the amount.

    One line per kWh; a share has one for each band whose price it is a share of, and one of what was allocated.
    """
    bands = [band for band in use.bands if surcharge.falls_on(band.band)]
    within = sum(_within(band, use, supply) for band in bands)
    if surcharge.per_kwh is not None:
        price = surcharge.per_kwh * _or(use.law.tariffs.index, ONE)
        at_tariff = sum(band.billed_wh for band in bands) - within
        yield (
            surcharge.id,
            price,
            at_tariff * ("energy" in surcharge.on) + within * ("allocation" in surcharge.on),
            None,
        )
        return
    share = surcharge.share or Decimal(0)
    if "energy" in surcharge.on:
        prices = _prices(use, supply)
        for band in bands:
            wh = band.billed_wh - _within(band, use, supply)
            yield f"{surcharge.id}.{band.band}", prices[band.band] * share, wh, None
    if "allocation" in surcharge.on and within:
        amount = sum(band.allocated_e6 for band in bands) / E6_PER_MAJOR * share
        yield f"{surcharge.id}.allocation", _mean_price(amount, within), within, amount


def _blocks(use: Use, supply: Supply, month: Use) -> Iterator[Line]:
    """Where a change of law cuts the month, each stretch has its days' share of every limit; what was allocated has its own price."""
    if not _is_billed("energy", use, supply) or not supply.is_lawful:
        return
    at_tariff = use.billed_wh - sum(_within(band, use, supply) for band in use.bands)
    term, index = use.law.tariffs.blocks, _or(use.law.tariffs.index, ONE)
    blocks = _or(term, ())
    share = Fraction(use.period.days, month.period.days)
    limits = [round(block.over_kwh * WH_PER_KWH * share) for block in blocks] + [at_tariff]
    for block, least, most in zip(blocks, limits, limits[1:], strict=False):
        if (wh := min(most, at_tariff) - least) > 0:
            yield _line("block", block.id, block.title, use, term, block.added_price * index, wh)


def _take_or_pay(use: Use, supply: Supply) -> Iterator[Line]:
    if not _is_billed("energy", use, supply) or not supply.is_lawful:
        return
    term = use.law.tariffs.take_or_pay
    rule = _or(term, None)
    if rule is None:
        return
    contracted_wh = Fraction(supply.licensed_w * sum(b.expected_seconds for b in use.bands), HOUR_S)
    wh = round(contracted_wh * Fraction(rule.share)) - use.billed_wh
    if wh > 0:
        price = rule.price * _or(use.law.tariffs.index, ONE)
        yield _line("take_or_pay", "take_or_pay", term.title, use, term, price, wh)


def _levy(use: Use, supply: Supply, average_price: Decimal | None) -> Iterator[Line]:
    if "levy" not in use.law.tariffs.billed.value:
        return
    term = use.law.levy.schedule
    rate = term.value.rate_per_kwh(
        average_price=average_price, has_meter=supply.has_meter, power_source=supply.power_source
    )
    line = _line("levy", "levy", term.title, use, term, rate, use.billed_wh)
    yield _covered(line, use.bands)


def _taxes(use: Use, lines: Sequence[Line], month: Use) -> Iterator[Line]:
    """Tax the lines that begin in the stretch; a levy of a period that began before the month, in its first."""
    is_first = use.first_part == month.first_part
    term = use.law.tariffs.taxes
    inside = [
        line
        for line in lines
        if line.starts_on in use.period or (is_first and line.starts_on < use.period.starts_on)
    ]
    for tax in _or(term, ()) if inside else ():
        base_minor = sum(line.amount_minor for line in inside if line.kind in tax.on)
        if base_minor:
            yield _tax_line(tax, use, term, base_minor)


def _tax_line(tax: Tax, use: Use, term: Term[Any], base_minor: int) -> Line:
    line = _line("tax", tax.id, tax.title, use, term, tax.share, 0)
    amount = Decimal(base_minor) / MINOR_PER_MAJOR * tax.share
    return _with(line, base_minor=base_minor, amount_minor=use.law.tariffs.rounding.value.minor(amount))


def _purchase_price(supply: Supply, lines: Sequence[Line]) -> Decimal | None:
    """Return the confirmed price of the power, else what these lines make of it, in major units per kWh."""
    wh = sum(line.wh for line in lines if line.kind in DRAWN)
    if supply.average_price is not None or not wh:
        return supply.average_price
    minor = sum(line.amount_minor for line in lines if line.kind in PRICED)
    return Decimal(minor) / MINOR_PER_MAJOR / (Decimal(wh) / WH_PER_KWH)


def _is_billed(charge: Charge, use: Use, supply: Supply) -> bool:
    return charge in use.law.tariffs.billed.value and supply.power_source == GRID


def _prices(use: Use, supply: Supply) -> dict[str, Decimal]:
    """Return the price per kWh of every band, multiplied by all that the law multiplies it by."""
    tariffs: Tariffs = use.law.tariffs
    times = _or(tariffs.multiplier, ONE) * _or(tariffs.index, ONE)
    if not supply.is_lawful:
        times *= tariffs.unlawful_multiplier.value
    return {band.id: band.price * times for band in tariffs.bands.value}


def _line(
    kind: str,
    code: str,
    title: str,
    use: Use,
    term: Term[Any],
    price: Decimal,
    wh: int,
    amount: Decimal | None = None,
) -> Line:
    """Return a line over `wh` at a price, or over an amount told in major units, rounded once."""
    amount = Decimal(wh) / WH_PER_KWH * price if amount is None else amount
    return Line(
        kind=kind,
        code=code,
        title=title,
        starts_on=use.period.starts_on,
        ends_before=use.period.ends_before,
        price=price,
        amount_minor=use.law.tariffs.rounding.value.minor(amount),
        article=term.article,
        in_force_from=term.in_force_from,
        wh=wh,
    )


def _covered(line: Line, bands: Sequence[BandUse]) -> Line:
    return _with(
        line,
        estimated_wh=sum(band.estimated_wh for band in bands),
        seconds=sum(min(band.seconds, band.expected_seconds) for band in bands),
        expected_seconds=sum(band.expected_seconds for band in bands),
    )


def _with(line: Line, **told: int) -> Line:
    return Line(**{**vars(line), **told})


def _or(term: Term[Any], otherwise: Any) -> Any:
    """Return the value of a term, or what stands for a rule that this law does not have."""
    try:
        return term.value
    except NoSuchRule:
        return otherwise
