"""Of which large transfers an exchange names the other side, by coin and direction."""

from django.utils.translation import gettext as _

from terezi.base.units import PPM
from terezi.desk.venues import quantities
from terezi.desk.venues.sheets.strip import Day
from terezi.desk.venues.sheets.workings.working import NOTHING, Working, text


def travel(day: Day, venue: str) -> Working:
    basis, least = day.basis, day.basis.travel_rule_from_minor
    if basis.law is None or least is None:
        return NOTHING
    told = basis.lake.large_transfers(basis.law, least, venue)
    if told.is_empty():
        return NOTHING
    ways = {"in": _("incoming"), "out": _("outgoing")}
    rows = tuple(
        (
            text(row["asset"]),
            text(ways[row["direction"]]),
            quantities.count(row["transfers"]),
            quantities.count(row["told"]),
            quantities.money(row["worth_minor"], basis.currency),
            quantities.money(row["told_minor"], basis.currency),
            quantities.share(row["told"] * PPM // row["transfers"]),
        )
        for row in told.iter_rows(named=True)
    )
    large, named = int(told["transfers"].sum()), int(told["told"].sum())
    sums = (quantities.money(int(told[name].sum()), basis.currency) for name in ("worth_minor", "told_minor"))
    last = (text(_("Together")), text(""), quantities.count(large), quantities.count(named), *sums, quantities.share(named * PPM // large))  # fmt: skip
    heads = (_("Asset"), _("Direction"), _("Transfers"), _("Other side named"), _("Worth"), _("Of it named"), _("Share"))  # fmt: skip
    formula = _("share = transfers with the other side named / transfers of {amount} or more").format(
        amount=quantities.money(least, basis.currency)
    )
    return Working(formula, heads, rows, last)
