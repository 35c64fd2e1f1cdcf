"""Every change of what the public sees: keys, certificates, refusals, warnings and sightings."""

from terezi.desk.register.actions.issuing import begin_key, issue_certificate
from terezi.desk.register.actions.refusals import lift_refusal, show_refusal
from terezi.desk.register.actions.warning import (
    declare_address,
    end_warning,
    note_sightings,
    put_aside,
    warn,
)

__all__ = [
    "begin_key",
    "declare_address",
    "end_warning",
    "issue_certificate",
    "lift_refusal",
    "note_sightings",
    "put_aside",
    "show_refusal",
    "warn",
]
