"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.meeting import views

_ONE = "spaces/<str:where>/meetings/<slug:meeting>/"

urlpatterns = [
    path("spaces/<str:where>/meetings/", views.meetings, name="meetings"),
    path("spaces/<str:where>/meetings/new/", views.new, name="meeting-new"),
    path("spaces/<str:where>/meetings/turns/", views.offer_turns, name="meetings-turns"),
    path("spaces/<str:where>/meetings/changed/", views.changed, name="meetings-changed"),
    path(_ONE, views.meeting, name="meeting"),
    path(f"{_ONE}change/", views.change, name="meeting-change"),
    path(f"{_ONE}call-off/", views.call_off, name="meeting-call-off"),
    path(f"{_ONE}file/", views.file, name="meeting-file"),
    path(f"{_ONE}coming/", views.coming, name="meeting-coming"),
    path(f"{_ONE}coming/take-back/", views.take_answer_back, name="meeting-coming-take-back"),
    path(f"{_ONE}roles/", views.roles, name="meeting-roles"),
    path(f"{_ONE}decided/", views.decided, name="meeting-decided"),
    path(f"{_ONE}to-do/", views.add, name="undertaking-new"),
    path(f"{_ONE}to-do/<slug:undertaking>/", views.undertaking, name="undertaking"),
    path(f"{_ONE}to-do/<slug:undertaking>/close/", views.close, name="undertaking-close"),
]
