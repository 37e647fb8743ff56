"""Pages that the documentation takes from the code: measures, fields, problems, commands.

A page holds a comment such as `<!-- from the code: fields -->`; `filled_in` puts the list there.
Each measure has a page of its own, written beside the index of measures.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import click

from tiebeam.cli import main
from tiebeam.engine.documents.coded import CODED, CodedRule
from tiebeam.engine.documents.rules import Example, Pack, Rule, every_pack, packs
from tiebeam.engine.documents.versions import commitments
from tiebeam.engine.documents.walk import Archetype, archetypes
from tiebeam.engine.language import roles
from tiebeam.engine.language.rules import PACKS
from tiebeam.engine.language.rules import Rule as WordingRule
from tiebeam.engine.language.rules import rules as wording_rules
from tiebeam.engine.measures.definitions import CATALOGUE, Measure
from tiebeam.engine.records.fields import CANONICAL, DERIVED, Field
from tiebeam.engine.records.problems import KINDS

PLACE: Final = re.compile(r"<!-- from the code: ([a-z]+) -->")

CLASSES: Final = {
    "directory": "whoever may read the staff list",
    "hr": "people who work with HR records",
    "secret": "nobody reads it row by row; it only describes groups",
    "answer": "nobody but the person who answered; it only describes groups",
}

TABLES: Final = {
    "people": "People: one row per person",
    "spells": "Spells: one row per person and stretch of time",
    "ratings": "Ratings: one row per review of one person",
    "applications": "Applications: one row per application",
}

#: How a measure is asked for; those that are not here, with `tiebeam measure`.
EXAMPLES: Final = {
    "flow_ledger": "flows harbourline --level 3 --by gender --from 2024-01-01 --to 2025-01-01",
    "time_to_promotion": "time harbourline --level 1 --by gender --years 1,2",
    "projection": "ahead harbourline --by gender --years 5",
    "time_to_leaving": "time harbourline --by gender --years 1,2",
}


def version() -> str:
    return metadata.version("tiebeam")


def filled_in(page: str) -> str:
    """The page with each list put in its place."""
    lists = {
        "fields": fields,
        "derived": derived,
        "problems": problems,
        "commands": commands,
        "measures": measures,
        "wording": wording,
        "pronouns": points_of_pronouns,
        "rules": rules,
        "archetypes": people,
    }
    return PLACE.sub(lambda place: lists[place[1]](), page)


# --- measures -------------------------------------------------------------------------------------


def write_measures(folder: Path) -> None:
    """One page per measure; a page of a measure that is gone goes too."""
    pages = {f"{each.name}.md": measure_page(each) for each in CATALOGUE.values()}
    for stale in folder.glob("*.md"):
        if stale.name not in {*pages, "index.md"}:
            stale.unlink()
    for name, text in pages.items():
        path = folder / name
        # Untouched pages keep their time, so only what changed is built again.
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        # Two builds at once never see half a page.
        beside = path.with_suffix(f".{os.getpid()}.part")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def measures() -> str:
    rows = [[f"[{m.title}]({m.name}.md)", f"`{m.name}`", _needs(m)] for m in CATALOGUE.values()]
    toctree = ["```{toctree}", ":hidden:", "", *CATALOGUE, "```"]
    return table(["what you learn", "name", "needs"], rows) + "\n\n" + "\n".join(toctree)


def measure_page(measure: Measure) -> str:
    facts = {
        "unit": measure.unit,
        "rows are located by": measure.at,
        "needs": _needs(measure),
        "field class": f"{measure.field_class}: {CLASSES[measure.field_class]}",
        "version": str(measure.version),
    }
    # The year after the ratings has to be in the data.
    year = 2023 if measure.name == "promotion_by_rating" else 2024
    usual = f"measure {measure.name} harbourline --by gender"
    usual += f" --window {year}-01-01:{year}-12-31"
    usual += " --market market.csv" if measure.beside_market else ""
    command = f"tiebeam {EXAMPLES.get(measure.name, usual)}"
    return f"""\
# {measure.title}

{measure.words}

```console
$ {command}
```

## How it is computed

{measure.formula}

{defined(facts)}

## Where the statistics come from

{measure.source}

## Read it with care

{bullets(measure.caveats)}

The [words](../words.md) say what a level, a window and a group are.
The [output](../reference/output.md) says what each number of a result is.
"""


def _needs(measure: Measure) -> str:
    return ", ".join(f"`{name}`" for name in measure.needs) or "nothing beyond who and when"


# --- fields and problems --------------------------------------------------------------------------


def fields() -> str:
    return "\n\n".join(_fields_of(name, title) for name, title in TABLES.items())


def _fields_of(name: str, title: str) -> str:
    rows = [
        [f"`{field.name}`", field.words, _kind(field), field.field_class]
        for field in CANONICAL
        if field.table == name
    ]
    return f"## {title}\n\n" + table(["field", "what it is", "kind", "class"], rows)


def _kind(field: Field) -> str:
    # "date, date" would say the same twice.
    return field.kind if field.unit in {"", field.kind} else f"{field.kind}, {field.unit}"


def derived() -> str:
    return table(["column", "what it is"], [[f"`{n}`", w] for n, w in DERIVED.items()])


def problems() -> str:
    return "\n\n".join(
        f"## {kind.code}\n\nWhat it is: {kind.what}.\n\n{kind.remedy}" for kind in KINDS.values()
    )


# --- wording --------------------------------------------------------------------------------------

PACK_TITLES: Final = {"terms": "Terms", "adverts": "In job adverts besides"}


def wording() -> str:
    """Every rule about terms, pack by pack."""
    return "\n\n".join(
        f"## {PACK_TITLES[pack]}\n\n" + "\n\n".join(map(_wording_rule, wording_rules(pack)))
        for pack in PACKS
    )


def _wording_rule(rule: WordingRule) -> str:
    facts = {
        "check": f"`{rule.check}`, version {rule.version}",
        "say instead": escaped("; ".join(rule.suggest)),
        "who says so": escaped(rule.source),
        "found in": escaped(" ".join(rule.yes)),
        "not found in": escaped(" ".join(rule.no)),
    }
    return f"### {rule.id}\n\n{escaped(rule.why)}\n\n{defined(facts)}"


def points_of_pronouns() -> str:
    """What speaks for and against a pronoun that means anybody, and the two rules about them."""
    read = roles.written()
    told = [
        f"`{rule['id']}` (`{rule['check']}`, version {rule['version']}): {escaped(rule['why'])} "
        f"Say instead: {escaped('; '.join(rule['suggest']))}. {escaped(rule['source'])}."
        for rule in read["rules"].values()
    ]
    rows = [[f"{each['points']:+g}", each["why"]] for each in read["points"].values()]
    threshold = f"From {read['flagged_from']:g} point on, the pronoun is taken to mean anybody."
    return "\n\n".join([bullets(told), threshold, table(["points", "when"], rows)])


# --- rules ----------------------------------------------------------------------------------------


def rules() -> str:
    """Every rule by its pack, then those that are code."""
    coded = "## Rules that look at more than one sentence\n\n" + "\n\n".join(map(_coded, CODED))
    return "\n\n".join([*map(_pack, (*packs(every_pack()), commitments())), coded])


def _pack(pack: Pack) -> str:
    parts = [f"## {pack.title}", escaped(pack.words), f"`--packs {pack.name}`"]
    # Commitments are looked for between two versions alone, so nobody can ask for them.
    parts = parts[:2] if pack.name.startswith("_") else parts
    return "\n\n".join([*parts, *map(_rule, pack.rules)])


def _rule(rule: Rule) -> str:
    read = ", ".join(f"`{each.split('=')[0]}`" for each in rule.parameters)
    facts = {
        "check": f"`{rule.check}`, version {rule.version}",
        "effect": f"{rule.effect}: {escaped(rule.who)}",
        "what to ask": escaped(rule.question),
        "reads": read or "nothing more",
        "finds": escaped(_short(rule.matches)),
        "leaves": escaped(_short(rule.misses)),
    }
    if rule.reference:
        facts["see"] = escaped(rule.reference)
    return f"### {rule.id}\n\n{escaped(rule.words)}\n\n{defined(facts)}"


def _short(examples: tuple[Example, ...]) -> str:
    """One example: the shortest says it."""
    return min(examples, key=lambda each: len(each.text)).text


def _coded(rule: CodedRule) -> str:
    facts = {
        "check": f"`{rule.check}`, version {rule.version}",
        "whom it concerns": escaped(rule.who),
        "what to ask": escaped(rule.question),
    }
    if rule.reference:
        facts["see"] = escaped(rule.reference)
    return f"### {rule.id}\n\n{escaped(rule.words)}\n\n{defined(facts)}"


def people() -> str:
    return table(["who walks", "here for", "contract", "asks about"], map(_person, archetypes()))


def _person(person: Archetype) -> list[str]:
    needs = dict.fromkeys(each.split(":")[0] for each in person.needs)
    asked = ", ".join(f"`{each}`" for each in needs)
    return [person.name, f"{person.tenure_months} months", person.contract, asked]


# --- commands -------------------------------------------------------------------------------------


def commands() -> str:
    context = click.Context(main, info_name="tiebeam", **main.context_settings)
    return "\n\n".join(_commands_of(main, context))


def _commands_of(group: click.Group, context: click.Context) -> Iterator[str]:
    """Each command, and what is in it where it is a group itself."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield _command(command, context)
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=command.name, parent=context)
            yield from _commands_of(command, inner)


def _command(command: click.Command, parent: click.Context) -> str:
    context = click.Context(
        command, info_name=command.name, parent=parent, **command.context_settings
    )
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"## {context.command_path}", f"```text\n{usage}\n```", *_help(command)]
    options = {f"`{names}`": escaped(what) for names, what in _records(command, context)}
    if options:
        parts.append(defined(options))
    return "\n\n".join(parts)


def _records(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and record[1]:
            yield record


def _help(command: click.Command) -> Iterator[str]:
    """The help text; paragraphs that click leaves as they are stay as they are."""
    text = inspect.cleandoc(command.help or "").split("\f")[0]
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.strip().splitlines()
        if lines and lines[0].strip() == "\b":
            yield "```text\n" + inspect.cleandoc("\n".join(["", *lines[1:]])) + "\n```"
        elif lines:
            yield escaped(" ".join(line.strip() for line in lines))


# --- Markdown -------------------------------------------------------------------------------------


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines
    )


def defined(meanings: Mapping[str, str]) -> str:
    return "\n\n".join(f"{word}\n: {meaning}" for word, meaning in meanings.items())


def bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def escaped(text: str) -> str:
    """Plain text in which Markdown sees nothing special; what is in backticks stays code."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(
        piece if piece.startswith("`") else re.sub(r"([\\*_<>\[\]#|])", r"\\\1", piece)
        for piece in pieces
    )
