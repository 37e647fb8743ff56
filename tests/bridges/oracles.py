"""How the tools themselves look for names in what they are sent, and what people may type."""

from __future__ import annotations

import re

from hypothesis import strategies as st

#: What comes near to a mention or an end of a mark, in each tool and put together by chance.
PIECES = st.sampled_from([
    "@", "@here", "@channel", "@all", "@room", "@everyone", "@ada", "<!channel>", "<!here|here>",
    "<!everyone>", "<!subteam^S012>", "<@U012345>", "<#C012345>", "<", ">", "&", "&lt;", "&#64;all",
    "&commat;here", "&amp;lt;!channel&amp;gt;", "[", "]", "](", "(", ")", "|", "\\", "`", "```",
    "*", "**", "_", "~", "~town-square", "\n", "\n\n", "\n- ", "\n1. ", "\n# ", "\n> ", " ", "x",
    "é", ".", ":", "-", "![", "<b>", "</p>", "<script>", "&nbsp;", "\u2060", "\u200b", "\u202e",
    "\0",
    "https://a.example/@here", "[x](https://a.example/<!channel>)", "[@all](https://a.example/)",
    "[x](https://matrix.to/#/@ada:example.org)", "[x](javascript:alert(1))", "<https://a.example>",
    "[x](<https://a.example/a b|c>)", "https://a.example/|<!here>", "ada@all",
    "[x](data:text/html,x)",
])  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join))


def called_by_slack(sent: str) -> list[str]:
    """What Slack would take for a mention or a channel: whatever is between < and >, but links."""
    inside = re.findall(r"<([^>]*)>?", sent)
    return [each for each in inside if not re.fullmatch(r"https?://[^\s<>|@]+\|[^<>]+", each)]


def called_by_mattermost(sent: str) -> list[str]:
    """The words that Mattermost would look up among names, as its server splits them."""
    sent = sent.replace("<!channel>", "@channel").replace("<!here>", "@here")
    sent = sent.replace("<!all>", "@all")
    # Character references are read, and so are marks that were taken out of their meaning.
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        sent = sent.replace(name, sign)
    sent = re.sub(r"\\([\\`*_\[\]|$#+=-])", r"\1", sent)
    found = []
    for word in re.findall(r"(?:[:.\-_@]|[^\W_])+", sent):
        bare = word.lstrip(":.-_")
        found += [bare, *re.split(r"[.:-]", bare)]
    return [word for word in found if word.startswith("@") and len(word.strip("@.:-_")) > 0]
