from __future__ import annotations

from typing import Any

from django.db import migrations

MAKE = {
    # Of its tokenizers, `ascii` alone leaves letters beyond a to z as they are.
    "sqlite": "CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize='ascii')",
    "postgresql": (
        "CREATE INDEX search_words ON search_entry"
        " USING gin (array_to_tsvector(string_to_array(words, ' ')))"
    ),
}
DROP = {"sqlite": "DROP TABLE search_words", "postgresql": "DROP INDEX search_words"}


def make(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(MAKE[schema_editor.connection.vendor])


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(DROP[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("search", "0001_what_can_be_found")]

    operations = [migrations.RunPython(make, drop)]
