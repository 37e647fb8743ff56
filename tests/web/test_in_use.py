"""Every page of an installation in which everything has happened once, without a browser.

Its links lead somewhere, its forms can be sent as they are shown, and it asks the database little.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web import in_use
from web.in_use import NOBODY, OLU
from web.pages import IN_USE, OF_A_STEWARD, OF_AN_OWNER, OPEN

PAGES = dict.fromkeys([
    *((NOBODY, each) for each in OPEN),
    *((OLU, each) for each in (*OF_AN_OWNER, *OF_A_STEWARD)),
    *((who, each) for who, pages in IN_USE.items() for each in pages),
])  # fmt: skip
#: Whoever opens a page: the session, who that is, their roles, and the notices that wait for them.
#: The rest is for the page itself; a home gathers from every room. There a short question spares
#: nearly everybody a long one; those who have that asked as well pay for both.
MOST_QUERIES = 14
OF_A_HOME = 25

#: Fields that a browser leaves out, or does until somebody ticks them.
NOT_SENT = {"file", "submit", "checkbox", "radio"}


def visitor(sessions: dict[str, str], who: str) -> Client:
    client = Client(enforce_csrf_checks=True, SERVER_NAME=in_use.HOST)
    if who:
        client.cookies["sessionid"] = sessions[who]
    return client


@dataclass
class Form:
    """As a browser without scripts would send it if somebody pressed its first button."""

    to: str
    method: str
    files: bool
    said: dict[str, list[str]] = field(default_factory=dict)

    def sent(self, client: Client) -> Any:
        return (client.get if self.method == "get" else client.post)(self.to, self.said)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.forms: list[Form] = []
        self._address, self._form, self._in = address, None, ""
        self._named = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.add(urljoin(self._address, given["href"]).split("#")[0])
        if tag == "form":
            to = urljoin(self._address, given.get("action", "")) or self._address
            files = given.get("enctype") == "multipart/form-data"
            self.forms.append(Form(to, given.get("method", "get").lower(), files))
            self._form, self._named = self.forms[-1], False
        if self._form:
            self._field(tag, given, self._form)

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, kind = given.get("name", ""), given.get("type", "")
        if tag in {"select", "textarea"}:
            self._in = name
        elif tag == "option" and "selected" in given:
            form.said.setdefault(self._in, []).append(given.get("value", ""))
        elif tag == "button" and not self._named:
            self._named = True
            if name:
                form.said.setdefault(name, []).append(given.get("value", ""))
        elif tag == "input" and name and (kind not in NOT_SENT or "checked" in given):
            form.said.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._form and self._in and self.get_starttag_text().startswith("<textarea"):
            self._form.said.setdefault(self._in, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._in = ""
        if tag == "form":
            self._form = None


def test_every_page_leads_on_takes_its_forms_and_asks_the_database_little(db, tmp_path):
    """All of it at once, since it takes seconds to make what there is."""
    sessions = in_use.begun()
    names = in_use.filled(tmp_path)
    leads: dict[tuple[str, str], str] = {}
    opened: dict[tuple[str, str], int] = {}
    sent: set[Any] = set()
    astray, refused, costly = {}, {}, {}

    for who, page in PAGES:
        client, address = visitor(sessions, who), page.format(**names)
        client.get(address, follow=True)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        if len(asked) > (OF_A_HOME if page in ("/", "/?home") else MOST_QUERIES):
            costly[page] = len(asked)
        opened[who, address] = answer.status_code
        found = Page(address, answer.content.decode())
        others = {each for each in found.links if not urlsplit(each).netloc} - {address}
        leads |= {(who, each): page for each in others}
        # The gallery shows forms that are none.
        for form in found.forms if page != "/gallery/" else ():
            if (what := (who, form.to, *sorted(form.said))) not in sent:
                sent.add(what)
                if (status := answered(form, client)) not in {200, 302}:
                    refused[form.to] = (page, status)
    for (who, link), page in leads.items():
        status = opened.get((who, link)) or visitor(sessions, who).get(link).status_code
        if status not in {200, 302}:
            astray[link] = (page, status)

    assert len(leads) > 150
    assert len(sent) > 60
    assert (astray, refused, costly) == ({}, {}, {})


def answered(form: Form, client: Client) -> int:
    """200 where something is missing, and 302 where it led on; what it did is undone."""
    before = deepcopy(client.cookies)
    with transaction.atomic():
        status: int = form.sent(client).status_code
        transaction.set_rollback(True)
    client.cookies = before
    return status
