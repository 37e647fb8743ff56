"""Workers as processes of their own, killed at any moment: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from postgresql import dumped, of_its_own
from sizes import sized
from worker import made_up

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
#: A machine that does much else takes its time.
LONGEST = 60
Process = subprocess.Popen[bytes]


@pytest.fixture(autouse=True)
def _effects() -> Iterator[None]:
    """A table for what steps do, and the kinds of jobs that the made-up worker knows."""
    made_up.name_kinds()
    with connection.cursor() as cursor:
        cursor.execute(made_up.CREATE)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE effects")


def asked(kind: str, key: str = "k") -> Job:
    return actions.enqueue(kind, {}, by=None, key=key, at=timezone.now())


def effects() -> Counter[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, step FROM effects")
        return Counter((job, step) for job, step in cursor.fetchall())


class Site:
    """A folder in which workers leave what they say, and marks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._said = folder, folder / "said"
        self._said.touch()

    @property
    def said(self) -> str:
        return self._said.read_text()

    @contextmanager
    def worker(self, *, lease_seconds: float = 0.6, tries: int = 50) -> Iterator[Process]:
        """One that waits for jobs, and is there until it is killed or the test is over."""
        ready = self.said.count("waits for jobs") + 1
        words = [made_up.__file__, database(), self.folder, lease_seconds, tries]
        with self._said.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *map(str, words)],
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            self.wait_until(lambda: self.said.count("waits for jobs") >= ready)
            yield process
        finally:
            process.kill()
            process.wait()

    def wait_until(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST
        while not happened():
            assert time.monotonic() < until, self.said
            time.sleep(0.02)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def database() -> str:
    return str(connection.settings_dict["NAME"])


def kept_by_the_database() -> bytes:
    if connection.vendor == "postgresql":
        return dumped(database(), Path(connection.settings_dict["HOST"]))
    return b"".join(path.read_bytes() for path in Path(database()).parent.glob("tests*"))


def open_jobs() -> int:
    return Job.objects.filter(state__in=Job.OPEN).count()


def now_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


# --- killed ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_worker_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing(site: Site):
    """Two at once, of whom one is killed again and again, while jobs come in and pages look."""
    chance = random.Random(20260105)
    jobs: list[str] = []

    with site.worker():
        for kill in range(sized(4, 60)):
            with site.worker() as process:
                asked_now = [asked("made-up tally", f"{kill}-{n}") for n in range(10)]
                jobs += [each.public_id for each in asked_now]
                time.sleep(chance.uniform(0, 0.3))
                process.kill()
        site.wait_until(lambda: open_jobs() == 0)

    assert effects() == {(job, step): 1 for job in jobs for step in made_up.STEPS}
    assert {each.state for each in Job.objects.all()} == {"done"}
    assert {each.status for each in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
    assert "its worker left it" in site.said
    assert "did not answer" not in site.said
    assert "tried again" not in site.said


def test_killed_while_it_works_and_when_all_is_written_but_not_yet_kept_it_is_done_once(site: Site):
    job = asked("dying")

    for death in ("working", "writing"):
        with site.worker() as process:
            assert process.wait(LONGEST) == -signal.SIGKILL
            assert (site.folder / death).exists()
    with site.worker():
        site.wait_until(lambda: open_jobs() == 0)

    assert effects() == {(job.public_id, "working"): 1, (job.public_id, "writing"): 1}


def test_a_worker_that_wakes_after_another_did_its_job_writes_nothing(site: Site):
    job = asked("gated")

    # With so long a lease no beat is due soon: frozen in a write, it would keep all others out.
    with site.worker(lease_seconds=200) as slow:
        site.wait_until(lambda: now_of(job).words != "")
        slow.send_signal(signal.SIGSTOP)
        Job.objects.update(lease_until=timezone.now())
        with site.worker():
            site.wait_until(lambda: site.said.count("taken") == 2)
            (site.folder / "gate").touch()
            site.wait_until(lambda: now_of(job).state == "done")
            slow.send_signal(signal.SIGCONT)
            site.wait_until(lambda: f"{job.public_id}: another has it" in site.said)

    assert effects() == {(job.public_id, "pass"): 1}


# --- stopped --------------------------------------------------------------------------------------


def test_a_job_stops_in_the_middle_and_a_worker_that_is_told_to_end_gives_its_job_back(site: Site):
    stopped, given_back = asked("patient", "a"), asked("patient", "b")

    with site.worker() as process:
        site.wait_until(lambda: now_of(stopped).state == "running")
        actions.ask_to_stop(stopped, at=timezone.now())
        site.wait_until(lambda: now_of(given_back).state == "running")
        process.terminate()

        assert process.wait(LONGEST) == 0

    assert now_of(stopped).state == "cancelled"
    assert (now_of(given_back).state, now_of(given_back).tries) == ("waiting", 0)
    assert site.said.rstrip().endswith("has ended")


# --- values ---------------------------------------------------------------------------------------


def test_what_an_exception_says_is_nowhere_in_the_database_or_in_what_the_worker_prints(site: Site):
    job = asked("leaking")

    with site.worker(tries=2):
        site.wait_until(lambda: open_jobs() == 0)
        kept = kept_by_the_database()

    assert (now_of(job).state, now_of(job).problem) == ("failed", "fault")
    assert job.public_id.encode() in kept
    assert made_up.SECRET.encode() not in kept
    assert made_up.SECRET not in site.said
    assert "91200" not in site.said
    assert f"job {job.public_id}: SystemExit at __main__:" in site.said
    assert "Traceback" not in site.said


# --- both together --------------------------------------------------------------------------------


@pytest.mark.enable_socket
def test_serve_starts_both_and_ends_both(tmp_path: Path):
    with (tmp_path / "said").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tiebeam", "serve", "--port", "0", "--workers", "1"],
            env=os.environ | {"TIEBEAM_HOME": str(tmp_path / "home")} | of_its_own(),
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    site = Site(tmp_path)
    try:
        # One that is told to end before it is up does not hear it.
        site.wait_until(lambda: "waits for jobs" in site.said and _answers(site.said))
        process.terminate()

        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
    assert "Ends, because of SIGTERM." in site.said
    assert "worker: has ended" in site.said
    assert "Shutting down: Master" in site.said


def _answers(said: str) -> bool:
    """Whether the web gives its first page."""
    at = re.search(r"Listening at: (http://127\.0\.0\.1:\d+)", said)
    if at is None:
        return False
    try:
        with urlopen(f"{at[1]}/", timeout=LONGEST) as page:
            return bool(page.status == 200)
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that it is alone")
def test_a_serve_that_is_killed_takes_both_with_it(tmp_path: Path):
    code = (
        "from tiebeam.cli.serve import together\ntogether({'one': ['worker'], 'other': ['worker']})"
    )
    with (tmp_path / "said").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=out, stderr=subprocess.STDOUT,
            env=os.environ | {"TIEBEAM_HOME": str(tmp_path / "home")} | of_its_own(),
        )  # fmt: skip
    site = Site(tmp_path)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        # Nobody migrates here, so both wait for that.
        site.wait_until(lambda: site.said.count("waits until") == 2)
        pids = children.read_text().split()
    finally:
        process.kill()
        process.wait()

    assert len(pids) == 2
    site.wait_until(lambda: not any(is_running(pid) for pid in pids))


def is_running(pid: str) -> bool:
    """A dead one that nobody has asked after yet is none."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_when_one_ends_by_itself_the_other_ends_too_and_it_says_why(tmp_path: Path):
    code = (
        "from tiebeam.cli.serve import together\n"
        "raise SystemExit(together({'web': ['measures', 'no_such'], 'worker': ['worker']}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LONGEST,
        env=os.environ | {"TIEBEAM_HOME": str(tmp_path)} | of_its_own(),
    )  # fmt: skip

    assert done.returncode == 1
    assert "web has ended (with 2), so all of it ends." in done.stderr
