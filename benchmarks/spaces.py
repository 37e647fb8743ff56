"""Pages of a space of 2,000 members and 20,000 posts, with fifty readers, beside an empty page of
the same server, on SQLite and on PostgreSQL.

Needs what `pages` needs; see there.
"""

from __future__ import annotations

from pathlib import Path

from pages import beside_an_empty_page, on_both, served
from peers import Result
from serve_spaces import LONG, OFTEN, SELDOM

#: As many posts stand on a page.
LAST = -(-LONG // 30)
PAGES = {
    "a thread of 5,000 posts, its first page": "{thread}",
    "its page in the middle": "{thread}?page=" + str(LAST // 2),
    "its last page": "{thread}?page=" + str(LAST),
    "a space of 20,000 posts": "{space}",
    "the spaces that there are": "/spaces/",
    "a search for what stands in every third post": f"/search/?q={OFTEN}",
    "a search for what stands in a few": f"/search/?q={SELDOM}",
    "home, beside these spaces": "/",
}


def run(data: Path) -> list[Result]:
    return on_both(_measured)


def _measured(folder: Path, database: str) -> list[Result]:
    with served("serve_spaces.py", folder) as (cookie, space, thread):
        paths = {name: path.format(space=space, thread=thread) for name, path in PAGES.items()}
        return beside_an_empty_page(paths, cookie, database)
