"""The pages of the licensing desk, and where each is."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
