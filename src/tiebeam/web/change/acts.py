"""What the audit trail tells of redesigns. No word of what was written is in it.

Of an objection, and of an answer to one, it names nobody.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

BEGAN = declare("change.began-redesign", gettext_noop("Began a redesign"))
WROTE = declare("change.wrote-redesign", gettext_noop("Wrote a part of a redesign"))
LINKED = declare("change.linked-barrier", gettext_noop("Said which barrier a redesign answers"))
PROPOSED = declare("change.proposed-redesign", gettext_noop("Proposed a redesign"))
REWORDED = declare("change.reworded", gettext_noop("Changed the new text of a redesign"))
MEASURED = declare("change.changed-metric", gettext_noop("Changed how a redesign will be judged"))
DECIDED = declare("change.decided", gettext_noop("Decided on a redesign"))
DROPPED = declare("change.dropped", gettext_noop("Dropped a redesign"))
IN_FORCE = declare("change.in-force", gettext_noop("A redesign came in force"))
JUDGED = declare("change.judged", gettext_noop("A redesign was judged by its text"))
TO_JUDGE = declare("change.to-judge", gettext_noop("The day came to judge a redesign"))
MISSED = declare("change.missed", gettext_noop("A date of a redesign was missed"))
PASSED = declare("change.passed", gettext_noop("A decision passed on after two missed dates"))
OBJECTED = declare(
    "change.objected", gettext_noop("Objected to a redesign, or answered"), unnamed=True
)
