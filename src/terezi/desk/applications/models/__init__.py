"""The file of an application. Nothing is deleted: what an applicant takes back keeps its row and the moment."""

from terezi.desk.applications.models.claims import (
    ClientClaim,
    Document,
    EquipmentClaim,
    OwnerClaim,
    SiteClaim,
    Told,
    WalletClaim,
)
from terezi.desk.applications.models.files import Application, Series
from terezi.desk.applications.models.work import Assignment, CheckResult, OpinionAsked, RequestToApplicant

__all__ = [
    "Application",
    "Assignment",
    "CheckResult",
    "ClientClaim",
    "Document",
    "EquipmentClaim",
    "OpinionAsked",
    "OwnerClaim",
    "RequestToApplicant",
    "Series",
    "SiteClaim",
    "Told",
    "WalletClaim",
]
