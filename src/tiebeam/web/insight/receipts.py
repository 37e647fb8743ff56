"""Receipts: what anybody needs to find the numbers behind a figure, and to see that they hold."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.entries import Release
from tiebeam.engine.words import tr
from tiebeam.web.insight import models
from tiebeam.web.insight.queries import Shown
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry


def receipt_of(shown: Shown, figure: Released) -> list[Entry]:
    """The releases behind a figure; how it is computed has a version as well."""
    last = shown.ledger.last
    said = [
        *_of_release(last),
        (
            _("Way of computing"),
            _("%(name)s, version %(version)s")
            % {
                "name": tr(figure.measure.replace("_", " ")),
                "version": figure.data.get("version", 1),
            },
        ),
    ]
    return [Entry(about=about, said=each) for about, each in said if each]


def receipt_of_release(kept: models.Release, release: Release) -> list[Entry]:
    """One release: when it was shown, and what vouches for it."""
    said = [
        *_of_release(release),
        (_("Hash of the release before"), kept.previous if kept.number > 1 else ""),
        (_("Shown here since"), day_words(kept.published_at.date())),
    ]
    return [Entry(about=about, said=each) for about, each in said if each]


def _of_release(release: Release) -> list[tuple[str, str]]:
    data = release.content.get("data", {})
    words = {"number": release.number, "day": day_words(release.at)}
    return [
        (_("Release"), _("%(number)s, of %(day)s") % words),
        (_("Hash of the release"), release.hash),
        (_("Hash of the data"), str(data.get("sha256", ""))),
        (_("Hash of the mapping"), str(data.get("mapping_sha256", ""))),
    ]
