"""What can be found: a title, what more is searched, and where it leads.

The index of its words is beside it, made by `index` for each database.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One thing of a source. Who may find it is asked of the source, each time.

    words  all that is searched, without accents and capitals, with blanks between
    """

    source = models.CharField(max_length=40)
    public_id = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=500)
    words = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "public_id"], name="a_thing_is_found_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.public_id}"
