"""What a cube does not hold, and what a trial would show, are kept in parts and said by the page.

What stands there as finished English sentences is dropped. A proposal can be worked out again, and
a release be tried again; what was declared and published stays.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


def drop_sentences(apps: Any, schema_editor: Any) -> None:
    apps.get_model("releasing", "Cube").objects.update(left_out=[])
    apps.get_model("releasing", "Request").objects.update(would_show={})


class Migration(migrations.Migration):
    dependencies: ClassVar = [("releasing", "0001_cubes_and_requests")]

    operations: ClassVar = [migrations.RunPython(drop_sentences, migrations.RunPython.noop)]
