"""The address at which a space is closed, and opened again."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.closing import views

urlpatterns = [path("spaces/<str:where>/close/", views.close, name="space-close")]
