"""The page on which somebody looks for something."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.search import views

urlpatterns = [path("search/", views.search, name="search")]
