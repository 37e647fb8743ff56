"""What the guide for servers tells people to install: it parses, fits the code, and keeps apart."""

from __future__ import annotations

import configparser
import grp
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from house.project import ROOT

from tiebeam.cli import main
from tiebeam.web.installation import FOLDERS, OF_WORKER, Installation

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
GUIDE = (ROOT / "docs" / "guide" / "deployment.md").read_text(encoding="utf-8")
HOME = "/var/lib/tiebeam"


def said(unit: str, name: str) -> list[str]:
    """The words of a setting of a unit, from all lines that give some."""
    lines = (DEPLOY / unit).read_text("utf-8").splitlines()
    values = [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]
    return [word for value in values for word in value.split()]


def folders(unit: str, name: str) -> set[str]:
    within = [each.removeprefix("-") for each in said(unit, name)]
    return {each.removeprefix(f"{HOME}/") for each in within if each.startswith(HOME)}


# --- it fits the code -----------------------------------------------------------------------------


def test_each_process_writes_where_it_has_to_and_sees_nothing_of_what_the_other_keeps():
    shut = {name for name, mode in FOLDERS.items() if mode == 0o700}
    shared = set(FOLDERS) - OF_WORKER

    assert folders("tiebeam-web.service", "ReadWritePaths") == shared
    assert folders("tiebeam-web.service", "InaccessiblePaths") == shut
    assert folders("tiebeam-worker.service", "ReadWritePaths") == shared | OF_WORKER
    assert folders("tiebeam-worker.service", "InaccessiblePaths") == {"db/secret"}


def test_units_give_commands_that_there_are():
    for unit, command in (("web", "web"), ("worker", "worker"), ("backup", "backup")):
        words = said(f"tiebeam-{unit}.service", "ExecStart")

        there = words.index(next(word for word in words if word.endswith("/tiebeam")))
        assert words[there + 1] == command
        assert command in main.commands


def test_both_are_hardened_alike():
    ours = {"User", "ExecStart", "ReadWritePaths", "InaccessiblePaths", "TimeoutStopSec"}

    web, worker = (settings(f"tiebeam-{each}.service", ours) for each in ("web", "worker"))

    assert web == worker
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0007", "LimitCORE=0"} <= web


def settings(unit: str, without: set[str]) -> set[str]:
    section = (DEPLOY / unit).read_text("utf-8").partition("[Service]")[2].partition("[Install]")[0]
    lines = [line for line in section.splitlines() if line and not line.startswith("#")]
    return {line for line in lines if line.partition("=")[0] not in without}


def test_the_environment_that_is_shown_is_one_that_an_installation_takes():
    lines = [line.partition("=") for line in (DEPLOY / "tiebeam.env").read_text().splitlines()]
    given = {name: value for name, _, value in lines if name and not name.startswith("#")}

    found = Installation.of(given)

    described = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert [name for name in given if f"`{name}`" not in described] == []
    assert (str(found.home), found.https, found.database["HOST"]) == (HOME, True, "")
    assert found.database["NAME"] == found.database["USER"] == "tiebeam"


def test_the_guide_names_every_file_and_every_folder_with_its_mode():
    assert [each.name for each in DEPLOY.iterdir() if each.name not in GUIDE] == []
    for name, mode in FOLDERS.items():
        owner = "worker" if name in OF_WORKER else "web"
        assert re.search(rf"^\| `{name}` \| {owner} \| {mode:04o} \|", GUIDE, re.MULTILINE), name


def test_every_command_of_tiebeam_in_the_guide_can_be_given_so():
    found = re.findall(r"^(?:\w+=\S+ )*tiebeam ([a-z-]+)(.*)$", GUIDE, re.MULTILINE)

    assert {name for name, _ in found} >= {"prepare", "backup-key", "restore", "upgrade"}
    for name, words in found:
        options = {option for each in main.commands[name].params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= options, (name, words)


def test_nginx_lays_nothing_on_the_disk_and_notes_nobody():
    config = (DEPLOY / "nginx.conf").read_text("utf-8")

    # One server asks for https, one serves, and one place in it says so once more.
    assert config.count("access_log off;") == 3
    assert re.findall(r"access_log (?!off)", config) == []
    for promise in ("proxy_request_buffering off;", "proxy_max_temp_file_size 0;",
                    "X-Forwarded-For $remote_addr;", "X-Forwarded-Proto https;"):  # fmt: skip
        assert promise in config
    assert "error_log /dev/null" in config.partition("location /speak-up/")[2]


# --- it parses ------------------------------------------------------------------------------------


def test_systemd_understands_each_unit():
    for unit in UNITS:
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.read(unit)
        assert parser.sections()[0] == "Unit"
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here: units were only parsed")

    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *UNITS], capture_output=True,
                          text=True, timeout=60)  # fmt: skip

    complaints = [
        line for line in done.stderr.splitlines()
        # The program is on no machine but a server.
        if "tiebeam" in line and "is not executable: No such file" not in line
    ]  # fmt: skip
    assert complaints == []


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here: its file was only read")
def test_nginx_understands_its_file(tmp_path: Path):
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout k -out c"
    subprocess.run(shlex.split(make), cwd=tmp_path, check=True, capture_output=True, timeout=60)
    config = (DEPLOY / "nginx.conf").read_text("utf-8")
    for name, here in {"/etc/ssl/tiebeam/fullchain.pem": tmp_path / "c",
                       "/etc/ssl/tiebeam/privkey.pem": tmp_path / "k",
                       "/var/log/nginx": tmp_path}.items():  # fmt: skip
        config = config.replace(name, str(here))
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/e; events {{}} http {{ {config} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True,
                          text=True, timeout=60)  # fmt: skip

    assert "syntax is ok" in done.stderr, done.stderr


# --- it keeps apart -------------------------------------------------------------------------------

#: Two users and a group that Debian has, in place of ours.
WEB, WORKER, GROUP = "www-data", "backup", "users"


def has_them() -> bool:
    users = {each.pw_name for each in pwd.getpwall()}
    return os.geteuid() == 0 and {WEB, WORKER} <= users and GROUP in {
        each.gr_name for each in grp.getgrall()
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """Commands set that of their process."""
    was = os.umask(0o022)
    yield
    os.umask(was)


@pytest.fixture
def home() -> Iterator[Path]:
    """Where others than its owner may go, unlike in the folders of pytest."""
    with tempfile.TemporaryDirectory(prefix="tiebeam-two-users-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


@pytest.mark.skipif(not has_them(), reason="only root can be two users")
def test_the_web_reads_no_key_and_the_worker_nothing_that_signs(home: Path):
    words = ["prepare", "--web", WEB, "--worker", WORKER, "--group", GROUP]
    env = {"TIEBEAM_HOME": str(home), "DATABASE_URL": ""}
    done = [CliRunner().invoke(main, words, env=env) for _ in range(2)]
    assert [each.exit_code for each in done] == [0, 0], done[0].output
    secret = home / "db" / "secret"
    assert may(WEB, "touch", secret)
    secret.chmod(0o600)

    for folder in ("vault", "versions"):
        assert may(WORKER, "touch", home / folder / "x")
        assert not may(WEB, "ls", home / folder)
        assert not may(WEB, "touch", home / folder / "y")
    assert may(WORKER, "touch", home / "ledger" / "sealing-key")
    # As the worker publishes it.
    (home / "ledger" / "sealing-key").chmod(0o644)
    assert not may(WEB, "touch", home / "ledger" / "sealing-key")
    assert not may(WORKER, "cat", secret)
    for user in (WEB, WORKER):
        assert may(user, "touch", home / "db" / "tiebeam.sqlite3")
        assert may(user, "sh", "-c", f"echo >> {home}/withdrawals/withdrawals.chain")
        assert not may(user, "mv", home / "vault", home / "other")
    assert not may("nobody", "ls", home)


def may(user: str, *words: str | Path) -> bool:
    done = subprocess.run(
        words, user=user, group=GROUP if user != "nobody" else "nogroup", extra_groups=[],
        capture_output=True, timeout=60, cwd="/",
    )  # fmt: skip
    return done.returncode == 0


def test_folders_are_given_away_by_root_alone_and_to_users_that_there_are(tmp_path, monkeypatch):
    words = ["prepare", "--web", "no-such-user", "--worker", WORKER, "--group", GROUP]
    env = {"TIEBEAM_HOME": str(tmp_path / "home")}
    if os.geteuid() == 0:
        done = CliRunner().invoke(main, words, env=env)
        assert "There is no such user or group" in done.output
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    done = CliRunner().invoke(main, words, env=env)

    assert done.exit_code == 2
    assert "Only root can give folders" in done.output
