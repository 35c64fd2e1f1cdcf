"""Sign the journal as it stands and put it out as files anybody may copy: no names, only digests."""

from datetime import datetime
from pathlib import Path

from terezi.desk.journal import actions, queries
from terezi.desk.journal.models import Checkpoint
from terezi.evidence.facts.home import Home
from terezi.jobs.log_folder import LogFolder
from terezi.jobs.log_keys import signing_key


def checkpoint_log(*, home: Home, by: str, at: datetime) -> Checkpoint:
    """Sign a checkpoint and publish it in the home's `log`; may be run as often as one likes.

    :raises Refused: when the journal no longer agrees with what was signed before.
    """
    signed = actions.checkpoint(signer=signing_key(home=home, by=by, at=at), at=at)
    publish_log(out=home.log_dir)
    return signed


def publish_log(*, out: Path) -> int:
    """Bring the folder up to the last checkpoint and return how many entries that tells of; 0 before the first.

    The tiles come first: a checkpoint that is there can be followed down to every entry.
    """
    folder, size = LogFolder(out), 0
    for each in queries.checkpoints():
        size = each.tree_size
        if not folder.has_checkpoint(size):
            folder.add_tiles((tile, queries.tile(tile)) for tile in folder.lacking(size))
            folder.write_keys(queries.signing_keys())
            folder.add_checkpoint(size, each.note_text)
    return size
