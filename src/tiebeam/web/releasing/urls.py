"""What may be shown, and releases on their way."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.releasing import views

urlpatterns = [
    path("cubes/", views.cubes, name="cubes"),
    path("cubes/<str:public_id>/", views.cube, name="cube"),
    path("cubes/<str:public_id>/declare/", views.declare, name="cube-declare"),
    path("cubes/<str:public_id>/drop/", views.drop, name="cube-drop"),
    path("cubes/<str:public_id>/file/", views.file, name="cube-file"),
    path("answers/", views.answers, name="answers"),
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.ask, name="request-new"),
    path("requests/<str:public_id>/", views.request_page, name="request"),
    path("requests/<str:public_id>/publish/", views.publish, name="request-publish"),
    path("requests/<str:public_id>/refuse/", views.refuse, name="request-refuse"),
    path("requests/<str:public_id>/withdraw/", views.withdraw, name="request-withdraw"),
]
