"""Spaces for tests, and the people in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions
from tiebeam.web.spaces.attaching import actions as attaching
from tiebeam.web.spaces.attaching.clean import Clean
from tiebeam.web.spaces.groups.asks import actions as asks
from tiebeam.web.spaces.groups.budgets import actions as budgets
from tiebeam.web.spaces.groups.chances import actions as chances
from tiebeam.web.spaces.groups.chapters import actions as chapters
from tiebeam.web.spaces.groups.charters import actions as charters
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.groups.reviews import actions as reviews
from tiebeam.web.spaces.groups.sponsors import actions as sponsors
from tiebeam.web.spaces.kinds import kinds
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.models import (
    Ask,
    Attachment,
    Chance,
    ChapterOf,
    Duty,
    KitRead,
    Meeting,
    Membership,
    Money,
    Office,
    Post,
    Receipt,
    Space,
    Sponsor,
    Standing,
    StarterKit,
    Thread,
    Undertaking,
    YearReview,
)
from tiebeam.web.spaces.queries import newest_number
from tiebeam.web.spaces.starting import actions as starting
from tiebeam.web.spaces.starting.kit import kit
from tiebeam.web.spaces.starting.ratifying import actions as ratifying
from tiebeam.web.spaces.who import name_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLAUSES = [
    ("Speak of structures", "Say what a rule does."),
    ("What is said here stays here", ""),
]
_numbers = count()


def once() -> str:
    return f"once-{next(_numbers)}"


def a_facilitator(name: str = "Fay") -> User:
    return somebody(f"{name.lower()}@harbourline.example", Role.FACILITATOR, name=name)


def a_space(by: User, name: str = "Riverside allies", kind: str = "ally-space",
            clauses: Sequence[tuple[str, str]] = CLAUSES, **said: Any) -> Space:  # fmt: skip
    rules = kinds()[kind]
    first = {
        "kind": kind, "name": name, "about": "For whoever wants to change the rota.",
        "visibility": rules.visibility, "joining": rules.joining, "roster": rules.roster,
    }  # fmt: skip
    return actions.open_space(first | said, clauses, once=once(), by=by, at=AT)


def a_hidden_space(by: User, name: str = "Lighthouse keepers", **said: Any) -> Space:
    return a_space(by, name, visibility="hidden", joining="link", **said)


def joined(space: Space, *people: User) -> None:
    for each in people:
        actions.join(space, agreed=newest_number(space), by=each, at=AT, has_link=True)


def looks_after(space: Space, person: User, by: User) -> None:
    """Somebody who is in it offers to look after it as well, and does."""
    actions.offer(space, offers=True, by=person)
    row = Membership.objects.get(space=space, who=name_of(person))
    actions.hand_over(space, row.public_id, by=by, at=AT)


def standing(space: Space, person: User, how: Standing, **said: Any) -> Membership:
    """A row as it may be left by what happens later."""
    return Membership.objects.create(space=space, who=name_of(person), standing=how, agreed=1,
                                     roster=space.roster,
                                     since=AT.date(), **said)  # fmt: skip


def a_thread(space: Space, by: User, title: str = "Who decides on the rota?",
             text: str = "It is nowhere written.", at: datetime = AT) -> Thread:  # fmt: skip
    return actions.begin_thread(space, title=title, text=text, once=once(), by=by, at=at)


def a_post(thread: Thread, by: User, text: str = "The yard office does.", at: datetime = AT,
           **said: Any) -> Post:  # fmt: skip
    return actions.write(thread, text, once=once(), by=by, at=at, **said)


def a_png(width: int = 4, height: int = 3, colour: str = "teal") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


def a_picture(post: Post, by: User, words: str = "", *, content: bytes = b"", **said: Any
              ) -> Attachment:  # fmt: skip
    """One that is clean already; without words, its author asks for help."""
    clean = Clean(kind="picture", content_type="image/png", content=content or a_png(), width=4,
                  height=3)  # fmt: skip
    brought = attaching.Brought(clean=clean, words=words, asks=not words, **said)
    return attaching.attach(post, brought, once=once(), by=by, at=AT)


def a_meeting(space: Space, by: User, title: str = "The rota", at: datetime = AT,
              agenda: Sequence[meetings.Item] = (), **said: Any) -> Meeting:  # fmt: skip
    """One of an hour, made when nothing is said of that at AT."""
    about = {"title": title, "starts_at": at, "ends_at": at + timedelta(hours=1),
             "place": "Room 2, by the north door", "link": ""}  # fmt: skip
    items = agenda or [meetings.Item(title="Arrive", minutes=10), meetings.Item(title="The rule")]
    return meetings.make_meeting(space, about | said, items, once=once(), by=by, at=AT)


def an_undertaking(meeting: Meeting, by: User, text: str = "Ask the yard office",
                   takes_it: bool = True) -> Undertaking:  # fmt: skip
    due = AT.date() + timedelta(days=14) if takes_it else None
    return meetings.add_undertaking(meeting, text, takes_it=takes_it, due_on=due, once=once(),
                                    by=by, at=AT)  # fmt: skip


def a_leader(name: str = "Lena") -> User:
    return somebody(f"{name.lower()}@harbourline.example", Role.LEADER, name=f"{name} Brandt")


def a_group(by: User, name: str = "Night workers", **said: Any) -> Space:
    return a_space(by, name, kind="resource-group", **said)


def a_chapter(by: User, name: str = "Night workers, Esbjerg", site: str = "Esbjerg",
              **said: Any) -> Space:  # fmt: skip
    made = a_space(by, name, kind="chapter", **said)
    chapters.say_where(made, site, edition=0, by=by, at=AT)
    return made


def a_tie(chapter: Space, group: Space, by: User, confirmed_by: User | None = None) -> ChapterOf:
    """That a chapter says that it is one of a group; and the group too, where somebody confirms."""
    chapters.say_of(chapter, group, by=by, at=AT)
    tie = ChapterOf.objects.get(chapter=chapter, group=group)
    if confirmed_by is not None:
        chapters.confirm(tie, by=confirmed_by, at=AT)
    return tie


CHANCE = {
    "kind": "seat", "title": "A seat on the safety council", "says": "Six meetings a *year*.",
    "gives": "Four hours a month, as work.", "decides": "The council, by vote",
    "criteria": "A year on deck or quay. How long somebody is here does not count.",
    "turn_to": "The council's page", "until": date(2026, 3, 30),
}  # fmt: skip


def a_chance(by: User, at: datetime = AT, **said: Any) -> Chance:
    return chances.post(CHANCE | said, once=once(), by=by, at=at)


REVIEW = {
    "changed": "The rota is out *ten days* before.",
    "did_not": "Nobody answers at night: no budget.",
    "needs": "An answer from the harbour office.", "readers": "members",
}  # fmt: skip


def a_review(space: Space, by: User, year: int = 2026, at: datetime = AT, **said: Any
             ) -> YearReview:  # fmt: skip
    """A draft that is whole."""
    made = reviews.begin(space, year, by=by, at=at)
    reviews.write(made, REVIEW | said, edition=made.edition, by=by, at=at)
    made.refresh_from_db()
    return made


def put_out(space: Space, by: User, at: datetime = AT, **said: Any) -> YearReview:
    made = a_review(space, by, at=at, **said)
    reviews.put_out(made, edition=made.edition, by=by, at=at)
    made.refresh_from_db()
    return made


def an_ask(space: Space, by: User, leader: User, title: str = "The rota ten days before",
           due_on: date = date(2026, 3, 30), at: datetime = AT, **said: Any) -> Ask:  # fmt: skip
    first = {"title": title, "says": "It is out on *Friday*.", "structure": "", "due_on": due_on}
    return asks.ask(space, first | said, leader=leader, once=once(), by=by, at=at)


def an_answer(ask: Ask, by: User, kind: str = "yes", says: str = "It can be done.",
              follows: str = "The yard office prints it on Mondays.",
              follows_by: date | None = date(2026, 5, 1), at: datetime = AT) -> None:  # fmt: skip
    said = {"kind": kind, "says": says, "follows": follows, "follows_by": follows_by}
    asks.answer(ask, said, edition=ask.edition, number=ask.answers.count(), by=by, at=at)


def a_charter(space: Space, by: User, number: int = 0, **said: Any) -> int:
    first = {"purpose": "A rota that people can plan by.", "does": "It writes to the yard office.",
             "does_not": "It does not speak for all.", "decides": "Two of us."}  # fmt: skip
    return charters.write(space, first | said, number=number, by=by, at=AT)


def an_office(space: Space, by: User, title: str = "Treasurer") -> Office:
    return offices.open_office(space, title, "Keeps the books.", once=once(), by=by, at=AT)


def a_sponsor(space: Space, by: User, leader: User, at: datetime = AT) -> Sponsor:
    """The office of a sponsor, opened and taken."""
    made = sponsors.open_office(space, by=by, at=at)
    sponsors.take(made, by=leader, at=at)
    made.refresh_from_db()
    return made


def said(duty: Duty, by: User, kind: str = "kept", says: str = "", moved_to: date | None = None,
         at: datetime = AT) -> None:  # fmt: skip
    told = {"kind": kind, "says": says, "moved_to": moved_to}
    sponsors.say(duty, told, number=duty.said.count(), by=by, at=at)


def money(space: Space, by: User, kind: str = "spent", amount: str = "120.50",
          currency: str = "EUR", at: datetime = AT, **said: Any) -> Money:  # fmt: skip
    told = {"on": AT.date(), "amount": Decimal(amount), "currency": currency, "words": "Print",
            "receipt": "R-7", "year": 2026} | said  # fmt: skip
    return budgets.write_down(space, kind, told, once=once(), by=by, at=at)


def a_receipt(row: Money, by: User, content: bytes = b"") -> Receipt:
    """One that is clean already."""
    clean = Clean(kind="picture", content_type="image/png", content=content or a_png())
    return budgets.add_receipt(row, clean, once=once(), by=by, at=AT)


def corrected(row: Money, by: User, amount: str, **said: Any) -> Money:
    names = ("on", "currency", "words", "receipt", "year")
    told = {name: getattr(row, name) for name in names} | {"amount": Decimal(amount)} | said
    return budgets.correct(row, told, once=once(), by=by, at=AT)


def a_kit(space: Space, by: User, rhythm: str = "fortnight", at: datetime = AT) -> StarterKit:
    """A space that began with the kit."""
    return starting.begin(space, rhythm, by=by, at=at)


def posted(space: Space, by: User, code: str = "written-nowhere", at: datetime = AT,
           **said: Any) -> Thread:  # fmt: skip
    first = {"title": kit()[code].title, "text": kit()[code].text, "once": once()}
    return starting.post(space, code, None, **first | said, by=by, at=at)


def handed(space: Space, group: Space, by: User, at: datetime = AT) -> KitRead:
    return starting.hand_to(space, group, by=by, at=at)


def worded(read: KitRead, by: User, code: str = "written-nowhere", how: str = "changed",
           edition: int = 0, **said: str) -> None:  # fmt: skip
    """What a group says of a part; a change has words, if no others are given."""
    words = {"title": "Who wrote it?", "text": "**Who wrote it?**"} if how == "changed" else {}
    first = {"how": how, "title": "", "text": "", "why": ""} | words
    ratifying.say(read, code, first | said, edition=edition, by=by, at=AT)


def ratified(read: KitRead, by: User, at: datetime = AT) -> None:
    read.refresh_from_db()
    ratifying.ratify(read, edition=read.edition, by=by, at=at)
