"""Addresses of hours."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.hours import views

urlpatterns = [
    path("me/hours/", views.hours, name="hours"),
    path("me/hours/<slug:row>/strike-out/", views.strike_out, name="hours-strike-out"),
    path("hours/", views.to_pay, name="hours-to-pay"),
    path("hours/<slug:handed>/file/", views.file, name="hours-file"),
]
