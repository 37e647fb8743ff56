"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Delivery(AppConfig):
    name = "tiebeam.web.delivery"
    label = "delivery"
