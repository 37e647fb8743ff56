"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.attaching import views

_POST = "spaces/<str:where>/<slug:thread>/<slug:post>/files/"

urlpatterns = [
    path("spaces/<str:where>/to-describe/", views.to_describe, name="space-to-describe"),
    path(_POST, views.files, name="post-files"),
    path(f"{_POST}<slug:file>/", views.attachment, name="attachment"),
    path(f"{_POST}<slug:file>/describe/", views.describe, name="file-describe"),
    path(f"{_POST}<slug:file>/before/", views.before, name="file-before"),
    path(f"{_POST}<slug:file>/away/", views.away, name="file-away"),
]
