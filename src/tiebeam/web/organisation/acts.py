"""What the audit trail tells of this room. Nothing that stands in a file is in it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

ANSWERED = declare("organisation.answered", gettext_noop("Answered a question of the legal start"))
UPLOADED = declare("organisation.uploaded", gettext_noop("Uploaded files"))
CONFIRMED = declare("organisation.confirmed-mapping", gettext_noop("Said what the columns mean"))
ACCEPTED = declare("organisation.accepted", gettext_noop("Accepted what was checked"))
TRIED_AGAIN = declare("organisation.tried-again", gettext_noop("Had an upload tried once more"))
GAVE_UP = declare("organisation.gave-up", gettext_noop("Gave an upload up"))
KEPT = declare("organisation.kept-version", gettext_noop("A version of the data was kept"))
WITHDREW = declare("organisation.withdrew-version", gettext_noop("Withdrew a version of the data"))
STRUCTURED = declare("organisation.changed-structure", gettext_noop("Changed the structure"))
TOOK_BACK = declare(
    "organisation.took-back-structure", gettext_noop("Took a change of the structure back")
)
READ_AGAIN = declare(
    "organisation.read-again", gettext_noop("Had data read again with a newer structure")
)
