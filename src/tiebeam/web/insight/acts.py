"""What the audit trail tells of releases."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

SHOWED = declare("insight.showed-release", gettext_noop("Showed a release to everybody here"))
WISHED = declare(
    "insight.wished", gettext_noop("Wished for a figure in the next release"), unnamed=True
)
