"""Check one site's machines against the register and their own readings, over everything the lake holds."""

from ibis import _

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.fleet_check import FleetCheck
from terezi.evidence.numerics.fleet_check import check_fleet as check

SEED = 2026


def check_fleet(*, home: Home, site_id: str) -> FleetCheck:
    """Answer what the telemetry of `site_id` shows and cannot show; resampling starts from one seed."""
    lake = Lake.open(home)
    own = lake.table("meter_readings").filter(_.meter_id.startswith(f"{site_id}/"))
    return check(
        telemetry=lake.collect(lake.table("machine_telemetry").filter(_.site_id == site_id)),
        register=lake.collect(lake.table("ref_machines").filter(_.site_id == site_id)),
        readings=lake.collect(own),
        seed=SEED,
    )
