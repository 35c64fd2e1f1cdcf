"""Every change of a licence. Those of one licence come from signed decisions, or from a term that ran out."""

from terezi.desk.licences.actions.changes import change
from terezi.desk.licences.actions.corrections import correct
from terezi.desk.licences.actions.expiry import expire
from terezi.desk.licences.actions.grants import grant
from terezi.desk.licences.actions.imports import import_register
from terezi.desk.licences.actions.legacy import take_legacy
from terezi.desk.licences.actions.numbers import next_number

__all__ = ["change", "correct", "expire", "grant", "import_register", "next_number", "take_legacy"]
