"""Somebody who comes to a server that was started, by the network of this machine."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import requests


class Visitor:
    """Somebody with a browser that has no scripts."""

    def __init__(self, address: str) -> None:
        self._address, self._browser = address, requests.Session()

    def another(self) -> Visitor:
        """Somebody else, with a browser of their own."""
        return Visitor(self._address)

    def goes_to(self, page: str, *, follows: bool = True) -> requests.Response:
        return self._browser.get(self._address + page, timeout=20, allow_redirects=follows)

    def opens(self, page: str) -> str:
        return self.goes_to(page).text

    def sends(self, page: str, said: dict[str, Any], *, on: str = "") -> requests.Response:
        token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', self.opens(on or page))[0]
        form = said | {"csrfmiddlewaretoken": token}
        return self._browser.post(self._address + page, form, timeout=20)

    def sends_as_shown(self, page: str, files: dict[str, Any] | None = None) -> requests.Response:
        """The form of a page as it is filled already, with files."""
        form = _Form(self.opens(page)).said
        return self._browser.post(self._address + page, form, files=files, timeout=60)


class _Form(HTMLParser):
    """What the fields of a page say before anybody touches them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._select = self._textarea = ""
        self.feed(text)

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.said.append((self._textarea, data.lstrip("\n")))

    def handle_endtag(self, tag: str) -> None:
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "option" and "selected" in given:
            self.said.append((self._select, value))
        elif tag == "input" and name and given.get("type") != "file":
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                self.said.append((name, value))
