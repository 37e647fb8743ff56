"""What goes wrong with spaces: what is typed to do harm, what is sent twice or by two at once,
whoever is gone, and a worker that is killed. Forms are found, and none is remembered by hand.
"""

from __future__ import annotations

import inspect
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django import forms
from django.apps import apps
from django.db import connections, transaction
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


@pytest.fixture
def olu(db: None, tmp_path: Any) -> tuple[Client, dict[str, str]]:
    """Somebody who may open every page of an installation in which everything has happened."""
    return whoever_may(tmp_path)


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


def test_ten_thousand_letters_in_any_field_are_said_to_be_too_many_and_stay_there(olu, undone):
    client, names = olu
    every = typed(client, names)
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


def test_every_form_of_spaces_in_which_somebody_types_is_among_them(olu):
    """A new form is tried once its page is among those that are in use."""
    client, names = olu

    seen = {each.kind for each in typed(client, names)}

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


def test_whatever_somebody_types_is_kept_as_a_line_or_said_to_be_none(olu, undone):
    client, names = olu
    wrong = []

    for each in typed(client, names):
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


def test_half_a_letter_is_no_fault_of_ours(olu, undone):
    client, names = olu
    wrong = []

    for each in typed(client, names):
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


# --- sent twice, and by two at once ---------------------------------------------------------------

#: What a form carries so that of two who change one thing, the later one is told.
AS_IT_WAS = ("edition", "number")


def changing(client: Client, names: dict[str, str]) -> list[tuple[str, Form]]:
    """Every form of spaces by which two could write over each other, and the page it stands on."""
    found = {}
    for page in pages(names):
        for form in Page(page, client.get(page).content.decode()).forms:
            if form.method == "post" and any(each in form.said for each in AS_IT_WAS):
                found.setdefault((form.to, *sorted(form.said)), (page, form))
    return list(found.values())


def otherwise(page: str, form: Form, client: Client, by: str) -> Form | None:
    """As it is shown now, with something else in what is typed and something in what is empty; none
    where it is there no more, or nothing is typed."""
    answer = client.get(page)
    there = Page(page, answer.content.decode()).forms
    now = next((each for each in there if (each.to, {*each.said}) == (form.to, {*form.said})), None)
    fields = fields_of(answer, now) if now else []
    if now is None or not any(isinstance(field, forms.CharField) for _, field in fields):
        return None
    said = dict(now.said)
    for name, field in fields:
        if isinstance(field, forms.CharField):
            said[name] = [f"{said[name][0].strip() or 'Some words'} {by}"]
        elif not any(said.get(name, ())):
            said[name] = [_some(name, field)]
    return replace(now, said=said)


def fields_of(answer: Any, form: Form) -> list[tuple[str, forms.Field]]:
    """The visible fields of a form of a page."""
    for each in shown(answer):
        hidden = {name for name, field in each.fields.items()
                  if isinstance(field.widget, forms.HiddenInput)}  # fmt: skip
        if hidden and hidden <= {*form.said}:
            return [(name, field) for name, field in each.fields.items() if name not in hidden]
    return []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_thing_at_the_same_moment_one_is_told_and_keeps_what_they_typed(
    django_db_serialized_rollback: None, tmp_path: Any
):
    """Really at once, each on a connection of their own, with every form that can be changed."""
    client, names = whoever_may(tmp_path)
    both, wrong, tried = ("Ada's", "Bea's"), [], 0

    for page, form in changing(client, names):
        sends = [each for who in both if (each := otherwise(page, form, client, who))]
        if len(sends) < len(both):
            continue
        tried += 1
        answers = at_once([partial(each.sent, again(client)) for each in sends])
        statuses = sorted(each.status_code for each in answers)
        late = "".join(each.content.decode() for each in answers if each.status_code == 200)
        if statuses != [200, 302] or not any(each in unescape(late) for each in both):
            wrong.append((page, statuses, late[late.find("error") :][:300]))

    assert wrong == []
    assert tried >= 8


def again(client: Client) -> Client:
    """The same person at another window."""
    found = Client(SERVER_NAME=in_use.HOST)
    found.cookies = client.cookies
    return found


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    ready, found = threading.Barrier(len(acts)), [None] * len(acts)

    def do(number: int) -> None:
        ready.wait()
        try:
            found[number] = acts[number]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_sent_twice_at_the_same_moment_is_there_once(
    django_db_serialized_rollback: None, tmp_path: Any
):
    """Somebody presses a button twice, and both presses arrive at once."""
    client, names = whoever_may(tmp_path)
    wrong, tried = [], 0

    for page in pages(names):
        if (form := filled_in(client, page)) is None:
            continue
        before = rows()
        answers = at_once([partial(form.sent, again(client)) for _ in range(2)])
        if {each.status_code for each in answers} != {302}:
            # Something that is not known from the form is missing; it is no less so twice.
            assert {each.status_code for each in answers} == {200}, page
            continue
        tried += 1
        twice = less(rows(), before)
        # Where there can be one alone, no form is there to make another.
        if (other := filled_in(client, page)) is not None:
            between = rows()
            other.sent(client)
            once = less(rows(), between)
            # The first of a kind may be marked as such, and no other.
            if any(number > once.get(name, 1) for name, number in twice.items()):
                wrong.append((page, twice, once))

    assert wrong == []
    assert tried >= 8


def filled_in(client: Client, page: str) -> Form | None:
    """The form of a page that is heeded once, with something in each of its fields."""
    answer = client.get(page)
    there = Page(page, answer.content.decode()).forms
    for form in shown(answer):
        if "once" in form.fields:
            sends = next((each for each in there if "once" in each.said), None)
            said = {name: [_some(name, field)] for name, field in form.fields.items()
                    if not isinstance(field.widget, forms.HiddenInput)
                    and not isinstance(field, forms.FileField | forms.BooleanField)}  # fmt: skip
            return sends and replace(sends, said=sends.said | said)
    return None


def _some(name: str, field: forms.Field) -> str:
    today = datetime.now(UTC).date()
    if isinstance(field, forms.ChoiceField):
        offered = [str(value) for value, _ in field.choices if value and isinstance(value, str)]
        return offered[0] if offered else ""
    if isinstance(field, forms.DateField):
        return str(today if name == "on" else today + timedelta(days=9))
    if isinstance(field, forms.TimeField):
        return "11:00" if name == "ends" else "10:00"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return str(today.year) if name == "year" else "2"
    return "https://harbourline.example/" if name == "link" else "Some words"


def rows() -> Counter[str]:
    """How many there are in each table of spaces."""
    models = apps.get_app_config("spaces").get_models()
    return Counter({each._meta.label: each._default_manager.count() for each in models})


def less(after: Counter[str], before: Counter[str]) -> dict[str, int]:
    return {name: count - before[name] for name, count in after.items() if count != before[name]}


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
