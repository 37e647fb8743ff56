"""The release job: a trial looks at the file alone; what is published counts people as they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from web.identity.sealing import keys
from web.people import somebody
from workbench.reading import there_on
from worker.steps import carried_out

from tiebeam.engine.disclosure import cube_file
from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.records import fetch
from tiebeam.examples.harbourline import generate
from tiebeam.vault.keys import Keys
from tiebeam.web.accounts.identity import actions as identity
from tiebeam.web.accounts.identity.told import Answer, Told
from tiebeam.web.insight.models import Release
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import actions
from tiebeam.web.releasing.models import Cube as Declared
from tiebeam.web.releasing.models import Request
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.releasing import prepare
from tiebeam.worker.versions import delete, keep

__all__ = ["keys"]
pytestmark = pytest.mark.django_db

NOW, JANUARY = timezone.now(), date(2024, 1, 1)
VERSION = "versionone12"
WOMEN = Cube(
    first=JANUARY, people=200,
    attributes=(
        Attribute(
            name="gender", values=("Women", "Non-binary people"),
            tables=(Table("people"), Table("pay")),
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=200, years=2, seed=7, out=folder)
    return folder


@pytest.fixture
def home(keys: Keys, export: Path) -> Iterator[Path]:
    """A version of the data and an empty ledger."""
    here: Path = settings.HERE.home
    names = ("workforce.csv", "ratings.csv", "applications.csv")
    contents = {name: [(export / name).read_bytes()] for name in names}
    mapping = [(export / "harbourline.map.toml").read_bytes()]
    keep(here, VERSION, {**contents, "mapping.toml": mapping}, keys=keys)
    yield here
    delete(here, VERSION)
    (here / "ledger" / "releases.chain").unlink(missing_ok=True)


def shown(lines: list[dict[str, object]]) -> object:
    (found,) = [
        each["shown"] for each in lines if (each["kind"], each["value"]) == ("stock", "Women")
    ]
    return found


def test_answers_are_opened_when_a_release_is_published_and_not_before(
    home: Path, keys: Keys, export: Path
):
    analyst = somebody("ana@harbourline.example", Role.ANALYST)
    steward = somebody("stig@harbourline.example", Role.STEWARD)
    actions.adopt(cube_file.as_toml(WOMEN), version=VERSION, spending=[], at=NOW)
    groups = {("gender", "woman"): "Women", ("gender", "non_binary"): "Non-binary people"}
    actions.name_groups(groups, by=steward, at=NOW)
    with open_data(export / "harbourline.map.toml") as bench:
        filed = prepare(bench.dataset, WOMEN, ledger=home / "none", vault=home / "vault",
                        at=JANUARY)  # fmt: skip
        people, there = bench.dataset.people, there_on(bench.dataset, JANUARY)
        men = there.inner_join(people.filter(people.gender.cast("string") == "Men"), "person")
        written = bench.dataset.ids.written if bench.dataset.ids else str
        numbers = sorted({written(each) for each in fetch.column(men.person)})[: 6 + 15]

    cube = Declared.objects.get()
    request, job = actions.ask(cube, VERSION, JANUARY, by=analyst, at=NOW)
    carried_out(job)
    before = Request.objects.get().would_show
    for n, number in enumerate(numbers):
        person = somebody(f"p{n}@harbourline.example", name=f"P{n}")
        # So many that their median pay may be shown, which it may not by the file.
        said = "woman" if n < 6 else "non_binary"
        told = Told(country="de", answers={"gender": Answer(chosen=(said,))})
        identity.tell(person, told, to=keys.newest, at=NOW)
        identity.tell_number(person, number, to=keys.newest, at=NOW)
    actions.withdraw(request, by=analyst, at=NOW)
    request, job = actions.ask(cube, VERSION, JANUARY, by=analyst, at=NOW)
    carried_out(job)
    carried_out(actions.let_out(request, by=steward, at=NOW))

    assert Request.objects.get(pk=request.pk).would_show == before
    published = Release.objects.get().content["lines"]
    # The same people draw the same noise, so the six are all that is between the two.
    assert shown(published) - shown([each.as_row() for each in filed.lines]) == 6  # type: ignore[operator]
