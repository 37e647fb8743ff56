"""Pages speak every language that they offer: nothing is missing, and nothing is said otherwise."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from house.project import ROOT


def tool() -> ModuleType:
    """What `dev.py translate` runs."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


translations = tool()
FILES = sorted(translations.LOCALE.glob("*/LC_MESSAGES/django.po"))
BY_LANGUAGE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])
PLACE = re.compile(r"%\(\w+\)[sd]")


def test_every_language_that_pages_offer_has_a_file():
    assert {code for code, _ in settings.LANGUAGES} == {"en", *(file.parts[-3] for file in FILES)}


@BY_LANGUAGE
def test_everything_that_pages_say_is_translated(file: Path):
    """`python3 dev.py translate` collects what is new; then it is translated by hand."""
    said = {key(each) for each in translations.collected() if each.id}
    there = {key(each): each for each in translations.catalog(file) if each.id}

    assert sorted(said - there.keys(), key=str) == []
    assert sorted(there.keys() - said, key=str) == []
    assert [k for k, each in there.items() if not translations.is_translated(each)] == []


@BY_LANGUAGE
def test_a_translation_names_what_the_message_names(file: Path):
    """What stands in for a name or a number, and no other."""
    wrong = [
        each.id
        for each in translations.catalog(file)
        if each.id
        for said in (each.string if isinstance(each.string, tuple) else (each.string,))
        if not set(PLACE.findall(said)) <= set(PLACE.findall(" ".join(ids(each))))
        or (isinstance(each.id, str) and set(PLACE.findall(said)) != set(PLACE.findall(each.id)))
    ]

    assert wrong == []


@BY_LANGUAGE
def test_what_django_reads_is_what_stands_in_the_file(file: Path):
    # Read by what each says, not by its bytes: the header holds the time of the last change.
    catalog = translations.catalog(file)

    assert file.with_suffix(".mo").read_bytes() == translations.compiled(catalog)


def key(message: object) -> object:
    return (message.context, message.id)  # type: ignore[attr-defined]


def ids(message: object) -> tuple[str, ...]:
    found = message.id  # type: ignore[attr-defined]
    return found if isinstance(found, tuple) else (found,)
