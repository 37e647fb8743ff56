"""What was written down before a redesign started, locked with a hash.

The hash is SHA-256 over one line of JSON, in which all keys are sorted and nothing is left out, so
anybody can work it out again from what the page shows.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tiebeam.web.change.models import Written


def content(written: Written, *, of: str) -> dict[str, Any]:
    """All that is locked.

    of  public id of the redesign
    """
    return {
        "redesign": of, "number": written.number, "metric": written.metric, "where": written.where,
        "direction": written.direction, "size": _plain(written.size), "aim": written.aim,
        "judged_on": written.judged_on and written.judged_on.isoformat(),
        "detectable": written.detectable, "reason": written.reason,
        "on": written.on.isoformat(), "before": written.before,
    }  # fmt: skip


def _plain(size: Any) -> str | None:
    """A number is the same, however many noughts a database puts behind it."""
    return None if size is None else f"{float(size):g}"


def canonical(written: Written, *, of: str) -> str:
    """The line over which the hash is worked out."""
    return json.dumps(content(written, of=of), sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)  # fmt: skip


def worked_out(written: Written, *, of: str) -> str:
    return hashlib.sha256(canonical(written, of=of).encode()).hexdigest()


def fits(written: Written, *, of: str) -> bool:
    """Whether what stands there is what was locked."""
    return bool(written.hash) and written.hash == worked_out(written, of=of)


def all_fit(every: list[Written], *, of: str) -> bool:
    """Whether each fits, and each follows the one before."""
    before = ""
    for each in every:
        if not fits(each, of=of) or each.before != before:
            return False
        before = each.hash
    return True
