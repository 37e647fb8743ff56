"""Files that came with a post, and what is to be seen or heard in them, in words."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS

#: What a browser is told that a file is: these and no others.
TYPES: Final = (
    "image/jpeg", "image/png", "image/webp", "audio/wav", "application/pdf", "text/plain",
)  # fmt: skip


class Attachment(models.Model):
    """A file of a post. What it was called elsewhere is kept nowhere, and no time of its own.

    public_id  also names the file on the disk
    number   of those of its post, in the order in which they came
    called   what its author calls it, if they do
    size     bytes
    width, height  of a picture, so that a page keeps room for it
    asks     whether its author asked others to describe it
    once     what its form carried: sent twice, it is there once
    """

    class Kind(models.TextChoices):
        PICTURE = "picture"
        SOUND = "sound"
        DOCUMENT = "document"
        TEXT = "text"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    post = models.ForeignKey("spaces.Post", on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    called = models.CharField(max_length=120, blank=True, default="")
    asks = models.BooleanField(default=False)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["number"]
        # Each page of a space counts them, and few of all files are among them.
        indexes: ClassVar = [
            models.Index(fields=["post"], condition=Q(asks=True), name="files_that_ask_for_words")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "number"], name="a_file_of_a_post_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["picture", "sound", "document", "text"]),
                name="a_file_is_of_a_kind_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=TYPES), name="a_file_is_of_a_type_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(asks=False) | Q(kind="picture"), name="help_is_asked_for_with_a_picture"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Description(models.Model):
    """What is to be seen or heard in a file, and what was said of that before.

    by        who wrote it: its author, or a member whom they asked
    shown_to  what the space was when it was written
    """

    file = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="descriptions")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=20_000)
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    at = models.DateTimeField()
    shown_to = models.CharField(max_length=8)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="a_description_has_its_number")
        ]

    def __str__(self) -> str:
        return f"description {self.number}"
