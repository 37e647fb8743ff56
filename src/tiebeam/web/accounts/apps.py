"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "tiebeam.web.accounts"
    label = "accounts"
