"""What somebody follows in spaces, or does not want to hear of, by their own act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiebeam.web.spaces.who import LETTERS


class Follow(models.Model):
    """That somebody follows a thread, or all of a space, or mutes a thread of it.

    thread  None for the space
    mutes   of a thread: nothing of it counts as new
    """

    who = models.CharField(max_length=LETTERS, db_index=True)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        "spaces.Thread", on_delete=models.CASCADE, null=True, related_name="+"
    )
    mutes = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["who", "thread"], name="a_thread_is_followed_once"),
            models.UniqueConstraint(
                fields=["who", "space"], condition=models.Q(thread=None),
                name="a_space_is_followed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(mutes=False) | models.Q(thread__isnull=False),
                name="a_thread_is_muted_and_no_space",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "muted" if self.mutes else "followed"
