"""Every sentence that findings and walks may show, in English: what feeds the translations.

Questions, and whom a clause concerns, stand in packs as data; a few stand in the code. Pages that
show them translate them where they show them; `sentences` is the one list of what to translate.
"""

from __future__ import annotations

from tiebeam.engine.documents.coded import CODED
from tiebeam.engine.documents.rules import packs
from tiebeam.engine.documents.said import said
from tiebeam.engine.documents.versions import commitments
from tiebeam.engine.documents.walk import archetypes


def sentences() -> tuple[str, ...]:
    """Everything that may be shown, once each: of the code, of packs, and of those who walk."""
    # CODED imports every module that says something, so the list of the code is whole.
    found = dict.fromkeys((*said(), *(rule.words for rule in CODED)))
    for pack in (*packs(), commitments()):
        found |= dict.fromkeys((pack.title, pack.words))
        for rule in pack.rules:
            stances = [each for each in (*rule.effects, rule.flipped) if each is not None]
            found |= dict.fromkeys((rule.question, rule.who, rule.words))
            found |= dict.fromkeys(each.who for each in stances)
    return tuple(found | dict.fromkeys(each.name for each in archetypes()))


def shown() -> tuple[str, ...]:
    """Those of them that pages show: not what packs and rules say of themselves."""
    every = (*packs(), commitments())
    of_rules = {rule.words for each in every for rule in each.rules}
    of_rules |= {words for each in every for words in (each.title, each.words)}
    of_rules |= {rule.words for rule in CODED}
    return tuple(each for each in sentences() if each not in of_rules)
