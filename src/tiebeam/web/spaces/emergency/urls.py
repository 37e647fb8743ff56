"""Addresses of reading in an emergency."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.emergency import views

urlpatterns = [
    path("emergency/", views.emergencies, name="emergencies"),
    path("emergency/<slug:reading>/", views.reading, name="emergency-reading"),
    path("emergency/<slug:reading>/<slug:thread>/", views.thread, name="emergency-thread"),
    path("spaces/<str:where>/was-read/", views.was_read, name="space-was-read"),
]
