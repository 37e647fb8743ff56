"""Addresses of kits that a group reads."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.starting.ratifying import views

urlpatterns = [
    path("spaces/<str:where>/kits/", views.kits, name="kits-to-read"),
    path("spaces/<str:where>/kits/<slug:kit>/", views.kit, name="kit-to-read"),
    path("spaces/<str:where>/kits/<slug:kit>/<slug:code>/", views.part, name="kit-word"),
]
