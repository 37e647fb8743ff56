"""What stands of findings on the page of a structure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tiebeam.web.insight.reading import notes, queries
from tiebeam.web.organisation.inventory.panels import Panel, add_panel
from tiebeam.web.ui.shapes import Link

#: So many stand on the page of their structure; their document has all.
MOST: Final = 5
_ORDER: Final = {"high": 0, "medium": 1, "low": 2}


def _shown(reader: Any, policy: Any) -> Mapping[str, Any] | None:
    documents = list(policy.documents.all())
    if not documents:
        return None
    day = timezone.now().astimezone(settings.HERE.time_zone).date()
    every = [each for each in queries.of_policy(reader, policy, day)
             if each.standing != "dismissed"]  # fmt: skip
    heavy = sorted(every, key=lambda each: (_ORDER[each.finding.severity], each.finding.pk))
    return {
        "findings": [notes.post(each) for each in heavy[:MOST]], "count": len(every),
        "wait": sum(each.waits for each in every),
        "texts": [Link(text=each.called, href=reverse("document", args=[each.public_id]))
                  for each in documents],
    }  # fmt: skip


def begin() -> None:
    """When the web starts."""
    add_panel(Panel(name="findings", template="insight/findings_panel.html", shown=_shown,
                    place=20))  # fmt: skip
