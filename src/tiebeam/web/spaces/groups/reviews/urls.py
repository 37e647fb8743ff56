"""Addresses of reviews."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.reviews import views

urlpatterns = [
    path("spaces/<str:where>/reviews/", views.reviews, name="space-reviews"),
    path("spaces/<str:where>/reviews/<int:year>/", views.review, name="space-review"),
    path("spaces/<str:where>/reviews/<int:year>/write/", views.write, name="space-review-write"),
]
