"""Addresses of what the organisation brought, and why."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.organisation import views
from tiebeam.web.organisation.editing import views as editing
from tiebeam.web.organisation.inventory.urls import urlpatterns as inventory

urlpatterns = [
    *inventory,
    path("data/", views.data, name="data"),
    path("data/legal-start/", views.legal_start, name="legal-start"),
    path("data/legal-start/<str:topic>/", views.legal_question, name="legal-question"),
    path("data/structure/", editing.structure, name="structure"),
    path("data/structure/levels/", editing.levels, name="structure-levels"),
    path("data/structure/levels/names/", editing.level_names, name="structure-level-names"),
    path("data/structure/read/", editing.read_again, name="structure-read"),
    path("data/structure/take-back/", editing.take_back, name="structure-take-back"),
    path("data/structure/<str:kind>/", editing.names, name="structure-names"),
    path("data/structure/<str:kind>/<str:key>/", editing.name, name="structure-name"),
    path("data/why/", views.why, name="why"),
    path("data/uploads/", views.uploads, name="uploads"),
    path("data/uploads/new/", views.new_upload, name="upload-new"),
    path("data/uploads/<str:public_id>/", views.upload, name="upload"),
    path("data/uploads/<str:public_id>/progress/", views.upload_progress, name="upload-progress"),
    path("data/uploads/<str:public_id>/mapping/", views.mapping, name="upload-mapping"),
    path("data/uploads/<str:public_id>/accept/", views.accept, name="upload-accept"),
    path("data/uploads/<str:public_id>/again/", views.try_again, name="upload-again"),
    path("data/uploads/<str:public_id>/newest/", views.read_with_newest, name="upload-newest"),
    path("data/uploads/<str:public_id>/give-up/", views.give_up, name="upload-give-up"),
    path("data/uploads/<str:public_id>/problems.csv", views.problems, name="upload-problems"),
    path("data/versions/<str:public_id>/", views.version, name="version"),
    path("data/versions/<str:public_id>/withdraw/", views.withdraw, name="version-withdraw"),
]
