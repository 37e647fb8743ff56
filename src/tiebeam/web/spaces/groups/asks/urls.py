"""Addresses of asks."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.asks import views

urlpatterns = [
    path("asks/", views.asks, name="asks"),
    path("asks/<slug:ask>/", views.ask, name="group-ask"),
    path("asks/<slug:ask>/change/", views.change, name="group-ask-change"),
    path("asks/<slug:ask>/take-back/", views.take_back, name="group-ask-take-back"),
    path("asks/<slug:ask>/answer/", views.answer, name="group-ask-answer"),
    path("spaces/<str:where>/asks/", views.asks_of, name="space-asks"),
    path("spaces/<str:where>/asks/new/", views.new, name="space-ask-new"),
]
