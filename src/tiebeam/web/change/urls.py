"""Addresses of redesigns and of what changed."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.change import views

urlpatterns = [
    path("redesigns/", views.redesigns, name="redesigns"),
    path("redesigns/new/", views.new, name="redesign-new"),
    path("redesigns/sheet/", views.sheet, name="redesign-sheet"),
    path("redesigns/<str:public_id>/", views.redesign, name="redesign"),
    path("redesigns/<str:public_id>/say/<str:part>/", views.say, name="redesign-say"),
    path("redesigns/<str:public_id>/propose/", views.propose, name="redesign-propose"),
    path("redesigns/<str:public_id>/decide/", views.decide, name="redesign-decide"),
    path("redesigns/<str:public_id>/in-force/", views.in_force, name="redesign-in-force"),
    path("redesigns/<str:public_id>/drop/", views.drop, name="redesign-drop"),
    path("redesigns/<str:public_id>/barriers/", views.barriers, name="redesign-barriers"),
    path("redesigns/<str:public_id>/object/", views.object_to, name="redesign-object"),
    path("redesigns/<str:public_id>/object/<str:objection>/", views.reply, name="redesign-reply"),
    path("redesigns/<str:public_id>/locked/<int:number>/", views.locked, name="redesign-locked"),
    path("what-changed/", views.what_changed, name="what-changed"),
]
