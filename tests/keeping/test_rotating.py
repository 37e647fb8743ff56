"""`tiebeam keys rotate`: all that is sealed opens with the new key alone, whatever happens."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import migrated
import pytest
from django.conf import settings
from django.utils import timezone
from sizes import sized
from web.identity.sealing import keys
from web.people import somebody

from tiebeam.keeping.rotating import StillArriving, rotate
from tiebeam.vault import keys as vault
from tiebeam.vault.files import InUse, at_work
from tiebeam.vault.keys import Keys
from tiebeam.vault.open import read
from tiebeam.vault.seal import Label, key_in, seal
from tiebeam.web.accounts.identity import actions
from tiebeam.web.accounts.identity.told import Answer, Told
from tiebeam.web.accounts.models import Sealed, User
from tiebeam.web.audit.models import Entry
from tiebeam.web.sealing import CannotSeal
from tiebeam.worker.identity import answers

__all__ = ["keys"]
NOW = timezone.now()
LABEL = Label(what="upload", version="1", field="file")
FILES = ("sealed/upload-one", "versions/first/mapping.toml", "vault/rosters/0001-x.sealed")
_CHANCE = random.Random(20260105)


@pytest.fixture
def home(keys: Keys) -> Iterator[Path]:
    """Something of everything that is sealed, and nothing else; all of it is gone afterwards."""
    home: Path = settings.HERE.home
    for folder in ("sealed", "versions", "vault/rosters"):
        # What a test left here that ran before.
        shutil.rmtree(home / folder, ignore_errors=True)
    for name in FILES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        seal(home / name, [name.encode()], label=LABEL, to=keys.newest)
    yield home
    shutil.rmtree(home / "vault" / "rosters")
    shutil.rmtree(home / "versions" / "first")
    for each in (home / "sealed").iterdir():
        each.unlink()


def told(keys: Keys) -> User:
    ada = somebody()
    said = Told(country="de", answers={"gender": Answer(chosen=("woman",), own="")})
    actions.tell(ada, said, to=keys.newest, at=NOW)
    actions.tell_number(ada, "E1", to=keys.newest, at=NOW)
    return ada


def assert_sealed_to_one_key(home: Path, *, but: str) -> None:
    now = vault.load(home / "vault")
    assert set(now.private) == {now.newest.id}
    assert now.newest.id != but
    for name in FILES:
        assert read(home / name, label=LABEL, keys=now) == name.encode()


@pytest.mark.django_db
def test_everything_opens_with_the_new_key_and_the_old_one_is_gone(home: Path, keys: Keys):
    told(keys)

    done = rotate(settings.HERE, at=NOW, pause=lambda: None)

    assert_sealed_to_one_key(home, but=keys.newest.id)
    assert (done.files, done.retired) == (3, 1)
    assert dict(answers(home)) == {"E1": {"gender": ("woman",)}}
    assert settings.HERE.sealing_key.read_text().startswith(done.newest)
    assert [each.by for each in Entry.objects.filter(act="installation.rotated-keys")] == [""]


@pytest.mark.django_db
def test_a_run_that_was_cut_off_goes_on_and_makes_no_further_key(home: Path, keys: Keys):
    second = vault.rotate(home / "vault").newest

    rotate(settings.HERE, at=NOW, pause=lambda: None)

    assert_sealed_to_one_key(home, but=keys.newest.id)
    assert vault.load(home / "vault").newest == second


@pytest.mark.django_db
def test_what_somebody_says_while_it_is_rotated_is_sealed_to_the_new_key(home: Path, keys: Keys):
    ada = told(keys)

    def says() -> None:
        # As a request that had read the key before.
        with pytest.raises(CannotSeal):
            actions.tell_number(ada, "E2", to=keys.newest, at=NOW)
        # ... and one whose row is there, as if it had been written just before.
        old = actions.seal_number("E3", of=ada.public_id, to=keys.newest)
        Sealed.objects.filter(user=ada).update(number=old)
        seal(home / "sealed" / "upload-late", [b"late"], label=LABEL, to=keys.newest)

    done = rotate(settings.HERE, at=NOW, pause=says)

    late = home / "sealed" / "upload-late"
    assert read(late, label=LABEL, keys=vault.load(home / "vault")) == b"late"
    assert key_in(bytes(Sealed.objects.get(user=ada).number)) == done.newest
    assert dict(answers(home)) == {"E3": {"gender": ("woman",)}}


@pytest.mark.django_db
def test_while_files_arrive_the_old_key_stays_and_the_next_run_ends_it(home: Path, keys: Keys):
    part = home / "sealed" / ".upload-two.abc.part"
    shutil.copy(home / FILES[0], part)

    with pytest.raises(StillArriving):
        rotate(settings.HERE, at=NOW, pause=lambda: None)
    kept = vault.load(home / "vault")
    part.rename(home / "sealed" / "upload-two")
    rotate(settings.HERE, at=NOW, pause=lambda: None)

    assert keys.newest.id in kept.private
    assert_sealed_to_one_key(home, but=keys.newest.id)
    assert read(home / "sealed" / "upload-two", label=LABEL, keys=vault.load(home / "vault"))


@pytest.mark.django_db
def test_while_a_worker_runs_nothing_is_rotated(home: Path, keys: Keys):
    with at_work(settings.HERE.at_work), at_work(settings.HERE.at_work), pytest.raises(InUse):
        rotate(settings.HERE, at=NOW, pause=lambda: None)

    assert vault.load(home / "vault").newest == keys.newest


@pytest.mark.slow
def test_killed_again_and_again_it_comes_to_its_end_and_nothing_is_lost(tmp_path: Path):
    home = tmp_path / "home"
    env = os.environ | {"TIEBEAM_HOME": str(home), "DATABASE_URL": ""}
    migrated.a_home(home)
    first = vault.make(home / "vault")
    (home / "vault" / "rosters").mkdir()
    (home / "versions" / "first").mkdir()
    for name in FILES:
        seal(home / name, [name.encode()], label=LABEL, to=first.newest)
    many = [home / "sealed" / f"upload-{n}" for n in range(300)]
    for each in many:
        seal(each, [b"x"], label=LABEL, to=first.newest)
    command = [sys.executable, "-m", "tiebeam", "keys", "rotate"]

    for _ in range(sized(2, 20)):
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as run:
            while run.poll() is None and len(list((home / "vault").glob("0*.key"))) < 2:
                time.sleep(0.01)
            time.sleep(_CHANCE.uniform(0, 2))
            run.kill()
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert "Make a backup now." in done.stdout
    assert_sealed_to_one_key(home, but=first.newest.id)
    now = vault.load(home / "vault")
    assert {read(each, label=LABEL, keys=now) for each in many} == {b"x"}
