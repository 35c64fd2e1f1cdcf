"""What officers fill in: a proposal, a refusal to sign, an appeal, a conflict."""

from terezi.desk.decisions.forms.answering import AppealForm, ConflictForm, DeclineForm, OutcomeForm
from terezi.desk.decisions.forms.proposing import ProposeForm
from terezi.desk.decisions.forms.why import Day, ReasonForm

__all__ = ["AppealForm", "ConflictForm", "Day", "DeclineForm", "OutcomeForm", "ProposeForm", "ReasonForm"]
