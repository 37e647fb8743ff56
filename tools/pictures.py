"""Pictures of the pages for the documents, taken from the demo as it runs: docs/pictures.

    python3 dev.py pictures

Starts `tiebeam demo` in a folder that goes away again, signs in as some of its people, and takes
the same few pictures. Its noise is drawn with new keys each time, so counts differ by a few. It
needs Chromium, and takes two minutes or so.
"""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURES: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM: Final = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
)
QUIET: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
#: It makes its data and six releases before it answers.
LONGEST_START_S: Final = 300
LONGEST_JOB_S: Final = 120
#: Bytes of a picture at most, so that the project stays quick to fetch.
LARGEST: Final = 150_000
COLOURS: Final = 256


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One page as one person sees it.

    shows   leads a tab that is signed in to what the picture shows
    height  how far down the page it goes, in pixels
    """

    name: str
    who: str
    shows: Callable[[Any, Path], None]
    width: int = 1120
    height: int = 900


def page(address: str) -> Callable[[Any, Path], None]:
    return lambda tab, _: tab.goto(address)


def data_check(tab: Any, files: Path) -> None:
    """The export brought once more, up to the question whether it is right."""
    tab.goto("/data/uploads/new/")
    names = ("workforce.csv", "ratings.csv", "applications.csv", "harbourline.map.toml")
    tab.get_by_label("Your files").set_input_files([files / each for each in names])
    tab.get_by_role("button", name="Send these files").click()
    wait_for(tab, "Your files were looked at")
    tab.get_by_role("link", name="Say what the columns mean").click()
    tab.get_by_role("button", name="Read the files like this").click()
    wait_for(tab, "people could be read")


def proposal(tab: Any, _: Path) -> None:
    """What may be shown next year, before it is declared."""
    tab.goto("/cubes/")
    tab.get_by_role("button", name="Work out a proposal").click()
    wait_for(tab, "See what came of it")
    tab.get_by_role("link", name="See what came of it").click()
    tab.get_by_role("button", name="Save what stays").wait_for()


def clicked(*names: str, begins: str) -> Callable[[Any, Path], None]:
    """The page to which links lead, one after the other, from a first one."""

    def shows(tab: Any, _: Path) -> None:
        tab.goto(begins)
        for name in names:
            tab.locator("main").get_by_role("link", name=re.compile(name)).first.click()

    return shows


TAKEN: Final = (
    Picture(name="overview", who="lena", shows=page("/see/"), height=987),
    Picture(name="promoted", who="lena", shows=page("/see/promotion-rate/"), height=1076),
    Picture(name="home-on-a-phone", who="mo", shows=page("/"), width=360, height=740),
    Picture(name="about-me", who="mo", shows=page("/me/identity/"), height=656),
    Picture(name="text-and-findings", who="suki", height=900,
            shows=clicked("^Promotion$", "beside its findings", begins="/structures/")),
    Picture(name="barrier", who="lena", height=1020,
            shows=clicked("women were promoted", begins="/barriers/")),
    Picture(name="redesign", who="lena", height=940,
            shows=clicked("Ten paid days", begins="/what-changed/")),
    Picture(name="space", who="mo", height=1000,
            shows=clicked("^Harbour allies$", begins="/spaces/")),
    Picture(name="thread", who="femi", height=1100,
            shows=clicked("^Harbour allies$", "^The rota comes out", begins="/spaces/")),
    Picture(name="asked-of-leaders", who="lena", shows=page("/asks/"), height=700),
    Picture(name="data-check", who="ana", shows=data_check, height=920),
    Picture(name="what-may-be-shown", who="stig", shows=proposal, height=875),
)  # fmt: skip


def main() -> int:
    if CHROMIUM is None:
        print("There is no Chromium here to take pictures with.", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        demo(Path(place)) as (address, files),
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for each in TAKEN:
            taken = small(take(browser, each, address, files))
            (PICTURES / f"{each.name}.png").write_bytes(taken)
            print(f"{each.name}.png: {len(taken) // 1000} kB")
        browser.close()
    return 0


@contextmanager
def demo(place: Path) -> Iterator[tuple[str, Path]]:
    """Its address and its folder, for as long as it is served."""
    files, port = place / "harbourline", free_port()
    with (place / "said").open("w+b") as said:
        command = [
            sys.executable,
            "-m",
            "tiebeam",
            "demo",
            "--dir",
            str(files),
            "--port",
            str(port),
        ]
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            wait_for_answer(address, running)
            yield address, files
        finally:
            running.terminate()
            running.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_answer(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 — this machine
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise RuntimeError("The demo did not answer.")


def take(browser: Any, wanted: Picture, address: str, files: Path) -> bytes:
    size = {"width": wanted.width, "height": wanted.height}
    with browser.new_context(viewport=size, base_url=address) as context:
        tab = context.new_page()
        sign_in(tab, wanted.who, files)
        wanted.shows(tab, files)
        tab.wait_for_load_state("networkidle")
        tab.evaluate("scrollTo(0, 0)")
        taken: bytes = tab.screenshot()
        return taken


def sign_in(tab: Any, who: str, files: Path) -> None:
    said = (files / "sign-ins.txt").read_text(encoding="utf-8")
    tab.goto("/sign-in/")
    tab.get_by_label("E-mail address").fill(f"{who}@harbourline.example")
    tab.get_by_label("Password").fill(said.split("password ", 1)[1].splitlines()[0])
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.get_by_role("button", name="Sign out").wait_for()


def wait_for(tab: Any, words: str) -> None:
    """Load a page again until the worker is done with what it shows."""
    until = time.monotonic() + LONGEST_JOB_S
    while not tab.get_by_text(words).count():
        if time.monotonic() > until:
            raise RuntimeError(f"'{words}' never came.")
        tab.wait_for_timeout(500)
        tab.reload()


def small(taken: bytes) -> bytes:
    """The same picture in so few colours: pages have no more, and it is half as large."""
    kept = io.BytesIO()
    reduced = (
        Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )
    reduced.save(kept, "PNG", optimize=True)
    if kept.tell() > LARGEST:
        raise ValueError(f"A picture of {kept.tell()} bytes is too large: show less of the page.")
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main())
