"""The pages of the licensing desk, and where each is."""

from django.urls import URLPattern, path

from terezi.desk.applications.pages.asking import ask, take_back
from terezi.desk.applications.pages.assigning import assign, draw, draw_next
from terezi.desk.applications.pages.checking import check, run_checks
from terezi.desk.applications.pages.file import document, file, machines
from terezi.desk.applications.pages.integrity import integrity
from terezi.desk.applications.pages.opinions import ask_opinions, opinion, silence
from terezi.desk.applications.pages.proposing import propose
from terezi.desk.applications.pages.queues import queues
from terezi.desk.applications.pages.signing import decline, lapse, review, sign

urlpatterns: list[URLPattern] = [
    path("licensing/", queues, name="licensing"),
    path("licensing/draw", draw_next, name="application_draw_next"),
    path("licensing/decisions/<str:number>", review, name="application_decision"),
    path("licensing/decisions/<str:number>/sign", sign, name="application_decision_sign"),
    path("licensing/decisions/<str:number>/decline", decline, name="application_decision_decline"),
    path("licensing/decisions/<str:number>/lapse", lapse, name="application_decision_lapse"),
    path("licensing/documents/<int:document>", document, name="application_document"),
    path("licensing/requests/<int:request_id>/take-back", take_back, name="application_request_take_back"),
    path("licensing/<str:number>", file, name="application"),
    path("licensing/<str:number>/machines", machines, name="application_machines"),
    path("licensing/<str:number>/draw", draw, name="application_draw"),
    path("licensing/<str:number>/assign", assign, name="application_assign"),
    path("licensing/<str:number>/checks", run_checks, name="application_checks"),
    path("licensing/<str:number>/checks/<str:check_id>", check, name="application_check"),
    path("licensing/<str:number>/ask", ask, name="application_ask"),
    path("licensing/<str:number>/opinions", ask_opinions, name="application_opinions"),
    path("licensing/<str:number>/opinions/<str:agency>/silence", silence, name="application_silence"),
    path("licensing/<str:number>/opinion", opinion, name="application_opinion"),
    path("licensing/<str:number>/propose", propose, name="application_propose"),
    path("integrity/", integrity, name="integrity"),
]
