"""Files of a million rows brought in the browser, beside the command line that reads the same.

What counts is from the press of "Send these files" until it is kept as a version, with a real web
process and a real worker; what its page told of its progress meanwhile is counted as well. Needs a
Chromium; says so where there is none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from peers import Result, Run

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
TABLES = ("workforce.csv", "ratings.csv", "applications.csv")
MAPPING = "harbourline.map.toml"
LONGEST = 1800
#: Different things that the page has to say meanwhile, so that it is no spinner.
FEWEST_TOLD = 4


class SaidTooLittle(RuntimeError):
    """The page did not say how far the upload had come."""


def run(data: Path) -> list[Result]:
    """The upload beside `tiebeam check`: at most twice as long."""
    if CHROMIUM is None:
        print("There is no Chromium, so no upload was measured.", file=sys.stderr)
        return []
    rows = sum(sum(1 for _ in (data / each).open("rb")) - 1 for each in TABLES)
    with tempfile.TemporaryDirectory() as folder:
        brought, told, parts = _brought(data, Path(folder))
    print(f"Meanwhile the page said: {'; '.join(told)}", file=sys.stderr)
    print(f"Until it was sent, looked at, read and kept: {parts} s", file=sys.stderr)
    if len(told) < FEWEST_TOLD:
        raise SaidTooLittle(f"The page of the upload said only {told}.")
    return [
        Result(
            name=f"an upload of {rows:,} rows in three tables, from the form to a version",
            ours=Run(seconds=brought, megabytes=0),
            peers={"`tiebeam check` of the same files": _checked(data)},
            limit=2,
        )
    ]


def _checked(data: Path) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        words = ["check", data, "--map", data / MAPPING, "--rejects", f"{folder}/left"]
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "tiebeam", *words], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        return Run(seconds=time.perf_counter() - begun, megabytes=0)


def _brought(data: Path, folder: Path) -> tuple[float, list[str], str]:
    """Seconds until it is kept, what the page told on the way, and the seconds of each part."""
    subprocess.run([sys.executable, __file__, folder], check=True, stdout=subprocess.DEVNULL)
    told: list[str] = []
    with _signed_in(folder) as tab:
        tab.goto("/data/uploads/new/")
        tab.get_by_label("Your files").set_input_files([data / each for each in (*TABLES, MAPPING)])
        begun = time.perf_counter()
        tab.get_by_role("button", name="Send these files").click(timeout=1000 * LONGEST)
        tab.get_by_text("The worker has your files").wait_for()
        ends = [time.perf_counter()]
        _until(tab, "Your files were looked at", told)
        ends.append(time.perf_counter())
        tab.get_by_role("link", name="Say what the columns mean").click()
        tab.get_by_role("button", name="Read the files like this").click()
        _until(tab, "people could be read", told)
        ends.append(time.perf_counter())
        tab.get_by_role("button", name="Keep this as a version").click()
        _until(tab, "Kept as a version", told)
        ends.append(time.perf_counter())
        parts = ", ".join(f"{b - a:.1f}" for a, b in pairwise([begun, *ends]))
        return ends[-1] - begun, told, parts


def _until(tab: Any, words: str, told: list[str]) -> None:
    end = time.monotonic() + LONGEST
    while not tab.get_by_text(words).count():
        if time.monotonic() > end or tab.get_by_text("can't be used").count():
            raise RuntimeError(f"'{words}' never came: {tab.locator('main').inner_text()}")
        for each in tab.locator("section.job").all_inner_texts():
            said = " ".join(each.split())
            if said and said not in told:
                told.append(said)
        # It goes on by itself.
        tab.wait_for_timeout(100)


@contextmanager
def _signed_in(folder: Path) -> Iterator[Any]:
    """A tab of the analyst, with the pages and the worker running."""
    from playwright.sync_api import sync_playwright
    from web.serving import served

    (password,) = re.findall(r"password (\S+)", (folder / "sign-ins.txt").read_text())
    with served(folder, "serve") as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        tab = browser.new_page(base_url=address.replace("127.0.0.1", "localhost"))
        tab.set_default_timeout(1000 * LONGEST)
        tab.goto("/sign-in/")
        tab.get_by_label("E-mail address").fill("ana@harbourline.example")
        tab.get_by_label("Password").fill(password)
        tab.get_by_role("button", name="Sign in", exact=True).click()
        tab.get_by_role("button", name="Sign out").wait_for()
        yield tab
        browser.close()


def _people_without_data(folder: Path) -> None:
    """An installation whose legal start is answered, and to which nothing was brought yet."""
    from tiebeam.cli.demo_site import answer_what_comes_first, set_up_people

    set_up_people(folder, name="Harbourline", at=datetime.now(UTC))
    answer_what_comes_first(at=datetime.now(UTC))


if __name__ == "__main__":
    _people_without_data(Path(sys.argv[1]))
