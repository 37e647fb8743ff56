"""Mattermost's Markdown, from which it takes names and calls to everybody.

Before it looks for names, Mattermost turns `<!channel>` into `@channel`, as Slack would; so no `<`
is written as it is. Then it splits a text where a character can't be part of a name, and looks for
words that begin with @. Its channels have names with ~.
Source  https://docs.mattermost.com/collaborate/mention-people.html
        https://docs.mattermost.com/collaborate/format-messages.html
"""

from __future__ import annotations

import re
from typing import Final

from tiebeam.bridges.said import Message
from tiebeam.bridges.text import UNSEEN, Manner, within, without_calls, written

#: Mattermost takes no longer message.
#: Source  https://developers.mattermost.com/integrate/webhooks/incoming/
MOST_CHARACTERS: Final = 16_383
_MARKS: Final = re.compile(r"([\\`*_\[\]|$])")
#: What makes a heading, a list, a rule or a table of a line, where it stands first in it.
_FIRST: Final = re.compile(r"^(\s*)([#+=-]|[0-9]+(?=[.)]))")


class Markdown(Manner):
    def plain(self, text: str) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = _MARKS.sub(r"\\\1", without_calls(text).replace("~", "~" + UNSEEN))
        return _FIRST.sub(_kept_apart, text)

    def bold(self, inner: str) -> str:
        return f"**{inner}**"

    def slanted(self, inner: str) -> str:
        return f"*{inner}*"

    def link(self, inner: str, address: str) -> str:
        return f"[{inner}]({address.replace('&', '&amp;')})"


def _kept_apart(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark}{UNSEEN}" if mark.isdigit() else f"{found[1]}\\{mark}"


def as_markdown(message: Message) -> str:
    """The whole message, its title a link to where it is."""
    manner = Markdown()
    title = manner.bold(manner.link(manner.plain(message.title[:300]), message.link))

    def whole(text: str) -> str:
        return f"{title}\n\n{written(text, manner)}".rstrip()

    return within(MOST_CHARACTERS, of=message.text, whole=whole)
