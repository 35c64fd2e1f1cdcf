"""How unexplained load is looked for: what the law itself presumes, and the authority's own instruments (policy)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from terezi.law.term import Term
from terezi.law.values import Count, Share

# Open at both ends: a rate of nothing or of everything would make every list empty or endless.
ErrorRate = Annotated[Decimal, Field(gt=0, lt=1)]
Limit = Annotated[Decimal, Field(gt=0)]
TariffClass = Literal["household", "commercial", "industrial", "mining", "agricultural", "public"]


@dataclass(frozen=True)
class Detection:
    """What meters and feeders are screened with; the first three terms are law, the others policy."""

    load_factor_share: Term[Share]
    load_factor_months: Term[Count]
    tariff_class_for_mining: Term[TariffClass]

    false_alarm_share: Term[ErrorRate]
    screening_window_days: Term[Count]
    household_least_unexplained_w: Term[Count]
    leads_at_most: Term[Count]
    drift_limit: Term[Limit]

    feeder_false_alarm_share: Term[ErrorRate]
    feeder_window_days: Term[Count]
    feeder_least_unexplained_w: Term[Count]
    feeder_most_loss_share: Term[Share]

    machine_like_base_share: Term[Share]
    machine_like_least_w: Term[Count]
    complete_month_share: Term[Share]

    visits_per_week: Term[Count]
    exploration_share: Term[Share]
    explained_for_days: Term[Count]
