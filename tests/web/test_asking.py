"""No form of the product asks anybody to tell what happened to them, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.utils import translation
from house.project import PACKAGE, name_of

from tiebeam import web

WEB = PACKAGE / "web"
#: What somebody would be asked who has to prove with their own story that they were hurt.
ASKS = re.compile(
    r"what (has )?happened|happened to you|your (own )?(experiences?|story|stories|testimony)|"
    r"(tell|share|describe)( us)?( about)? (your|the|an?) (own )?"
    r"(story|experiences?|incidents?|events?|harm|trauma|pain|abuse|discrimination)|"
    r"how (did|does) (it|that|this) (make you )?feel|were you (hurt|harassed|discriminated)|"
    r"(did|have) you (ever )?(experienced?|suffer(ed)?|witness(ed)?)|"
    r"personal (account|story|experience)|testimon|victim|"
    r"was (ist )?(dir |ihnen )?(passiert|widerfahren|geschehen)|(deine?|ihre?) (eigene )?"
    r"(geschichte|erfahrung|erlebnisse?)|(schildere?|beschreibe?|erzähle?)n? (uns|sie|deine?|ihre?|"
    r"den vorfall)|hast du (erlebt|erfahren)|haben sie (erlebt|erfahren)",
    re.IGNORECASE,
)
#: Names under which such a thing would be kept.
NAMES = re.compile(r"incident|story|experience|testimony|trauma|victim|what_happened")


def every_form() -> list[type[forms.BaseForm]]:
    """Each form of ours, wherever it stands."""
    for each in walk_packages(web.__path__, f"{web.__name__}."):
        if re.search(r"\.forms$|\.views$|\.filters$", each.name):
            import_module(each.name)
    found = list(_beneath(forms.BaseForm))
    return [each for each in found if each.__module__.startswith("tiebeam.")]


def _beneath(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from _beneath(each)


def asked_by(form: type[forms.BaseForm]) -> list[str]:
    """The names, labels and hints of a form that ask for a story."""
    said = []
    for name, each in getattr(form, "base_fields", {}).items():
        words = [str(each.label or ""), str(each.help_text or ""),
                 str(each.widget.attrs.get("placeholder", ""))]  # fmt: skip
        words += [str(label) for _, label in getattr(each, "_choices", None) or []
                  if isinstance(_, str)]  # fmt: skip
        said += [f"{form.__name__}.{name}: {text}" for text in words if ASKS.search(text)]
        said += [f"{form.__name__}.{name}"] * bool(NAMES.search(name))
    return said


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_form_asks_a_person_for_their_story(language: str):
    found = every_form()

    with translation.override(language):
        asked = [each for form in found for each in asked_by(form)]

    assert len(found) > 30
    assert asked == []


def test_no_template_asks_for_it_beside_a_form():
    """Labels, legends, hints and buttons that a page writes itself."""
    beside = re.compile(r"<(label|legend|button|textarea)\b.*?</\1>", re.DOTALL)
    asked = [
        f"{name_of(path)}: {each[0][:80]}"
        for path in WEB.rglob("*.html")
        for each in beside.finditer(path.read_text("utf-8"))
        if ASKS.search(each[0])
    ]

    assert asked == []


class Asking(forms.Form):
    """What must be found, wherever it stands."""

    incident = forms.CharField(label="Which rule is it?")
    first = forms.CharField(label="What happened to you?")
    second = forms.CharField(label="Anything else", help_text="Tell us your story.")
    third = forms.CharField(label="Beschreiben Sie den Vorfall")
    fourth = forms.ChoiceField(label="Why", choices=[("a", "Have you experienced it?")])
    fine = forms.CharField(label="Which sentence of the rule does it?")


def test_a_form_that_asks_for_it_is_found():
    found = [each.split(":")[0].split(".")[1] for each in asked_by(Asking)]

    assert sorted(set(found)) == ["first", "fourth", "incident", "second", "third"]
