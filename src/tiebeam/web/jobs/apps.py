"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Jobs(AppConfig):
    name = "tiebeam.web.jobs"
    label = "jobs"
