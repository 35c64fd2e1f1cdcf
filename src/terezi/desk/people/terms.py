"""Who works here and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """The work of an officer."""

    AML_ANALYST = "aml_analyst"
    APPLICANT = "applicant"
    AUDITOR = "auditor"
    COMMUNICATIONS_OFFICER = "communications_officer"
    DATA_SENDER = "data_sender"
    ENERGY_INSPECTOR = "energy_inspector"
    FIRE_OFFICER = "fire_officer"
    GOVERNOR = "governor"
    LICENSING_OFFICER = "licensing_officer"
    MARKET_SUPERVISOR = "market_supervisor"
    POLICY_ECONOMIST = "policy_economist"
    SYSADMIN = "sysadmin"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.AML_ANALYST: "AML analyst",
    Role.APPLICANT: "Applicant",
    Role.AUDITOR: "Auditor",
    Role.COMMUNICATIONS_OFFICER: "Communications officer",
    Role.DATA_SENDER: "Sender of meter data",
    Role.ENERGY_INSPECTOR: "Energy inspector",
    Role.FIRE_OFFICER: "Fire safety officer",
    Role.GOVERNOR: "Head of the authority",
    Role.LICENSING_OFFICER: "Licensing officer",
    Role.MARKET_SUPERVISOR: "Market supervisor",
    Role.POLICY_ECONOMIST: "Policy economist",
    Role.SYSADMIN: "System administrator",
}


AGENCY_OF = {
    Role.AML_ANALYST: "fiu",
    Role.COMMUNICATIONS_OFFICER: "communications",
    Role.ENERGY_INSPECTOR: "energy",
    Role.FIRE_OFFICER: "fire",
}
"""For which agency an officer of the role gives opinions on applications."""


class Permission(StrEnum):
    """Every permission there is, as `scope.verb`."""

    APPLICATIONS_ASSIGN = "applications.assign"
    APPLICATIONS_READ = "applications.read"
    APPLICATIONS_WORK = "applications.work"
    BILLS_ISSUE = "bills.issue"
    BILLS_READ = "bills.read"
    CONFLICTS_DECLARE = "conflicts.declare"
    DECISIONS_PROPOSE = "decisions.propose"
    DECISIONS_READ = "decisions.read"
    DECISIONS_SIGN = "decisions.sign"
    ENERGY_ALLOCATE = "energy.allocate"
    ENERGY_CURTAIL = "energy.curtail"
    ENERGY_READ = "energy.read"
    FACTS_READ = "facts.read"
    FEEDS_READ = "feeds.read"
    FINDINGS_LOOK = "findings.look"
    FINDINGS_READ = "findings.read"
    FINDINGS_REPLY = "findings.reply"
    INTEGRITY_READ = "integrity.read"
    JOURNAL_READ = "journal.read"
    LAW_READ = "law.read"
    LISTS_LOAD = "lists.load"
    LISTS_READ = "lists.read"
    METERS_READ = "meters.read"
    OFFICERS_APPOINT = "officers.appoint"
    OPINIONS_GIVE = "opinions.give"
    PAYMENTS_LOAD = "payments.load"
    PORTAL_USE = "portal.use"
    READINGS_SEND = "readings.send"
    REGISTER_IMPORT = "register.import"
    REGISTER_PUBLISH = "register.publish"
    REGISTER_READ = "register.read"
    RETURNS_SEND = "returns.send"
    SITES_READ = "sites.read"
    TOKENS_ISSUE = "tokens.issue"
    VENUE_FEES_READ = "venue_fees.read"
    VENUES_READ = "venues.read"
    VENUES_WORK = "venues.work"
    VISITS_PLAN = "visits.plan"
    VISITS_READ = "visits.read"
    WARNINGS_WRITE = "warnings.write"


# What needs no permission: `ANYONE` may open it unknown, `SIGNED_IN` is every officer
ANYONE = "anyone"
SIGNED_IN = "signed in"

_READS = frozenset(
    {
        Permission.FACTS_READ,
        Permission.FEEDS_READ,
        Permission.FINDINGS_READ,
        Permission.LAW_READ,
        Permission.REGISTER_READ,
        Permission.SITES_READ,
    }
)
_OPINES = frozenset(
    {
        Permission.APPLICATIONS_READ,
        Permission.CONFLICTS_DECLARE,
        Permission.LAW_READ,
        Permission.OPINIONS_GIVE,
        Permission.REGISTER_READ,
    }
)
_LICENSES = frozenset(
    {
        Permission.APPLICATIONS_ASSIGN,
        Permission.APPLICATIONS_READ,
        Permission.APPLICATIONS_WORK,
        Permission.CONFLICTS_DECLARE,
        Permission.DECISIONS_PROPOSE,
        Permission.DECISIONS_READ,
        Permission.DECISIONS_SIGN,
        Permission.LISTS_LOAD,
        Permission.LISTS_READ,
        Permission.REGISTER_IMPORT,
        Permission.REGISTER_PUBLISH,
        Permission.WARNINGS_WRITE,
    }
)
_INSPECTS = frozenset(
    {
        Permission.BILLS_ISSUE,
        Permission.BILLS_READ,
        Permission.ENERGY_ALLOCATE,
        Permission.ENERGY_CURTAIL,
        Permission.ENERGY_READ,
        Permission.METERS_READ,
        Permission.PAYMENTS_LOAD,
        Permission.VISITS_PLAN,
        Permission.VISITS_READ,
    }
)
_AUDITS = frozenset(
    {
        Permission.APPLICATIONS_READ,
        Permission.BILLS_READ,
        Permission.DECISIONS_READ,
        Permission.ENERGY_READ,
        Permission.INTEGRITY_READ,
        Permission.JOURNAL_READ,
        Permission.LISTS_READ,
        Permission.METERS_READ,
        Permission.VENUE_FEES_READ,
        Permission.VENUES_READ,
        Permission.VISITS_READ,
    }
)
_LOOKS = _READS | {Permission.FINDINGS_LOOK, Permission.FINDINGS_REPLY}

MAY: dict[Role, frozenset[Permission]] = {
    Role.AML_ANALYST: _LOOKS | _OPINES | {Permission.LISTS_READ, Permission.VENUES_READ},
    # sees nothing but what is his own
    Role.APPLICANT: frozenset({Permission.PORTAL_USE}),
    Role.AUDITOR: _READS | _AUDITS,
    Role.COMMUNICATIONS_OFFICER: _OPINES,
    # a gateway or a venue, not a person: brings readings and returns, and reads nothing
    Role.DATA_SENDER: frozenset({Permission.READINGS_SEND, Permission.RETURNS_SEND}),
    Role.ENERGY_INSPECTOR: _LOOKS | _OPINES | _INSPECTS,
    Role.FIRE_OFFICER: _OPINES,
    # what the state is owed by exchanges, and no case
    Role.GOVERNOR: frozenset({Permission.LAW_READ, Permission.REGISTER_READ, Permission.VENUE_FEES_READ}),
    Role.LICENSING_OFFICER: _LOOKS | _LICENSES,
    Role.MARKET_SUPERVISOR: _LOOKS
    | {Permission.VENUE_FEES_READ, Permission.VENUES_READ, Permission.VENUES_WORK},
    Role.POLICY_ECONOMIST: _READS
    | {Permission.BILLS_READ, Permission.ENERGY_READ, Permission.VENUE_FEES_READ, Permission.VENUES_READ},
    # keeps the machine running and reads no case
    Role.SYSADMIN: frozenset(
        {
            Permission.FEEDS_READ,
            Permission.JOURNAL_READ,
            Permission.LAW_READ,
            Permission.OFFICERS_APPOINT,
            Permission.REGISTER_PUBLISH,
            Permission.TOKENS_ISSUE,
        }
    ),
}


class Act(StrEnum):
    """What the journal calls the changes made here."""

    APPOINT = "officers.appoint"
    END_TOKEN = "tokens.end"  # noqa: S105
    ENROL = "applicants.enrol"
    TELL_CONTACT = "applicants.tell_contact"
    ISSUE_TOKEN = "tokens.issue"  # noqa: S105
