"""At which site a chapter is, and of which group it is one, as both have said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiebeam.web.ids import public_id


class Site(models.Model):
    """Where a chapter is, in words."""

    space = models.OneToOneField("spaces.Space", on_delete=models.CASCADE, related_name="site")
    called = models.CharField(max_length=120)
    edition = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.called


class ChapterOf(models.Model):
    """That a chapter says that it is one of a group, and since when the group says so too.

    A chapter may say it of several: of one that is hidden, others who look after the chapter know
    nothing, and what they say is in nobody's way.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    chapter = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="chapters")
    asked_on = models.DateField()
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["chapter", "group"], name="a_chapter_is_one_of_a_group_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(chapter=models.F("group")), name="no_chapter_is_its_own_group"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
