"""Addresses of charters."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.charters import views

urlpatterns = [
    path("spaces/<str:where>/charter/", views.charter, name="space-charter"),
    path("spaces/<str:where>/charter/change/", views.change, name="space-charter-change"),
]
