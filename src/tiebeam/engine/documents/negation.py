"""Whether a sentence means what its words name: not where it is negated, forbidden or quoted."""

from __future__ import annotations

import re
from typing import Final

# Words that turn what follows them round, as long as no new clause begins between.
_NEGATES: Final = re.compile(
    r"(?:\b(?:not|never|no|nor|neither|without|cannot|nobody|none|rather\s+than|instead\s+of|avoid\w*|"
    r"prohibit\w*|forbid\w*|forbidden|ban(?:s|ned)?|refrain\w*|stop(?:s|ped)?|eliminat\w*|"
    r"abolish\w*|reject\w*|free\s+of|replac\w+|no\s+longer|discourag\w*|unlike|away\s+from)\b|n't\b)",
    re.IGNORECASE,
)
# "Not only" and "no later than" turn nothing round.
_HARMLESS: Final = re.compile(
    r"\b(?:not\s+(?:only|limited\s+to|later\s+than|less\s+than|more\s+than|just|exceed\w*|to\s+exceed)|"
    r"no\s+(?:later|less|more|fewer|earlier|matter|sooner)\b|without\s+(?:limitation|limit|delay|pay|a\s+salary)|whether\s+or\s+not|"
    r"if\s+(?:\w+\s+){0,3}(?:not|n't)|if\s+\w+n't|if\s+[^,]{0,60},|no\s+longer\s+than|not\s+yet|why\s+not|don't\s+(?:hesitate|worry))",
    re.IGNORECASE,
)
_NEW_CLAUSE: Final = re.compile(
    r"[;:.!?]|,?\s+\b(?:but|however|although|though|because|so|then|and\s+(?:we|you|they))\b|,\s+(?:we|you|they|it|which|the)\b",
    re.IGNORECASE,
)
_AFTERWARDS: Final = re.compile(
    r"^[^,;:.]{0,25}?\b(?:(?:is|are|was|were|will\s+be|may|can|shall|must)\s*(?:not\b|never\b)|isn't|aren't|won't|"
    r"(?:is|are)\s+(?:\w+\s+)?(?:prohibited|forbidden|banned|unacceptable|discouraged|illegal|a\s+myth|no\s+longer)|"
    r"leads?\s+to|has\s+no\s+place|is\s+out)\b",
    re.IGNORECASE,
)
_DENIES: Final = re.compile(r"\b(?:not|never|cannot)\b|n't\b", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"\b(?:the\s+(?:phrase|phrases|term|terms|words?|idea|concept|myth)|so-called|known\s+as|such\s+words\s+as|"
    r"called|language\s+like|terms\s+like|phrases\s+like)\s*(?:of\s+)?[\"'(]*\s*$",
    re.IGNORECASE,
)


def is_negated(sentence: str, start: int, end: int, *, inside: bool = True) -> bool:
    """Whether what stands at start:end is denied, forbidden or spoken against.

    sentence    plain text
    start, end  the place of the words in it
    inside      whether a "not" among the words themselves counts as well
    """
    before = sentence[max(0, start - 70) : start]
    clause = before[max((each.end() for each in _NEW_CLAUSE.finditer(before)), default=0) :]
    if _NEGATES.search(_HARMLESS.sub(" ", clause)):
        return True
    if _AFTERWARDS.match(sentence[end : end + 60]):
        return True
    return inside and bool(_DENIES.search(_HARMLESS.sub(" ", sentence[start:end])))


def is_mentioned(sentence: str, start: int, end: int) -> bool:
    """Whether the words at start:end are named rather than used: in quotation marks, or as a term."""
    before, after = sentence[:start].rstrip(), sentence[end:].lstrip()
    # An apostrophe opens nothing: the same mark has to stand on the other side.
    quoted = before.endswith(('"', "'")) and after.lstrip(",.").startswith(before[-1])
    return quoted or bool(_NAMED.search(sentence[max(0, start - 40) : start]))
