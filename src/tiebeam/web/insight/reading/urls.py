"""Addresses of documents beside what was found in them."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.insight.reading import views

urlpatterns = [
    path("documents/<str:public_id>/", views.document, name="document"),
    path("documents/<str:public_id>/versions/", views.versions, name="document-versions"),
    path("person-walk/", views.walk, name="person-walk"),
    path("findings/", views.findings, name="findings"),
    path("findings/rules/", views.rules, name="rules"),
    path("findings/<str:public_id>/", views.finding, name="finding"),
    path("findings/<str:public_id>/confirm/", views.confirm, name="finding-confirm"),
    path("findings/<str:public_id>/send/", views.send, name="finding-send"),
]
