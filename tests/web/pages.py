"""Every page that there is, and what tests look for in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

#: Pages that whoever comes may open.
OPEN = (
    "/",
    "/gallery/",
    "/speak-up/",
    "/speak-up/?country=de",
    "/sign-in/",
    "/password/",
)
#: ... and those that an owner may open, who has just said their password again.
OF_AN_OWNER = (
    "/me/", "/me/email/", "/me/password/", "/me/sessions/", "/me/security/", "/me/security/app/",
    "/me/security/again/", "/me/security/passkeys/", "/me/security/passkeys/add/", "/people/",
    "/sign-out/", "/audit-trail/", "/me/data/", "/me/data/delete/", "/me/identity/",
    "/me/identity/shown/", "/data/legal-start/", "/data/legal-start/purpose/",
    "/data/legal-start/countries/", "/data/why/",
    # Figures, with a ledger made by hand; what other figures look like, they look like as well.
    "/see/", "/see/headcount-share/", "/see/compare/headcount-share/?by=&when=2025-12-31",
    "/see/ask/", "/releases/1/", "/releases/promises/",
    "/sign-out/", "/audit-trail/", "/me/notices/", "/me/told/", "/search/", "/search/?q=olu",
    "/search/?q=bakery", "/?home",
)  # fmt: skip
#: ... and those of a steward, before anything was brought.
OF_A_STEWARD = (
    "/data/",
    "/data/uploads/",
    "/data/uploads/new/",
    "/data/structure/",
    "/cubes/",
    "/requests/",
    "/answers/",
)


def patterns(within: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address and what answers it."""
    for each in (within or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def without_token(answer: Any) -> str:
    """What an answer says, but for the token of its forms, which is another one each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


class Inline(HTMLParser):
    """What in a page a strict browser would refuse: style and scripts that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or "style" in given:
            self.found.append(f"style in <{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("a script in the page")
        self.found += [f"{name} in <{tag}>" for name in given if name.startswith("on")]
        # A link leads elsewhere only when somebody follows it; these would be fetched at once.
        fetched = given.get("href") if tag == "link" else given.get("src")
        if fetched and not fetched.startswith("/"):
            self.found.append(f"<{tag}> from elsewhere")
