"""`tiebeam web`: what it says before it serves."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from web.people import an_owner

from tiebeam.cli.web import _say_how_to_begin
from tiebeam.web.accounts.queries import is_first_link

pytestmark = pytest.mark.django_db


def test_without_an_owner_it_prints_a_link_that_opens_the_first_account(capsys):
    _say_how_to_begin("http://127.0.0.1:8000")

    (key,) = re.findall(r"http://127\.0\.0\.1:8000/first/(\S+)/", capsys.readouterr().out)
    assert is_first_link(key, at=datetime.now(UTC))


def test_with_an_owner_it_says_nothing(capsys):
    an_owner()

    _say_how_to_begin("http://127.0.0.1:8000")

    assert capsys.readouterr().out == ""
