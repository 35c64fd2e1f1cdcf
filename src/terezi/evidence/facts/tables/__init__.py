"""Every table of the lake. Integers in the smaller unit (Wh, W, GH/s, satoshi), times in UTC.

A *fact* arrived in a delivery and keeps where it came from; a *reference* was published by the
record and is valid for a period; a *derived* table is computed by a job for one settlement day
and may be computed again.
"""

from terezi.evidence.facts.tables.arrived import (
    CURTAILMENT_ORDERS,
    DEMAND_HOURS,
    EXPORT_HOURS,
    GENERATION_HOURS,
    LEVY_DECLARATIONS,
    MACHINE_TELEMETRY,
    METER_READINGS,
    NETWORK_DAYS,
    POOL_PAYOUTS,
    POOL_REPORTS,
    POWER_BIDS,
    WEATHER_HOURS,
)
from terezi.evidence.facts.tables.books import TICKS, VENUE_LEVELS, VENUE_LIQUIDITY, VENUE_STANDING
from terezi.evidence.facts.tables.catalogues import (
    REF_CUSTOMERS,
    REF_FEEDERS,
    REF_GATEWAYS,
    REF_LINES,
    REF_MODELS,
    REF_PLANTS,
)
from terezi.evidence.facts.tables.feeder_days import (
    FEEDER_BALANCES,
    FEEDER_CANDIDATES,
    FEEDER_DAYS,
    FEEDER_HOURS,
)
from terezi.evidence.facts.tables.kinds import DAY, PROVENANCE, VALIDITY
from terezi.evidence.facts.tables.meter_days import METER_DAYS, METER_SCREENS
from terezi.evidence.facts.tables.power_plans import (
    ALLOCATION_VERSIONS,
    ALLOCATIONS,
    REF_POWER_PLANS,
    SITE_SALES,
    SUBSIDY_HOURS,
    SURPLUS_HOURS,
)
from terezi.evidence.facts.tables.register import (
    REF_HOLDERS,
    REF_MACHINES,
    REF_METERS,
    REF_POOLS,
    REF_SITES,
    REF_WALLETS,
)
from terezi.evidence.facts.tables.site_days import SITE_DAYS, WEIGHINGS
from terezi.evidence.facts.tables.venue_alerts import VENUE_ALERTS
from terezi.evidence.facts.tables.venue_days import (
    COIN_FLOWS,
    VENUE_ACCOUNT_DAYS,
    VENUE_FEE_DAYS,
    VENUE_PRICES,
)
from terezi.evidence.facts.tables.venue_feeds import VENUE_FEEDS
from terezi.evidence.facts.tables.venue_proofs import VENUE_PROOFS
from terezi.evidence.facts.tables.venue_register import VENUE_REFERENCES
from terezi.evidence.facts.tables.venue_sizes import VENUE_SIZE_STATISTICS
from terezi.evidence.facts.tables.venues import VENUE_FACTS

__all__ = [
    "ALLOCATIONS",
    "ALLOCATION_VERSIONS",
    "CATALOGUES",
    "CURTAILMENT_ORDERS",
    "DAY",
    "DEMAND_HOURS",
    "DERIVED",
    "EXPORT_HOURS",
    "FACTS",
    "FEEDER_BALANCES",
    "FEEDER_CANDIDATES",
    "FEEDER_DAYS",
    "FEEDER_HOURS",
    "GENERATION_HOURS",
    "LEVY_DECLARATIONS",
    "MACHINE_TELEMETRY",
    "METER_DAYS",
    "METER_READINGS",
    "METER_SCREENS",
    "NETWORK_DAYS",
    "POOL_PAYOUTS",
    "POOL_REPORTS",
    "POWER_BIDS",
    "PROVENANCE",
    "PUBLISHED",
    "REFERENCES",
    "REF_CUSTOMERS",
    "REF_FEEDERS",
    "REF_GATEWAYS",
    "REF_HOLDERS",
    "REF_LINES",
    "REF_MACHINES",
    "REF_METERS",
    "REF_MODELS",
    "REF_PLANTS",
    "REF_POOLS",
    "REF_POWER_PLANS",
    "REF_SITES",
    "REF_WALLETS",
    "SIGNED",
    "SITE_DAYS",
    "SITE_SALES",
    "SUBSIDY_HOURS",
    "SURPLUS_HOURS",
    "TABLES",
    "TICKS",
    "VALIDITY",
    "VENUE_ALERTS",
    "VENUE_LEVELS",
    "VENUE_LIQUIDITY",
    "VENUE_SIZE_STATISTICS",
    "VENUE_STANDING",
    "WEATHER_HOURS",
    "WEIGHINGS",
]

FACTS = (
    METER_READINGS,
    MACHINE_TELEMETRY,
    POOL_REPORTS,
    POOL_PAYOUTS,
    NETWORK_DAYS,
    LEVY_DECLARATIONS,
    CURTAILMENT_ORDERS,
    WEATHER_HOURS,
    GENERATION_HOURS,
    DEMAND_HOURS,
    EXPORT_HOURS,
    POWER_BIDS,
    *VENUE_FACTS,
    VENUE_LEVELS,
    TICKS,
)
REFERENCES = (REF_SITES, REF_MACHINES, REF_METERS, REF_WALLETS, REF_POOLS, *VENUE_REFERENCES)
CATALOGUES = (REF_MODELS, REF_FEEDERS, REF_CUSTOMERS, REF_PLANTS, REF_LINES, REF_GATEWAYS)
PUBLISHED = (REF_HOLDERS,)
SIGNED = (REF_POWER_PLANS,)
DERIVED = (
    SITE_DAYS,
    WEIGHINGS,
    FEEDER_HOURS,
    FEEDER_DAYS,
    FEEDER_BALANCES,
    FEEDER_CANDIDATES,
    METER_DAYS,
    METER_SCREENS,
    *VENUE_FEEDS,
    VENUE_FEE_DAYS,
    VENUE_PRICES,
    VENUE_ACCOUNT_DAYS,
    COIN_FLOWS,
    VENUE_LIQUIDITY,
    VENUE_STANDING,
    SURPLUS_HOURS,
    ALLOCATIONS,
    ALLOCATION_VERSIONS,
    SUBSIDY_HOURS,
    SITE_SALES,
    VENUE_ALERTS,
    VENUE_PROOFS,
    VENUE_SIZE_STATISTICS,
)
TABLES = {table.name: table for table in (*FACTS, *REFERENCES, *PUBLISHED, *SIGNED, *CATALOGUES, *DERIVED)}
