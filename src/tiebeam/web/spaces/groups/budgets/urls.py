"""Addresses of a budget."""

from __future__ import annotations

from django.urls import path

from tiebeam.web.spaces.groups.budgets import views

urlpatterns = [
    path("spaces/<str:where>/budget/", views.budget, name="space-budget"),
    path("spaces/<str:where>/budget/granted/", views.granted, name="space-granted"),
    path("spaces/<str:where>/budget/spent/", views.spent, name="space-spent"),
    path("spaces/<str:where>/budget/file/", views.file, name="space-budget-file"),
    path("spaces/<str:where>/budget/<slug:row>/receipt/", views.receipt, name="space-receipt"),
    path("spaces/<str:where>/budget/<slug:row>/receipt/file/", views.receipt_file,
         name="space-receipt-file"),
    path("spaces/<str:where>/budget/<slug:row>/correct/", views.correct,
         name="space-money-correct"),
]  # fmt: skip
