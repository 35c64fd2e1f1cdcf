"""The levy as expected, declared and received."""

from dataclasses import dataclass
from datetime import date

from terezi.desk.billing.models import (
    LevyDeclaration,
)
from terezi.desk.billing.queries.owing import chain_of, paid
from terezi.desk.billing.queries.reckoned import in_region, issued, latest_of

LEVY = "levy"


@dataclass(frozen=True)
class LevyStand:
    """The levy of a site and period three times: as the meter makes it due, as declared, as received; minor units."""

    site_id: str
    period_from: date
    expected_minor: int | None
    declared_minor: int | None
    received_minor: int
    currency: str


def levy_stands(month_from: date, until: date, *, region: str = "") -> list[LevyStand]:
    """Return the levy of each site whose period begins from a day until another, exclusive; the largest gap first."""
    latest = in_region(latest_of(issued().filter(is_lawful=True)), region).prefetch_related("lines")
    expected: dict[tuple[str, date], tuple[int, int, str]] = {}
    settled = paid()
    for of in latest:
        for line in of.lines.all():
            if line.kind == LEVY and month_from <= line.starts_on < until:
                due, received, _ = expected.get((of.site_id, line.starts_on.replace(day=1)), (0, 0, ""))
                share = (
                    settled[chain_of(of)] * line.amount_minor // of.total_minor if of.total_minor > 0 else 0
                )
                key = (of.site_id, line.starts_on.replace(day=1))
                expected[key] = (due + line.amount_minor, received + share, of.currency)
    declared = {
        (row.site_id, row.period_from): row
        for row in LevyDeclaration.objects.filter(period_from__gte=month_from, period_from__lt=until)
    }
    known = {each.site_id for each in latest}
    keys = [key for key in dict.fromkeys((*expected, *declared)) if not region or key[0] in known]
    stands = [_stand(key, expected.get(key), declared.get(key)) for key in keys]
    return sorted(stands, key=lambda s: (-((s.expected_minor or 0) - (s.declared_minor or 0)), s.site_id))


def _stand(
    key: tuple[str, date], told: tuple[int, int, str] | None, declared: LevyDeclaration | None
) -> LevyStand:
    currency = told[2] if told else (declared.currency if declared else "")
    return LevyStand(
        site_id=key[0],
        period_from=key[1],
        expected_minor=told[0] if told else None,
        declared_minor=declared.levy_minor if declared else None,
        received_minor=told[1] if told else 0,
        currency=currency,
    )
