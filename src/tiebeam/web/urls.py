"""Every address: short nouns that a person could type."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tiebeam.web.home.urls")),
    path("", include("tiebeam.web.ui.urls")),
    path("", include("tiebeam.web.delivery.urls")),
    path("", include("tiebeam.web.search.urls")),
    path("", include("tiebeam.web.jobs.urls")),
    path("", include("tiebeam.web.accounts.urls")),
    path("", include("tiebeam.web.releasing.urls")),
    path("", include("tiebeam.web.insight.urls")),
    path("", include("tiebeam.web.spaces.urls")),
    path("", include("tiebeam.web.change.urls")),
    path("", include("tiebeam.web.organisation.urls")),
]

handler429 = "tiebeam.web.accounts.views.too_often"
handler404 = "tiebeam.web.ui.views.not_found"
handler403 = "tiebeam.web.ui.views.not_found"
handler500 = "tiebeam.web.ui.views.broken"
