"""What the authority set for the watch on market abuse, read from the law of a day."""

from dataclasses import dataclass
from math import log10

from terezi.law.terms import Law


@dataclass(frozen=True)
class Policy:
    """The terms of law.exchanges that the detectors need; every one is known, or reading it stops the watch."""

    false_alarm_share: float
    learning_days: int
    makers_spared: bool
    wash_least_share: float
    spoof_cancel_seconds: int
    spoof_size_times: float
    close_window_minutes: int
    pump_window_minutes: int
    listing_window_hours: int

    @property
    def least_log10_p(self) -> float:
        """Return minus the decimal logarithm of the share of false alarms: what is rarer is told."""
        return -log10(self.false_alarm_share)

    @classmethod
    def of(cls, law: Law) -> "Policy":
        """Read the policy; an unknown term raises with its article and remedy."""
        told = law.exchanges
        return cls(
            false_alarm_share=float(told.abuse_false_alarm_share.value),
            learning_days=told.learning_days.value,
            makers_spared=told.market_makers_spared.value,
            wash_least_share=float(told.wash_least_share.value),
            spoof_cancel_seconds=told.spoof_cancel_seconds.value,
            spoof_size_times=float(told.spoof_size_times.value),
            close_window_minutes=told.close_window_minutes.value,
            pump_window_minutes=told.pump_window_minutes.value,
            listing_window_hours=told.listing_window_hours.value,
        )
