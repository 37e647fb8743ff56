"""A message as a letter: plain text, with nothing in it that is fetched, counted or followed."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from tiebeam.bridges.said import Message
from tiebeam.bridges.text import Manner, within, written

MOST_CHARACTERS: Final = 50_000
MOST_IN_SUBJECT: Final = 200


def letter(message: Message, *, sender: str, to: str) -> EmailMessage:
    """What is sent; the same message to the same address has the same number."""
    # Some servers on the way still take no more than seven bits.
    made = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    made["From"] = sender
    made["To"] = to
    made["Subject"] = message.title[:MOST_IN_SUBJECT]
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = f"<{message.known_as(to)}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday greeting comes back. Sources: RFC 3834; Exchange looks for the second.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(as_plain(message))
    return made


def as_plain(message: Message) -> str:
    manner = Manner()

    def whole(text: str) -> str:
        return manner.together([written(text, manner), message.link], close=False) + "\n"

    return within(MOST_CHARACTERS, of=message.text, whole=whole)
