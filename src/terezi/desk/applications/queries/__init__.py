"""Every read of the files: who may see which, what they lack, who holds the ball, what has become of them."""

from terezi.desk.applications.queries.assigning import candidates, draw_holds, passed_over, workers
from terezi.desk.applications.queries.checking import against_granting, automatic_checks, checklist
from terezi.desk.applications.queries.clock import clock, queues
from terezi.desk.applications.queries.comparing import compare
from terezi.desk.applications.queries.documents import document_for
from terezi.desk.applications.queries.dues import answer_due, opinion_due
from terezi.desk.applications.queries.files import (
    actor_class_of,
    asked,
    conflicted_names,
    file,
    law_of,
    visible_to,
)
from terezi.desk.applications.queries.history import history
from terezi.desk.applications.queries.integrity import integrity
from terezi.desk.applications.queries.missing import missing
from terezi.desk.applications.queries.opinions import agencies_to_ask, files_with_silence, silent
from terezi.desk.applications.queries.register import pool_share, stands_for

__all__ = [
    "actor_class_of",
    "against_granting",
    "agencies_to_ask",
    "answer_due",
    "asked",
    "automatic_checks",
    "candidates",
    "checklist",
    "clock",
    "compare",
    "conflicted_names",
    "document_for",
    "draw_holds",
    "file",
    "files_with_silence",
    "history",
    "integrity",
    "law_of",
    "missing",
    "opinion_due",
    "passed_over",
    "pool_share",
    "queues",
    "silent",
    "stands_for",
    "visible_to",
    "workers",
]
