"""Addresses of offices."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.offices import views

urlpatterns = [
    path("spaces/<str:where>/offices/", views.offices, name="space-offices"),
    path("spaces/<str:where>/offices/new/", views.new, name="space-office-new"),
    path("spaces/<str:where>/offices/<slug:office>/", views.office, name="space-office"),
    path("spaces/<str:where>/offices/<slug:office>/change/", views.change,
         name="space-office-change"),
]  # fmt: skip
