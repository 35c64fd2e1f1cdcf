"""Which rows of the lake an officer is handed: what the pages that show them would let him see, and no more."""

from typing import Any

from ninja.errors import HttpError

from terezi.desk.people.access import admitted
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Permission
from terezi.evidence.facts.columns import Table

OF_VENUES, OF_FEES = "venue_", ("venue_fee", "venue_levy")
NEEDS = {
    "power_bids": Permission.ENERGY_READ,  # sealed until they are met
    "allocations": Permission.ENERGY_READ,
    "surplus_hours": Permission.ENERGY_READ,
    "subsidy_hours": Permission.ENERGY_READ,
    "ref_customers": Permission.METERS_READ,
    "meter_screens": Permission.METERS_READ,
    "feeder_candidates": Permission.METERS_READ,
}
HOURS_OF_METERS = ("meter_readings", "meter_days")
CUSTOMER = "customer"
PLACED_BY = {"site_id": "ref_sites", "feeder_id": "ref_feeders", "meter_id": "ref_meters"}
OF_EVERYBODY = ("network_days", "ref_models")


def refuse_unless_his(officer: Officer, table: Table) -> None:
    """Refuse a table to who may not open the pages that show it.

    :raises HttpError: 403 naming who may.
    """
    wanted = NEEDS.get(table.name)
    if table.name.startswith(OF_VENUES):
        is_of_fees = table.name.startswith(OF_FEES)
        wanted = Permission.VENUE_FEES_READ if is_of_fees else Permission.VENUES_READ
    if wanted:
        admitted(officer, wanted)
    if officer.region and not _is_placed(table) and table.name not in OF_EVERYBODY:
        raise HttpError(403, f"{table.name} is of no region: officers of the whole country read it")


def his_rows(lake: Any, table: Table, rows: Any, officer: Officer) -> Any:
    """Keep of a table's rows those of the officer's region, and nobody's hours at home.

    A customer's hours are opened on the page of his meter, where a lead, a visit or a finding gives the reason.
    """
    if table.name in HOURS_OF_METERS:
        meters = lake.table("ref_meters")
        rows = rows.anti_join(meters.filter(meters.kind == CUSTOMER), "meter_id")
    if not officer.region:
        return rows
    if "region" in table.names:
        return rows.filter(rows.region == officer.region)
    column = next(name for name in PLACED_BY if name in table.names)
    return rows.semi_join(_placed(lake, column, officer.region), column)


def _is_placed(table: Table) -> bool:
    return "region" in table.names or any(name in table.names for name in PLACED_BY)


def _placed(lake: Any, column: str, region: str) -> Any:
    named = lake.table(PLACED_BY[column])
    if "region" in named.columns:
        return named.filter(named.region == region)
    return named.semi_join(_placed(lake, "feeder_id", region), "feeder_id")
