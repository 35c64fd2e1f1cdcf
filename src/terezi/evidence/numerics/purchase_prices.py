"""What a site pays for its power: as its supplier last confirmed, else as the register holds."""

from datetime import date

import polars as pl


def with_purchase_price(sites: pl.DataFrame, declarations: pl.DataFrame, day: date) -> pl.DataFrame:
    """Add `purchase_price_minor_per_mwh` to ref_sites rows, from levy_declarations up to `day`.

    Null where neither the supplier nor the register says a price; that is unknown, not free.
    """
    price = "average_price_minor_per_mwh"
    confirmed = declarations.filter(pl.col("period_from") <= day, pl.col(price).is_not_null())
    last = confirmed.sort("period_from").unique("site_id", keep="last").select("site_id", price)
    joined = sites.join(last, on="site_id", how="left", maintain_order="left")
    return joined.with_columns(purchase_price_minor_per_mwh=pl.coalesce(price, "tariff_minor_per_mwh")).drop(
        price
    )
