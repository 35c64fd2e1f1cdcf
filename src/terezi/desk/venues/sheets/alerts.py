"""Alerts in plain words: what a group of accounts did, how rarely chance does it, what explains it, and how far it has come."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import Period, days_up_to
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, queries, words
from terezi.desk.venues.basis import MarketBasis, known
from terezi.desk.venues.models import AlertLook, VenueQuestion
from terezi.desk.venues.terms import CLOSED, AlertTold

SHOWN_DAYS = 30
NAMED_AT_MOST = 3
MILLI = 1_000
SURE_LOG10 = 9  # beyond, how rare it is says nothing more to a person
Row = dict[str, Any]

LONGEST_CLUSTER = 200  # characters the record keeps


@dataclass(frozen=True)
class AlertLine:
    """One alert of the lake, and the last word of an officer about it."""

    row: Row
    look: AlertLook | None

    @property
    def told(self) -> AlertTold:
        """What the record keeps of it; of a name an exchange made too long the end, which tells groups apart."""
        told = {name: self.row[name] for name in ("venue_id", "alert_id", "day", "kind", "instrument")}
        return AlertTold(**told, cluster=self.row["cluster"][-LONGEST_CLUSTER:])

    @property
    def kind_says(self) -> str:
        return word(words.KINDS, self.row["kind"])

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        return tuple(json.loads(self.row["accounts"]))

    @cached_property
    def ties(self) -> tuple[str, ...]:
        return tuple(word(words.TIES, tie) for tie in json.loads(self.row["ties"]))

    @cached_property
    def details(self) -> dict[str, int]:
        return dict(json.loads(self.row["details"]))

    @property
    def is_trial(self) -> bool:
        """Whether the exchange is still in its learning period: no lead, a rehearsal."""
        return bool(self.row["learning"])

    @property
    def is_open(self) -> bool:
        return self.look is None or self.look.state not in CLOSED

    @property
    def state(self) -> str:
        return self.look.state if self.look else ""

    @property
    def state_says(self) -> str:
        return str(words.ANSWERED if self.is_answered else words.STATES[self.state])

    @property
    def is_answered(self) -> bool:
        """Whether the exchange has answered what the last word asked it."""
        question = getattr(self.look, "question", None)
        return question is not None and question.answered_at is not None

    @property
    def meaning(self) -> str:
        if not self.is_open:
            return "agrees" if self.state == "explained" else "nodata"
        return "nodata" if self.is_trial else "disagrees"

    @property
    def volume(self) -> Spoken:
        return quantities.amount(self.row["volume_e8"], quantities.pair(self.row["instrument"])[0])

    @property
    def share(self) -> Spoken:
        return quantities.share(self.row["share_ppm"])

    @property
    def lasted(self) -> Spoken:
        return quantities.span(self.row["from_at"], self.row["to_at"])

    @cached_property
    def says(self) -> SafeString:
        """Say in one sentence what was seen; a pattern without words stands as its code, so that nothing is hidden."""
        kind = self.row["kind"]
        template = words.SENTENCES.get(kind, "{who}: {kind}.")
        if not self.row["net_e8"]:
            template = words.FLAT.get(kind, template)
        return sentence(str(template), self._values)

    @property
    def _values(self) -> dict[str, object]:
        base, more = quantities.pair(self.row["instrument"])[0], self.details
        trades, orders = self.row["trades"], self.row["orders"]
        other, same = (more.get(f"moments_{side}_side", 0) for side in ("other", "same"))
        return {
            "who": who_says(self.accounts, self.row["accounts_count"]),
            "kind": self.row["kind"],
            "ties": _(" and ").join(self.ties),
            "times": counted(ngettext("{n} time", "{n} times", trades), trades),
            "traded": counted(ngettext("{n} trade", "{n} trades", trades), trades),
            "large_orders": counted(ngettext("{n} large order", "{n} large orders", orders), orders),
            "times_other": counted(ngettext("{n} time", "{n} times", other), other),
            "times_same": counted(ngettext("{n} time", "{n} times", same), same),
            "net": number(quantities.amount(self.row["net_e8"], base)),
            "volume": number(self.volume),
            "had": number(quantities.amount(more.get("bought_before_e8"), base)),
            "share": number(self.share),
            "move": number(quantities.share(self.row["move_ppm"])),
            "expected": number(quantities.about(self.row["expected"])),
        }

    @property
    def rarity(self) -> str:
        """Say how rarely chance brings it anywhere at the exchange on a day, all groups looked at counted in."""
        power = self.row["log10_p_milli"] / MILLI
        if power >= SURE_LOG10:
            return _("Chance does not bring it in as many days as anybody will count.")
        days = quantities.count(round(10**power))
        return _(
            "Chance alone would show something like it at this exchange on about one day in {n}."
        ).format(n=days)

    @property
    def explains(self) -> list[str]:
        return [str(each) for each in words.EXPLAINS.get(self.row["kind"], ())]


@dataclass(frozen=True)
class Cluster:
    """One group of accounts at one exchange with its alerts, the latest first."""

    venue_id: str
    cluster: str
    lines: tuple[AlertLine, ...]

    @property
    def first(self) -> AlertLine:
        return self.lines[0]

    @property
    def is_open(self) -> bool:
        return any(line.is_open and not line.is_trial for line in self.lines)

    @property
    def is_trial(self) -> bool:
        return all(line.is_trial for line in self.lines)

    @property
    def days(self) -> int:
        return len({line.row["day"] for line in self.lines})

    @property
    def who(self) -> SafeString:
        return who_says(self.first.accounts, self.first.row["accounts_count"])

    @property
    def times_says(self) -> str:
        alerts = ngettext("{n} alert", "{n} alerts", len(self.lines)).format(n=len(self.lines))
        days = ngettext("on {n} day", "on {n} days", self.days).format(n=self.days)
        return f"{alerts} {days}"

    @property
    def open_lines(self) -> tuple[AlertLine, ...]:
        return tuple(line for line in self.lines if line.is_open)

    @property
    def shown(self) -> AlertLine:
        """The alert the group is told by: the latest that is still open, or else the latest."""
        return next(iter(self.open_lines), self.first)

    @property
    def open_says(self) -> str:
        """Say how many alerts of the group are closed and how many stay open; empty where none is closed or all are."""
        still, closed = len(self.open_lines), len(self.lines) - len(self.open_lines)
        if not closed or not still:
            return ""
        told = ngettext("{n} closed", "{n} closed", closed).format(n=closed)
        stays = ngettext("{n} still open", "{n} still open", still).format(n=still)
        return _("{closed}, {open}").format(closed=told, open=stays)


def counted(told: str, n: int) -> SafeString:
    """Put a count into a phrase that was chosen by it."""
    return sentence(told, {"n": number(quantities.count(n))})


def who_says(accounts: Sequence[str], count: int) -> SafeString:
    """Name the accounts of a group by their pseudonyms; of a large one the first, and how many more."""
    named = list(accounts[:NAMED_AT_MOST])
    told: dict[str, object] = {
        f"a{place}": number(Spoken(account, "")) for place, account in enumerate(named)
    }
    if count == 1:
        return sentence(_("Account {a0}"), told)
    if count <= NAMED_AT_MOST:
        listed = ", ".join(f"{{a{place}}}" for place in range(len(named) - 1))
        return sentence(
            _("Accounts {others} and {last}").format(others=listed, last=f"{{a{len(named) - 1}}}"), told
        )
    listed = ", ".join(f"{{a{place}}}" for place in range(len(named)))
    more = _("Accounts {listed} and {n} more").format(listed=listed, n=count - len(named))
    return sentence(more, told)


def alert_lines(basis: MarketBasis, period: Period | None = None, venue: str = "") -> list[AlertLine]:
    """Return the alerts of some days (the last thirty unless told), the latest and rarest first."""
    days = period or days_up_to(basis.day, days=SHOWN_DAYS)
    looks = queries.last_looks(days=days)
    seen = set(basis.venues["venue_id"])
    wanted = seen & {venue} if venue else seen
    rows = basis.lake.alerts(days).iter_rows(named=True)
    return [
        AlertLine(row, looks.get((row["venue_id"], row["alert_id"])))
        for row in rows
        if row["venue_id"] in wanted
    ]


def is_watched(basis: MarketBasis, venue: str = "") -> bool:
    """Say whether anything was told of the days alerts are of, by an exchange or by any: else nobody could look."""
    rows = basis.lake.rows("venue_days", days_up_to(basis.day, days=SHOWN_DAYS), "venue_id")
    return bool(len(rows.filter(pl.col("venue_id") == venue) if venue else rows))


def clusters(lines: Iterable[AlertLine]) -> list[Cluster]:
    """Group alerts by their accounts: those that wait for a look first, trials of exchanges still being learned last."""
    grouped: dict[tuple[str, str], list[AlertLine]] = {}
    for line in lines:
        grouped.setdefault((line.row["venue_id"], line.row["cluster"]), []).append(line)
    found = [Cluster(venue, cluster, tuple(own)) for (venue, cluster), own in grouped.items()]
    return sorted(
        found, key=lambda one: (not one.is_open, one.is_trial, -one.first.row["log10_p_milli"], one.cluster)
    )


def learning_says(basis: MarketBasis, line: AlertLine) -> str:
    """Say how long the exchange has been learned, where that makes the alert a trial only."""
    if not line.is_trial:
        return ""
    of = known(basis.law.exchanges.learning_days, None) if basis.law else None
    days = line.row["compared_days"]
    told = ngettext(
        "This exchange is still being learned: {n} earlier day was compared, the policy asks for {of}. It is a trial, not a lead.",
        "This exchange is still being learned: {n} earlier days were compared, the policy asks for {of}. It is a trial, not a lead.",
        days,
    )
    return told.format(n=days, of=of if of is not None else "—")


@dataclass(frozen=True)
class Told:
    """Somebody's word about an alert, as the page lists it."""

    look: AlertLook

    @property
    def question(self) -> VenueQuestion | None:
        """What the exchange was asked with it."""
        return getattr(self.look, "question", None)

    @property
    def says(self) -> str:
        return str(words.STATES[self.look.state])


def looks_told(looks: Iterable[AlertLook]) -> list[Told]:
    return [Told(look) for look in looks]
