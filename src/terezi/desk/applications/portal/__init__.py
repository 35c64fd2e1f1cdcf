"""The pages of those who ask for a licence, and where each is."""

from django.urls import path

from terezi.desk.applications.portal import beginning, decisions, entries, files, filling, handing_in, home

FILE = "portal/files/<str:number>"
urlpatterns = [
    path("portal/", home.home, name="portal"),
    path("portal/apply/", beginning.choose, name="portal_choose"),
    path("portal/apply/<str:actor_class>", beginning.begin, name="portal_begin"),
    path(FILE, files.file, name="portal_file"),
    path(f"{FILE}/form", filling.form, name="portal_form"),
    path(f"{FILE}/form/<str:key>", filling.step, name="portal_step"),
    path(f"{FILE}/machines.csv", filling.machines, name="portal_machines"),
    path(f"{FILE}/wallets/<int:wallet>", filling.proof, name="portal_proof"),
    path(f"{FILE}/review", handing_in.review, name="portal_review"),
    path(f"{FILE}/requests/<int:asked>", files.answer, name="portal_answer"),
    path(f"{FILE}/take-back", files.take_back, name="portal_take_back"),
    path(f"{FILE}/take-back/<str:what>/<int:entry>", entries.take_back, name="portal_take_back_entry"),
    path(f"{FILE}/papers/<int:document>", entries.paper, name="portal_paper"),
    path(f"{FILE}/decisions/<str:decision>", decisions.letter, name="portal_letter"),
    path(f"{FILE}/decisions/<str:decision>/paper", decisions.letter_on_paper, name="portal_letter_paper"),
    path(f"{FILE}/decisions/<str:decision>/appeal", decisions.appeal, name="portal_appeal"),
    path(f"{FILE}/certificate", decisions.certificate, name="portal_certificate"),
]
