"""View models: what a page, a file or a machine is shown of a certificate or a licence."""

from typing import Any

from terezi.desk.register.terms import Verdict


def verdict_as_dict(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON holds it; power in W, `valid_until` exclusive."""
    told = verdict.certificate
    said = {
        "answer": verdict.answer,
        "says": verdict.sentence,
        "because": verdict.because,
        "log": verdict.proven,
    }
    if told is None:
        return said
    return said | {
        "status_as_of": verdict.as_of.isoformat() if verdict.as_of else None,
        "number": told.number,
        "holder": told.holder,
        "actor_class": told.actor_class,
        "region": told.region,
        "licensed_w": told.licensed_w,
        "valid_from": told.valid_from.isoformat(),
        "valid_until": told.valid_until.isoformat() if told.valid_until else None,
        "issued_at": told.issued_at.isoformat(),
        "issuer": told.issuer,
    }
