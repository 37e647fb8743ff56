"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Home(AppConfig):
    name = "tiebeam.web.home"
    label = "home"
