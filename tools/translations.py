"""What pages say, collected for translators; and their translations, compiled for Django.

    python3 dev.py translate    collect what is new, keep what is translated, compile it

Each language is a file that any translation program opens:
src/tiebeam/web/locale/LANGUAGE/LC_MESSAGES/django.po. What is missing there is shown in English.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tiebeam.bridges.said import WORDS as of_bridges
from tiebeam.engine.documents.to_translate import shown as of_findings
from tiebeam.engine.measures.definitions import CATALOGUE
from tiebeam.engine.records.problems import KINDS
from tiebeam.web.delivery.quiet.subjects import subjects
from tiebeam.web.organisation.inventory import known as written
from tiebeam.web.spaces.kinds import every_message as of_spaces
from tiebeam.web.spaces.raising.happenings import happenings
from tiebeam.web.spaces.starting.kit import every_message as of_the_kit
from tiebeam.workbench import suggesting

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "tiebeam" / "web"
#: Rooms whose words people meet in pages; the worker's are said on the page of a job, and those of
#: the engine and of pictures on pages of figures, and what a bridge refuses where it is built.
OTHERS = ("worker", "engine", "charts", "bridges")
SOURCES = (WEB, *(ROOT / "src" / "tiebeam" / each for each in OTHERS))
LOCALE = WEB / "locale"
INVENTORY = "src/tiebeam/web/organisation/inventory"
#: Words for each country.
DATA = (WEB / "accounts/identity/questions.toml", WEB / "ui/speaking_up.toml")
DUTIES = "src/tiebeam/web/spaces/groups/sponsors/sponsor_duties.toml"
#: What rooms of the web say from tables and files of theirs.
OF_ROOMS = {
    "src/tiebeam/web/spaces/kinds.py": of_spaces(),
    "src/tiebeam/web/spaces/raising/happenings.toml": [*happenings().values()],
    "src/tiebeam/web/spaces/starting/starter_kit.toml": [*of_the_kit()],
    "src/tiebeam/web/delivery/quiet/subjects.toml": [*subjects().values()],
    DUTIES: [each["says"] for each in tomllib.loads((ROOT / DUTIES).read_text("utf-8")).values()],
    "src/tiebeam/bridges/said.py": [*of_bridges.values()],
}
#: One day for all files: the time of each edit would change them without need.
DAY = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    "_": None, "_now": None, "_later": None, "gettext": None, "gettext_lazy": None,
    "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "tr": None, "trn": (1, 2), "noop": None, "nnoop": (1, 2),
    "Sentence": None, "BadSettings": (2,),
}  # fmt: skip

#: A call as `templatize` writes it: of words in quotes, with a count where there are two.
_QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?:_|n?gettext|n?pgettext)\({_QUOTED}(?:,\s*(?:{_QUOTED}|\w+))*\)")


def collected() -> Catalog:
    """Every message of the pages, with where it stands."""
    found = Catalog(charset="utf-8", project="Tiebeam", copyright_holder="Tiebeam")
    for path, source in _sources():
        for line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            where = (path.relative_to(ROOT).as_posix(), line)
            flags = ["python-format"] if "%(" in str(message) else []
            found.add(
                message, locations=[where], auto_comments=comments, context=context, flags=flags
            )
    for where, message in _told_by_data():
        found.add(message, locations=[(where, 1)])
    return found


def _told_by_data() -> Iterator[tuple[str, str]]:
    """What stands in tables of the code and in files of data, and is shown as it stands there."""
    for measure in CATALOGUE.values():
        name = measure.name.replace("_", " ")
        said = (
            name,
            measure.title,
            measure.words,
            measure.formula,
            measure.source,
            *measure.caveats,
        )
        shown = measure.in_releases
        said += (shown.words, shown.formula, shown.source, *shown.caveats)
        yield from (("src/tiebeam/engine/measures/definitions.py", each) for each in said)
    for sentence in of_findings():
        yield "src/tiebeam/engine/documents/to_translate.py", sentence
    for sentence in (suggesting.QUESTION, suggesting.OTHERS, *suggesting.WHO.values()):
        yield "src/tiebeam/workbench/suggesting.py", sentence
    for kind in KINDS.values():
        yield "src/tiebeam/engine/records/problems.py", kind.what
        yield "src/tiebeam/engine/records/problems.py", kind.remedy
    for kind in written.kinds():
        yield from ((f"{INVENTORY}/kinds.toml", each)
                    for each in (kind.name, kind.plural, kind.about))  # fmt: skip
    for each in written.usual():
        yield from ((f"{INVENTORY}/usual.toml", said)
                    for said in (each.name, each.why, each.look_for))  # fmt: skip
    for where, sentences in OF_ROOMS.items():
        yield from ((where, each) for each in sentences)
    for path in DATA:
        known = tomllib.loads(path.read_text("utf-8"))
        where = path.relative_to(ROOT).as_posix()
        for country in known["country"]:
            yield where, country["name"]
            for body in country.get("body", ()):
                yield from ((where, body[each]) for each in ("may", "may_not"))
        for question in known.get("questions", {}).values():
            yield from ((where, each) for each in (question["ask"], *question["answers"].values()))


def _sources() -> Iterator[tuple[Path, str]]:
    """Python as it is, and templates in the form in which Django lets its words be found."""
    for folder in SOURCES:
        for path in sorted(folder.rglob("*.py")):
            yield path, path.read_text("utf-8")
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("templates/**/*.txt")]):
            code = templatize(path.read_text("utf-8"), origin=str(path))
            # What is between the calls stands for the template's text, and is no Python.
            yield path, "\n".join(each[0] for each in CALL.finditer(code))


def catalog(file: Path) -> Catalog:
    """The translations in a file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3])


def compiled(translated: Catalog) -> bytes:
    """As Django reads it."""
    out = io.BytesIO()
    write_mo(out, translated)
    return out.getvalue()


def update(file: Path, there: Catalog) -> Catalog:
    """Bring a file up to date: what is new is empty, what nobody says any more is gone."""
    translated = catalog(file) if file.exists() else _empty(file.parts[-3])
    # A guess from a message that is nearly the same would pass for a translation.
    translated.update(there, no_fuzzy_matching=True)
    translated.obsolete.clear()
    translated.creation_date = translated.revision_date = DAY
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        # Lines of the sources would change with every edit, and the file with them.
        write_po(opened, translated, width=100, no_location=True, omit_header=False,
                 sort_output=True, ignore_obsolete=True)  # fmt: skip
    file.with_suffix(".mo").write_bytes(compiled(translated))
    return translated


def _empty(language: str) -> Catalog:
    found = Catalog(
        locale=language, project="Tiebeam", version="0", msgid_bugs_address="", fuzzy=False,
        last_translator="", language_team="", creation_date=DAY, revision_date=DAY,
    )  # fmt: skip
    found.header_comment = f"# Tiebeam, in {found.locale.english_name}."
    return found


def main() -> int:
    there = collected()
    files = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    for name in sys.argv[1:]:
        files.append(LOCALE / name / "LC_MESSAGES" / "django.po")
    for file in files:
        translated = update(file, there)
        missing = [each for each in translated if each.id and not is_translated(each)]
        print(f"{file.parts[-3]}: {len(translated)} messages, {len(missing)} not translated.")
    return 0


def is_translated(message: object) -> bool:
    """Whether each of its forms has words, and nobody doubts them."""
    if message.fuzzy:  # type: ignore[attr-defined]
        return False
    said = message.string  # type: ignore[attr-defined]
    return all(said) if isinstance(said, tuple | list) else bool(said)


if __name__ == "__main__":
    sys.exit(main())
