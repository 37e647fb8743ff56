"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext

from tiebeam.engine import words


class Ui(AppConfig):
    name = "tiebeam.web.ui"
    label = "ui"

    def ready(self) -> None:
        """What the engine and pictures say, they say in the language of the page."""
        words.speak(
            words.Language(
                code=lambda: get_language() or "en",
                translate=gettext,
                count=ngettext,
                marks=lambda: (get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")),
            )
        )
