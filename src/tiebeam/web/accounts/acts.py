"""What the audit trail tells of accounts. How somebody describes themselves is not in it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

BECAME_OWNER = declare("accounts.became-owner", gettext_noop("Came in as the first owner"))
INVITED = declare("accounts.invited", gettext_noop("Invited somebody"))
WITHDREW = declare("accounts.withdrew-invitation", gettext_noop("Withdrew an invitation"))
ACCEPTED = declare("accounts.accepted", gettext_noop("Accepted an invitation"))
GAVE_ROLE = declare("accounts.gave-role", gettext_noop("Gave somebody a role"))
TOOK_ROLE = declare("accounts.took-role", gettext_noop("Took a role from somebody"))
DELETED = declare("accounts.deleted", gettext_noop("Deleted their own account"))
SAID_OF_THEMSELVES = declare(
    "accounts.said-of-themselves",
    gettext_noop("Said something of themselves, or took it back"),
    unnamed=True,
)
