"""The workqueues: which file to open next."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from terezi.desk.applications import queries
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.queue import file_row, tabs
from terezi.desk.applications.terms import Queue
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word

FILES_A_PAGE = 25
OF_THE_DESK = (Queue.MINE, Queue.READY, Queue.WAITING, Queue.TO_SIGN, Queue.OVERDUE, Queue.TO_DRAW)
OF_AGENCIES = (Queue.WAITING,)
OF_READERS = (Queue.WAITING, Queue.OVERDUE, Queue.TO_DRAW)


@page(may="applications.read")
def queues(request: OfficerRequest) -> HttpResponse:
    """Show the workqueues of this officer with their counts, and the files of one of them."""
    at = timezone.now()
    found, shown = queries.queues(request.user, at), _shown(request.user)
    queue = _chosen(request.GET.get("queue", ""), shown)
    files = Paginator(found[queue], FILES_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "tabs": tabs(found, shown=shown),
        "queue": queue,
        "label": word(words.QUEUES, queue),
        "says": word(words.QUEUE_SAYS, queue),
        "empty": word(words.EMPTY, queue),
        "rows": [file_row(one, reader=request.user, at=at) for one in files],
        "shown": files,
        "overdue": len(found[Queue.OVERDUE]) if Queue.OVERDUE in shown else 0,
        "to_draw": len(found[Queue.TO_DRAW]),
        "may_draw": may(request.user, "applications.assign"),
        "is_to_sign": queue is Queue.TO_SIGN,
    }
    return render(request, "applications/desk_queues.html", told)


def _shown(officer: Officer) -> tuple[Queue, ...]:
    """Which queues an officer has: whoever works on files all, an agency what waits for it, others what they read."""
    if may(officer, "applications.work"):
        return OF_THE_DESK
    return OF_AGENCIES if may(officer, "opinions.give") else OF_READERS


def _chosen(asked: str, shown: tuple[Queue, ...]) -> Queue:
    return Queue(asked) if asked in shown else shown[0]
