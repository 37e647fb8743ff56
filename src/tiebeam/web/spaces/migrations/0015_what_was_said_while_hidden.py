"""Charters, and corrections of reviews, say what the space was when they were written."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

SEEN = ["open", "members", "hidden"]


def as_it_is_now(apps: Any, schema_editor: Any) -> None:
    """Of those that are there nobody knows that any more; whoever reads them now reads them still.
    Where the group is hidden now, its members alone do."""
    for name, of_it in (("Charter", "space"), ("ReviewCorrection", "review__space")):
        rows = apps.get_model("spaces", name).objects
        for seen in SEEN:
            found = rows.filter(**{f"{of_it}__visibility": seen})
            rows.filter(pk__in=list(found.values_list("pk", flat=True))).update(shown_to=seen)


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0014_an_offer_is_a_yes"),
    ]

    operations = [
        migrations.AddField(
            model_name="charter",
            name="shown_to",
            field=models.CharField(default="hidden", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reviewcorrection",
            name="shown_to",
            field=models.CharField(default="hidden", max_length=8),
            preserve_default=False,
        ),
        migrations.RunPython(as_it_is_now, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.CheckConstraint(
                condition=Q(shown_to__in=SEEN), name="a_charter_is_read_by_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcorrection",
            constraint=models.CheckConstraint(
                condition=Q(shown_to__in=SEEN), name="a_correction_is_read_by_somebody"
            ),
        ),
    ]
