"""Which kinds of jobs there are, and what each does.

A room of the web names its kinds when it starts; that is all the web knows. What a kind does, step
by step, is registered by the worker when it starts, so the web loads none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

#: The longest sentence that is kept with a job.
LONGEST_WORDS: Final = 300


class UnknownKind(LookupError):
    """Nobody has named, or handles, a kind of job."""


class NamedTwice(ValueError):
    """Two kinds, two handlers of a kind or two steps of a handler have one name."""


class Unsaid(LookupError):
    """A handler says what it did not announce. What is announced is in the code, so no value is."""


class Stopped(Exception):
    """Raised by `Work.go_on` where a step should end without writing."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of job, as pages speak of it. All words are message ids.

    title  what it does
    done   what is said when all went well
    after  the address of what it made, from the ids and counts of its result
    """

    name: str
    title: str
    done: str
    after: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a job could not be done, as a short code, and what helps, as a message id."""

    code: str
    remedy: str


class CannotGoOn(Exception):
    """Raised by a step when trying again would not help, with one of its handler's problems."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Work(Protocol):
    """What a step is given.

    job     the job's public id
    given   the ids it was asked with
    so_far  ids and counts that the steps before it wrote
    """

    @property
    def job(self) -> str: ...

    @property
    def given(self) -> Mapping[str, Any]: ...

    @property
    def so_far(self) -> Mapping[str, Any]: ...

    def report(self, words: str) -> None:
        """Show one of the handler's sentences on the page."""

    def go_on(self) -> None:
        """Ask now and then in a long step.

        Raises  Stopped when somebody asked for that, another worker has the job, or this one ends
        """


#: Writes what a step worked out, and returns ids and counts to keep. It runs in one transaction
#: with the mark that the step is finished: both are there, or neither. Others wait until it is
#: over, so all that takes long is done before.
Write = Callable[[], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A part of a job that is finished or not begun. Killed in the middle, it begins anew.

    words  what is going on, as a message id
    does   works something out, changes nothing but what doing it twice leaves the same (a file
           under a fixed name), and returns what to write
    """

    name: str
    words: str
    does: Callable[[Work], Write | None]


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How a kind of job is done.

    steps     one after the other
    says      what its steps report beyond their own words, as message ids
    problems  why it may not be possible
    """

    kind: str
    steps: Sequence[Step]
    says: Sequence[str] = ()
    problems: Sequence[Problem] = field(default_factory=tuple)

    def words(self) -> set[str]:
        return {*self.says, *(each.words for each in self.steps)}


_KINDS: Final[dict[str, Kind]] = {}
_HANDLERS: Final[dict[str, Handler]] = {}


class Chore(Protocol):
    """Something that the worker does between jobs, every few seconds: it is quick, and mostly
    finds nothing to do."""

    def __call__(self, *, at: datetime) -> None: ...


_CHORES: Final[list[Chore]] = []


def name(kind: Kind) -> Kind:
    """Make a kind of job known to the web; from the `ready` of the room it belongs to.

    Raises  NamedTwice
    """
    if _KINDS.setdefault(kind.name, kind) != kind:
        raise NamedTwice(f"There is a kind '{kind.name}' already.")
    return kind


def kind_of(name: str) -> Kind:
    """Raises  UnknownKind"""
    if name not in _KINDS:
        raise UnknownKind(f"'{name}' is no kind of job. Name it with `registry.name`.")
    return _KINDS[name]


def handle(handler: Handler) -> Handler:
    """Make known how a kind of job is done; when the worker starts.

    Raises  NamedTwice, ValueError without a step or with a sentence that is too long
    """
    names = [each.name for each in handler.steps]
    if len(set(names)) < len(names) or handler.kind in _HANDLERS:
        raise NamedTwice(f"'{handler.kind}' or one of its steps is there already.")
    if not names or "" in names:
        raise ValueError(f"'{handler.kind}' needs steps with names.")
    if max(len(each) for each in handler.words()) > LONGEST_WORDS:
        raise ValueError(f"'{handler.kind}' says more than {LONGEST_WORDS} characters at once.")
    _HANDLERS[handler.kind] = handler
    return handler


def handler_of(kind: str) -> Handler:
    """Raises  UnknownKind"""
    if kind not in _HANDLERS:
        raise UnknownKind(f"No handler for '{kind}' was registered.")
    return _HANDLERS[kind]


def now_and_then(chore: Chore) -> Chore:
    """Make known what a worker does between jobs; when it starts."""
    _CHORES.append(chore)
    return chore


def chores() -> tuple[Chore, ...]:
    """All of them."""
    return tuple(_CHORES)
