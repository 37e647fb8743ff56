"""Addresses of the starter kit."""

from __future__ import annotations

from django.urls import include, path

from tiebeam.web.spaces.starting import views

urlpatterns = [
    path("spaces/<str:where>/start/", views.start, name="space-start"),
    path("spaces/<str:where>/start/begin/", views.begin, name="kit-begin"),
    path("spaces/<str:where>/start/rhythm/", views.rhythm, name="kit-rhythm"),
    path("spaces/<str:where>/start/group/", views.group, name="kit-group"),
    path("spaces/<str:where>/start/<slug:code>/", views.part, name="kit-part"),
    path("spaces/<str:where>/start/<slug:code>/post/", views.post, name="kit-post"),
    path("spaces/<str:where>/start/<slug:code>/plan/", views.plan, name="kit-plan"),
    path("", include("tiebeam.web.spaces.starting.ratifying.urls")),
]
