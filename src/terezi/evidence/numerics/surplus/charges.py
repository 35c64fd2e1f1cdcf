"""What the winners of an auction pay: one price for all, or each its own bid."""

from typing import Literal

import numpy as np

from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.witnesses import Floats

AuctionKind = Literal["uniform", "pay_as_bid"]


def prices(case: Case, allocation: Allocation, *, kind: AuctionKind, reserve_price: Floats) -> Floats:
    """Return the price each mine pays in each hour, (hours, mines), money per MWh; `reserve_price` is (regions,).

    The uniform price is the dual of the region's balance and of the caps that bind the mine, and at least the reserve
    price. No winner pays more than it bid.
    """
    region = case.offers.region
    if kind == "pay_as_bid":
        return case.offers.bid_per_mwh
    members = np.array([cap.members for cap in case.caps], dtype=float).reshape(len(case.caps), len(region))
    marginal = allocation.price_per_mwh[:, region] + allocation.duals.caps @ members
    uniform: Floats = np.maximum(marginal, reserve_price[region])
    return uniform
