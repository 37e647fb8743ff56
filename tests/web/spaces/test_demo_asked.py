"""What the demo's people asked, answered and raised is there once, and goes where it should."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from web.organisation.written import a_structure
from web.people import somebody

from tiebeam.cli.demo_asked import ask_and_raise
from tiebeam.cli.demo_site import PEOPLE
from tiebeam.cli.demo_spaces import open_spaces
from tiebeam.web.insight.models import Barrier
from tiebeam.web.permissions import Role
from tiebeam.web.spaces.models import Brief, Hours, OfficeHours, Question, Raised

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_it_is_there_once_however_often_the_demo_is_made():
    people = {role: somebody(f"{name.split()[0].lower()}@harbourline.example", Role(role),
                             name=name) for role, name in PEOPLE.items()}  # fmt: skip
    a_structure(people["structure owner"], title="Shift work")
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            open_spaces(people, at=NOW)
            ask_and_raise(people, at=NOW)

    assert (Brief.objects.count(), Question.objects.count(), Hours.objects.count()) == (2, 4, 2)
    assert Question.objects.filter(brief=None).count() == 3
    assert OfficeHours.objects.count() == 1
    assert not Raised.objects.filter(barrier="").exists()
    assert Barrier.objects.filter(title="“Shift work”: Some hear of it too late, or never").exists()
