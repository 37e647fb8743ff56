"""Addresses of what a group stands on."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tiebeam.web.spaces.groups.asks.urls")),
    path("", include("tiebeam.web.spaces.groups.sponsors.urls")),
    path("", include("tiebeam.web.spaces.groups.charters.urls")),
    path("", include("tiebeam.web.spaces.groups.offices.urls")),
]
