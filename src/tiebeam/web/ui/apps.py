"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Ui(AppConfig):
    name = "tiebeam.web.ui"
    label = "ui"
