"""What there is to see, the releases, and what they promise."""

from __future__ import annotations

from django.urls import include, path

from tiebeam.web.insight import views
from tiebeam.web.insight.reading.urls import urlpatterns as reading

urlpatterns = [
    path("", include("tiebeam.web.insight.barriers.urls")),
    path("see/", views.see, name="see"),
    path("see/compare/", views.compare, name="see-compare"),
    path("see/compare/<slug:slug>/", views.two, name="see-two"),
    path("see/report/", views.report, name="see-report"),
    path("see/ask/", views.wishes, name="wishes"),
    path("see/ask/<str:public_id>/take-back/", views.take_back, name="take-back-wish"),
    path("see/<slug:slug>/", views.measure, name="see-measure"),
    path("see/<slug:slug>/figures.csv", views.as_file, name="see-csv"),
    path("see/<slug:slug>/picture.svg", views.as_svg, name="see-svg"),
    path("see/<slug:slug>/picture.png", views.as_png, name="see-png"),
    path("releases/", views.releases, name="releases"),
    path("releases/promises/", views.promises, name="promises"),
    path("releases/<int:number>/", views.release, name="release"),
    path("releases/<int:number>/numbers.csv", views.release_file, name="release-csv"),
    *reading,
]
