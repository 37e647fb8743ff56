"""Addresses of what those who look after a space need."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.caring import views

urlpatterns = [
    path("me/looking-after/", views.looking_after, name="looking-after"),
    path("spaces/<str:where>/hand-over/", views.hand_over, name="space-hand-over-at-once"),
    path("spaces/<str:where>/offer-no-more/", views.offer_no_more, name="space-offer-no-more"),
    path("spaces/<str:where>/rota/", views.rota, name="space-rota"),
    path("spaces/<str:where>/rota/turns/", views.own_turns, name="space-rota-turns"),
    path("spaces/<str:where>/rota/<slug:week>/", views.week, name="space-week"),
    path("spaces/<str:where>/waiting/", views.waiting, name="space-waiting"),
    path("spaces/<str:where>/waiting/<slug:thread>/", views.needs_no_answer,
         name="space-needs-no-answer"),
    path("spaces/<str:where>/pace/", views.pace, name="space-pace"),
]  # fmt: skip
