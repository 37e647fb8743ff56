"""Addresses of what somebody follows."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.following import views

urlpatterns = [
    path("me/followed/", views.followed, name="followed"),
    path("spaces/<str:where>/follow/", views.follow_space, name="space-follow"),
    path("spaces/<str:where>/<slug:thread>/follow/", views.follow_thread, name="thread-follow"),
]
