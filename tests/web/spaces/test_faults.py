"""What goes wrong with spaces: what is typed to do harm, and whoever is gone. What is sent twice or
by two at once is in `test_at_once`. Forms are found, and none is remembered by hand.
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django import forms
from django.db import transaction
from django.template import Context
from django.test import Client
from django.urls import resolve
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as some
from sizes import at_most, sized
from web import in_use
from web.in_use import OLU
from web.pages import IN_USE, OF_AN_OWNER
from web.spaces.made import AT
from web.test_in_use import Form, Page, visitor

from tiebeam.web import spaces
from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.spaces.written import as_html

ROOM = "tiebeam.web.spaces"
LONG = "ŋ" * 10_000
#: What turns letters round, is not seen, ends a line or is no letter at all; and names that are
#: written from right to left, which are as good as any.
HOSTILE = {
    "turned round": "Riverside \u202eseilla\u202c",
    "set apart": "a\u2067b\u2069c\u2066d",
    "not seen": "Ri\u200bver\u200dside\ufeff\u2060",
    "nothing but what is not seen": "\u200b\u2060",
    "zero": "a\0b",
    "a line more": "a\r\nBcc: eve@evil.example",
    "lines of their own": "a\u2028b\u2029c\x85d\x0be",
    "a flood of marks": "a" + "\u0301" * 100,
    "right to left": "شبكة الحلفاء",
    "a mark of direction": "שלום\u200f (2)",
    "emoji": "👩🏽‍🏭🏳️‍🌈",
    "tags": "<b onclick=alert(1)>x</b>{{ settings.SECRET }}%(name)s{0}",
    "formula": '=HYPERLINK("https://evil.example")',
}
#: Letters that may stand in no line: they turn others round, or begin another line.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\x85\x0b")
#: Those that are tried of everything, where not all of it is.
TRIED = ("turned round", "zero", "a line more", "tags")
#: Half of a letter, as bytes that no text has.
SURROGATE = b"%ED%A0%80"


@dataclass(frozen=True)
class Typed:
    """A field of a form in which somebody types, where it stands."""

    by: Client
    page: str
    name: str
    field: forms.CharField
    kind: type
    form: Form

    def __str__(self) -> str:
        return f"{self.kind.__qualname__}.{self.name} on {self.page}"

    @property
    def is_one_line(self) -> bool:
        return isinstance(self.field.widget, forms.TextInput)

    @property
    def is_secret(self) -> bool:
        return isinstance(self.field.widget, forms.PasswordInput)

    def sent(self, text: str) -> Any:
        return replace(self.form, said=self.form.said | {self.name: [text]}).sent(self.by)


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Client, dict[str, str], list[Typed]]]:
    """It takes seconds, so it is made once; what a test does to it is undone after that test."""
    with django_db_blocker.unblock():
        undone = transaction.atomic()
        undone.__enter__()
        client, names = whoever_may(tmp_path_factory.mktemp("in-use"))
        every = typed(client, names)
    yield client, names, every
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        undone.__exit__(None, None, None)


@pytest.fixture
def olu(made: Any, db: None) -> tuple[Client, dict[str, str]]:
    """Somebody who may open every page of an installation in which everything has happened."""
    client, names, _ = made
    return client, names


@pytest.fixture
def every(made: Any, db: None) -> list[Typed]:
    """Every field of its spaces in which somebody types."""
    *_, every = made
    return every


def whoever_may(tmp_path: Any) -> tuple[Client, dict[str, str]]:
    sessions = in_use.begun()
    return visitor(sessions, OLU), in_use.filled(tmp_path)


def a_sponsor_of_them() -> Client:
    """Their own line beside what a group says of them is asked of nobody else."""
    client = Client(SERVER_NAME=in_use.HOST)
    client.force_login(User.objects.get(name="Lena Brandt"))
    return client


def pages(names: dict[str, str]) -> Iterator[str]:
    """Every page of spaces."""
    for each in dict.fromkeys((*OF_AN_OWNER, *IN_USE[OLU])):
        address = each.format(**names)
        if resolve(address.partition("?")[0]).func.__module__.startswith(ROOM):
            yield address


def typed(client: Client, names: dict[str, str]) -> list[Typed]:
    """Every field in which somebody types, once for each form."""
    found: dict[tuple[type, str, str], Typed] = {}
    for by in (client, a_sponsor_of_them()):
        for page in pages(names):
            answer = by.get(page)
            there = Page(page, answer.content.decode()).forms
            for form in shown(answer):
                for name, field in texts(form):
                    key = type(form), name, str(sorted(form.fields))
                    # Of whoever may not send it, a page shows none.
                    for sends in [each for each in there if name in each.said][:1]:
                        found.setdefault(key, Typed(by, page, name, field, type(form), sends))
    return list(found.values())


def shown(answer: Any) -> list[forms.Form]:
    """The forms that a page was made of."""
    made_of = answer.context if isinstance(answer.context, list) else [answer.context or Context()]
    values = (value for each in made_of for value in each.flatten().values())
    found = {id(each): each for each in values if isinstance(each, forms.Form)}
    return list(found.values())


def texts(form: forms.Form) -> Iterator[tuple[str, forms.CharField]]:
    for name, field in form.fields.items():
        hidden = isinstance(field.widget, forms.HiddenInput)
        if type(field) is not forms.CharField and not issubclass(type(field), forms.CharField):
            continue
        if not hidden:
            yield name, field


@pytest.fixture
def undone() -> Callable[[Callable[[], Any]], Any]:
    """Does something, and undoes what it did to the database."""

    def do(act: Callable[[], Any]) -> Any:
        with transaction.atomic():
            answer = act()
            transaction.set_rollback(True)
        return answer

    return do


# --- what is typed --------------------------------------------------------------------------------


def test_ten_thousand_letters_in_any_field_are_said_to_be_too_many_and_stay_there(every, undone):
    wrong = []

    for each in every:
        answer = undone(lambda each=each: each.sent(LONG))
        said = [form for form in shown(answer) if each.name in form.errors]
        takes_so_many = (each.field.max_length or 0) >= len(LONG)
        kept = LONG in answer.content.decode() or each.is_secret
        if answer.status_code not in {200, 302} or not (takes_so_many or (said and kept)):
            wrong.append(str(each))

    assert wrong == []
    assert len(every) > 45


def test_every_form_of_spaces_in_which_somebody_types_is_among_them(every):
    """A new form is tried once its page is among those that are in use."""
    seen = {each.kind for each in every}

    assert {each.__qualname__ for each in declared() - seen - bases(seen)} == set()


def declared() -> set[type]:
    """The forms of spaces that have a field to type in."""
    found: set[type] = set()
    for each in walk_packages(spaces.__path__, f"{ROOM}."):
        if each.name.endswith(".forms"):
            module = import_module(each.name)
            found |= {kind for _, kind in inspect.getmembers(module, inspect.isclass)
                      if issubclass(kind, forms.Form) and kind.__module__.startswith(ROOM)
                      and any(isinstance(field, forms.CharField)
                              and not isinstance(field.widget, forms.HiddenInput)
                              for field in kind.base_fields.values())}  # fmt: skip
    return found


def bases(kinds: set[type]) -> set[type]:
    return {base for kind in kinds for base in kind.__mro__[1:]}


def test_whatever_somebody_types_is_kept_as_a_line_or_said_to_be_none(every, undone):
    wrong = []

    for each in every:
        for what in sized(TRIED, tuple(HOSTILE)):
            text = HOSTILE[what]
            answer, after = undone(lambda each=each, text=text: followed(each, text))
            pages_said = answer.content.decode() + after
            if answer.status_code not in {200, 302} or "<b onclick" in pages_said:
                wrong.append(f"{each}: {what}")
            elif each.is_one_line and answer.status_code == 302 and breaks(after, text):
                wrong.append(f"{each}: {what} stands on a page")

    assert wrong == []


def followed(each: Typed, text: str) -> tuple[Any, str]:
    answer = each.sent(text)
    if answer.status_code != 302 or not answer.headers["Location"].startswith("/"):
        return answer, ""
    after = each.by.get(answer.headers["Location"].partition("#")[0], follow=True)
    assert after.status_code == 200, (str(each), text)
    return answer, after.content.decode()


def breaks(page: str, text: str) -> bool:
    """Whether what turns what follows stands on a page, or more lines than one."""
    return bool(TURNS & set(page)) or ("\n" in text and text in page)


def test_half_a_letter_is_no_fault_of_ours(every, undone):
    wrong = []

    for each in every:
        said = [(name, value) for name, values in each.form.said.items() if name != each.name
                for value in values]  # fmt: skip
        body = f"{urlencode(said)}&{quote_plus(each.name)}=".encode() + SURROGATE
        answer = undone(lambda each=each, body=body: each.by.post(
            each.form.to, body.decode("ascii"), content_type="application/x-www-form-urlencoded"
        ))  # fmt: skip
        if answer.status_code not in {200, 302}:
            wrong.append(str(each))

    assert wrong == []


# --- Markdown -------------------------------------------------------------------------------------

#: What is repeated until a text is full.
PIECES = (
    "[", "[]", "![", "> ", "- ", "*a ", "*a_ ", "*_", "`", "`` `", "a`b``c```", "[a](b", "[a](<b",
    "<a:", "&#x", "|a|b|\n|-|-|\n", "[a](javascript:alert(1)) ", "[a](data:text/html;base64,eHh4) ",
    "<b onclick=x>", "[a]: /u\n", "[a]\n\n[a]: u\n", "**a ", "\\", "\n", "1. ", ">- ", "\t- ",
    "~~~\n", "a\u0301\u0301\u0301", "\u202e", "[[[[[[[[a](", "![[![[", "_" * 3, "*" * 7 + "a",
)  # fmt: skip
PLAIN = "A word and a word.\n"
#: How much longer it may take than as many lines of plain words. Without a bound on marks, ten
#: thousand brackets took more than fifty times as long.
MOST_TIMES = 15


def full(piece: str, letters: int = 10_000) -> str:
    return (piece * (letters // len(piece) + 1))[:letters]


def seconds(text: str) -> float:
    """How long it takes at best: what else runs here makes nothing faster."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        as_html(text)
        took.append(time.process_time() - begun)
    return min(took)


def test_no_markdown_takes_much_longer_than_plain_words_of_its_length():
    plain = seconds(full(PLAIN))

    slow = {each: round(times, 1) for each in PIECES
            if (times := seconds(full(each)) / plain) > MOST_TIMES}  # fmt: skip

    assert slow == {}


@given(some.lists(some.sampled_from(PIECES), min_size=1, max_size=4), some.integers(0, 10_000))
@examples(max_examples=at_most(20), deadline=None)
def test_nor_does_any_mix_of_it(pieces: list[str], marks: int):
    text = full("".join(pieces), marks) + full(PLAIN, 10_000 - marks)

    assert seconds(text) < MOST_TIMES * max(seconds(full(PLAIN)), 0.002)


def test_what_has_too_many_marks_to_be_read_is_shown_as_it_was_written():
    text = "<b>&amp; " + "[" * 2000 + "\nnext\n\nlast"

    html = as_html(text)

    assert html.startswith("<p>&lt;b&gt;&amp;amp; [[")
    assert html.count("[") == 2000
    assert html.endswith("[<br>\nnext</p>\n<p>last</p>\n")


# --- whoever is gone ------------------------------------------------------------------------------


def test_where_whoever_wrote_is_gone_every_page_opens_and_names_them_nowhere(olu):
    client, names = olu
    gone = User.objects.exclude(name="Olu Adeyemi")
    called = sorted(gone.values_list("name", flat=True))
    addresses = list(pages(names))

    for each in gone:
        accounts.delete_account(each, at=AT)

    assert len(called) > 3
    for page in addresses:
        answer = client.get(page, follow=True)
        assert answer.status_code in {200, 404}, page
        told = unescape(answer.content.decode())
        if "emergency" in page or "was-read" in page:
            continue  # Whoever read a space of others stays named there: decision 31.
        assert [each for each in called if re.search(rf"\b{each}\b", told)] == [], page
