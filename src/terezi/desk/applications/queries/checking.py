"""The checklist of a file and what still stands against granting it."""

from collections.abc import Iterator

from terezi.desk.applications.models import Application, CheckResult
from terezi.desk.applications.queries.files import asked, law_of
from terezi.desk.applications.queries.missing import missing
from terezi.desk.applications.rules.asked import BY_HAND
from terezi.desk.applications.terms import CheckState
from terezi.desk.screening.terms import Outcome


def automatic_checks(application: Application) -> list[str]:
    """Return the checks of a file that are compared; those of unknown law are an officer's alone."""
    return [check for check in asked(application).needed_checks if not check.startswith(BY_HAND)]


def checklist(application: Application) -> list[CheckResult]:
    """Return every check the file needs with its result; one nobody has begun is there as not started."""
    standing = {one.check_id: one for one in application.checks.filter(superseded_at__isnull=True)}
    return [
        standing.get(check) or _not_started(application, check) for check in asked(application).needed_checks
    ]


def _not_started(application: Application, check: str) -> CheckResult:
    return CheckResult(application=application, check_id=check, state=CheckState.NOT_STARTED, by_hand=False)


def against_granting(application: Application) -> list[str]:
    """List what stands against granting: what is missing, open checks, opinions nobody gave. None excuses it."""
    law = law_of(application)
    return [
        *(one.says for one in missing(application, law)),
        *_open_checks(application),
        *_open_opinions(application),
    ]


def _open_checks(application: Application) -> Iterator[str]:
    for check in checklist(application):
        if check.state != CheckState.DONE:
            waits = f" on {check.waiting_on}" if check.waiting_on else ""
            yield f"The check {check.check_id} is {check.state}{waits}: finish it"
        elif check.outcome != Outcome.CLEAR:
            yield f"The check {check.check_id} found something: {check.says} Weigh it and say so by hand"
        elif check.at < application.changed_at:
            yield f"The check {check.check_id} is older than the last change of the file: run it again"


def _open_opinions(application: Application) -> Iterator[str]:
    given = dict(application.opinions.values_list("agency", "position"))
    for agency in asked(application).agencies:
        if agency not in given:
            yield f"The agency {agency} was not asked: ask it"
        elif not given[agency]:
            yield f"The agency {agency} has not spoken: wait, or write down its silence once it is escalated"
