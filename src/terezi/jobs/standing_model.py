"""Find the detection model that screenings use: the last one trained, or the one asked for."""

from pathlib import Path

from terezi.base.errors import Unavailable
from terezi.evidence.facts.home import Home
from terezi.evidence.numerics.meters.ranking import Model

FILE = "model.json"


def standing_model(home: Home, sha256: str | None = None) -> Model | None:
    """Return the model below HOME/models; None while none is trained and none is asked for.

    :raises Unavailable: when there is no model that begins so, or its file does not hold what its name says.
    """
    kept = sorted(
        (home.path / "models").glob(f"{sha256 or ''}*/{FILE}"), key=lambda path: path.stat().st_mtime_ns
    )
    if not kept and sha256 is None:
        return None
    if not kept or (sha256 and len(kept) > 1):
        raise Unavailable(
            f"{len(kept)} models in {home.path / 'models'} begin with {sha256}: name one, or train it"
        )
    return _read(kept[-1])


def _read(path: Path) -> Model:
    model = Model.read(path.read_text(encoding="utf-8"))
    if model.sha256 != path.parent.name:
        raise Unavailable(
            f"{path} was changed since it was trained: train the model again with `terezi train`"
        )
    return model
