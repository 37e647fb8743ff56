"""A demo with its releases, served together with an empty page, for `pages`.

serve_pages.py FOLDER PORT    prints a member's session and the name of a measure, and serves
"""

from __future__ import annotations

import subprocess
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

#: Whoever reads.
MEMBER = "mo@harbourline.example"


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    from tiebeam.cli.demo_site import set_up_site

    # In a process of its own: what draws pictures does not survive that this one is forked.
    made = [sys.executable, "-m", "tiebeam", "demo", "--once", "--dir", str(folder)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    set_up_site(folder, name="Harbourline", at=datetime.now(UTC))
    serve(port, "promotion-rate")


def serve(port: int, *words: str) -> None:
    """Print a member's session, and words after it; and serve what there is and an empty page."""
    from tiebeam.cli.web import serve_pages

    _with_an_empty_page()
    print(_session(), *words, flush=True)
    serve_pages(f"127.0.0.1:{port}", workers=2, loglevel="error")


def _session() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tiebeam.web.accounts.queries import people

    member = people().get(email=MEMBER)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key


def _with_an_empty_page() -> None:
    """Django's own work and ours around a page, without the page."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import include, path

    from tiebeam.web.permissions import signed_in

    @signed_in
    def empty(request: object) -> HttpResponse:
        return HttpResponse("")

    urls = types.ModuleType("urls_with_an_empty_page")
    urls.urlpatterns = [path("empty/", empty), path("", include("tiebeam.web.urls"))]  # type: ignore[attr-defined]
    sys.modules[urls.__name__] = urls
    settings.ROOT_URLCONF = urls.__name__


if __name__ == "__main__":
    main()
