"""What a page says of the releases, written once: they never change, and everybody sees the same.

What is around it, such as who is signed in, is written for each visit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tiebeam.web.insight.queries import Shown

#: Some 60 kB each, in every process.
_REMEMBERED: int = 200


def body(
    template: str, says: Callable[..., dict[str, Any]], shown: Shown, *about: Hashable
) -> SafeString:
    """The inside of a page.

    says   what the template says, from the same words that follow and nothing else: neither who
           asks nor when
    shown  the releases
    """
    return _written(get_language() or "", template, says, shown, *about)


@lru_cache(maxsize=_REMEMBERED)
def _written(
    _language: str, template: str, says: Callable[..., dict[str, Any]], *about: Hashable
) -> SafeString:
    return render_to_string(template, says(*about))
