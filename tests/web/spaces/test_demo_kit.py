"""The demo's ally space began with the kit, and a group ratified it in its own words."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.people import somebody

from tiebeam.cli.demo_site import PEOPLE
from tiebeam.cli.demo_spaces import open_spaces
from tiebeam.web.permissions import Role
from tiebeam.web.spaces.caring.queries import looked_after_by
from tiebeam.web.spaces.models import KitPart, KitRead, Space, StarterKit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_the_kit_of_the_demo_is_there_once_and_a_prompt_of_it_is_due():
    people = {role: somebody(f"{name.split()[0].lower()}@harbourline.example", Role(role),
                             name=name) for role, name in PEOPLE.items()}  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            open_spaces(people, at=NOW)
        space, client = Space.objects.get(kind="ally-space"), Client()
        client.force_login(people["facilitator"])
        told = unescape(client.get(f"{space.get_absolute_url()}start/").content.decode())

    assert "Parents and carers on shifts ratified it on" in told
    assert "It put one part in other words." in told
    assert told.count("Posted on") == 4
    assert KitRead.objects.count() == 1
    assert space.threads.filter(title="Which plan comes too late?").count() == 1
    assert KitPart.objects.filter(used_on__isnull=False).count() == 4
    looked = looked_after_by(people["facilitator"], NOW)
    assert [each.space for each in looked if each.prompt_is_due] == [space]
    assert [each.next for each in StarterKit.objects.all()] == ["taken-for-granted"]
