"""Derived of single meters: the shape of their days, and what it leaves unexplained."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

METER_DAYS = Table(
    "meter_days",
    "The hours of one meter's settlement day and the shape they make; an hour that no reading covers is empty",
    ("meter_id", "day"),
    (
        DAY,
        Column("meter_id", "string", "id", "Meter as in ref_meters"),
        Column("covered_seconds", "int64", "s", "How much of the day readings of at most an hour cover"),
        Column("total_wh", "int64", "Wh", "Energy of the covered hours"),
        *(
            Column(f"h{hour:02d}_wh", "int64", "Wh, so mean W", f"Energy of hour {hour} since the day began", nullable=True)
            for hour in range(24)
        ),
        Column("hours_covered", "int32", "count", "Hours of which a reading covers at least a part"),
        Column("whole", "int32", "0 or 1", "1 where every covered hour is covered wholly, so that hours compare"),
        Column("lowest_wh", "int64", "Wh", "Lowest hour"),
        Column("highest_wh", "int64", "Wh", "Highest hour"),
        Column("zero_hours", "int32", "count", "Covered hours in which nothing was drawn"),
        Column("steps_wh", "int64", "Wh", "Sum of the steps from one hour to the next, up or down"),
        Column("steps_up_highest_wh", "int64", "Wh", "Highest step up"),
        Column("steps_down_highest_wh", "int64", "Wh", "Highest step down"),
    ),
)  # fmt: skip

METER_SCREENS = Table(
    "meter_screens",
    "What the load of one meter over the window that ends with `day` leaves unexplained; a place to look, no accusation",
    ("meter_id", "day"),
    (
        DAY,
        Column("meter_id", "string", "id", "Meter as in ref_meters"),
        Column("customer_id", "string", "id", "Customer as in ref_customers", nullable=True),
        Column("model", "string", "sha-256", "Model that scored it; empty for the physical rule alone"),
        Column("group", "string", "class/region, class or all", "Innocent meters it was compared with"),
        Column("days", "int32", "days", "Days of the window that could be used"),
        Column("rule", "int32", "0 or 1", "1 where the physical rule alone names it"),
        Column(
            "score_ppm", "int64", "1e-6", "Order of the list: logarithm of steady load over the rule's unit"
        ),
        Column(
            "p_value_ppm", "int64", "ppm", "How many innocent meters of the group would look so or more so"
        ),
        Column(
            "probability_ppm", "int64", "ppm", "Calibrated probability at the prior share the model names"
        ),
        Column("unexplained_w", "int64", "W", "Steady power above what its group keeps up"),
        Column("unexplained_hours", "int32", "hours a day", "For how long a day it is kept up"),
        Column("expected_wh_per_month", "int64", "Wh per 30 days", "Energy of that power over those hours"),
        Column("money_minor", "int64", "minor units per 30 days", "At the price asked for", nullable=True),
        *(
            column
            for number in (1, 2, 3)
            for column in (
                Column(f"reason_{number}", "string", "code", "See numerics/meters/reasons.py", nullable=True),
                Column(
                    f"reason_{number}_value",
                    "int64",
                    "unit of the reason",
                    "What was measured",
                    nullable=True,
                ),
            )
        ),
    ),
)
