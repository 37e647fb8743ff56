"""The page of a job."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.jobs import views

urlpatterns = [
    path("jobs/<str:public_id>/", views.show, name="job"),
    path("jobs/<str:public_id>/progress/", views.progress, name="job-progress"),
    path("jobs/<str:public_id>/stop/", views.stop, name="job-stop"),
]
