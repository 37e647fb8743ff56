"""Addresses of what a group stands on."""

from __future__ import annotations

from django.urls import include, path

from tiebeam.web.spaces.groups import views

urlpatterns = [
    path("spaces/<str:where>/group/", views.group, name="space-group"),
    path("", include("tiebeam.web.spaces.groups.asks.urls")),
    path("", include("tiebeam.web.spaces.groups.sponsors.urls")),
    path("", include("tiebeam.web.spaces.groups.chances.urls")),
    path("", include("tiebeam.web.spaces.groups.chapters.urls")),
    path("", include("tiebeam.web.spaces.groups.charters.urls")),
    path("", include("tiebeam.web.spaces.groups.offices.urls")),
    path("", include("tiebeam.web.spaces.groups.budgets.urls")),
    path("", include("tiebeam.web.spaces.groups.reviews.urls")),
]
