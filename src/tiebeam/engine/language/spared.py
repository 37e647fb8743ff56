"""Stretches of a text that are no prose: code, addresses, paths, and what no browser shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tiebeam.engine.language.sentences import Span

_ENDS: Final = (
    "md|txt|py|js|ts|html?|css|json|toml|ya?ml|csv|tsv|pdf|docx?|xlsx?|pptx?|sh|sql|xml|cfg|conf|ini|"
    "png|jpe?g|svg|gif|zip|log"
)
_HOSTS: Final = "com|org|net|io|gov|edu|mil|dev|app|eu|de|fr|nl|uk|in|us|ca|co|info|example|test"

NO_PROSE: Final = re.compile(
    "|".join(
        (
            # Blocks of code, and code in a line.
            r"^[ \t]*(?P<fence>`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t]*(?P=fence)|\Z)",
            r"(?<!`)(?P<tick>`+)(?!`)[^`\n](?:.(?!\n[ \t]*\n)){0,400}?(?<!`)(?P=tick)(?!`)",
            r"<!--.*?(?:-->|\Z)",
            r"</?[A-Za-z][^<>]{0,500}>",
            r"\]\([^)\s]{0,500}(?:\s+\"[^\"\n]{0,200}\")?\)",  # where a link goes
            r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S+",
            r"\b(?:https?|ftp|mailto|file)://?[^\s<>\])]+",
            r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)*",
            rf"(?<![\w.-])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_HOSTS})\b(?:/[^\s<>\])]*)?",
            r"(?<![\w/])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]*)*",
            r"\b[A-Za-z]:\\[^\s]+",
            rf"(?<![\w/.-])[\w-]{{1,80}}(?:/[\w.-]{{1,80}}){{0,20}}\.(?:{_ENDS})\b",
            r"\b[A-Za-z0-9]+_\w+",  # names in code: snake_case and camelCase
            r"\b[a-z]+[A-Z]\w*",
            r"(?<!\w)[@#][A-Za-z][\w-]*",
            r"\{\{.{0,300}?\}\}|\{%.{0,300}?%\}",
        )
    ),
    re.S | re.M,
)


def no_prose(text: str) -> Sequence[Span]:
    """Where there is code, an address, a path or a mark that nobody reads, in order."""
    return [Span(*found.span()) for found in NO_PROSE.finditer(text)]
