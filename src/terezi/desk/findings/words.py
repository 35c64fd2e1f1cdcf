"""Words for what the record keeps as codes or as English texts, in the reader's language."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terezi.base.errors import Refused
from terezi.desk.people import words as people
from terezi.desk.people.words import word
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEEN: "dict[str, StrOrPromise]" = {
    "new": _("New"),
    "looked_at": _("Looked at, nothing done yet"),
    "asked": _("Asked the firm"),
    "explained": _("Explained"),
}
GRADES: "dict[str, StrOrPromise]" = {
    "nameplate": _("by nameplate"),
    "sampled": _("by sampled telemetry"),
    "submetered": _("by telemetry of each machine and a sub-meter"),
    "calibrated": _("calibrated on its own history"),
    "share_log": _("by a log of accepted shares"),
}
POWER_SOURCES: "dict[str, StrOrPromise]" = {
    "grid": _("the grid"),
    "own_renewable": _("its own, renewable"),
    "own_other": _("its own, not renewable"),
}
ACTS: "dict[str, StrOrPromise]" = {
    "applicants.enrol": _("An applicant made an account"),
    "applicants.tell_contact": _("An applicant said how to reach him"),
    "applications.abandon": _("The applicant gave the application up"),
    "applications.answer": _("Filled in an application"),
    "applications.answer_request": _("The applicant answered"),
    "applications.ask_applicant": _("Asked the applicant"),
    "applications.ask_opinions": _("Asked agencies for opinions"),
    "applications.assign_by_hand": _("Gave a file to an officer past the draw"),
    "applications.attach": _("Added a document"),
    "applications.begin": _("Began an application"),
    "applications.claim_client": _("Named a client of a host"),
    "applications.claim_equipment": _("Listed machines"),
    "applications.claim_owner": _("Named an owner"),
    "applications.claim_site": _("Named a site"),
    "applications.claim_wallet": _("Named a wallet"),
    "applications.decline_decision": _("Declined a decision on a file"),
    "applications.draw": _("Drew a file to an officer"),
    "applications.escalate": _("Told those above of a late opinion"),
    "applications.give_opinion": _("An agency gave its opinion"),
    "applications.opinion_not_given": _("Noted that an opinion was not given"),
    "applications.propose_decision": _("Proposed a decision on a file"),
    "applications.prove_wallet": _("Proved control of a wallet"),
    "applications.remove_claim": _("Took something out of an application"),
    "applications.remove_document": _("Took a document out"),
    "applications.reopen": _("Opened a file again after an appeal"),
    "applications.run_checks": _("Ran the checks of a file"),
    "applications.set_check": _("Set the state of a check"),
    "applications.sign_decision": _("Signed a decision on a file"),
    "applications.submit": _("Handed in an application"),
    "applications.take_back_request": _("Took a question back"),
    "audit.passed": _("An audit found nothing altered"),
    "bills.credit": _("Signed a credit note"),
    "bills.decline": _("Declined to issue bills"),
    "bills.decline_credit": _("Declined a credit note"),
    "bills.draft": _("Reckoned the bills of a month"),
    "bills.issue": _("Issued bills"),
    "bills.propose": _("Proposed to issue bills"),
    "bills.propose_credit": _("Proposed a credit note"),
    "bills.tell_readers": _("Noted who reads the bills of a licence"),
    "certificates.begin_key": _("A key began to sign certificates"),
    "certificates.issue": _("Issued a certificate"),
    "conflicts.declare": _("Declared a conflict"),
    "conflicts.end": _("Ended a conflict"),
    "decisions.appeal": _("Entered an appeal"),
    "decisions.decline": _("Declined a decision"),
    "decisions.lapse": _("A proposal lapsed"),
    "decisions.propose": _("Proposed a decision"),
    "decisions.sign": _("Signed a decision"),
    "findings.look": _("Looked at a finding"),
    "findings.receive": _("Took in findings"),
    "findings.reply": _("Put a reply beside a finding"),
    "journal.key": _("A key of the journal began or ended"),
    "journal.seal": _("Sealed what stood before seals"),
    "levies.tell_declared": _("Noted what was declared as levy"),
    "licences.correct": _("Corrected a licence"),
    "licences.expire": _("Entered that a term ran out"),
    "licences.legacy": _("Took in an older book of licences"),
    "licences.license": _("Granted a licence"),
    "licences.lift": _("Lifted the conditions of a licence"),
    "licences.limit": _("Set conditions to a licence"),
    "licences.register": _("Registered a holder"),
    "licences.reinstate": _("Reinstated a licence"),
    "licences.renew": _("Renewed a licence"),
    "licences.strike_off": _("Struck a licence off"),
    "licences.suspend": _("Suspended a licence"),
    "licences.uphold": _("Upheld an appeal about a licence"),
    "licences.withdraw": _("Withdrew a licence"),
    "lists.load": _("Loaded a list"),
    "officers.appoint": _("Appointed an officer"),
    "payments.load": _("Took in payments"),
    "payments.match": _("Matched a payment to a bill"),
    "register.declare_address": _("Noted a holder's own web address"),
    "register.import": _("Brought in the register"),
    "register.lift_refusal": _("Noted that a refusal no longer holds"),
    "register.publish": _("Published the register"),
    "register.show_refusal": _("Showed a refusal to the public"),
    "tokens.end": _("Ended a token"),
    "tokens.issue": _("Issued a token"),
    "visits.cancel": _("Took a visit off the list"),
    "visits.clear": _("Wrote down what explains a load"),
    "visits.close": _("Wrote down what a visit found"),
    "visits.draw": _("Drew the visits of a week"),
    "returns.end_filer": _("Ended that an account files for an exchange"),
    "returns.file": _("Took a return of an exchange"),
    "returns.name_filer": _("Named who files for an exchange"),
    "venues.answer": _("The exchange answered a question"),
    "venues.ask": _("Asked an exchange"),
    "venues.challenge": _("Gave a venue a challenge to sign"),
    "venues.look_at_alert": _("Said what became of an alert"),
    "venues.prove": _("Took a proof of reserves"),
    "visits.end_clearing": _("Ended an explanation of a load"),
    "visits.plan": _("Planned a visit by hand"),
    "visits.receive": _("Took in the leads of a screening"),
    "warnings.end": _("Ended a warning"),
    "warnings.note_sightings": _("Noted where certificates were seen"),
    "warnings.put_aside": _("Put a sighting aside"),
    "warnings.warn": _("Warned the public"),
}
SECTIONS: "dict[str, StrOrPromise]" = {
    "settlement": _("Settlement"),
    "authorities": _("Authorities"),
    "mining": _("Mining"),
    "power": _("Power"),
    "levy": _("Levy"),
    "licensing": _("Licensing"),
    "supervision": _("Supervision"),
    "detection": _("Unexplained load"),
    "surplus": _("Surplus power"),
    "exchanges": _("Exchanges"),
    "tariffs": _("Tariffs"),
}
STANDINGS: "dict[str, StrOrPromise]" = {
    "enacted": _("enacted"),
    "byelaw": _("byelaw"),
    "practice": _("practice"),
    "derived": _("derived"),
    "policy": _("policy"),
    "draft": _("draft"),
    "proposed": _("proposed"),
    "announced": _("announced"),
    "unknown": _("unknown"),
}
VALUES: "dict[str, StrOrPromise]" = {
    "UNKNOWN": _("unknown"),
    "NO SUCH RULE": _("no such rule"),
    "NOT YET IN FORCE": _("not yet in force"),
    "yes": _("yes"),
    "no": _("no"),
    "registration": _("registration"),
    "permit": _("permit"),
    "licence": _("licence"),
    "certificate": _("certificate"),
    "month": _("month"),
    "quarter": _("quarter"),
    "solo": _("solo"),
    "price": _("price"),
    "no meter": _("no meter"),
    "own renewable": _("own renewable power"),
    "own other": _("other own power"),
    "cap": _("highest rate"),
    "conflict": _("where several apply"),
    "highest": _("the highest"),
}
COUNTRIES: "dict[str, StrOrPromise]" = {
    "GG": _("Garagum"),
    "TM": _("Turkmenistan"),
    "KZ": _("Kazakhstan"),
    "UZ": _("Uzbekistan"),
    "PK": _("Pakistan"),
}
PIECES = re.compile(r"(; |, |: | >= )")


def translated(text: object) -> str:
    """Say a text that is kept in English; nothing stays nothing."""
    return gettext(str(text)) if text else ""


def law_value(value: str) -> str:
    """Say a value of law piece by piece: lists and levy schedules are several values in one text."""
    return "".join(word(VALUES, piece) for piece in PIECES.split(value))


def law_unit(value: str, unit: str) -> str:
    """Say the unit of a value of law; nothing where it only lists the words to choose from."""
    return "" if value in {"yes", "no"} or "|" in unit else translated(unit)


def refusal(refused: Refused) -> str:
    """Say why the law or the record says no."""
    kinds = {
        BeforeTheLaw: _("The law says nothing yet for this day: look at a later one."),
        NoSuchRule: _("The law of this country has no such rule."),
        UnknownLaw: _(
            "The law does not say it, or only as a draft: an officer decides, and a jurist completes the pack."
        ),
    }
    if type(refused) in kinds:
        return str(kinds[type(refused)])
    return people.refusal(refused)
