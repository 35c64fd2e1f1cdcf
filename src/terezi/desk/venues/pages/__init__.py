"""The pages of the exchange monitor, and where each is."""

from django.urls import path

from terezi.desk.venues.pages import alerts, book, coins, findings, meeting, monitor

urlpatterns = [
    path("venues/", monitor.venues, name="venues"),
    path("venues/fees", monitor.fees, name="venue_fees"),
    path("venues/coins", coins.coins, name="venue_coins"),
    path("venues/pack/<str:quarter>.pdf", meeting.meeting_pack, name="venue_pack"),
    path("venues/alerts/<str:alert_id>", alerts.alert, name="venue_alert"),
    path("venues/alerts/<str:alert_id>/look", alerts.look, name="venue_alert_look"),
    path("venues/<str:venue_id>/measures/<slug:key>", monitor.measure, name="venue_measure"),
    path("venues/<str:venue_id>/book", book.book, name="venue_book"),
    path("venues/<str:venue_id>", monitor.venue, name="venue"),
    path("venues/<str:venue_id>/findings/<int:finding>/ask", findings.ask, name="venue_finding_ask"),
]
