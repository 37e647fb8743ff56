"""Full text on either database, behind one interface: `index_of(connection)`.

SQLite has a table of its own for words, FTS5, that follows the entries. PostgreSQL has an index on
the words of an entry. Both are made in a migration. Neither takes a text apart by rules of its own:
words come as `words_of` has them, so both find the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from django.db.models import BooleanField, F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from tiebeam.web.search.models import Entry


class Index(Protocol):
    """Finds entries by their words."""

    def keep(self, connection: Any, entry: Entry) -> None:
        """An entry is new, or its words have changed; in the same transaction."""

    def forget(self, connection: Any, numbers: Sequence[int]) -> None:
        """Entries are gone, by their primary keys."""

    def holding(self, wanted: Sequence[str]) -> QuerySet[Entry]:
        """Those in which each wanted word begins a word; `of` is the source by which to ask."""


class _SQLite:
    """FTS5. Of its tokenizers, `ascii` alone leaves letters beyond a to z as they are."""

    def keep(self, connection: Any, entry: Entry) -> None:
        self.forget(connection, [entry.pk])
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_words (rowid, words) VALUES (%s, %s)", [entry.pk, entry.words]
            )

    def forget(self, connection: Any, numbers: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s", [[each] for each in numbers]
            )

    def holding(self, wanted: Sequence[str]) -> QuerySet[Entry]:
        # In quotes every word is a word, also AND and NEAR. There is no quote in a word.
        asked = " ".join(f'"{each}"*' for each in wanted)
        holds = "search_entry.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)"
        # By a name that no index knows: SQLite went through all of a source instead of what has
        # the words, which took a quarter of a millisecond longer where there was one, hidden or
        # not.
        of = Coalesce("source", Value(""))
        return Entry.objects.filter(_says(holds, asked)).annotate(of=of)


class _PostgreSQL:
    """A GIN index on the words as they are: no dictionary of any language takes some away."""

    # An array, so that the index is asked once: the planner went through entries from the newest on
    # instead, and took the words of each apart anew.
    _HOLDS: Final = (
        "search_entry.id = ANY (ARRAY (SELECT each.id FROM search_entry each"
        " WHERE array_to_tsvector(string_to_array(each.words, ' ')) @@ %s::tsquery))"
    )

    def keep(self, connection: Any, entry: Entry) -> None:
        """The database does it."""

    def forget(self, connection: Any, numbers: Sequence[int]) -> None:
        """The database does it."""

    def holding(self, wanted: Sequence[str]) -> QuerySet[Entry]:
        # In quotes every word is a word. There is no quote in a word.
        asked = " & ".join(f"'{each}':*" for each in wanted)
        return Entry.objects.filter(_says(self._HOLDS, asked)).annotate(of=F("source"))


def _says(condition: str, given: str) -> RawSQL:
    """A condition in the words of one database; what is given is its parameter."""
    return RawSQL(condition, [given], BooleanField())  # noqa: S611 — nothing else is put into it


_INDEXES: Final[dict[str, Index]] = {"sqlite": _SQLite(), "postgresql": _PostgreSQL()}


def index_of(connection: Any) -> Index:
    """The one for a database."""
    return _INDEXES[connection.vendor]
