"""The pages of those who ask for a licence, and where each is."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
