"""The demo's resource group has what a group stands on, done by the actions of pages."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.people import somebody

from tiebeam.cli.demo_chances import post_chances
from tiebeam.cli.demo_site import PEOPLE
from tiebeam.cli.demo_spaces import open_spaces
from tiebeam.web.permissions import Role
from tiebeam.web.spaces.models import Ask, Chance, DutySaid, Money, Receipt, Space

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_the_group_of_the_demo_is_there_once_and_its_pages_tell_it():
    people = {role: somebody(f"{name.split()[0].lower()}@harbourline.example", Role(role),
                             name=name) for role, name in PEOPLE.items()}  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            open_spaces(people, at=NOW)
            post_chances(people, at=NOW)
        group, client = Space.objects.get(kind="resource-group"), Client()
        client.force_login(people["member"])

        def said(page: str) -> str:
            answer = client.get(f"{group.get_absolute_url()}{page}")
            return unescape(answer.content.decode()).replace("\xa0", " ")

        assert "One term ends within 60 days" in said("group/")
        assert "Lena Brandt, since" in said("sponsor/")
        assert "DKK" in said("budget/")
        assert "No answer yet; it was due on" not in said("asks/")
        assert "An answer is due on" in said("asks/")
        assert "Parents and carers, Esbjerg" in said("chapters/")
        assert "At Esbjerg." in said("chapters/")
        assert "ten paid days" in said(f"reviews/{NOW.year}/")
        assert "Said since" in said(f"reviews/{NOW.year}/")
        assert "EUR" not in said(f"reviews/{NOW.year}/").split("What is known")[1]
        assert "Two seats on the safety council" in said("chances/")
        listed = unescape(client.get("/chances/").content.decode())
        assert "Filled, in an open process" in listed
        assert "nobody has said" not in listed
    assert (Chance.objects.count(), Receipt.objects.count()) == (2, 1)
    kinds = sorted(DutySaid.objects.values_list("kind", flat=True))
    assert (kinds, Ask.objects.count(), Money.objects.count()) == (["kept", "not kept"], 2, 5)
