"""Rows of exchanges: what a test does not say gets an ordinary value."""

from datetime import date

from .conftest import DAY, MIDNIGHT

E8 = 10**8
ORDINARY = {
    "venue_id": "V1", "instrument": "BTC-GGM", "trade_id": "T1", "sequence": 1, "traded_at": MIDNIGHT, "at": MIDNIGHT,
    "price_e8": 100 * E8, "quantity_e8": E8, "aggressor": "buy", "buy_order_id": "O1", "sell_order_id": "O2",
    "buyer_account_id": "A1", "seller_account_id": "A2", "buyer_fee_e8": 0, "seller_fee_e8": 0, "maker_ppm": 1_000,
    "taker_ppm": 2_000, "minimum_e8": 0, "declared_day": DAY, "turnover_minor": 0, "fees_minor": 0, "currency": "GGM",
    "receipt_id": "R1", "received_at": MIDNIGHT, "amount_minor": 0, "account_id": "A1", "told_at": MIDNIGHT,
    "client_class": "retail", "kyc": "complete", "transfer_id": "X1", "direction": "in", "asset": "BTC",
    "amount_e8": E8, "counterparty": "unknown", "name": "Venue", "licence_number": "EX-1", "status": "licensed",
    "actor_class": "exchange", "assets": "*", "valid_from": date(2025, 1, 1), "trades": 1, "unpriced_trades": 0,
    "unscheduled_trades": 0, "expected_fees_minor": 0, "charged_fees_minor": 0, "day": DAY,
    "declared_levy_minor": None,
}  # fmt: skip


def tell(lake, table, **said):
    lake.tell(table, **(ORDINARY | said))
