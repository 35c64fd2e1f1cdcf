"""What the law lets through to the allocation: licences, bans, reserve price, prepayment, quotas, zones and caps."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.surplus.case import JointCap
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths
from terezi.law.surplus import Ban, PhaseCap, ReservePrice, TradingZone

EVERY_OTHER_REGION = "*"
SECONDS = "datetime64[s]"


def banned(bans: Sequence[Ban], regions: tuple[str, ...], starts_at: Instants, *, zone: str) -> Truths:
    """Say of each hour and region whether nobody mines, (hours, regions); days and hours are those of the time zone."""
    local = [_local(instant, zone) for instant in starts_at]
    result = np.zeros((len(local), len(regions)), dtype=bool)
    for ban in bans:
        inside = np.array([ban.on(at.date()) and _in_hours(ban, at.hour) for at in local], dtype=bool)
        result |= inside[:, None] & _named(ban.regions, regions)
    return result


def _local(instant: np.datetime64, zone: str) -> datetime:
    utc = instant.astype(SECONDS).astype(datetime).replace(tzinfo=ZoneInfo("UTC"))
    moved: datetime = utc.astimezone(ZoneInfo(zone))
    return moved


def _in_hours(ban: Ban, hour: int) -> bool:
    if ban.hours is None:
        return True
    first, last = ban.hours
    return first <= hour < last if first <= last else hour >= first or hour < last


def _named(named: Sequence[str], regions: tuple[str, ...]) -> Truths:
    """Say of each region whether it is meant; no name means all."""
    return np.array([not named or region in named for region in regions], dtype=bool)


def zone_numbers(zones: Sequence[TradingZone], regions: tuple[str, ...]) -> Ints:
    """Return the number of each region's zone of trading.

    :raises BadData: naming the first region that lies in no zone, or in two.
    """
    numbers = []
    for region in regions:
        named = [number for number, zone in enumerate(zones) if region in zone.regions]
        found = named or [number for number, zone in enumerate(zones) if EVERY_OTHER_REGION in zone.regions]
        if len(found) != 1:
            raise BadData(
                f"Region {region} lies in {len(found) or 'no'} zones of trading: correct surplus.zones in the pack."
            )
        numbers.append(found[0])
    return np.array(numbers, dtype=np.int64)


def joint_caps(
    caps: Sequence[PhaseCap], regions: tuple[str, ...], mine_region: Ints, hours: int
) -> tuple[JointCap, ...]:
    """Return the caps of the phases as they bind the mines of their regions, in every hour."""
    return tuple(
        JointCap(cap.name, _named(cap.regions, regions)[mine_region], np.full(hours, float(cap.mw)))
        for cap in caps
    )


def reserve_prices(
    rule: ReservePrice,
    regions: tuple[str, ...],
    zone: Ints,
    *,
    unit_region: Ints,
    unit_cap_price: Floats,
) -> Floats:
    """Return the least price of each region, (regions,), money per MWh; the cap prices are the generators', (units,).

    :raises BadData: when it hangs on the cap prices of a zone's generators and the zone has none.
    """
    if rule.amount_per_mwh is not None:
        return np.full(len(zone), float(rule.amount_per_mwh))
    highest = np.full(int(zone.max()) + 1, -np.inf)
    np.maximum.at(highest, zone[unit_region], unit_cap_price)
    if not np.isfinite(highest[zone]).all():
        region = int(np.argmax(~np.isfinite(highest[zone])))
        raise BadData(
            f"No generator's cap price is known in the zone of {regions[region]}: load the cap prices."
        )
    least: Floats = highest[zone]
    return least


def paid_for(asked_mw: Floats, bid_per_mwh: Floats, *, prepaid: Floats, day: Ints) -> Floats:
    """Cut what each mine asks to what it has paid beforehand, the same share in every hour of a day.

    `asked_mw` and `bid_per_mwh` are (hours, mines), `prepaid` (days, mines) in money, `day` (hours,) counts from 0. The
    worth of a bid is its volume at its own price, so it covers a uniform price too. Nothing is cut where nothing is due.
    """
    worth = np.zeros(prepaid.shape)
    np.add.at(worth, day, asked_mw * np.maximum(bid_per_mwh, 0))
    share = np.where(worth > prepaid, prepaid / np.where(worth > 0, worth, 1), 1.0)
    cut: Floats = asked_mw * np.where(bid_per_mwh > 0, share[day], 1.0)
    return cut


def admitted(
    asked_mw: Floats,
    bid_per_mwh: Floats,
    *,
    region: Ints,
    licensed_mw: Floats,
    ban: Truths,
    reserve_price: Floats,
) -> Floats:
    """Return what may be drawn at most, (hours, mines): no more than licensed, nothing under a ban or below the reserve price.

    `licensed_mw` is (hours, mines), 0 outside the validity of a licence; `reserve_price` (regions,) per MWh.
    """
    allowed = ~ban[:, region] & (bid_per_mwh >= reserve_price[region])
    most: Floats = np.where(allowed, np.minimum(asked_mw, licensed_mw), 0.0)
    return most
