"""What the audit trail tells of the inventory. No word of a text is in it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

STARTED = declare("organisation.started-structure", gettext_noop("Added a structure"))
CHANGED = declare(
    "organisation.changed-policy", gettext_noop("Changed what is said of a structure")
)
IN_FORCE = declare("organisation.put-in-force", gettext_noop("Put a structure in force"))
ENDED = declare("organisation.ended-structure", gettext_noop("Ended a structure"))
BROUGHT = declare("organisation.brought-documents", gettext_noop("Brought documents"))
KEPT_TEXT = declare("organisation.kept-text", gettext_noop("A version of a document was kept"))
PLACED = declare("organisation.placed-document", gettext_noop("Said where a document belongs"))
LEFT_OUT = declare("organisation.left-out-document", gettext_noop("Left a document out"))
READ_ONCE_MORE = declare(
    "organisation.read-documents-again", gettext_noop("Had documents read once more")
)
GAVE_UP = declare("organisation.gave-documents-up", gettext_noop("Gave documents up"))
SAID_SIZE = declare(
    "organisation.said-size", gettext_noop("Said how many people work here, and where")
)
