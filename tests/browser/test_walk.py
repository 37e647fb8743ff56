"""From the first question to a figure that everybody may read: the whole way, as people go it.

They go it without scripts, and where everything is tried, with scripts as well.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser.walking import look, until

from tiebeam.examples.harbourline import generate

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, has_scripts: bool) -> Path:
    """A folder with Harbourline's files.

    Pictures are taken into it where scripts run, since axe is one.
    """
    folder = tmp_path_factory.mktemp("walk")
    if has_scripts:
        (folder / "pictures").mkdir()
    generate(people=300, years=2, seed=7, out=folder)
    return folder


ANSWERS = {
    "purpose": {"What will this data be used for": "To mend our rules.",
                "Which law or agreement": "The works agreement of 2023."},
    "impact-assessment": {"Where it can be read": "In the quay office."},
    "representatives": {"Who they are": "The works council."},
    "privilege": {},
    "retention": {"Months after which": "36"},
    "countries": {},
}  # fmt: skip
CHOICES = {
    "purpose": "An agreement with those who speak for our people",
    "impact-assessment": "Yes, it is done",
    "representatives": "They agreed",
    "privilege": "No",
    "countries": "Germany",
}


def answer_what_comes_first(tab: Any, place: Path) -> None:
    for topic, words in ANSWERS.items():
        tab.goto(f"/data/legal-start/{topic}/")
        for label, said in words.items():
            tab.get_by_label(label).fill(said)
        if topic in CHOICES:
            tab.get_by_label(CHOICES[topic], exact=True).check()
        look(tab, place, f"legal-start-{topic}")
        tab.get_by_role("button", name="Save this answer").click()
    look(tab, place, "legal-start")


def bring(tab: Any, place: Path) -> None:
    tab.goto("/data/uploads/new/")
    look(tab, place, "upload")
    names = ("workforce.csv", "ratings.csv", "applications.csv", "harbourline.map.toml")
    tab.get_by_label("Your files").set_input_files([place / each for each in names])
    tab.get_by_role("button", name="Send these files").click()
    until(tab, "Your files were looked at")
    tab.get_by_role("link", name="Say what the columns mean").click()
    look(tab, place, "mapping")
    tab.get_by_role("button", name="Read the files like this").click()
    until(tab, "people could be read")
    look(tab, place, "check")
    tab.get_by_role("button", name="Keep this as a version").click()
    until(tab, "Kept as a version")
    tab.get_by_role("link", name=re.compile("See version")).click()
    look(tab, place, "version")


def propose_what_may_be_shown(tab: Any, place: Path) -> None:
    tab.goto("/cubes/")
    tab.get_by_role("button", name="Work out a proposal").click()
    until(tab, "See what came of it")
    tab.get_by_role("link", name="See what came of it").click()
    look(tab, place, "proposal")
    tab.get_by_label(re.compile("Median pay")).first.uncheck()
    tab.get_by_role("button", name="Save what stays").click()
    tab.get_by_text("Saved.").wait_for()


def declare(tab: Any, place: Path) -> None:
    tab.goto("/cubes/")
    tab.locator("main a").first.click()
    tab.get_by_role("button", name="Declare what may be shown").click()
    tab.get_by_text("Declared. From now on").wait_for()
    look(tab, place, "declared")


def ask_for_a_release(tab: Any) -> None:
    tab.goto("/requests/new/")
    tab.get_by_role("button", name="Ask for this release").click()
    until(tab, "How the attack went")


def publish(tab: Any, place: Path) -> None:
    tab.goto("/requests/")
    tab.locator("main a").first.click()
    look(tab, place, "request")
    tab.get_by_role("button", name="Publish this release").click()
    until(tab, "Number of the release")
    look(tab, place, "published")


@pytest.mark.parametrize(
    "who",
    ["olu", "stig", "ana", "lena", "mo", "suki", "gia", "femi", "bo", "cleo", "pia"],
)
def test_everybody_of_the_demo_signs_in_and_each_link_of_their_header_opens(
    signed_in, place: Path, who: str
):
    with signed_in(who) as tab:
        tab.goto("/")
        look(tab, place, f"home-{who}")
        links = [each.get_attribute("href") for each in tab.locator("header nav a").all()]
        assert links
        for each in links:
            assert tab.goto(each).status == 200


def test_from_the_first_question_to_a_figure_that_everybody_may_read(signed_in, place: Path):
    with signed_in("stig") as steward, signed_in("ana") as analyst, signed_in("mo") as member:
        answer_what_comes_first(steward, place)
        bring(analyst, place)
        propose_what_may_be_shown(analyst, place)
        declare(steward, place)
        ask_for_a_release(analyst)
        publish(steward, place)

        member.goto("/see/report/")
        sheets = len(re.findall(rb"/Type\s*/Page\b", member.pdf(format="A4")))
        member.goto("/see/")
        look(member, place, "see")
        member.locator("main").get_by_role("link", name=re.compile("by gender")).first.click()
        look(member, place, "measure")
        text = member.locator("main").inner_text()
        with member.expect_download() as taken:
            member.get_by_role("link", name=re.compile("CSV")).first.click()
        rows = Path(taken.value.path()).read_text("utf-8")

    assert sheets == 1
    assert "of the 301 people employed" in text.casefold()
    assert "Women" in rows
