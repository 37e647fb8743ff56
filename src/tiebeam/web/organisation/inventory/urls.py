"""Addresses of what the organisation has in writing."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.organisation.inventory import views

urlpatterns = [
    path("structures/", views.policies, name="policies"),
    path("structures/usual/", views.usual, name="policy-usual"),
    path("structures/about-us/", views.about_us, name="policy-about-us"),
    path("structures/new/", views.new, name="policy-new"),
    path("structures/bring/", views.bring, name="policy-bring"),
    path("structures/bring/<str:public_id>/", views.brought, name="policy-brought"),
    path("structures/bring/<str:public_id>/progress/", views.brought_progress,
         name="policy-progress"),
    path("structures/bring/<str:public_id>/again/", views.try_again, name="policy-read-again"),
    path("structures/bring/<str:public_id>/give-up/", views.give_up, name="policy-give-up"),
    path("structures/sort/", views.sort, name="policy-sort"),
    path("structures/<str:public_id>/", views.policy, name="policy"),
    path("structures/<str:public_id>/change/<str:part>/", views.change, name="policy-change"),
    path("structures/<str:public_id>/end/", views.end, name="policy-end"),
    path("structures/<str:public_id>/version/", views.new_version, name="policy-version"),
    path("structures/<str:public_id>/text/<str:version>/", views.text, name="policy-text"),
    path("structures/<str:public_id>/text/<str:version>/file/", views.text_file,
         name="policy-text-file"),
]  # fmt: skip
