"""Addresses of a group's sponsor."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.sponsors import views

urlpatterns = [
    path("spaces/<str:where>/sponsor/", views.sponsor, name="space-sponsor"),
    path("spaces/<str:where>/sponsor/new/", views.new_duty, name="space-sponsor-duty-new"),
    path("spaces/<str:where>/sponsor/<slug:duty>/", views.duty, name="space-sponsor-duty"),
    path("spaces/<str:where>/sponsor/<slug:duty>/change/", views.change_duty,
         name="space-sponsor-duty-change"),
]  # fmt: skip
