"""What goes into a feeder, what its customers' meters see, what physics takes, and what nobody explains.

Read through the tables `feeder_hours`, `feeder_days`, `feeder_balances`, `feeder_candidates` (facts/tables), and:
`hours.feeder_hours(lake, period) -> ibis table`, the one pass over readings, integers on every engine;
`balance.balance(hours, *, window_from, bounds, false_alarm_share, coverage) -> Balance`, all statistics of one subject, pure;
`flow.feeder_flow(lake, period, *, level="feeder") -> polars frame`, the numbers of the Sankey: delivered_wh, registered_wh,
other_wh, missing_wh, technical_loss_wh, unexplained_wh, unexplained_low_wh, unexplained_high_wh by subject.
`jobs.balance_feeders.balance_feeders(lake, law)` writes the tables for the law's day.
"""
