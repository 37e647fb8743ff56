"""From a first document to a changed clause: a firm of thirty goes the whole thread in a day.

No data about people is here. It is gone without scripts, and where everything is tried, with
scripts as well; there a picture of each page is taken in each width and theme, and axe looks at it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser.walking import look, until

from tiebeam.examples.harbourline import documents

pytestmark = pytest.mark.enable_socket

PAGE = "pay-and-promotion.md"
OLD = "Pay is negotiated between you and the director when you start."
NEW = "Pay follows a scale for each post, which hangs in the office. Nobody negotiates."
TITLE = "Pay follows a scale that everybody can see"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, has_scripts: bool) -> Path:
    """A folder with the handbook of the firm, and with its next version."""
    folder = tmp_path_factory.mktemp("thread")
    if has_scripts:
        (folder / "pictures").mkdir()
    documents.write(folder / "handbook", edition=documents.OF_30)
    (folder / "next").mkdir()
    said = (folder / "handbook" / PAGE).read_text("utf-8")
    (folder / "next" / PAGE).write_text(said.replace(OLD, NEW), encoding="utf-8")
    return folder


def say_how_many(tab: Any, place: Path) -> None:
    tab.goto("/structures/about-us/")
    tab.get_by_label("How many people work here?").fill("30")
    tab.get_by_label("Great Britain").check()
    look(tab, place, "about-us")
    tab.get_by_role("button", name="Save this").click()


def bring(tab: Any, place: Path, folder: str, name: str) -> None:
    """Send what is in a folder, and put it where is proposed."""
    tab.goto("/structures/")
    look(tab, place, f"{name}-structures")
    tab.get_by_role("link", name=re.compile("Bring .*documents")).first.click()
    look(tab, place, f"{name}-bring")
    tab.get_by_label("Your documents").set_input_files(sorted((place / folder).glob("*.md")))
    tab.get_by_role("button", name="Send these documents").click()
    until(tab, "could be read")
    look(tab, place, f"{name}-brought")
    tab.get_by_role("link", name="Say where each belongs").click()
    look(tab, place, f"{name}-sort")
    tab.get_by_label("In force").check()
    tab.get_by_role("button", name="Put them there").click()


def say_who_decides(tab: Any, place: Path) -> None:
    tab.goto("/structures/")
    tab.locator("main").get_by_role("link", name="Pay and promotion", exact=True).click()
    tab.locator('a[href$="/decides/"]').first.click()
    tab.get_by_label("Who decides").fill("The director")
    look(tab, place, "say-who-decides")
    tab.get_by_role("button", name="Save this").click()
    look(tab, place, "structure")


def open_the_finding(tab: Any) -> None:
    tab.goto("/findings/")
    until(tab, OLD)
    tab.locator("main").get_by_role("link", name=re.compile(re.escape(OLD))).first.click()


def confirm(tab: Any) -> None:
    tab.get_by_label("It is so: confirm it").check()
    tab.get_by_role("button", name="Say this").click()


def open_a_barrier(tab: Any, place: Path) -> None:
    """In two clicks from what was found: the sentence is proposed."""
    tab.get_by_role("link", name="Open a barrier").click()
    look(tab, place, "barrier-new")
    tab.get_by_role("button", name="Open this barrier").click()
    look(tab, place, "barrier")


def write_a_redesign(tab: Any, place: Path, answer_by: date) -> None:
    tab.get_by_role("link", name="Write a redesign").click()
    tab.get_by_label("What should be otherwise").fill(TITLE)
    look(tab, place, "redesign-new")
    tab.get_by_role("button", name="Go on to the steps").click()
    look(tab, place, "redesign-steps")
    home = tab.url
    tab.locator('a[href$="/say/text/"]').click()
    text = {"What it says now": OLD, "What it should say": NEW}
    _say(tab, place, "text", text)
    _say(tab, place, "deciding", {"Who decided before": "The director",
                                  "Who decides from now on": "The scale"})  # fmt: skip
    tab.get_by_label("Who is to decide").select_option(label="Lena Brandt")
    tab.get_by_label("To whom it passes").select_option(label="Olu Adeyemi")
    days = {"To be decided by": answer_by, "To be in force by": answer_by + timedelta(days=30)}
    _say(tab, place, "dates", {label: str(day) for label, day in days.items()})
    _say(tab, place, "measure", {})
    assert tab.url == home
    tab.get_by_role("button", name="Propose it").click()
    look(tab, place, "redesign-proposed")


def _say(tab: Any, place: Path, step: str, said: dict[str, str]) -> None:
    for label, words in said.items():
        tab.get_by_label(re.compile(f"^{label}")).fill(words)
    look(tab, place, f"redesign-{step}")
    tab.get_by_role("button", name="Save this").click()


def decide(tab: Any, place: Path) -> None:
    tab.goto("/")
    look(tab, place, "leader-home")
    tab.locator("main").get_by_role("link", name=TITLE).first.click()
    tab.get_by_role("link", name="Decide on it").click()
    look(tab, place, "decide")
    tab.get_by_role("button", name="Yes, it is decided").click()


def test_from_a_first_document_to_a_changed_clause(signed_in, place: Path):
    answer_by = datetime.now(UTC).date() + timedelta(days=14)
    with signed_in("suki") as owner, signed_in("ana") as analyst, signed_in("lena") as leader:
        say_how_many(owner, place)
        bring(owner, place, "handbook", "first")
        say_who_decides(owner, place)
        open_the_finding(analyst)
        finding = analyst.url
        confirm(analyst)
        owner.goto(finding)
        look(owner, place, "finding")
        confirm(owner)
        open_a_barrier(owner, place)
        barrier = owner.locator("main").inner_text()
        write_a_redesign(owner, place, answer_by)
        proposed = owner.locator("main").inner_text()
        here = owner.url
        decide(leader, place)
        bring(owner, place, "next", "second")
        owner.goto(here)
        until(owner, "In force since")
        look(owner, place, "redesign-judged")
        judged = owner.locator("main").inner_text()
        for page in ("what-changed", "redesigns", "redesigns/sheet", "barriers", "person-walk",
                     "structures/usual", "findings/rules"):  # fmt: skip
            leader.goto(f"/{page}/")
            look(leader, place, page.replace("/", "-"))
        leader.goto("/structures/")
        leader.locator("main").get_by_role("link", name="Pay and promotion", exact=True).click()
        structure = leader.locator("main").inner_text()

    assert "Known from the text: two people have confirmed what it says." in barrier
    assert "The director" in barrier
    assert f"It waits for a decision by {answer_by.day} {answer_by:%B %Y}. Lena Brandt" in proposed
    assert "As it was written down beforehand" in judged
    assert "The scale" in structure
