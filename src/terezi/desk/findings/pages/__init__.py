"""The pages of the desk that show findings, and where each is."""

from django.urls import path

from terezi.desk.findings.pages import book, numbers, sites, talk, today

urlpatterns = [
    path("", today.today, name="today"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<str:site_id>", sites.site, name="site"),
    path("numbers/<slug:kind>", numbers.number, name="number"),
    path("law/", book.law, name="law"),
    path("journal/", book.journal, name="journal"),
    path("findings/<int:finding>/reply", talk.reply, name="finding_reply"),
    path("findings/<int:finding>/look", talk.look, name="finding_look"),
]
