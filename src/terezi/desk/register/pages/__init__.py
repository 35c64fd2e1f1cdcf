"""The pages of officers who warn the public and hand out certificates, and where each is."""

from django.urls import path

from terezi.desk.register.pages import certificates, warnings

urlpatterns = [
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/new", warnings.new, name="warning_new"),
    path("warnings/<int:warning>/end", warnings.end, name="warning_end"),
    path("warnings/sightings", warnings.note, name="sightings_note"),
    path("warnings/sightings/<int:sighting>/aside", warnings.aside, name="sighting_aside"),
    path("warnings/addresses", warnings.declare, name="address_declare"),
    path("certificates/<str:number>", certificates.certificate, name="certificate"),
    path("certificates/<str:number>/issue", certificates.issue, name="certificate_issue"),
    path("certificates/<str:number>/paper", certificates.paper, name="certificate_paper"),
    path("certificates/<str:number>/file", certificates.file, name="certificate_file"),
]
