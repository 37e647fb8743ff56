"""The report in a real browser: whom it would shut out, and whether it fits phone and paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sizes import sized
from workbench.shelved import of_harbourline
from workbench.shelved import opened as opened_ledger

from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.page import page
from tiebeam.workbench.report import report

#: A phone, the narrowest screen that pages are made for, and a desk.
WIDTHS = (320, 360, 1280)


@pytest.fixture(scope="module", params=["for the bench", "from the ledger"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of 150 people, every chapter of it, as a file."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=150, years=3, seed=7, out=folder)
    shared = request.param == "from the ledger"
    ledger = opened_ledger(folder, *of_harbourline()) if shared else None
    with open_data(folder) as bench:
        text = page(report(bench, ledger=ledger))
    written = folder / "report.html"
    written.write_text(text, encoding="utf-8")
    return written.as_uri()


def opened(browser: Any, address: str, *, width: int, scheme: str = "light") -> Any:
    """The page with everything folded out."""
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return tab


#: Each width and each scheme once; with `--all` each with each.
LOOKS = [(360, "dark"), (1280, "light"), (360, "light"), (1280, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_that_shuts_anybody_out(browser, address: str, width: int, scheme: str):
    from axe_playwright_python.sync_playwright import Axe

    if (width, scheme) not in sized(LOOKS[:2], LOOKS):
        pytest.skip("looked at in the other scheme; with --all in both")
    tab = opened(browser, address, width=width, scheme=scheme)

    found = Axe().run(tab).response["violations"]

    tab.close()
    assert [(each["id"], each["nodes"][0]["html"][:80]) for each in found] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(browser, address: str, width: int):
    tab = opened(browser, address, width=width)

    wide = tab.evaluate("document.documentElement.scrollWidth")

    tab.close()
    assert wide <= width


def test_a_phone_sees_the_narrow_pictures_and_a_desk_the_wide_ones(browser, address: str):
    shown = "sel => [...document.querySelectorAll(sel)].filter(e => e.checkVisibility()).length"
    for width, seen, unseen in ((360, ".narrow", ".wide"), (1280, ".wide", ".narrow")):
        tab = opened(browser, address, width=width)
        assert tab.evaluate(shown, seen) > 5
        assert tab.evaluate(shown, unseen) == 0
        tab.close()


def test_no_words_of_a_picture_are_smaller_than_twelve_pixels(browser, address: str):
    size = (
        "[...document.querySelectorAll('svg text')].filter(e => e.checkVisibility()).map(e =>"
        " parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
    )
    for width in (360, 1280):
        tab = opened(browser, address, width=width)
        sizes = tab.evaluate(size)
        tab.close()
        assert sizes
        assert min(sizes) > 11.9


def test_on_paper_tables_are_folded_out_and_the_ground_is_white(
    browser, address: str, tmp_path: Path
):
    tab = browser.new_page(color_scheme="dark")
    tab.goto(address)
    tab.emulate_media(media="print")

    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tables = tab.evaluate(
        "[...document.querySelectorAll('details:not(.long) table')].map(e => e.offsetHeight)"
    )
    tab.pdf(path=str(tmp_path / "report.pdf"), format="A4")

    tab.close()
    assert ground == "rgb(255, 255, 255)"
    assert tables
    assert min(tables) > 10
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_asks_for_nothing_but_itself(browser, address: str):
    asked: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))

    tab.goto(address)

    tab.close()
    assert asked == [address]
