"""Addresses of chances."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.chances import views

urlpatterns = [
    path("chances/", views.chances, name="chances"),
    path("chances/new/", views.new, name="chance-new"),
    path("chances/<slug:chance>/", views.chance, name="chance"),
    path("chances/<slug:chance>/change/", views.change, name="chance-change"),
    path("chances/<slug:chance>/take-back/", views.take_back, name="chance-take-back"),
    path("chances/<slug:chance>/became/", views.became, name="chance-became"),
    path("spaces/<str:where>/chances/", views.passed_on, name="space-chances"),
]
