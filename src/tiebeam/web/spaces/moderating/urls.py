"""Addresses of reports and of what is decided."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.moderating import views

urlpatterns = [
    path("spaces/<str:where>/reports/", views.queue, name="space-reports"),
    path("spaces/<str:where>/reports/spare/", views.spare, name="space-spare"),
    path("spaces/<str:where>/reports/<slug:reported>/", views.report, name="space-report"),
    path("spaces/<str:where>/decided/", views.decided, name="space-decided"),
    path("spaces/<str:where>/decided/<slug:ruling>/appeal/", views.appeal, name="space-appeal"),
    path("spaces/<str:where>/decided/<slug:ruling>/again/", views.again, name="space-again"),
    path("spaces/<str:where>/<slug:thread>/<slug:post>/report/", views.tell, name="post-report"),
]
