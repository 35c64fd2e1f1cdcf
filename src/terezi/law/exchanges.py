"""What licensed exchanges owe: levy, returns, reserves, admission, retail and sale rules; below that, policy of watching.

Tolerances, thresholds and windows are the authority's own instruments (status `policy`), not law.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from terezi.base.clocks import Clock
from terezi.law.levy_schedule import NO_OTHER_KEYS
from terezi.law.term import Term
from terezi.law.values import Amount, Code, Count, Fee, Share

NoneOrMore = Annotated[int, Field(ge=0)]
Positive = Annotated[Decimal, Field(gt=0)]
ErrorRate = Annotated[Decimal, Field(gt=0, lt=1)]
DayOfMonth = Annotated[int, Field(ge=1, le=31)]
Ticker = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,10}$")]
Duty = Literal[
    "orders", "trades", "balances", "fees", "accounts", "transfers", "listings", "incidents", "reserve_proof"
]


@dataclass(frozen=True)
class ReturnDeadline:
    """When a return is due: so many days after the day (or event) it tells of, or as a feed every so many seconds."""

    __pydantic_config__ = NO_OTHER_KEYS
    duty: Duty
    clock: Clock | None = None
    interval_seconds: Count | None = None

    def __post_init__(self) -> None:
        if (self.clock is None) == (self.interval_seconds is None):
            raise ValueError(
                "a return is due by a clock of days or as a feed every so many seconds, not both"
            )

    def __str__(self) -> str:
        return f"{self.duty} {self.clock}" if self.clock else f"{self.duty} every {self.interval_seconds} s"


@dataclass(frozen=True)
class RetailLimit:
    """The most a retail client may put in within a calendar month; where stated, a higher share of income or wealth."""

    __pydantic_config__ = NO_OTHER_KEYS
    amount_per_month: Amount
    or_income_share: Share | None = None
    or_net_worth_share: Share | None = None
    at_most: Amount | None = None
    lifted_by: Code | None = None

    def __str__(self) -> str:
        shares = {"income": self.or_income_share, "net worth": self.or_net_worth_share}
        more = "".join(f", or {share} of {of}" for of, share in shares.items() if share is not None)
        most = f", at most {self.at_most}" if self.at_most else ""
        lifted = f", unless {self.lifted_by.replace('_', ' ')}" if self.lifted_by else ""
        return f"{self.amount_per_month} per month{more}{most}{lifted}"


@dataclass(frozen=True)
class Exchanges:
    """The law of licensed exchanges, and from `stale_after_seconds` on the policy of watching them."""

    licence_required: Term[bool]
    venue_classes: Term[tuple[Code, ...]]
    levy_base: Term[Literal["fees", "turnover"]]
    levy_share: Term[Share]
    levy_period: Term[Literal["month", "quarter"]]
    levy_due_day: Term[DayOfMonth]
    return_deadlines: Term[tuple[ReturnDeadline, ...]]

    reserve_ratio: Term[Positive]
    cold_share: Term[Share]
    segregation_required: Term[bool]
    reserve_proof_every_days: Term[Count]

    admission_rule: Term[Literal["list", "approval", "any"]]
    admitted_assets: Term[tuple[Ticker, ...]]
    anonymous_assets_allowed: Term[bool]
    stablecoin_needs_approval: Term[bool]
    residents_trade_in: Term[tuple[Ticker, ...]]

    retail_rules_bind: Term[tuple[Code, ...]]
    retail_leverage_limit: Term[Positive]
    retail_limit: Term[RetailLimit]
    identified_before_trading: Term[bool]

    sale_duty_share: Term[Share]
    sale_duty_days: Term[Count]
    sale_channel: Term[Literal["licensed_exchange", "any_exchange"]]
    sale_proceeds_to_bank: Term[bool]
    payment_prohibited: Term[bool]
    travel_rule_from: Term[Amount]
    cross_border_report_from: Term[Amount]
    large_trade: Term[Fee]

    stale_after_seconds: Term[Count]
    sequence_gaps_allowed: Term[NoneOrMore]
    clock_drift_seconds: Term[Count]
    trade_through_ppm: Term[NoneOrMore]
    fee_gap_share: Term[Share]
    fee_window_days: Term[Count]
    reserve_alert_after_seconds: Term[NoneOrMore]

    anonymous_assets: Term[tuple[Ticker, ...]]
    stablecoins: Term[tuple[Ticker, ...]]
    stablecoin_share: Term[Share]
    fiat_pair_share: Term[Share]
    merchant_payments: Term[Count]
    merchant_payers: Term[Count]
    merchant_window_days: Term[Count]
    net_outflow_share: Term[Share]
    cross_border_coverage: Term[Share]
    concentration_index: Term[Share]
    concentration_share: Term[Share]
    leakage_confidence: Term[ErrorRate]
    leakage_window_days: Term[Count]

    standard_order_sizes: Term[tuple[Amount, ...]]
    depth_bands_ppm: Term[tuple[Count, ...]]
    least_depth: Term[Amount]
    least_hour_depth: Term[Amount]
    most_spread_ppm: Term[Count]
    onshore_premium_ppm: Term[Count]

    abuse_false_alarm_share: Term[ErrorRate]
    learning_days: Term[Count]
    market_makers_spared: Term[bool]
    wash_least_share: Term[Share]
    wash_window_seconds: Term[Count]
    spoof_cancel_seconds: Term[Count]
    spoof_size_times: Term[Positive]
    close_window_minutes: Term[Count]
    pump_window_minutes: Term[Count]
    listing_window_hours: Term[Count]
    large_transfer: Term[Amount]
    question_answer: Term[Clock]
