"""Addresses of bridges."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.bridging import views

urlpatterns = [
    path("spaces/<str:where>/bridges/", views.bridges, name="space-bridges"),
    path("spaces/<str:where>/bridges/new/<slug:tool>/", views.new_bridge, name="bridge-new"),
    path("spaces/<str:where>/bridges/<slug:bridge>/take-down/", views.take_down,
         name="bridge-take-down"),
    path("spaces/<str:where>/bridges/<slug:bridge>/anew/", views.anew, name="bridge-anew"),
    path("spaces/<str:where>/bridges/<slug:bridge>/prompts/", views.prompts,
         name="bridge-prompts"),
]  # fmt: skip
