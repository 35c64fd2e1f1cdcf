"""What an exchange owes and holds, and how much of its turnover few accounts make."""

from django.utils.translation import gettext as _

from terezi.desk.venues import quantities
from terezi.desk.venues.sheets.strip import Day
from terezi.desk.venues.sheets.venue import assets_of, spans_of
from terezi.desk.venues.sheets.workings.working import NOTHING, Working, moment, text

ACCOUNTS_SHOWN = 10


def reserves(day: Day, venue: str) -> Working:
    zone = day.basis.zone
    if spans := spans_of(day, venue):
        rows = tuple(
            (text(span.row["asset"]), text(moment(span.row["began_at"], zone)), span.lasted, span.missing, quantities.share(span.row["share_ppm"]))
            for span in spans
        )  # fmt: skip
        heads = (_("Asset"), _("Began"), _("Lasted"), _("Missing at the worst"), _("Held over owed"))
        return Working(_("held over owed, at the worst of the longest span"), heads, rows)
    told = [
        (text(line.asset), text(moment(line.as_at, zone)), *(line.spoken[name] for name in ("reserves", "liabilities", "cover")))
        for line in assets_of(day, venue)
    ]  # fmt: skip
    heads = (_("Asset"), _("Told for"), _("Held"), _("Owed to clients"), _("Held over owed"))
    return Working(_("held over owed, of the asset that is covered least"), heads, tuple(told))


def few(day: Day, venue: str) -> Working:
    told = day.basis.lake.account_shares(day.basis.day, venue)
    currency = day.basis.currency
    rows = [
        (
            text(str(place)),
            text(row["account_id"]),
            quantities.money(row["part"] // 2, currency),
            quantities.share(row["share"]),
        )
        for place, row in enumerate(told.head(ACCOUNTS_SHOWN).iter_rows(named=True), 1)
    ]
    if told.is_empty():
        return NOTHING
    whole = quantities.money(int(told["whole"][0]) // 2, currency)
    formula = _("share = half of what the account bought and sold / turnover of the day, {whole}").format(
        whole=whole
    )
    return Working(formula, (_("Place"), _("Account"), _("Its half of its trades"), _("Share")), tuple(rows))
