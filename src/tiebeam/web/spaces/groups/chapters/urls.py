"""Addresses of chapters."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.chapters import views

urlpatterns = [
    path("spaces/<str:where>/chapters/", views.chapters, name="space-chapters"),
    path("spaces/<str:where>/chapter/", views.chapter, name="space-chapter"),
]
