"""The page of findings: one file, no script, every picture with its table, accessible to all."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from charts import examples

from tiebeam import charts
from tiebeam.charts.tokens import DARK, LIGHT
from tiebeam.engine.disclosure import release
from tiebeam.workbench.page import page

EMPTY = {"meta", "br", "path", "line", "rect", "circle", "img", "link", "hr"}


class Outline(HTMLParser):
    """Headings, ids, links and the nesting of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.ids: list[str] = []
        self.named_by: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if given.get("id") else []
        self.named_by += (given.get("aria-labelledby") or "").split()
        self.links += [given["href"]] if tag == "a" and given.get("href") else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = level, words + data


FIGURES = [
    release(each())
    for each in (examples.federal_promotions, examples.small_employer, examples.headcount,
                 examples.with_hidden_groups, examples.pay_medians)
]  # fmt: skip
PAGE = page(
    FIGURES,
    title="First <findings>",
    lead=["Of a made-up employer."],
    notes=["300 rows were read & none was left out."],
    overview="Of 5 findings, two stand clear of chance.",
)
OUTLINE = Outline(PAGE)


def test_the_page_is_one_file_without_a_script_or_an_address_to_load_from() -> None:
    assert PAGE.startswith('<!doctype html>\n<html lang="en">')
    assert "script" not in OUTLINE.tags
    assert not {"link", "iframe", "img"} & set(OUTLINE.tags)
    assert re.findall(r"(?:src|href)=[\"'](?!#)", PAGE) == []
    assert "url(" not in PAGE
    assert "@import" not in PAGE


def test_what_is_opened_is_closed_and_no_id_comes_twice_except_in_the_two_widths() -> None:
    assert OUTLINE.unbalanced == []
    assert OUTLINE.open == []
    assert sorted(set(OUTLINE.ids)) == sorted(OUTLINE.ids)


def test_every_name_and_every_link_leads_somewhere_on_the_page() -> None:
    assert set(OUTLINE.named_by) <= set(OUTLINE.ids)
    assert {link.removeprefix("#") for link in OUTLINE.links} <= set(OUTLINE.ids)
    assert len(OUTLINE.links) == len(FIGURES)


def test_headings_step_down_one_at_a_time_from_one_title() -> None:
    levels = [level for level, _ in OUTLINE.headings]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_says_first_what_it_says_then_what_it_rests_on_then_each_finding() -> None:
    words = [heading for _, heading in OUTLINE.headings]

    assert words[:3] == ["First <findings>", "What it says", "What it rests on"]
    assert words[3] == "1. Promoted from level 1 within the year, by gender and race, 2016"
    assert [each.split(".")[0] for each in words[3:8]] == ["1", "2", "3", "4", "5"]


def test_every_finding_is_a_sentence_then_a_picture_then_a_table() -> None:
    for number, figure in enumerate(FIGURES, start=1):
        start = PAGE.index(f'<article aria-labelledby="finding-{number}">')
        article = PAGE[start : PAGE.index("</article>", start)]
        said, drawn, table = (article.index(each) for each in (
            f'<p class="finding">{charts.finding(figure)}', "<figure>", "<table>"))  # fmt: skip
        assert said < drawn < table
        assert charts.smallest_gap(figure) in article
        assert article.count("<svg") == 2


def test_findings_that_stand_clear_are_told_apart_and_numbered_on() -> None:
    contents = PAGE.split("<nav")[1].split("</nav>")[0]

    clear, other = contents.index("Clear of chance"), contents.index("Not clear of chance")
    assert clear < other
    assert contents.count("<li>") == len(FIGURES)
    starts = [int(each) for each in re.findall(r'<ol start="(\d+)">', contents)]
    assert starts == [1, 1 + sum(charts.stands_clear(each) for each in FIGURES)]


def test_words_of_the_data_cannot_break_out_of_the_page() -> None:
    hostile = page([release(examples.hostile())], title="<script>x</script>", lead=["<b>"],
                   notes=["<i>"], overview="<u>")  # fmt: skip

    outline = Outline(hostile)
    assert not {"script", "b", "i", "u"} & set(outline.tags)
    assert outline.unbalanced == []


def test_hidden_groups_are_said_in_the_words_and_in_the_table() -> None:
    assert "Hidden: Roma people and people who did not say (fewer than 10 people)." in PAGE
    assert "hidden: fewer than 10 people</td>" in PAGE


def test_tables_scroll_in_a_box_of_their_own_that_a_keyboard_reaches() -> None:
    boxes = re.findall(r'<div class="scroll" role="region" tabindex="0" aria-label="[^"]+">', PAGE)

    assert len(boxes) == len(FIGURES)
    assert ".scroll { overflow-x: auto;" in PAGE


def test_the_colours_are_those_of_the_pictures_in_light_and_dark() -> None:
    for name in ("paper", "ink", "quiet", "hairline", "everybody", "accent", "rust"):
        light, dark = getattr(LIGHT, name), getattr(DARK, name)
        assert f"--{name}: light-dark({light}, {dark})" in PAGE


def test_the_page_prints_and_fits_a_phone() -> None:
    assert "@media print" in PAGE
    assert "@media (max-width: 46rem)" in PAGE
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in PAGE


def test_a_page_without_findings_still_says_what_the_data_are() -> None:
    bare = page([], title="Nothing yet", lead=[], notes=["12 rows were read."],
                overview="Nothing could be measured in this data.")  # fmt: skip

    assert "Nothing could be measured in this data." in bare
    assert "12 rows were read." in bare
    assert "<ol" not in bare
    assert "<footer" not in bare
    assert "<nav" not in page([], title="Bare", lead=[], notes=[])


def test_what_every_figure_notes_is_said_once() -> None:
    noted = [
        release(examples.exact(examples.small_employer().rows, notes=("About the data.", own)))
        for own in ("One.", "Two.")
    ]

    text = page(noted, title="Two", lead=[], notes=["About the data."])

    assert text.count("About the data.") == 1
    assert text.count("<li>One.</li>") == text.count("<li>Two.</li>") == 1


def test_an_exact_figure_never_reaches_a_page() -> None:
    with pytest.raises(charts.NotForOthers):
        page([examples.small_employer()], title="No", lead=[], notes=[])  # type: ignore[list-item]


def test_the_same_figures_give_the_same_bytes() -> None:
    again = page(
        FIGURES,
        title="First <findings>",
        lead=["Of a made-up employer."],
        notes=["300 rows were read & none was left out."],
        overview="Of 5 findings, two stand clear of chance.",
    )

    assert again == PAGE


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the page was not laid out")
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_screen(width: int, tmp_path: Path) -> None:
    probe = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    opened = PAGE.replace("<details>", "<details open>").replace("</body>", probe)
    # Browsers keep a window from becoming narrower than 500 px, so a frame stands for the phone.
    (tmp_path / "page.html").write_text(opened, encoding="utf-8")
    (tmp_path / "frame.html").write_text(
        f'<iframe id="f" src="page.html" style="border:0;width:{width}px;height:900px"></iframe>'
        "<script>onload = () => document.body.dataset.width ="
        " f.contentDocument.documentElement.scrollWidth</script>",
        encoding="utf-8",
    )

    done = subprocess.run(
        [str(CHROMIUM), *QUIET, "--allow-file-access-from-files", "--virtual-time-budget=4000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         (tmp_path / "frame.html").as_uri()],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    found = re.search(r'data-width="(\d+)"', done.stdout)
    assert found, done.stderr[-500:]
    assert int(found[1]) <= width
