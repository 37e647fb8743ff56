"""Forms of spaces that are sent twice, or by two at once: really at the same moment, each on a
connection of its own. Forms are found, and none is remembered by hand.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connections
from django.test import Client
from web import in_use
from web.spaces.test_faults import pages, shown, whoever_may
from web.test_in_use import Form, Page

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
