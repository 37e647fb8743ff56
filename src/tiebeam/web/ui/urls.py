"""The gallery, and whom to turn to."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.ui import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("speak-up/", views.speak_up, name="speak-up"),
]
