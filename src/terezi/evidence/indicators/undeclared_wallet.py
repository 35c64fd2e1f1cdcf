"""PAY-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law


@indicator(
    code="PAY-01",
    family="payouts",
    severity=Severity.GRAVE,
    unit="satoshi",
    event=True,
    sentence="Paid {measured} to addresses that are not on the register. Payments: {payments}; addresses: {addresses}.",
    clears=("A declaration of the address with proof of control", "The pool's correction of the payment"),
    article=lambda law: law.mining.wallets_declared,
)
def undeclared_wallet(lake: Lake, law: Law) -> ir.Table:
    """Is paid to a wallet that is not declared.

    Pool payments of the day to addresses without a standing declaration for the site.
    """
    wallets = lake.table("ref_wallets")
    declared = wallets.filter(valid_on(wallets, ibis.literal(law.day, "date"))).select("address", "site_id")
    strange = lake.on("pool_payouts", law.day).anti_join(declared, ["address", "site_id"])
    if not law.mining.wallets_declared.value:
        strange = strange.limit(0)
    return strange.group_by(subject=_.site_id).agg(
        measured=_.amount_satoshi.sum().cast("int64"),
        allowed=ibis.literal(0, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
        payments=_.count(),
        addresses=_.address.nunique(),
    )
