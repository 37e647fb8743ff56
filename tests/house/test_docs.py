"""The documentation: it builds without a warning, covers what the code has, and tells the truth."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import fields
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner
from house.conftest import Demo
from house.project import ROOT, listed_by_git, name_of, tracked_files
from sizes import sized

from tiebeam.bridges import WORDS, mail, matrix, mattermost, slack
from tiebeam.cli import main
from tiebeam.engine.disclosure import cube, cube_file
from tiebeam.engine.documents.coded import CODED
from tiebeam.engine.documents.rules import every_pack, packs
from tiebeam.engine.documents.versions import commitments
from tiebeam.engine.language import allowing, read_allowed, roles
from tiebeam.engine.language.rules import PACKS, rules
from tiebeam.engine.measures.definitions import ASKED_BY_NAME, CATALOGUE
from tiebeam.engine.records import mapping
from tiebeam.engine.records.fields import CANONICAL, DERIVED
from tiebeam.engine.records.problems import KINDS
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.figures import as_json_object

DOCS = ROOT / "docs"
KEYS_AT_THE_TOP = ("schema", "organisation", "currency", "workforce", "ratings", "applications")


# --- it builds ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs")
    done = build(DOCS, out)
    assert done.returncode == 0, done.stderr
    return out


def build(source: Path, out: Path, builder: str = "html") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", builder,
         "-d", out / ".doctrees", source, out],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_docs_build_without_a_warning(built: Path):
    assert (built / "index.html").exists()


@pytest.mark.parametrize("page", ["[gone](gone.md)", "[gone](words.md#gone)"])
def test_a_link_to_nowhere_stops_the_build(page: str, tmp_path: Path):
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "words.md", tmp_path / "docs")
    (tmp_path / "docs" / "index.md").write_text(page + "\n\n```{toctree}\nwords\n```\n")
    (tmp_path / "docs" / "conf.py").write_text(
        'extensions = ["myst_parser"]\nmyst_heading_anchors = 3\n'
    )

    assert build(tmp_path / "docs", tmp_path / "out", "dummy").returncode != 0


def test_building_the_docs_needs_nothing_from_the_network(built: Path):
    fetched = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""")

    assert [p.name for p in built.rglob("*.html") if fetched.search(p.read_text("utf-8"))] == []


def test_building_the_docs_leaves_no_new_file_to_be_committed(built: Path):
    listed = listed_by_git()
    if listed is None:
        pytest.skip("this is no checkout of git")

    assert [name for name in listed if name.startswith("docs/measures/")] == [
        "docs/measures/index.md"
    ]


# --- it covers what the code has ------------------------------------------------------------------


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=lambda measure: measure.name)
def test_every_measure_has_a_page_with_its_words_formula_source_and_caveats(
    measure: Any, built: Path
):
    page = text_of(built / "measures" / f"{measure.name}.html")

    wanted = [measure.title, measure.words, measure.formula, measure.unit, measure.at,
              measure.source, *measure.caveats]  # fmt: skip
    assert missing(wanted, page) == []


def test_every_field_is_documented(built: Path):
    page = text_of(built / "reference" / "fields.html")

    assert missing([f"{each.name} {each.words}" for each in CANONICAL], page) == []
    assert missing([f"{name} {words}" for name, words in DERIVED.items()], page) == []


def test_every_kind_of_problem_is_documented_with_its_remedy(built: Path):
    page = text_of(built / "reference" / "problems.html")

    assert missing(KINDS, page) == []
    assert missing([kind.remedy for kind in KINDS.values()], page) == []


def test_every_reason_of_a_bridge_is_documented_with_its_words(built: Path):
    page = text_of(built / "reference" / "bridges.html")

    assert missing([f"{reason} {words}" for reason, words in WORDS.items()], page) == []


def test_every_setting_of_a_bridge_is_documented(built: Path):
    page = text_of(built / "reference" / "bridges.html")

    for tool in (slack, mattermost, matrix, mail):
        assert missing([each.name for each in fields(tool.Settings)], page) == []


def test_every_rule_about_wording_is_documented_with_its_reason_and_its_source(built: Path):
    page = text_of(built / "reference" / "wording.html")

    for rule in chain(*map(rules, PACKS)):
        assert missing([rule.id, rule.why, rule.source, *rule.suggest, *rule.yes], page) == []
    for each in roles.written()["points"].values():
        assert missing([each["why"]], page) == []


def test_every_command_and_option_is_documented(built: Path):
    page = text_of(built / "reference" / "cli.html")

    for path, command in commands(main, "tiebeam"):
        assert missing([path], page) == []
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{path} {option.opts}: no help"
                assert missing([max(option.opts, key=len), option.help], page) == []


def test_a_command_inside_another_is_found():
    assert "tiebeam cube propose" in dict(commands(main, "tiebeam"))


def test_what_a_page_leaves_out_is_found():
    assert missing(["level", "a level or higher"], "the level of a grade") == ["a level or higher"]


def test_every_rule_is_documented_with_its_question(built: Path):
    page = text_of(built / "reference" / "rules.html")

    everyone = [
        *(rule for pack in (*packs(every_pack()), commitments()) for rule in pack.rules),
        *CODED,
    ]
    assert missing([rule.id for rule in everyone], page) == []
    assert missing([rule.question for rule in everyone], page) == []
    assert missing([rule.words for rule in everyone], page) == []


def test_every_key_of_the_mapping_is_documented():
    page = (DOCS / "reference" / "mapping.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^`(\w+)`\n: \S", page, re.MULTILINE))

    of_columns = {
        *mapping._COLUMN_KEYS,
        *mapping._ATTRIBUTE_KEYS,
        *chain(*mapping._KEYS_OF.values()),
    }
    keys = {*mapping._TABLE_KEYS, *of_columns, *KEYS_AT_THE_TOP}
    assert keys - explained == set()
    assert explained - keys == set()


def test_every_key_of_a_cube_is_documented():
    page = (DOCS / "reference" / "cube.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^`(\w+)`\n: \S", page, re.MULTILINE))

    keys = {*cube_file.TOP_KEYS, *cube_file.FIELD_KEYS, *cube_file.ATTRIBUTE_KEYS,
            *cube_file.TABLE_KEYS, *cube_file.PROTECTION_KEYS, *cube_file.HR_KEYS}  # fmt: skip
    assert keys - explained == set()
    assert explained - keys == set()


def test_every_decision_is_in_the_index():
    index = (DOCS / "decisions" / "index.md").read_text(encoding="utf-8")
    numbered = sorted((DOCS / "decisions").glob("[0-9]*.md"))

    assert missing([path.stem for path in numbered], index) == []
    assert [path.name[:4] for path in numbered] == [f"{n:04}" for n in range(1, len(numbered) + 1)]


def missing(wanted: Iterable[str], page: str) -> list[str]:
    there = squeezed(page)
    return [each for each in wanted if squeezed(each) not in there]


def text_of(page: Path) -> str:
    """What a built page says, without its marks."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8")))


def squeezed(text: str) -> str:
    """Letters and digits alone: quotes, dashes and spaces are set differently on a page."""
    return re.sub(r"[\W_]+", "", text)


def commands(group: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Each command by all the words it is called with, also those inside another."""
    assert isinstance(group, click.Group)
    for each in group.commands.values():
        if not each.hidden:
            yield f"{path} {each.name}", each
            if isinstance(each, click.Group):
                yield from commands(each, f"{path} {each.name}")


# --- it tells the truth ---------------------------------------------------------------------------

PAGES = [
    path
    for path in tracked_files()
    if path.suffix == ".md" and (path.is_relative_to(DOCS) or path.parent == ROOT)
]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_shows_can_be_given_so(page: Path):
    for words, _ in shown(page):
        if words[0] == "tiebeam":
            understood(words[1:])


def test_a_command_that_does_not_exist_is_found():
    for words in (["exits"], ["compare", "2/10", "--loudly"], ["measure", "pay_gap"],
                  ["cube", "sell"], ["cube", "propose", "staff.csv", "--loudly"]):  # fmt: skip
        with pytest.raises(click.UsageError):
            understood(words)


def understood(words: list[str]) -> None:
    """Stop where the command line does not know a command or an option."""
    group, rest = main, list(words)
    with click.Context(main, info_name="tiebeam") as context:
        while True:
            name, command, rest = group.resolve_command(context, rest)
            assert command is not None
            if not isinstance(command, click.Group) or not rest:
                break
            group = command
        command.make_context(name, rest, parent=context)


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands that name the same data in one test share what was read of it.

    Each reads for itself where everything is tested. tests/cli has commands that do so too.
    """
    opened: dict[tuple[str, ...], Bench] = {}

    def shared(*names: str, **progress: Any) -> nullcontext[Bench]:
        if names not in opened:
            opened[names] = open_data(*names, **progress)
        return nullcontext(opened[names])

    if sized(True, False):
        monkeypatch.setattr("tiebeam.workbench.bench.open_data", shared)
    yield
    for bench in opened.values():
        bench.close()


def test_every_command_of_the_first_guide_works_and_prints_what_the_guide_shows(
    demo: Demo, read_once: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(demo.place)
    guide = DOCS / "guide" / "first-findings.md"
    for name, content in saved_files(guide):
        Path(name).write_text(content, encoding="utf-8")

    for words, output in shown(guide):
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
            continue
        done = demo.done if words[1:] == demo.words else CliRunner().invoke(main, words[1:])
        # check ends with 1 when it left rows out and said so.
        assert done.exit_code == 0 or (words[1], done.exit_code) == ("check", 1), done.output
        printed = spaced(done.output)
        assert [line for line in output if spaced(line) not in printed] == [], done.output


def saved_files(page: Path) -> list[tuple[str, str]]:
    """The files that a page shows and asks to save."""
    asked = re.compile(r"save this one as `([^`]+)`:\n\n```text\n(.*?)```", re.DOTALL)
    return asked.findall(page.read_text(encoding="utf-8"))


def spaced(text: str) -> str:
    """The text with single plain spaces: columns may be as wide as they need."""
    return " ".join(text.split())


def shown(page: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Each command that a page shows, and the lines shown below it."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for block in blocks:
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *output = command.strip().splitlines()
            yield shlex.split(first, comments=True), output


BASE = {
    "schema": mapping.SCHEMA,
    "workforce": {"shape": "people", "fields": {"person": "id", "hired": "hired"}},
}
BLOCKS = [
    (name_of(path), block)
    for path in PAGES
    for block in re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
]
CUBES = [(page, block) for page, block in BLOCKS if cube.SCHEMA in block]
ALLOWED = [(page, block) for page, block in BLOCKS if allowing.SCHEMA in block]
MAPPINGS = [each for each in BLOCKS if each not in CUBES and each not in ALLOWED]


@pytest.mark.parametrize(("page", "block"), MAPPINGS, ids=[page for page, _ in MAPPINGS])
def test_every_mapping_that_a_page_shows_can_be_read(page: str, block: str):
    assert mapping.parse(laid_over(BASE, tomllib.loads(block)))


@pytest.mark.parametrize(("page", "block"), CUBES, ids=[page for page, _ in CUBES])
def test_every_cube_that_a_page_shows_can_be_read_and_written_the_same(page: str, block: str):
    found = cube_file.parse(tomllib.loads(block))

    assert cube_file.parse(tomllib.loads(cube_file.as_toml(found))) == found


@pytest.mark.parametrize(("page", "block"), ALLOWED, ids=[page for page, _ in ALLOWED])
def test_every_allow_list_that_a_page_shows_can_be_read(page: str, block: str):
    assert read_allowed(block, on=date(2026, 1, 1)).holding()


def test_a_page_shows_a_cube_and_an_allow_list():
    assert CUBES
    assert ALLOWED


def test_a_mapping_with_an_unknown_key_is_found():
    with pytest.raises(mapping.BadMapping):
        mapping.parse(laid_over(BASE, tomllib.loads("[workforce.fields.grade]\ncolour = 'red'")))


def laid_over(base: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The part of a mapping that a page shows, in a mapping that is whole."""
    both = dict(base)
    for key, value in part.items():
        inner = both.get(key)
        nested = isinstance(inner, dict) and isinstance(value, dict)
        both[key] = laid_over(inner, value) if nested else value
    return both


def test_no_page_uses_a_word_that_the_list_of_words_replaces():
    found = {name_of(p): sorted(avoided(p.read_text(encoding="utf-8"))) for p in PAGES
             if p.name != "words.md"}  # fmt: skip

    assert {page: words for page, words in found.items() if words} == {}


def test_a_replaced_word_is_found():
    assert avoided("Attrition is high, and the churn-rate too.") == {"attrition", "churn"}


#: Words that we don't use for the idea in their row, but need for another; one is a tool's name.
NEEDED_ELSEWHERE = {"other", "norm", "slack"}


def avoided(text: str) -> set[str]:
    rows = re.findall(
        r"^\|[^|]+\|[^|]+\|([^|]+)\|$", (DOCS / "words.md").read_text("utf-8"), re.MULTILINE
    )
    words = {word.strip() for row in rows for word in row.split(",")}
    words -= {"we do not say", "---", *NEEDED_ELSEWHERE}
    # Where a test lies follows from the rooms, and is no word of a page.
    text = re.sub(r"`tests/[^`]+`", "", text)
    return {word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)}


# --- the published shape of a figure --------------------------------------------------------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A small Harbourline, read once."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=200, years=3, seed=7, out=folder)
    with open_data(folder) as opened:
        yield opened


def faults(content: dict[str, Any]) -> list[str]:
    schema = json.loads((DOCS / "reference" / "measure.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    validator.check_schema(schema)
    return [error.message for error in validator.iter_errors(content)]


YEAR, LONGER = ("2024-01-01", "2024-12-31"), ("2023-01-01", "2024-12-31")
#: Each measure over a year or over a longer window, in turn; with `--all` over both.
OVER = [
    pytest.param(name, window, id=f"{name}-{said}")
    for number, name in enumerate(ASKED_BY_NAME)
    for said, window in sized(
        [[("year", YEAR), ("longer", LONGER)][number % 2]], [("year", YEAR), ("longer", LONGER)]
    )
]


@pytest.mark.parametrize(("name", "window"), OVER)
def test_the_json_of_every_measure_has_the_published_shape(
    name: str, window: tuple[str, str], bench: Bench, tmp_path: Path
):
    asked: dict[str, Any] = {"by": ["gender"], "window": window}
    if CATALOGUE[name].beside_market:
        (tmp_path / "market.csv").write_text("occupation,Women,Men\nall,46,54\n")
        asked["market"] = tmp_path / "market.csv"
    if name == "promotion_by_rating":
        # The year after the ratings has to be there.
        asked["window"] = ("2023-01-01", "2023-12-31")

    figures = [bench.measure(name, **asked)]
    if not CATALOGUE[name].beside_market:
        figures.append(bench.measure(name, **asked, against="others"))

    for figure in (*figures, bench.draft(figures[0])):
        assert faults(as_json_object(figure)) == []


def test_what_the_command_prints_as_json_has_the_published_shape(bench: Bench):
    words = ["measure", "promotion_rate", str(bench.inputs.folder), "--by", "gender", "--json",
             "--window", "2024-01-01:2024-12-31"]  # fmt: skip

    assert faults(json.loads(CliRunner().invoke(main, words).stdout)) == []


def test_the_published_shape_allows_nothing_beside_it(bench: Bench):
    window = ("2024-01-01", "2024-12-31")
    printed = as_json_object(bench.measure("promotion_rate", by=["gender"], window=window))
    row, comparison = printed["rows"][0], printed["comparisons"][0]

    for changed in (
        printed | {"members": 3},
        printed | {"rows": [row | {"members": 3}]},
        printed | {"comparisons": [comparison | {"p_bayes": 0.5}]},
        printed | {"data": printed["data"] | {"file": "staff.csv"}},
        printed | {"window": ["2024-01-01"]},
        printed | {"exact": "yes"},
        {key: value for key, value in printed.items() if key != "notes"},
    ):
        assert faults(changed) != []
