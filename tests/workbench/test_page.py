"""The page of a report: one file, no script, every picture with its table, accessible to all."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from charts import examples, whole_examples
from engine.kit import dataset
from workbench.shelved import of_harbourline, opened

from tiebeam import charts
from tiebeam.charts.tokens import DARK, LIGHT
from tiebeam.engine.disclosure import DRAFT, Released, draft, release
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.dataset import Tally
from tiebeam.engine.records.problems import Problem
from tiebeam.engine.records.reconcile import Balance
from tiebeam.workbench.chapters import Chapter
from tiebeam.workbench.page import page
from tiebeam.workbench.report import Report
from tiebeam.workbench.shared_chapters import OUTSIDE, shared_chapters

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
PROBLEMS = tuple(
    Problem(table="workforce", code=code, column=column, effect="noted", count=count, rows=(2,))
    for code, column, count in (
        ("changed answer", "gender", 3), ("changed answer", "race", 12),
        ("unknown grade", "grade", 4), ("blank id", "", 2),
    )
)  # fmt: skip
DATA = replace(
    dataset(
        spells="""
            person  begins      ends        grade  level
            ada     2015-01-01  2017-01-01  G      1
        """,
        people="""
            person  gender  race
            ada     Women   Roma
        """,
        notes=["8 people vanish & nobody says why."],
    ),
    tallies=(Tally(table="workforce", read=312, accepted=300, merged=5, rejected=7),),
    problems=PROBLEMS,
    balances=tuple(
        Balance(begins=date(year, 1, 1), ends=date(year + 1, 1, 1), place=(grade,), opening=opening,
                joined=4, left=1, closing=opening + 3)
        for year, opening in ((2015, 100), (2016, 103)) for grade in ("G", "H")
    ),
)  # fmt: skip


def made(*figures: Released, **changed: Any) -> Report:
    """A report of two chapters: the first two figures, and all others."""
    given: dict[str, Any] = {
        "title": "A <made-up> employer",
        "years": "2015 to 2016",
        "lead": ("Of nobody & nothing.",),
        "sentences": ("First <this>.", "Then that."),
        "picture": None,
        "chapters": (
            Chapter(title="One & only", lead="The first <b>.", figures=tuple(figures[:2])),
            Chapter(title="Two", lead="The second.", figures=tuple(figures[2:]),
                    missing=("Pay <needs> a column.",)),
        ),
        "dataset": DATA,
    }  # fmt: skip
    return Report(**(given | changed))


PAGE = page(made(*FIGURES))
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


def test_headings_step_down_one_at_a_time_from_one_title() -> None:
    levels = [level for level, _ in OUTLINE.headings]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_says_first_what_matters_then_what_the_data_are_worth_then_each_chapter() -> None:
    words = [heading for level, heading in OUTLINE.headings if level < 3]

    assert words == [
        "A <made-up> employer: who is carried, and who is lost", "What it rests on",
        "What stands clear of chance", "One & only", "Two",
        "What is hidden, and what so few people can't show", "What this data can't answer",
        "How it was computed",
    ]  # fmt: skip
    said = PAGE.index("First &lt;this&gt;.")
    assert said < PAGE.index("Then that.") < PAGE.index("312 rows") < PAGE.index("<figure>")


def test_figures_are_numbered_through_all_chapters() -> None:
    numbers = [words.split(".")[0] for level, words in OUTLINE.headings if level == 3]

    assert [each for each in numbers if each.isdigit()] == ["1", "2", "3", "4", "5"]
    assert "2. Promoted from level 1" not in PAGE.split('id="chapter-2"')[1]


def test_the_organisation_is_pictured_before_anything_else_is_drawn() -> None:
    pictured = page(made(*FIGURES, picture=FIGURES[2]))

    assert pictured.index('id="organisation"') < pictured.index('id="data"')
    assert 'id="organisation"' not in PAGE


def test_how_reading_went_and_whether_people_add_up_stand_before_the_chapters() -> None:
    data = PAGE[PAGE.index('id="data"') : PAGE.index('id="findings"')]

    assert "8 people vanish &amp; nobody says why." in data
    assert "<td>312</td><td>300</td><td>5</td><td>7</td>" in data
    # Two grades a year: 2 x 100 at the start, 2 x 4 hired, 2 x 1 left, 2 x 103 at the end.
    assert (
        '<th scope="row">2015</th><td>200</td><td>8</td><td>0</td><td>2</td><td>0</td><td>206</td>'
        in data
    )
    assert '<th scope="row">2016</th><td>206</td>' in data


def test_how_many_people_changed_a_secret_answer_is_not_said_when_they_are_few() -> None:
    rows = re.findall(r'<tr><th scope="row">workforce</th>(.*?)</tr>', PAGE)
    found = [re.findall("<td>(.*?)</td>", row) for row in rows]
    told = {cells[0]: cells[2] for cells in found if not cells[0].isdigit()}

    assert told["gender"] == "fewer than 10"
    assert told["race"] == "12"
    assert told["grade"] == "4"
    assert told["–"] == "2"


def test_what_can_t_be_answered_is_said_with_its_chapter() -> None:
    assert "<li>Two: Pay &lt;needs&gt; a column.</li>" in PAGE
    assert 'id="unanswered"' not in page(made(FIGURES[0], chapters=()))


def test_a_chapter_without_figures_is_no_chapter_but_is_told_of() -> None:
    bare = page(made(*FIGURES[:2]))

    assert 'id="chapter-2"' not in bare
    assert "Nothing here could be counted in this data." in bare
    assert set(re.findall('href="#([^"]+)"', bare)) <= set(re.findall('id="([^"]+)"', bare))


def test_every_measure_that_is_used_is_explained_once_with_its_source() -> None:
    method = PAGE[PAGE.index('id="method"') :]

    for name in {figure.measure for figure in FIGURES}:
        assert method.count(f"<dt>{escape(definition(name).title)}</dt>") == 1
        assert escape(definition(name).source) in method


def test_the_receipt_names_the_data_and_the_mapping() -> None:
    receipt = PAGE[PAGE.index('class="receipt"') :]

    assert receipt.count("<dd>" + "0" * 64 + "</dd>") == 2
    assert "<dt>People</dt><dd>1</dd>" in receipt


def test_every_finding_is_a_sentence_then_a_picture_then_a_table() -> None:
    for number, figure in enumerate(FIGURES, start=1):
        start = PAGE.index(f'<article aria-labelledby="finding-{number}">')
        article = PAGE[start : PAGE.index("</article>", start)]
        said, drawn, table = (article.index(each) for each in (
            f'<p class="finding">{charts.finding(figure)}', "<figure>", "<table>"))  # fmt: skip
        assert said < drawn < table
        assert charts.smallest_gap(figure) in article
        assert article.count("<svg") == 2


def test_findings_that_stand_clear_are_listed_and_the_others_counted() -> None:
    contents = PAGE.split("<nav")[1].split("</nav>")[0]

    clear = [figure for figure in FIGURES if charts.stands_clear(figure)]
    assert 0 < len(clear) < len(FIGURES)
    assert contents.count("<li>") == len(clear)
    assert all(escape(charts.finding(figure)) in contents for figure in clear)
    assert "not stand clear of chance" in contents


def test_what_is_not_set_against_chance_is_told_of_and_not_counted() -> None:
    ledger = release(whole_examples.many_small_flows())

    shown = page(made(FIGURES[0], ledger))

    contents = shown.split("<nav")[1].split("</nav>")[0]
    assert escape(charts.finding(ledger)) in contents
    assert "Of 1 findings" in contents or "None of these 1" in contents


def test_words_of_the_data_cannot_break_out_of_the_page() -> None:
    hostile = page(made(release(examples.hostile()), title="<script>x</script>"))

    outline = Outline(hostile)
    assert not {"script", "b", "i", "u", "this", "needs"} & set(outline.tags)
    assert outline.unbalanced == []


def test_hidden_groups_are_said_in_the_words_and_in_the_table() -> None:
    assert "Hidden: Roma people and people who did not say (fewer than 10 people)." in PAGE
    assert "hidden: fewer than 10 people</td>" in PAGE


def test_tables_scroll_in_a_box_of_their_own_that_a_keyboard_reaches() -> None:
    boxes = re.findall(r'<div class="scroll" role="region" tabindex="0" aria-label="[^"]+">', PAGE)

    assert len(boxes) == PAGE.count("<table>") == len(FIGURES) + 4
    assert ".scroll { overflow-x: auto;" in PAGE


def test_the_colours_are_those_of_the_pictures_in_light_and_dark() -> None:
    for name in ("paper", "ink", "quiet", "hairline", "everybody", "accent", "rust"):
        light, dark = getattr(LIGHT, name), getattr(DARK, name)
        assert f"--{name}: light-dark({light}, {dark})" in PAGE


def test_the_page_prints_and_fits_a_phone() -> None:
    assert "@media print" in PAGE
    assert "@media (max-width: 46rem)" in PAGE
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in PAGE


def many_groups(groups: int, levels: int) -> Released:
    rows = [
        examples.row({"gender": f"Group {group}"}, 20 + group, 100, {"level": level})
        for level in range(1, levels + 1)
        for group in range(groups)
    ]
    return release(examples.exact(rows))


@pytest.mark.parametrize(
    ("groups", "levels", "drawn"), [(2, 3, 3), (2, 9, 4), (12, 5, 2), (40, 3, 1)]
)
def test_a_picture_draws_so_many_places_that_it_stays_on_a_sheet(
    groups: int, levels: int, drawn: int
) -> None:
    article = page(made(many_groups(groups, levels))).split('<div class="wide">')[1]

    picture = article.split('<div class="narrow">')[0]
    assert sum(f">Level {level}<" in picture for level in range(1, levels + 1)) == drawn


def test_a_long_table_is_left_to_the_screen() -> None:
    assert '<details class="long">' in page(made(many_groups(12, 5)))
    assert '<details class="long">' not in page(made(many_groups(2, 3)))
    assert ".long .scroll { display: none; }" in PAGE.split("@media print")[1]


def test_two_hundred_years_of_balances_are_left_to_the_screen_and_ten_are_printed() -> None:
    def over(years: int) -> str:
        balances = tuple(
            Balance(begins=date(1800 + n, 1, 1), ends=date(1801 + n, 1, 1), place=("G",))
            for n in range(years)
        )
        return page(made(dataset=replace(DATA, balances=balances)))

    assert '<details class="long"><summary>Whether the people add up' in over(200)
    assert "<details><summary>Whether the people add up" in over(10)


def test_a_page_without_findings_still_says_what_the_data_are() -> None:
    bare = page(made(sentences=(), lead=(), chapters=()))

    assert "Nothing could be measured in this data." in bare
    assert "312 rows about 1 people were read" in bare
    assert Outline(bare).unbalanced == []


def test_an_exact_figure_never_reaches_a_page() -> None:
    with pytest.raises(charts.NotForOthers):
        page(made(examples.small_employer()))  # type: ignore[arg-type]


DRAFTED = page(made(*(draft(replace(each(), field_class="secret")) for each in (
    examples.federal_promotions, examples.small_employer))))  # fmt: skip


def test_a_page_of_drafts_says_first_that_it_is_for_the_bench_and_how_one_to_share_is_made():
    first = DRAFTED[DRAFTED.index("<main>") :]

    assert first.startswith('<main>\n<div class="draft" role="note">')
    banner = first[: first.index("</div>")]
    assert "For the bench, not for sharing." in banner
    assert re.findall("<code>(tiebeam [a-z]+)", banner) == [
        "tiebeam cube", "tiebeam release", "tiebeam report",
    ]  # fmt: skip


def test_a_draft_is_marked_on_every_sheet_in_every_picture_and_in_every_table_of_it():
    assert '@top-left { content: "For the bench, not for sharing";' in DRAFTED
    pictures = re.findall("<svg.*?</svg>", DRAFTED, re.DOTALL)
    assert len(pictures) == 4
    assert all(f">{DRAFT}<" in each for each in pictures)
    assert DRAFTED.count(f"<caption><strong>{DRAFT}</strong>") == 2


def test_a_page_to_hand_on_has_no_such_mark() -> None:
    assert "not for sharing" not in PAGE
    assert "@top-left" not in PAGE


def from_the_ledger(tmp_path: Path) -> Report:
    ledger = opened(tmp_path, *of_harbourline())
    return made(chapters=shared_chapters(ledger, DATA.mapping), ledger=ledger)


def test_a_page_from_the_ledger_says_what_noise_does_and_names_the_release(tmp_path: Path) -> None:
    shared = page(from_the_ledger(tmp_path))

    assert Outline(shared).unbalanced == []
    assert "not for sharing" not in shared
    assert "What stands clear of chance and noise" in shared
    assert "no rate out of fewer than 48" in shared
    assert "<dt>Release</dt><dd>1, of 2025-06-30</dd>" in shared
    article = shared[shared.index("<article") : shared.index("</article>")]
    assert "Each count has noise: give or take 5 to 7 people." in article


def test_a_chapter_outside_the_cube_is_there_with_one_sentence(tmp_path: Path) -> None:
    shared = page(from_the_ledger(tmp_path))

    outline = Outline(shared)
    assert (2, "How long it takes") in outline.headings
    start = shared.index('<section class="chapter short" aria-labelledby="chapter-4">')
    chapter = shared[start : shared.index("</section>", start)]
    assert chapter.count("<p>") == 1
    # On paper it needs no sheet of its own.
    assert ".short { break-before: auto; }" in shared.split("@media print")[1]
    assert escape(OUTSIDE) in chapter
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)


def test_the_same_figures_give_the_same_bytes() -> None:
    assert page(made(*FIGURES)) == PAGE


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
