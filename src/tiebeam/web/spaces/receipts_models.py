"""The receipt of what a group spent, as a file. Who brought it stands nowhere."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id

#: What a receipt may be, cleaned.
TYPES: Final = ("application/pdf", "image/png", "image/jpeg")


class Receipt(models.Model):
    """Of one row. What the file was called elsewhere is kept nowhere, and no time of its own.

    public_id  also names the file on the disk
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    money = models.OneToOneField("spaces.Money", on_delete=models.CASCADE, related_name="file")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(content_type__in=TYPES), name="a_receipt_is_of_a_type_of_ours"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
