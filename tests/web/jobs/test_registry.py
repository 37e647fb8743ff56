"""What is known of a kind of job: its words in the web, its steps in the worker."""

from __future__ import annotations

import pytest
from web.jobs.made import TALLY

from tiebeam.web.jobs import registry
from tiebeam.web.jobs.registry import Handler, Kind, NamedTwice, Step, UnknownKind


def step(name: str = "count", words: str = "The rows are being counted.") -> Step:
    return Step(name=name, words=words, does=lambda work: None)


@pytest.fixture(autouse=True)
def _none_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_HANDLERS", {})


def test_a_kind_may_be_named_again_as_it_is_but_not_otherwise():
    assert registry.name(TALLY) is TALLY

    with pytest.raises(NamedTwice):
        registry.name(Kind(name="tally", title="Weighing", done="All was weighed."))


def test_a_kind_has_one_handler():
    registry.handle(Handler(kind="tally", steps=[step()]))

    with pytest.raises(NamedTwice):
        registry.handle(Handler(kind="tally", steps=[step()]))


def test_a_handler_has_steps_with_names_of_their_own():
    with pytest.raises(NamedTwice):
        registry.handle(Handler(kind="tally", steps=[step("a"), step("a")]))
    for steps in ([], [step("")]):
        with pytest.raises(ValueError, match="needs steps with names"):
            registry.handle(Handler(kind="tally", steps=steps))


def test_what_would_not_fit_is_refused_before_anything_runs():
    with pytest.raises(ValueError, match="300 characters"):
        registry.handle(Handler(kind="tally", steps=[step(words="x" * 301)]))


def test_a_kind_that_nobody_handles_is_named():
    with pytest.raises(UnknownKind, match="'tally'"):
        registry.handler_of("tally")
