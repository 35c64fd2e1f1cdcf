"""VLC-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.law.terms import Law


@indicator(
    code="VLC-02",
    family="venues",
    severity=Severity.SERIOUS,
    unit="count",
    subject_kind="venue",
    sentence="Licensed venues told transfers with it as a venue of this country, and no licence of it stands. Transfers: {measured}; clients: {accounts}; venues that told of it: {venues}.",
    clears=("A licence under another code", "The licensed venue's correction of country or code"),
    article=lambda law: law.exchanges.licence_required,
)
def unlicensed_venue_dealt_with(lake: Lake, law: Law) -> ir.Table:
    """Is dealt with as a venue of this country, and no licence of it stands.

    What licensed venues tell of the other side of transfers in the last days of the window of fees; a venue abroad needs no
    licence here and is not meant.
    """
    period = days_up_to(law.day, days=law.exchanges.fee_window_days.value)
    told = lake.within("venue_transfers", period).filter(
        _.counterparty == "venue", _.country == law.country, _.counterparty_id.notnull()
    )
    if not law.exchanges.licence_required.value:
        told = told.limit(0)
    licensed = standing_venues(lake, law).select(counterparty_id=_.venue_id)
    strange = told.anti_join(licensed, "counterparty_id")
    return certain(
        strange.group_by(subject=strange.counterparty_id).agg(
            measured=_.count(),
            allowed=ibis.literal(0, "int64"),
            accounts=_.account_id.nunique(),
            venues=_.venue_id.nunique(),
        )
    )
