"""Who owns the applicant, at any distance, and whom of them the law bars."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np

from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome, Tie

WHOLE = 1_000_000
PATHS = 20  # as many are told

CLEAR = "None of the {owners} owners, through at most {hops} companies, is barred."
BARRED = "{owner} is barred ({why}) and owns {share} % of the applicant: {path}."
PLACES_UNKNOWN = "No owner is barred by kind, but the law's list of offshore places is not known: an officer compares the places."
UNTOLD = "No owner told is barred, but of {company} only {share} % is told: ask the applicant for the rest."
TOO_MUCH = "The shares told of {company} add up to {share} %: ask the applicant to correct them."
NO_OWNERS = "No owner of the applicant is told: ask the applicant for them."


def owners(
    ties: Sequence[Tie], *, applicant: str, barred: Collection[str], offshore: Collection[str] | None
) -> Compared:
    """Walk from every owner down to the applicant, and tell those barred by kind or by an offshore place.

    `offshore` holds ISO codes; none where the law's list is not known.
    """
    graph = graph_of(ties)
    compared = (
        f"{len(ties)} ties of ownership with {len(barred)} bars and {len(offshore or ())} offshore places"
    )
    if applicant not in graph or graph.in_degree(applicant) == 0:
        return told(Outcome.CANNOT, NO_OWNERS, {}, compared=compared)
    shares = shares_of(graph, applicant)
    found = [row for owner in shares for row in _barred(graph, owner, applicant, barred, offshore, shares)]
    if found:
        first = max(found, key=lambda row: (row["share_ppm"], -row["hops"]))
        values = {
            "owner": first["owner"],
            "why": first["why"],
            "share": first["share"],
            "path": first["paths"][0],
        }
        return told(Outcome.MATCH, BARRED, values, compared=compared, evidence=found)
    return _not_barred(graph, shares, applicant, offshore, compared)


def _not_barred(
    graph: nx.DiGraph,
    shares: Mapping[str, int],
    applicant: str,
    offshore: Collection[str] | None,
    compared: str,
) -> Compared:
    for company, share in _sums(graph, [applicant, *shares]).items():
        if share != WHOLE:
            sentence = TOO_MUCH if share > WHOLE else UNTOLD
            evidence = [{"company": company, "told_ppm": share}]
            values = {"company": company, "share": _percent(share)}
            return told(Outcome.POSSIBLE, sentence, values, compared=compared, evidence=evidence)
    if offshore is None:
        return told(Outcome.CANNOT, PLACES_UNKNOWN, {}, compared=compared)
    hops = max(nx.shortest_path_length(graph, owner, applicant) for owner in shares)
    return told(Outcome.CLEAR, CLEAR, {"owners": len(shares), "hops": hops}, compared=compared)


def graph_of(ties: Iterable[Tie]) -> nx.DiGraph:
    """Return who owns whom; several holdings of one owner in one company are added."""
    graph: nx.DiGraph = nx.DiGraph()
    for tie in ties:
        before = graph.edges.get((tie.owner, tie.owned), {}).get("share_ppm", 0)
        graph.add_edge(tie.owner, tie.owned, share_ppm=before + tie.share_ppm)
        node = graph.nodes[tie.owner]
        node["kinds"] = node.get("kinds", frozenset()) | tie.kinds
        node["countries"] = node.get("countries", frozenset()) | ({tie.country.upper()} - {""})
    return graph


def shares_of(graph: nx.DiGraph, applicant: str) -> dict[str, int]:
    """Return what everybody holds of the applicant, directly and through others, in millionths.

    Shares multiply along a path and add over paths; a ring of companies holds what those outside it hold.
    """
    names = sorted(nx.ancestors(graph, applicant) - {applicant})
    place = {name: index for index, name in enumerate(names)}
    through = np.zeros((len(names), len(names)))
    direct = np.zeros(len(names))
    for owner, owned, share in graph.edges(data="share_ppm"):
        if owner in place and owned == applicant:
            direct[place[owner]] = share / WHOLE
        elif owner in place and owned in place:
            through[place[owner], place[owned]] = share / WHOLE
    held = _solved(through, direct)
    return {name: round(float(held[place[name]]) * WHOLE) for name in names}


def _solved(through: Any, direct: Any) -> Any:
    """Add up shares over all paths at once; a ring that nobody outside holds has no sum, so it is capped."""
    try:
        held = np.linalg.solve(np.eye(len(direct)) - through, direct)
    except np.linalg.LinAlgError:
        return _capped(through, direct)
    return np.minimum(held, 1.0) if np.all(held >= -1e-9) else _capped(through, direct)


def _capped(through: Any, direct: Any) -> Any:
    held = direct.copy()
    for _ in range(len(direct) + 64):
        held = np.minimum(direct + through @ held, 1.0)
    return held


def _sums(graph: nx.DiGraph, names: Iterable[str]) -> dict[str, int]:
    """Add up what is told of each company; who has no owner told is taken for a person."""
    return {
        name: sum(share for *_, share in graph.in_edges(name, data="share_ppm"))
        for name in names
        if graph.in_degree(name)
    }


def _barred(
    graph: nx.DiGraph,
    owner: str,
    applicant: str,
    barred: Collection[str],
    offshore: Collection[str] | None,
    shares: Mapping[str, int],
) -> list[dict[str, Any]]:
    node = graph.nodes[owner]
    why = sorted(node.get("kinds", frozenset()) & set(barred))
    places = sorted(node.get("countries", frozenset()) & {place.upper() for place in offshore or ()})
    why += [f"offshore: {place}" for place in places]
    if not why:
        return []
    paths = sorted(nx.all_shortest_paths(graph, owner, applicant))[:PATHS]
    return [
        {
            "owner": owner,
            "why": ", ".join(why),
            "hops": len(paths[0]) - 1,
            "share_ppm": shares[owner],
            "share": _percent(shares[owner]),
            "paths": [_told_path(graph, path) for path in paths],
        }
    ]


def _told_path(graph: nx.DiGraph, path: Sequence[str]) -> str:
    steps = [path[0]]
    for owner, owned in pairwise(path):
        steps.append(f"→ {_percent(graph.edges[owner, owned]['share_ppm'])} % of {owned}")
    return " ".join(steps)


def _percent(ppm: int) -> str:
    return f"{ppm / 10_000:.4f}".rstrip("0").rstrip(".")
