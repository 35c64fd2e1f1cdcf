"""The pages of load and visits, and where each is."""

from django.urls import path

from terezi.desk.visits.pages import load, visit, week

urlpatterns = [
    path("load/", load.load, name="load"),
    path("load/what-if", load.what_if, name="what_if"),
    path("load/feeders/<str:feeder_id>", load.feeder, name="feeder"),
    path("load/meters/<str:customer_id>", load.meter, name="meter"),
    path("load/leads/<int:lead>/plan", visit.plan, name="lead_plan"),
    path("load/leads/<int:lead>/clear", visit.clear, name="lead_clear"),
    path("load/explained/<int:clearing>/end", visit.end_clearing, name="clearing_end"),
    path("visits/", week.visits, name="visits"),
    path("visits/draw", week.draw, name="visits_draw"),
    path("visits/<int:visit>", visit.visit, name="visit"),
    path("visits/<int:visit>/close", visit.close, name="visit_close"),
    path("visits/<int:visit>/no-entry", visit.could_not_enter, name="visit_no_entry"),
    path("visits/<int:visit>/cancel", visit.cancel, name="visit_cancel"),
]
