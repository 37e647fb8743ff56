"""Addresses of what the organisation brought, and why."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.organisation import views

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/legal-start/", views.legal_start, name="legal-start"),
    path("data/legal-start/<str:topic>/", views.legal_question, name="legal-question"),
    path("data/why/", views.why, name="why"),
    path("data/uploads/", views.uploads, name="uploads"),
    path("data/uploads/new/", views.new_upload, name="upload-new"),
    path("data/uploads/<str:public_id>/", views.upload, name="upload"),
    path("data/uploads/<str:public_id>/progress/", views.upload_progress, name="upload-progress"),
    path("data/uploads/<str:public_id>/mapping/", views.mapping, name="upload-mapping"),
    path("data/uploads/<str:public_id>/accept/", views.accept, name="upload-accept"),
    path("data/uploads/<str:public_id>/again/", views.try_again, name="upload-again"),
    path("data/uploads/<str:public_id>/give-up/", views.give_up, name="upload-give-up"),
    path("data/uploads/<str:public_id>/problems.csv", views.problems, name="upload-problems"),
    path("data/versions/<str:public_id>/", views.version, name="version"),
    path("data/versions/<str:public_id>/withdraw/", views.withdraw, name="version-withdraw"),
]
