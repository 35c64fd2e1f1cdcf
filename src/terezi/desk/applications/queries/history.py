"""What has become of a file, step by step, as the journal tells it."""

from terezi.desk.applications.models import Application
from terezi.desk.applications.terms import Act, Holder, Step
from terezi.desk.journal.queries import entries
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role

OF_THE_APPLICANT = frozenset(
    {
        Act.BEGIN,
        Act.ANSWER,
        Act.ATTACH,
        Act.REMOVE_DOCUMENT,
        Act.CLAIM_SITE,
        Act.CLAIM_EQUIPMENT,
        Act.CLAIM_WALLET,
        Act.PROVE_WALLET,
        Act.CLAIM_OWNER,
        Act.CLAIM_CLIENT,
        Act.REMOVE_CLAIM,
        Act.SUBMIT,
        Act.ABANDON,
        Act.REPLY,
    }
)
OF_AGENCIES = frozenset({Act.GIVE_OPINION})
SHOWN_TO_APPLICANT = OF_THE_APPLICANT | {
    Act.DRAW,
    Act.ASSIGN,
    Act.ASK,
    Act.TAKE_BACK,
    Act.ASK_OPINION,
    Act.GIVE_OPINION,
    Act.ESCALATE,
    Act.SIGN,
    Act.REOPEN,
}
"""What an applicant reads of his own file: never who proposes, checks or declines before anything is signed."""


def history(application: Application, *, person: Officer) -> list[Step]:
    """Return the dated steps of a file with the owner of each, earliest first.

    An applicant reads his own acts and what binds him; the names of officers stay with the authority.
    """
    mine = person.role == Role.APPLICANT
    found = entries(subject=application.number).order_by("sequence")
    return [
        Step(
            sequence=one.sequence,
            at=one.at,
            act=one.act,
            owner=_owner(one.act),
            by="" if mine and _owner(one.act) is not Holder.APPLICANT else one.by,
            ground="" if mine and one.act == Act.ASSIGN else one.ground,
            status=str(one.values.get("status", "")),
        )
        for one in found
        if not mine or one.act in SHOWN_TO_APPLICANT
    ]


def _owner(act: str) -> Holder:
    if act in OF_THE_APPLICANT:
        return Holder.APPLICANT
    return Holder.AGENCIES if act in OF_AGENCIES else Holder.OFFICER
