"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Search(AppConfig):
    name = "tiebeam.web.search"
    label = "search"

    def ready(self) -> None:
        """Let the pages of the areas be found."""
        from tiebeam.web.search.pages import pages_to_find
        from tiebeam.web.search.sources import Listed, add_source

        add_source(Listed(name="pages", title=_("Pages"), visible_to=pages_to_find))
