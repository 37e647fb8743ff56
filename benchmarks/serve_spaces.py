"""A large space and many others, served together with an empty page, for `spaces`.

serve_spaces.py FOLDER PORT    prints a member's session, the addresses of the space and of its
                               longest thread, and serves

Spaces are opened by their action. Members and posts are rows made many at once, each as the action
would leave it: one by one they would take a quarter of an hour.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from serve_pages import MEMBER, serve

MEMBERS, POSTS = 2_000, 20_000
#: Posts of the longest thread, and of the others, by turns.
LONG, LENGTHS = 5_000, (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
#: Spaces that everybody knows of; hidden ones, and of how many of these the reader is a member.
OTHERS, HIDDEN, OWN = 40, 60, 3
IN_EACH = 50
#: Words that stand in every third post, and in one of three thousand.
OFTEN, SELDOM = "rota", "sextant"
SENTENCES = (
    "Nobody knows **who decides** on it, and it is nowhere written.",
    "In the yard office it has been otherwise for years.",
    "- whoever asks first gets it\n- whoever asks late is told that it is full",
    "I asked twice, and was answered the second time.",
    "> The rule says three weeks, and nothing about who counts them.",
    "Could we try it for one season, and look at what has changed?",
    "The night shift reads no mail, so none of them knew of it.",
    "A panel of three would see more than one of us does.",
    "There is a page about it: https://harbourline.example/rules and it is *old*.",
)


@dataclass(frozen=True)
class Plan:
    """A thread that is to be there: in which space, by whom in turn, and how many posts."""

    space: Any
    writers: Sequence[str]
    posts: int


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    from tiebeam.cli.demo_site import set_up_people

    now = datetime.now(UTC)
    set_up_people(folder, name="Harbourline", at=now)
    addresses = large_space(now - timedelta(days=60))
    _counted()
    serve(port, *addresses)


def large_space(at: datetime) -> tuple[str, str]:
    """Make all of it; the addresses of the space and of its longest thread."""
    from django.db import transaction

    from tiebeam.web.accounts.queries import people
    from tiebeam.web.spaces.who import name_of

    with transaction.atomic():
        keeper, reader = (people().get(email=each) for each in (_FACILITATOR, MEMBER))
        crew = [name_of(each) for each in [*_crew(MEMBERS - 2, at), reader]]
        large = _space("Harbour council", "open", keeper, crew, at)
        plans = [Plan(large, crew, each) for each in _lengths()]
        for number in range(OTHERS + HIDDEN):
            is_hidden, few = number >= OTHERS, crew[number * 19 :][:30]
            inside = [*few, crew[-1]] if OTHERS <= number < OTHERS + OWN else few
            visibility = "hidden" if is_hidden else ("open", "members")[number % 2]
            space = _space(f"Crew of berth {number}", visibility, keeper, inside, at)
            plans.append(Plan(space, inside, IN_EACH))
        longest = _write(plans, at)
    return large.get_absolute_url(), longest.get_absolute_url()


def _counted() -> None:
    """PostgreSQL tidies up, as it would by itself about a minute later."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


_FACILITATOR = "femi@harbourline.example"


def _lengths() -> Iterator[int]:
    yield LONG
    left, lengths = POSTS - LONG, cycle(LENGTHS)
    while left:
        length = min(left, next(lengths))
        left -= length
        yield length


def _crew(number: int, at: datetime) -> list[Any]:
    from tiebeam.web.accounts.models import User

    rows = [
        User(email=f"crew{n}@harbourline.example", name=f"Crew {n}", joined_at=at)
        for n in range(number)
    ]
    for each in rows:
        each.set_unusable_password()
    return User.objects.bulk_create(rows, batch_size=500)


def _space(name: str, visibility: str, keeper: Any, members: Sequence[str], at: datetime) -> Any:
    from tiebeam.web.spaces import actions
    from tiebeam.web.spaces.models import Membership, Standing

    said = {"kind": "ally-space", "name": name, "about": "For whoever wants to change the rules.",
            "visibility": visibility, "joining": "link" if visibility == "hidden" else "own",
            "roster": "members"}  # fmt: skip
    clauses = [("Speak of structures", "Say what a rule does."), ("It stays here", "")]
    space = actions.open_space(said, clauses, once=name, by=keeper, at=at)
    Membership.objects.bulk_create(
        [Membership(space=space, who=each, standing=Standing.MEMBER, agreed=1, since=at.date(),
                    roster=space.roster) for each in members],
        batch_size=500,
    )  # fmt: skip
    return space


def _write(plans: Sequence[Plan], at: datetime) -> Any:
    """Threads, posts, wordings and what is searched; returns the first thread."""
    from tiebeam.web.spaces.models import Thread

    threads = Thread.objects.bulk_create(
        [
            Thread(space=plan.space, title=f"Who decides on quay {number}?", by=plan.writers[0],
                   opened_at=at, last_at=at + timedelta(minutes=number + plan.posts),
                   shown_to=plan.space.visibility)
            for number, plan in enumerate(plans)
        ],
        batch_size=500,
    )  # fmt: skip
    posts = _posts(list(zip(plans, threads, strict=True)), at)
    texts = _texts(len(posts))
    _wordings(posts, texts)
    _entries(posts, texts)
    return threads[0]


def _posts(planned: Sequence[tuple[Plan, Any]], at: datetime) -> list[Any]:
    """Every third one answers the one before it, which therefore is made first."""
    from tiebeam.web.spaces.models import Post

    rows = [
        [
            Post(thread=thread, by=plan.writers[n % len(plan.writers)], once=f"{thread.pk} {n}",
                 at=thread.last_at - timedelta(minutes=plan.posts - 1 - n),
                 shown_to=thread.shown_to)
            for n in range(plan.posts)
        ]
        for plan, thread in planned
    ]  # fmt: skip
    Post.objects.bulk_create(
        [each for posts in rows for n, each in enumerate(posts) if n % 3 != 2], batch_size=500
    )
    for posts in rows:
        for above, answer in zip(posts[1::3], posts[2::3], strict=False):
            answer.answers = above
    Post.objects.bulk_create([each for posts in rows for each in posts[2::3]], batch_size=500)
    return [each for posts in rows for each in posts]


def _texts(number: int) -> list[str]:
    random = Random(7)
    return [
        "\n\n".join(
            [
                *random.sample(SENTENCES, random.randint(1, 5)),
                f"It was on berth {random.randint(1, 9_999)}.",
                *([f"The {OFTEN} is made by one of us alone."] if n % 3 == 0 else []),
                *([f"A {SELDOM} was on the table."] if n % 3_000 == 0 else []),
            ]
        )
        for n in range(number)
    ]


def _wordings(posts: Sequence[Any], texts: Sequence[str]) -> None:
    """Every tenth post was changed once, and every fiftieth three times."""
    from tiebeam.web.spaces.models import Wording

    Wording.objects.bulk_create(
        [
            Wording(post=post, number=number, text=text, at=post.at)
            for n, (post, text) in enumerate(zip(posts, texts, strict=True))
            for number in range(1, 2 + (n % 10 == 0) + 2 * (n % 50 == 0))
        ],
        batch_size=500,
    )


def _entries(posts: Sequence[Any], texts: Sequence[str]) -> None:
    """What is searched, as `search.actions.index` would leave it."""
    from django.db import connection

    from tiebeam.web.search.index import index_of
    from tiebeam.web.search.models import Entry
    from tiebeam.web.search.words import words_of
    from tiebeam.web.spaces.finding import POSTS as OF_POSTS

    rows = [
        Entry(source=OF_POSTS, public_id=post.public_id, title=post.thread.title,
              url=post.get_absolute_url(),
              words=" ".join(dict.fromkeys(words_of(f"{post.thread.title} {text}"))))
        for post, text in zip(posts, texts, strict=True)
    ]  # fmt: skip
    for entry in Entry.objects.bulk_create(rows, batch_size=500):
        index_of(connection).keep(connection, entry)


if __name__ == "__main__":
    main()
