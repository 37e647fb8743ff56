"""Somebody who comes to a server that was started, by the network of this machine."""

from __future__ import annotations

import re
from typing import Any

import requests


class Visitor:
    """Somebody with a browser that has no scripts."""

    def __init__(self, address: str) -> None:
        self._address, self._browser = address, requests.Session()

    def goes_to(self, page: str, *, follows: bool = True) -> requests.Response:
        return self._browser.get(self._address + page, timeout=20, allow_redirects=follows)

    def opens(self, page: str) -> str:
        return self.goes_to(page).text

    def sends(self, page: str, said: dict[str, Any], *, on: str = "") -> requests.Response:
        token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', self.opens(on or page))[0]
        form = said | {"csrfmiddlewaretoken": token}
        return self._browser.post(self._address + page, form, timeout=20)
