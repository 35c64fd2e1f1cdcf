"""What an applicant claims, compared with the lists and the register as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from terezi.desk.parties.models import MachineBatch
from terezi.desk.parties.queries import holding_on
from terezi.desk.screening.models import ListedWallet, ListVersion
from terezi.desk.screening.queries.indexes import imports, name_index
from terezi.desk.screening.queries.lists import current
from terezi.desk.screening.rules import serials as serial_rules
from terezi.desk.screening.rules.likeness import Alike
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.rules.wallets import key_of
from terezi.desk.screening.terms import Compared, ListKind, Machine, NameRow, Outcome, Schema, Thresholds

NAME_LISTS = (ListKind.SANCTIONS, ListKind.OFFICE_HOLDERS)
NO_SCHEMAS: Mapping[str, Schema] = MappingProxyType({})
TOLD = 20  # likenesses of one name
ASKED_AT_ONCE = 500  # addresses, within what every database takes
NO_LISTS = "No list of {kinds} is loaded: load one (Lists, or `terezi lists load`), or compare by hand."
NO_NAMES = "There is no name to compare: ask the applicant for it."
LIKE = "“{name}” is {score} of 100 like “{listed}” on {title}."
CLEAR = "None of {names} names is like any of {listed} listed names."
CLEAR_BUT = "None of {names} names is like any of {listed} listed names, but no list of {kinds} is loaded."
NO_WALLET_LISTS = "No list of addresses is loaded: load one (Lists, or `terezi lists load`)."
WALLET_LISTED = "{address} is on {title}."
WALLETS_CLEAR = "None of {addresses} addresses is among {listed} listed ones."


def names(
    names: Sequence[str],
    *,
    thresholds: Thresholds,
    kinds: Sequence[ListKind] = NAME_LISTS,
    schemas: Mapping[str, Schema] = NO_SCHEMAS,
    country: str = "",
) -> Compared:
    """Compare names with the current lists of sanctions and of office holders.

    `schemas` says which names are persons' or organisations', as far as it is known; `country` is shown beside the listed ones.
    """
    asked = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    lists = current(kinds)
    missing = [kind for kind in kinds if kind not in {found.kind for found in lists}]
    said: dict[str, Any] = {
        "compared": f"{len(asked)} names with {len(lists)} lists of {', '.join(kinds)}",
        "list_versions": [str(found) for found in lists],
    }
    if not asked or not lists:
        return told(Outcome.CANNOT, NO_LISTS if asked else NO_NAMES, {"kinds": _words(missing)}, **said)
    found = sorted(_likenesses(asked, lists, thresholds, schemas, country), key=lambda row: -row["score"])
    if not found:
        counts: dict[str, Any] = {"names": len(asked), "listed": sum(one.rows for one in lists)}
        if missing:
            return told(Outcome.CANNOT, CLEAR_BUT, counts | {"kinds": _words(missing)}, **said)
        return told(Outcome.CLEAR, CLEAR, counts, **said)
    first = next((row for row in found if row["outcome"] == Outcome.MATCH), found[0])
    values = {
        "name": first["name"],
        "score": first["score"],
        "listed": first["listed"],
        "title": first["title"],
    }
    return told(Outcome(first["outcome"]), LIKE, values, evidence=found, **said)


def _words(kinds: Sequence[ListKind]) -> str:
    return ", ".join(kind.value.replace("_", " ") for kind in kinds)


def _likenesses(
    asked: Sequence[str],
    lists: Sequence[ListVersion],
    thresholds: Thresholds,
    schemas: Mapping[str, Schema],
    country: str,
) -> Iterator[dict[str, Any]]:
    for name in asked:
        schema = schemas.get(name, Schema.UNKNOWN)
        for version in lists:
            found = name_index(version).closest(name, least=float(thresholds.possible), schema=schema)
            for row, alike in found[:TOLD]:
                yield _evidence(name, version, row, alike, thresholds) | (
                    {"country": country} if country else {}
                )


def _evidence(
    name: str, version: ListVersion, row: NameRow, alike: Alike, thresholds: Thresholds
) -> dict[str, Any]:
    is_match = alike.score >= thresholds.match and not row.is_weak
    return {
        "outcome": (Outcome.MATCH if is_match else Outcome.POSSIBLE).value,
        "name": name,
        "listed": row.name,
        "score": round(alike.score * 100),
        "words": list(alike.words),
        "title": version.title,
        "list_version": str(version),
        "entry": row.entry,
        "alias": row.is_alias,
        "weak_alias": row.is_weak,
        "countries": row.countries,
        "born": row.born,
        "programme": row.programme,
    }


def wallets(addresses: Sequence[str]) -> Compared:
    """Compare addresses with every current list of addresses."""
    lists = current([ListKind.WALLETS])
    said: dict[str, Any] = {
        "compared": f"{len(addresses)} addresses with {len(lists)} lists of addresses",
        "list_versions": [str(found) for found in lists],
    }
    if not lists:
        return told(Outcome.CANNOT, NO_WALLET_LISTS, {}, **said)
    found = list(_listed(addresses, lists))
    if found:
        values = {"address": found[0]["address"], "title": found[0]["title"]}
        return told(Outcome.MATCH, WALLET_LISTED, values, evidence=found, **said)
    return told(
        Outcome.CLEAR,
        WALLETS_CLEAR,
        {"addresses": len(addresses), "listed": sum(one.rows for one in lists)},
        **said,
    )


def _listed(addresses: Sequence[str], lists: Sequence[ListVersion]) -> Iterator[dict[str, Any]]:
    asked = {key_of(address): address for address in addresses}
    for keys in _batches(list(asked)):
        rows = ListedWallet.objects.filter(version__in=lists, key__in=keys).select_related("version")
        for row in rows.order_by("id"):
            yield {
                "address": asked[row.key],
                "title": row.version.title,
                "list_version": str(row.version),
                "asset": row.asset,
                "holder": row.holder,
            }


def serials(
    machines: Sequence[Machine], *, importers: Sequence[str], on: date, applied: Mapping[str, str]
) -> Compared:
    """Compare serial numbers with the register on a day, other applications (`applied`: serial -> number) and customs."""
    lists = current([ListKind.CUSTOMS])
    return serial_rules.serials(
        machines,
        importers=importers,
        registered=_registered([machine.serial for machine in machines], on=on),
        applied={serial_rules.normal(serial): number for serial, number in applied.items()},
        imports=imports(lists),
        list_versions=[str(found) for found in lists],
    )


def _registered(claimed: Sequence[str], *, on: date) -> dict[str, str]:
    """Return the site of each serial number that is on the register, where machines stand one by one.

    All are gone through, because the register writes a serial number as it was told: with dashes or without.
    """
    asked = {serial_rules.normal(one) for one in claimed}
    rows = MachineBatch.objects.filter(holding_on(on), machines=1).values_list("batch_id", "site_id")
    told_of = ((serial_rules.normal(serial), site) for serial, site in rows.iterator(chunk_size=5_000))
    return {serial: site for serial, site in told_of if serial in asked}


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(values), ASKED_AT_ONCE):
        yield values[begin : begin + ASKED_AT_ONCE]
