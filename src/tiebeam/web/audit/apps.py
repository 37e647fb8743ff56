"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Audit(AppConfig):
    name = "tiebeam.web.audit"
    label = "audit"
