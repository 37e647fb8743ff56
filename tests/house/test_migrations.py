"""What models say is what migrations have made."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    said = io.StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    except SystemExit:
        said.write("\nThese lack: python -m django makemigrations")

    assert said.getvalue().strip() == "No changes detected"
