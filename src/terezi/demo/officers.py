"""The demo officers; their passwords are public, so a demo home never serves anything but fiction."""

from dataclasses import dataclass
from datetime import datetime

from terezi.desk.people import actions


@dataclass(frozen=True)
class DemoOfficer:
    """Somebody to sign in as."""

    email: str
    name: str
    role: str
    password: str


OFFICERS = (
    DemoOfficer("ogulgerek@garagum.example", "Ogulgerek", "licensing_officer", "scales-licence-1"),
    DemoOfficer("kamran@garagum.example", "Kamran", "energy_inspector", "scales-energy-2"),
    DemoOfficer("arman@garagum.example", "Arman", "market_supervisor", "scales-market-3"),
    DemoOfficer("aygul@garagum.example", "Aýgül", "policy_economist", "scales-policy-4"),
    DemoOfficer("dilnoza@garagum.example", "Dilnoza", "aml_analyst", "scales-money-5"),
    DemoOfficer("meret@garagum.example", "Meret", "auditor", "scales-audit-6"),
    DemoOfficer("batyr@garagum.example", "Batyr", "sysadmin", "scales-system-7"),
)


def create_officers(*, at: datetime) -> None:
    """Create those officers who are not there yet."""
    for officer in OFFICERS:
        actions.ensure_officer(
            email=officer.email, name=officer.name, role=officer.role, password=officer.password, at=at
        )
