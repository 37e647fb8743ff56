"""Addresses of spaces: one door, and what lies behind it."""

from __future__ import annotations

from django.urls import include, path

from tiebeam.web.spaces import views

urlpatterns = [
    path("spaces/", views.spaces, name="spaces"),
    path("spaces/new/", views.new, name="space-kinds"),
    path("spaces/new/<slug:kind>/", views.new_of_kind, name="space-new"),
    path("spaces/come/<slug:key>/", views.come, name="space-come"),
    path("spaces/<str:where>/", views.space, name="space"),
    path("spaces/<str:where>/guidelines/", views.guidelines, name="space-guidelines"),
    path("spaces/<str:where>/guidelines/change/", views.change_guidelines,
         name="space-guidelines-change"),
    path("spaces/<str:where>/leave/", views.leave, name="space-leave"),
    path("spaces/<str:where>/members/", views.members, name="space-members"),
    path("spaces/<str:where>/members/look-after/", views.hand_over, name="space-hand-over"),
    path("spaces/<str:where>/members/offer/", views.offer, name="space-offer"),
    path("spaces/<str:where>/members/<slug:asked>/", views.answer, name="space-answer"),
    path("spaces/<str:where>/step-back/", views.step_back, name="space-step-back"),
    path("spaces/<str:where>/change/", views.change, name="space-change"),
    path("spaces/<str:where>/link/", views.link, name="space-link"),
    path("spaces/<str:where>/write/", views.begin, name="thread-new"),
    path("", include("tiebeam.web.spaces.moderating.urls")),
    path("", include("tiebeam.web.spaces.bridging.urls")),
    path("", include("tiebeam.web.spaces.following.urls")),
    path("", include("tiebeam.web.spaces.signing.urls")),
    path("", include("tiebeam.web.spaces.raising.urls")),
    path("", include("tiebeam.web.spaces.brokering.urls")),
    path("", include("tiebeam.web.spaces.hours.urls")),
    path("", include("tiebeam.web.spaces.attaching.urls")),
    path("", include("tiebeam.web.spaces.meeting.urls")),
    path("", include("tiebeam.web.spaces.groups.urls")),
    path("", include("tiebeam.web.spaces.emergency.urls")),
    path("", include("tiebeam.web.spaces.closing.urls")),
    path("", include("tiebeam.web.spaces.starting.urls")),
    path("", include("tiebeam.web.spaces.caring.urls")),
    path("spaces/<str:where>/<slug:thread>/", views.thread, name="thread"),
    path("spaces/<str:where>/<slug:thread>/<slug:post>/", views.post, name="post"),
    path("spaces/<str:where>/<slug:thread>/<slug:post>/change/", views.reword, name="post-change"),
    path("spaces/<str:where>/<slug:thread>/<slug:post>/before/", views.before, name="post-before"),
]  # fmt: skip
