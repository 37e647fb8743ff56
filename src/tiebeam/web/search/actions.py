"""What can be found follows what there is, in the transaction that changes it.

It adds nothing to the audit trail: whoever changes the thing itself does.
"""

from __future__ import annotations

from django.db import connection, transaction

from tiebeam.web.search.index import index_of
from tiebeam.web.search.models import Entry
from tiebeam.web.search.words import words_of

#: Letters of a text that are looked at: more than that of one thing is no help in finding it.
LONGEST = 100_000


@transaction.atomic
def index(source: str, public_id: str, *, title: str, body: str = "", url: str) -> None:
    """Let a thing be found by the words of its title and its body; the body itself is not kept.

    title  what stands in the list of what was found: nothing that only some of those may read who
           may find it
    """
    words = dict.fromkeys(words_of(f"{title} {body}"[:LONGEST]))
    entry, _ = Entry.objects.update_or_create(
        source=source, public_id=public_id,
        defaults={"title": title[:200], "url": url, "words": " ".join(words)},
    )  # fmt: skip
    index_of(connection).keep(connection, entry)


@transaction.atomic
def forget(source: str, public_id: str) -> None:
    """A thing is gone; that it was never there is fine."""
    gone = Entry.objects.filter(source=source, public_id=public_id)
    index_of(connection).forget(connection, list(gone.values_list("pk", flat=True)))
    gone.delete()
