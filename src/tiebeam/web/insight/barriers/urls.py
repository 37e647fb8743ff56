"""Addresses of barriers."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.insight.barriers import views

urlpatterns = [
    path("barriers/", views.barriers, name="barriers"),
    path("barriers/new/", views.new, name="barrier-new"),
    path("barriers/<str:public_id>/", views.barrier, name="barrier"),
    path("barriers/<str:public_id>/evidence/", views.evidence, name="barrier-evidence"),
    path("barriers/<str:public_id>/correct/", views.correct, name="barrier-correct"),
    path("barriers/<str:public_id>/close/", views.close, name="barrier-close"),
    path("barriers/<str:public_id>/reopen/", views.reopen, name="barrier-reopen"),
    path("barriers/<str:public_id>/join/", views.join, name="barrier-join"),
]
