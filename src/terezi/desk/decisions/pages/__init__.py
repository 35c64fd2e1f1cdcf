"""The pages of decisions, and where each is. Application subjects are signed on the page of the application."""

from django.urls import path

from terezi.desk.decisions.pages.appeals import appeal
from terezi.desk.decisions.pages.conflicts import conflicts, end_conflict
from terezi.desk.decisions.pages.proposing import propose
from terezi.desk.decisions.pages.reading import decision, decisions, letter, letter_pdf
from terezi.desk.decisions.pages.signing import decline_licence, lapse_licence, sign_licence

__all__ = ["decline_licence", "lapse_licence", "sign_licence", "urlpatterns"]

urlpatterns = [
    path("decisions/", decisions, name="decisions"),
    path("decisions/conflicts/", conflicts, name="conflicts"),
    path("decisions/conflicts/<int:conflict>/end", end_conflict, name="conflict_end"),
    path("decisions/<str:number>", decision, name="decision"),
    path("decisions/<str:number>/sign", sign_licence, name="decision_sign"),
    path("decisions/<str:number>/decline", decline_licence, name="decision_decline"),
    path("decisions/<str:number>/lapse", lapse_licence, name="decision_lapse"),
    path("decisions/<str:number>/appeal", appeal, name="decision_appeal"),
    path("decisions/<str:number>/letter", letter, name="decision_letter"),
    path("decisions/<str:number>/letter.pdf", letter_pdf, name="decision_letter_pdf"),
    path("licences/<str:number>/propose", propose, name="licence_propose"),
]
