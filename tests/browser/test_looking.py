"""What shuts somebody out is found, whichever way it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.looking import NEEDS_A_SCRIPT, by_keys, by_keys_within

PAGE = """<!doctype html><html lang="en"><title>A page</title>
<style>:focus-visible {{ outline: 3px solid teal; }} {style}</style>
<a class="skip" href="#main">To the page itself</a> <a href="/">Home</a>
<main id="main" tabindex="-1"><h1>A page</h1> {main} </main></html>"""
GOOD = """<p><a href="/next/">On</a></p> <details><summary>More</summary><p><a href="/more/">All</a>
</p></details><form method="post"><p><label>Name <input name="name"></label> <label><input
type="checkbox" name="is"> Yes</label> <label><input type="radio" name="a" value="1"> 1</label>
<label><input type="radio" name="a" value="2"> 2</label></p><button>Send it</button></form>"""


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.fixture(params=[by_keys, by_keys_within], ids=lambda each: each.__name__)
def goes(request: pytest.FixtureRequest) -> Callable[[Any], Iterator[str]]:
    """Through all of a page, and through the page itself alone."""
    return request.param


def shown(tab: Any, main: str, style: str = "") -> None:
    # What had the focus on the page before would be where keys begin on this one.
    tab.goto("about:blank")
    tab.set_content(PAGE.format(main=main, style=style))


def test_a_page_that_shuts_nobody_out_has_no_faults(tab, goes):
    shown(tab, GOOD)

    assert list(goes(tab)) == []
    assert tab.evaluate(NEEDS_A_SCRIPT) == []


@pytest.mark.parametrize(
    ("main", "style", "said"),
    [
        ('<button tabindex="-1">Open</button>', "", "no key reaches <button"),
        ('<div onclick="go()">Open</div>', "", "no key reaches <div"),
        ('<a href="/one/">1</a> <a href="/two/" tabindex="3">2</a>', "", "out of order"),
        ('<a href="/one/">1</a>', "a[href='/one/'] { outline: none; }", "looks the same"),
        ('<a id="far" href="/one/">1</a>', "#far { position: fixed; left: -900px; }", "of sight"),
        ("<div><a href='/one/'>1</a> <a href='/two/'>2</a></div>",
         "div { display: flex; flex-direction: row-reverse; }", "the eye meets"),
        ("<div><a href='/one/'>1</a> <a href='/two/'>2</a></div>",
         "div { display: flex; flex-direction: column-reverse; }", "the eye meets"),
        ('<form onkeydown="return event.key != \'Enter\'"><input><button>Go</button></form>',
         "", "a key does nothing on <input"),
        ('<form><input name="a"><input name="b"></form>', "", "a key does nothing on <input"),
        ('<p onkeydown="return event.key != \'Tab\'"><input></p>', "", "still goes on"),
        ('<p onkeydown="return event.key == \'Tab\'"><button>Go</button></p>', "",
         "a key does nothing on <button"),
    ],
)  # fmt: skip
def test_what_somebody_with_keys_alone_misses_is_found(tab, monkeypatch, goes, main, style, said):
    monkeypatch.setattr("browser.looking.PATIENCE", 30)
    shown(tab, main, style)

    assert said in " ".join(goes(tab))


def test_a_page_whose_first_stop_does_not_lead_past_the_header_is_found(tab, goes):
    tab.set_content('<a href="/">Home</a><main id="main" tabindex="-1"><h1>A page</h1></main>')

    assert "the first stop does not lead past the header" in list(goes(tab))


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ('<a href="#">Open</a>', "leads nowhere"),
        ('<a href="#below">Below</a>', "nothing on the page has the name #below"),
        ("<form><input name='a'></form>", "no button sends"),
        ("<button type='button'>Open</button>", "does nothing"),
        ("<input name='a'>", "belongs to no form"),
    ],
)
def test_what_needs_a_script_is_found(tab, main: str, said: str):
    shown(tab, main)

    assert [each for each in tab.evaluate(NEEDS_A_SCRIPT) if each.startswith(said)] != []
