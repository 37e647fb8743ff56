"""Addresses of what a space raises."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.raising import views

urlpatterns = [
    path("spaces/<str:where>/raise/", views.raise_finding, name="space-raise"),
    path("spaces/<str:where>/raised/", views.raised, name="space-raised"),
]
