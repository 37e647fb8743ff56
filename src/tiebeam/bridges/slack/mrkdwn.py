"""Slack's own marks, mrkdwn.

Three characters have a meaning to it wherever they stand, and are written as `&amp;`, `&lt;` and
`&gt;`: with them, nothing that was typed can become `<!channel>` or `<@somebody>`.
Source  https://docs.slack.dev/messaging/formatting-message-text/
"""

from __future__ import annotations

from typing import Final

from tiebeam.bridges.said import Message
from tiebeam.bridges.text import Manner, within, without_calls, written

#: Slack advises no more, and cuts off what is ten times as long.
#: Source  https://docs.slack.dev/reference/methods/chat.postMessage
MOST_CHARACTERS: Final = 4_000


class Mrkdwn(Manner):
    bullet = "•"  # Slack has no mark for lists, and shows them so itself

    def plain(self, text: str) -> str:
        # There is no way to write a backtick that is no mark, and three would swallow what follows.
        text = without_calls(text.replace("`", "'"))
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def bold(self, inner: str) -> str:
        return f"*{inner}*"

    def slanted(self, inner: str) -> str:
        return f"_{inner}_"

    def link(self, inner: str, address: str) -> str:
        return f"<{address.replace('&', '&amp;')}|{inner}>"


def as_mrkdwn(message: Message) -> str:
    """The whole message, its title a link to where it is."""
    manner = Mrkdwn()
    title = manner.bold(manner.link(manner.plain(message.title[:300]), message.link))

    def whole(text: str) -> str:
        return f"{title}\n{written(text, manner)}".rstrip()

    return within(MOST_CHARACTERS, of=message.text, whole=whole)
