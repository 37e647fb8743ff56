"""Addresses of questions and briefs."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.brokering import views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/<slug:question>/take-back/", views.take_question_back, name="question-take-back"),
    path("desk/", views.desk, name="desk"),
    path("desk/<slug:question>/", views.question, name="desk-question"),
    path("briefs/<slug:brief>/", views.brief, name="brief"),
    path("briefs/<slug:brief>/pass/", views.pass_on, name="brief-pass"),
    path("briefs/<slug:brief>/take-back/", views.take_back, name="brief-take-back"),
    path("spaces/<str:where>/ask/", views.ask_in, name="space-ask"),
    path("spaces/<str:where>/briefs/", views.briefs, name="space-briefs"),
    path("spaces/<str:where>/briefs/new/", views.new_brief, name="brief-new"),
    path("spaces/<str:where>/questions/", views.questions, name="space-questions"),
    path("spaces/<str:where>/questions/<slug:question>/", views.answer, name="space-question"),
    path("spaces/<str:where>/office-hours/", views.office_hours, name="space-office-hours"),
]
