"""The address of the sentence."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.signing import views

urlpatterns = [path("spaces/<str:where>/sign/", views.sign, name="space-sign")]
