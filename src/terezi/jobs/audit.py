"""Hold journal, tree, checkpoints, witness and record against each other; note it when they agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terezi.base.signed_notes import PublicKey
from terezi.desk.journal import actions, queries
from terezi.desk.journal.queries.audits.chain import chain_faults, rebuilt
from terezi.desk.journal.queries.audits.heads import head_faults
from terezi.desk.journal.queries.audits.rows import rows_against_seals
from terezi.desk.journal.queries.audits.seals import seal_faults
from terezi.desk.journal.terms import Fault
from terezi.evidence.facts.home import Home
from terezi.jobs.compare_witness import Witness, witness_faults
from terezi.jobs.log_keys import LogKeys


@dataclass(frozen=True)
class Audited:
    """What was looked at, begun at `at`, and every fault found."""

    at: datetime
    entries: int
    rows: int
    checkpoints: int
    witnessed: int
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        return not self.faults


def audit(
    *,
    home: Home,
    by: str,
    at: datetime,
    witness: Path | None = None,
    keys: Sequence[PublicKey] = (),
    noted: bool = True,
) -> Audited:
    """Look at everything, begun at `at`. An audit that passes is journalled, so that the next one's window is short.

    `keys` are the ones checkpoints must be signed with: by default those beside the private key, and those
    the journal names where there are none.

    :raises Unavailable: when there is no witness where one was named.
    :raises BadData: when the witness's copy does not hold together itself.
    """
    copy = None if witness is None else Witness.read(witness)
    found = _looked(copy, list(keys) or LogKeys(home).public() or queries.signing_keys(), at)
    if found.passed and noted:
        values = {"entries": found.entries, "rows": found.rows, "witnessed": found.witnessed}
        actions.audit_passed(by=by, at=at, values=values)
    return found


def _looked(witness: Witness | None, keys: Sequence[PublicKey], at: datetime) -> Audited:
    # what is read first is part of what is read later: nobody's work in between looks like a fault
    heads = list(queries.checkpoints())
    written = queries.journal_end().sequence
    sizes = {head.tree_size for head in heads} | (witness.sizes if witness else set())
    tree = rebuilt(written, sizes=sizes)
    rows = rows_against_seals()
    faults = (
        *chain_faults(),
        *tree.faults,
        *head_faults(heads, keys=keys, roots=tree.roots, written=written),
        *(witness_faults(witness, roots=tree.roots, written=written) if witness else ()),
        *seal_faults(written),
        *rows.faults,
    )
    return Audited(at, written, rows.rows, len(heads), witness.last.size if witness else 0, faults)
