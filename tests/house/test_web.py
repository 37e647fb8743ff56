"""The rules of the web's rooms: who may see, who may write, and what is said where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.urls import resolve
from django.views import View
from house.project import PACKAGE, ROOT, name_of, syntax
from web.pages import EVERY, NO_PAGE, patterns

from tiebeam.web.permissions import everybody, is_guarded, said_by

WEB = PACKAGE / "web"
#: What changes a row in Django. Where these words mean something else, say it with another word.
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "add", "remove", "set", "clear", "aupdate", "acreate", "adelete", "asave",
}  # fmt: skip
#: Sets and dictionaries have these too: only what is done to a manager or a query is a write.
ALSO_OF_SETS = {"add", "remove", "set", "clear", "update"}
#: Folders of templates that stand before allauth's own, and the room that holds them.
INSTEAD_OF_ALLAUTHS = {
    "allauth": "ui", "account": "accounts", "mfa": "accounts", "socialaccount": "accounts",
    "usersessions": "accounts",
}  # fmt: skip
SAID = re.compile(r"{% translate \"([^\"]+)\"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}")


def test_every_view_says_whom_it_is_for():
    silent = [
        address
        for address, pattern in patterns()
        if said_by(pattern.callback) is None and not is_guarded(pattern.callback)
    ]

    assert silent == []


def test_every_page_is_looked_at_in_a_browser():
    """A new page belongs into the lists of `web.pages`, or is said there to be none."""
    named = re.compile(r"{[\w-]+}")
    looked_at = {
        resolve(named.sub("1", each).split("?")[0]).view_name
        for each in EVERY if "/no/such" not in each
    }  # fmt: skip

    assert {pattern.name for _, pattern in patterns()} - looked_at == NO_PAGE


def test_a_view_that_does_not_say_it_is_found():
    def silent(request):
        return None

    class Other(View):
        pass

    assert said_by(silent) is None
    assert said_by(Other.as_view()) is None
    assert said_by(everybody(silent)) is not None


def test_rows_are_written_in_actions_alone():
    outside = [
        f"{name_of(path)}: {written}"
        for path in sorted(WEB.rglob("*.py"))
        if path.name != "actions.py" and "migrations" not in path.parts
        for written in writes(syntax(path))
    ]

    assert outside == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("form.save()", ["form.save"]),
        ("User.objects.create(name='x')", ["User.objects.create"]),
        ("user.places.add(place)", ["user.places.add"]),
        ("User.objects.filter(id=1).update(name='x')", ["User.objects.filter(id=1).update"]),
        ("seen.add(1); words.update(more)", []),
    ],
)
def test_a_write_is_found(code: str, found: list[str]):
    assert list(writes(ast.parse(code))) == found


def writes(module: ast.Module) -> Iterator[str]:
    for each in ast.walk(module):
        if not isinstance(each, ast.Call) or not isinstance(each.func, ast.Attribute):
            continue
        of = each.func.value
        if each.func.attr in ALSO_OF_SETS and not isinstance(of, ast.Attribute | ast.Call):
            continue
        if each.func.attr in WRITES:
            yield ast.unparse(each.func)


#: Only these write to people: to those who have no account yet, and, of the worker, to all others.
WRITE_TO_PEOPLE = {"accounts/mails.py", "delivery/letters.py"}


def test_only_the_job_of_delivery_decides_who_is_told_what():
    """Rooms queue with `tell`; what decides and sends is for the worker alone."""
    rooms = {path.relative_to(WEB).as_posix(): syntax(path) for path in WEB.rglob("*.py")}
    mails = {name for name, module in rooms.items() if "django.core.mail" in brought_in(module)}
    decides = {
        name for name, module in rooms.items() if not name.startswith("delivery/")
        for each in ast.walk(module)
        if (isinstance(each, ast.ImportFrom) and each.module == "tiebeam.web.delivery.actions"
        and {alias.name for alias in each.names} != {"tell"})
        or (isinstance(each, ast.ImportFrom) and each.module == "tiebeam.web.delivery"
        and "actions" in {alias.name for alias in each.names})
    }  # fmt: skip

    assert mails == WRITE_TO_PEOPLE
    assert decides == set()


def brought_in(module: ast.Module) -> set[str]:
    """The modules from which a module imports something."""
    return {each.module or "" for each in ast.walk(module) if isinstance(each, ast.ImportFrom)}


def test_every_variable_of_an_installation_is_described():
    code = "\n".join(path.read_text("utf-8") for path in WEB.rglob("*.py"))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")

    read = set(re.findall(r"\"(TIEBEAM_[A-Z_]+|DATABASE_URL)\"", code))

    assert len(read) > 4
    assert read == set(re.findall(r"^`(TIEBEAM_[A-Z_]+|DATABASE_URL)`", page, flags=re.M))


# --- words ----------------------------------------------------------------------------------------


def words_of_pages() -> list[str]:
    """All that pages and mails say themselves, phrase by phrase."""
    files = sorted([*WEB.rglob("*.html"), *WEB.rglob("templates/**/*.txt")])
    templates = [path.read_text("utf-8") for path in files]
    return [
        " ".join((one or many).split())
        for text in templates
        for one, many in SAID.findall(text)
    ]  # fmt: skip


def test_pages_can_be_read_after_nine_years_of_school():
    sentences = [each for each in words_of_pages() if each.endswith(".")]

    assert len(sentences) > 5
    assert grade(" ".join(sentences)) <= 9
    assert [each for each in sentences if grade(each) > 14] == []


def test_what_is_hard_to_read_has_a_high_grade():
    hard = "Organisational stakeholders operationalise intersectional accountability mechanisms."

    assert grade("We write to it once. It costs nothing.") < 4
    assert grade(hard) > 14


def grade(text: str) -> float:
    """Years of school that a text takes: Kincaid, Fishburne, Rogers & Chissom (1975)."""
    sentences = max(len(re.findall(r"[.?!:]+(?:\s|$)", text)), 1)
    words = re.findall(r"[A-Za-z'’]+", text)
    syllables = sum(syllables_of(each) for each in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    found = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and len(found) > 1
    return max(len(found) - silent, 1)


def test_no_page_shouts():
    assert [each for each in words_of_pages() if "!" in each] == []


def test_pages_are_made_of_components():
    """A page holds words and order; classes are in the parts, and in the shell."""
    pages = [path for path in WEB.rglob("templates/*/*.html") if path.parent.name != "ui"]

    assert [name_of(path) for path in pages if 'class="' in path.read_text("utf-8")] == []


def test_every_template_is_of_the_room_in_which_it_stands():
    stray = [
        name_of(path)
        for path in WEB.rglob("*.html")
        if path.relative_to(WEB).parts[0] != room_of(path.relative_to(WEB).parts[2])
    ]

    assert stray == []


def room_of(folder: str) -> str:
    """The room that holds a folder of templates."""
    return INSTEAD_OF_ALLAUTHS.get(folder, folder)
