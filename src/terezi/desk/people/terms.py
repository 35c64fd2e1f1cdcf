"""Who works here and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """The work of an officer."""

    AML_ANALYST = "aml_analyst"
    AUDITOR = "auditor"
    ENERGY_INSPECTOR = "energy_inspector"
    LICENSING_OFFICER = "licensing_officer"
    MARKET_SUPERVISOR = "market_supervisor"
    POLICY_ECONOMIST = "policy_economist"
    SYSADMIN = "sysadmin"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.AML_ANALYST: "AML analyst",
    Role.AUDITOR: "Auditor",
    Role.ENERGY_INSPECTOR: "Energy inspector",
    Role.LICENSING_OFFICER: "Licensing officer",
    Role.MARKET_SUPERVISOR: "Market supervisor",
    Role.POLICY_ECONOMIST: "Policy economist",
    Role.SYSADMIN: "System administrator",
}


class Permission(StrEnum):
    """Every permission there is, as `scope.verb`."""

    FACTS_READ = "facts.read"
    FEEDS_READ = "feeds.read"
    FINDINGS_LOOK = "findings.look"
    FINDINGS_READ = "findings.read"
    FINDINGS_REPLY = "findings.reply"
    JOURNAL_READ = "journal.read"
    LAW_READ = "law.read"
    OFFICERS_APPOINT = "officers.appoint"
    REGISTER_IMPORT = "register.import"
    SITES_READ = "sites.read"
    TOKENS_ISSUE = "tokens.issue"


# What needs no permission: `ANYONE` may open it unknown, `SIGNED_IN` is every officer
ANYONE = "anyone"
SIGNED_IN = "signed in"

_READS = frozenset(
    {
        Permission.FACTS_READ,
        Permission.FEEDS_READ,
        Permission.FINDINGS_READ,
        Permission.LAW_READ,
        Permission.SITES_READ,
    }
)
_LOOKS = _READS | {Permission.FINDINGS_LOOK, Permission.FINDINGS_REPLY}

MAY: dict[Role, frozenset[Permission]] = {
    Role.AML_ANALYST: _LOOKS,
    Role.AUDITOR: _READS | {Permission.JOURNAL_READ},
    Role.ENERGY_INSPECTOR: _LOOKS,
    Role.LICENSING_OFFICER: _LOOKS | {Permission.REGISTER_IMPORT},
    Role.MARKET_SUPERVISOR: _LOOKS,
    Role.POLICY_ECONOMIST: _READS,
    # keeps the machine running and reads no case
    Role.SYSADMIN: frozenset(
        {
            Permission.FEEDS_READ,
            Permission.JOURNAL_READ,
            Permission.LAW_READ,
            Permission.OFFICERS_APPOINT,
            Permission.TOKENS_ISSUE,
        }
    ),
}


class Act(StrEnum):
    """What the journal calls the changes made here."""

    APPOINT = "officers.appoint"
    END_TOKEN = "tokens.end"  # noqa: S105
    ISSUE_TOKEN = "tokens.issue"  # noqa: S105
