"""What an applicant claims, compared with the law of his country; a term nobody knows is left to an officer."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.desk.licences.queries import sites_on
from terezi.desk.parties.models import Party
from terezi.desk.screening.queries import compare
from terezi.desk.screening.rules import adverts, capital as capital_rules, connection as connection_rules
from terezi.desk.screening.rules import owners as owner_rules
from terezi.desk.screening.rules import parties as party_rules
from terezi.desk.screening.rules import words as word_rules
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.rules.wallets import proof
from terezi.desk.screening.terms import Candidate, Compared, Likeness, ListKind, Outcome, Schema, Thresholds, Tie, Warning, WordOfLaw
from terezi.law.refusals import NoSuchRule
from terezi.law.term import Term
from terezi.law.terms import Law

T = TypeVar("T")
