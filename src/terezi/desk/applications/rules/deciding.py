"""Which status a decision leads to, how long what it grants holds, and how much power it may grant."""

from collections.abc import Mapping

from terezi.base.errors import Refused
from terezi.desk.applications.terms import DECIDING
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act

AFTER = {
    Act.REGISTER: Status.REGISTERED,
    Act.LICENSE: Status.LICENSED,
    Act.LIMIT: Status.LIMITED,
    Act.REFUSE: Status.REFUSED,
}


def status_after(act: Act, *, granted_status: str) -> Status:
    """Return the status an act leads to in a class whose law grants `granted_status`.

    :raises Refused: when the act decides no application, or the class is granted otherwise.
    """
    if act not in DECIDING:
        raise Refused(f"{act.value} decides no application: choose {', '.join(sorted(AFTER))}")
    if act in {Act.REGISTER, Act.LICENSE} and AFTER[act] != granted_status:
        raise Refused(f"The law grants this class as {granted_status}: {act.value} is not open")
    return AFTER[act]


def granted_power(asked: Mapping[str, int], told: Mapping[str, int] | None) -> dict[str, int]:
    """Return the W granted per site: what was asked, or less where the decision says so.

    :raises Refused: when the decision names another site, or grants more than was asked.
    """
    granted = {**asked, **(told or {})}
    if unknown := sorted(set(granted) - set(asked)):
        raise Refused(f"{unknown[0]} is no site of the file: name one of {', '.join(asked) or 'none'}")
    for label, watts in granted.items():
        if not 0 < watts <= asked[label]:
            raise Refused(f"{label}: {watts} W cannot be granted where {asked[label]} W were asked")
    return granted
