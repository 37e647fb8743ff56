"""One's notices, and what one wants to be told."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.delivery import views

urlpatterns = [
    path("me/notices/", views.notices, name="notices"),
    path("me/notices/<str:public_id>/", views.notice, name="notice"),
    path("me/told/", views.told, name="told"),
    path("me/told/times/", views.times, name="told-times"),
    path("me/quiet/", views.quiet, name="quiet"),
    path("messages/", views.said_to_everybody, name="messages"),
    path("messages/new/", views.new_message, name="message-new"),
    path("messages/<slug:message>/", views.message, name="message"),
    path("stop/<str:key>/", views.stop, name="stop-mails"),
]
