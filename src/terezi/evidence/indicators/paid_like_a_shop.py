"""MER-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.turnover import moved
from terezi.law.terms import Law


@indicator(
    code="MER-01",
    family="payments",
    severity=Severity.NOTICE,
    unit="count",
    subject_kind="venue",
    sentence="Recipients that many clients pay in coins, as one pays a shop: {measured}. Payments: {payments}; the most clients of one: {payers}; together {worth_minor}.",
    clears=(
        "The recipient is a custodian, a charity or a venue abroad",
        "Proof that the coins were sold and money paid",
    ),
    article=lambda law: law.exchanges.payment_prohibited,
)
def paid_like_a_shop(lake: Lake, law: Law) -> ir.Table:
    """Sends coins to recipients that many clients pay, as one pays a shop.

    Transfers of coins in the window to one merchant or stranger, by name or address: at least so many payments by so many
    clients as the policy says. Venues and their reserve addresses are no shops. It points at a pattern, not at a buyer.
    """
    policy = law.exchanges
    out = moved(lake, days_up_to(law.day, days=policy.merchant_window_days.value)).filter(
        _.direction == "out",
        _.asset != law.settlement.currency.value,
        _.counterparty.isin(["merchant", "unknown"]),
    )
    if not policy.payment_prohibited.value:
        out = out.limit(0)
    out = out.anti_join(lake.table("ref_reserve_addresses"), "address")
    named = out.mutate(recipient=ibis.coalesce(out.counterparty_id, out.address)).filter(
        _.recipient.notnull()
    )
    shops = named.group_by("venue_id", "recipient").agg(
        payments=_.count(), payers=_.account_id.nunique(), worth=_.worth_minor.coalesce(0).sum().cast("int64")
    )
    shops = shops.filter(
        _.payments >= policy.merchant_payments.value, _.payers >= policy.merchant_payers.value
    )
    return certain(
        shops.group_by(subject=shops.venue_id).agg(
            measured=_.count(),
            allowed=ibis.literal(0, "int64"),
            payments=_.payments.sum().cast("int64"),
            payers=_.payers.max(),
            worth_minor=_.worth.sum().cast("int64"),
        )
    )
