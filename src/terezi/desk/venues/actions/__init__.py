"""Every change of what venues file, prove and answer, and of what officers make of alerts."""

from terezi.desk.venues.actions.asking import answer_question, ask_about_alert, ask_about_finding
from terezi.desk.venues.actions.filing import end_filer, file, name_filer
from terezi.desk.venues.actions.looking import look_at_alert
from terezi.desk.venues.actions.proving import give_challenge, take_proof

__all__ = [
    "answer_question",
    "ask_about_alert",
    "ask_about_finding",
    "end_filer",
    "file",
    "give_challenge",
    "look_at_alert",
    "name_filer",
    "take_proof",
]
